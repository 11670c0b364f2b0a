// Finds retry loops without a pause.
import { statementsOf, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** "Entries" are no tries. */
const TRIES = /[rR]etr(?:y|ies)|[aA]ttempt|\btries|[a-z]Tries/;

const PAUSES =
  /Sleep|\.After\(|Ticker|Timer|[bB]ackoff|Wait|\bselect\b|[lL]imiter|<-|NextPage|HasMorePages|Accept\(|time\.|delay|pause/;

export const retryWithoutPause: CodeRule = {
  id: 'risk/retry-without-pause',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'Retry loop has no backoff',
  messages: {
    noPause: '`{func}` retries after an error without a pause.',
  },
  why: 'A failing dependency is called as fast as the loop runs, which keeps it down and this process busy.',
  exceptions: 'the loop reads a stream or parses, and an error means the next element.',
  fix: 'Wait with exponential backoff and jitter, and stop after a few attempts or when the context is done.',
  tradeOffs: 'A call that keeps failing takes longer to report.',
  example:
    'for attempt := range maxAttempts {\n' +
    '\tif err = call(ctx); err == nil {\n' +
    '\t\treturn nil\n' +
    '\t}\n' +
    '\tif err := sleep(ctx, backoff(attempt)); err != nil {\n' +
    '\t\treturn err\n' +
    '\t}\n' +
    '}',
  references: ['https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/'],
  prefilters: { file: /\bcontinue\b/ },
  nodes: ['for_statement'],
  check(node, file) {
    const text = withoutComments(file.text(node));
    const clause = text.split('{', 1)[0]!;
    const name = file.field(file.declarationAround(node), 'name');
    if (/\brange\b(?!\s+(?:max|\w*[rR]etr|\w*[aA]ttempt|\w*[tT]ries))/.test(clause) || !TRIES.test(clause + name))
      return null;
    if (PAUSES.test(text)) return null;
    const branch = statementsOf(node.childForFieldName('body')).find(
      (one) =>
        one.type === 'if_statement' &&
        /\berr\s*!=\s*nil/.test(file.field(one, 'condition')) &&
        statementsOf(one.childForFieldName('consequence')).at(-1)?.type === 'continue_statement',
    );
    if (branch === undefined) return null;
    return { node: branch, message: 'noPause' };
  },
};
