// Comments in the code that ask to leave a case out.
import { silencerOf } from '../../go/directives.ts';
import { isNamed, type RuleText } from './rule.ts';

/** Characters of a reason that are kept. */
const MAX_REASON = 200;

/**
 * What a comment says that asks to leave a case of a rule out; null where there is none: `//architect:ignore ID reason`
 * (`#` and `--` where the file is no Go) at the end of the line or above it, a reason is required; `//nolint` and
 * `#nosec` there or at the function around, where they name no linter or one that judges what the rule judges.
 *
 * @param line 1-based
 * @param functionLine where the function around begins, 1-based
 */
export function suppressionReason(
  text: string,
  line: number,
  rule: Pick<RuleText, 'id' | 'formerIds' | 'linters'>,
  functionLine?: number,
): string | null {
  const lines = text.split('\n');
  const at = (one: number) => lines[one - 1] ?? '';
  const alone = (one: number) => (/^\s*\/\//.test(at(one)) ? at(one) : '');
  for (const one of [at(line), at(line - 1)]) {
    const asked = requestOf(one);
    if (asked !== null && isNamed(rule, asked.id) && asked.reason !== '') return asked.reason.slice(0, MAX_REASON);
  }
  const linters = rule.linters ?? [];
  const around = functionLine === undefined ? [] : [at(functionLine), alone(functionLine - 1)];
  for (const one of [at(line), alone(line - 1), ...around]) {
    const silencer = silencerOf(one, linters);
    if (silencer !== null) return silencer.slice(0, MAX_REASON);
  }
  return null;
}

/** A comment asks for a suppression and does not get it, because it names no rule or gives no reason. */
export function hasInvalidDirective(text: string, line: number, rule: Pick<RuleText, 'id' | 'formerIds'>): boolean {
  const lines = text.split('\n');
  return [line, line - 1].some((one) => {
    const asked = requestOf(lines[one - 1] ?? '');
    return asked !== null && asked.reason === '' && (asked.id === '' || isNamed(rule, asked.id));
  });
}

interface Request {
  readonly id: string;
  readonly reason: string;
}

function requestOf(line: string): Request | null {
  const found = /(?:\/\/|#|--)\s*architect:ignore\b[ \t]*(\S*)[ \t]*(.*)/.exec(line);
  return found === null ? null : { id: found[1]!, reason: found[2]!.trim() };
}
