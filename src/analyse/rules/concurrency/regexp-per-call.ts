// Finds constant regular expressions that are compiled again and again.
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';
import { isWithinOnce } from '../engine/sync-once.ts';
import { isInLoopBody } from './loop-body.ts';

export const regexpPerCall: CodeRule = {
  id: 'concurrency/regexp-per-call',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'finding',
  judges: 'code',
  title: 'Constant regular expression is compiled on every call',
  messages: {
    inLoop: '`{func}` calls `{call}` in every iteration of a loop.',
    perRequest: '`{func}` calls `{call}` for every request.',
    perCall: '`{func}` calls `{call}` every time it runs.',
  },
  why: 'Compiling a pattern usually costs far more than matching it.',
  exceptions: 'the code runs once.',
  fix: 'Compile it once, in a package variable.',
  tradeOffs: 'An invalid pattern panics at start-up instead of in the first call, which is what you want.',
  example: 'var orderID = regexp.MustCompile(`^ord_[0-9a-z]{12}$`)',
  references: ['https://pkg.go.dev/regexp#MustCompile'],
  linters: ['staticcheck'],
  prefilters: { file: /\bregexp\.(?:MustCompile|Compile|Match)/ },
  nodes: ['call_expression'],
  check(node, file) {
    const isCompiled = file.isCallOf(node, 'regexp', /^(MustCompile|Compile)(POSIX)?$/);
    if (!isCompiled && !file.isCallOf(node, 'regexp', /^Match(String|Reader)?$/)) return null;
    if (!/_string_literal$/.test(file.argumentsOf(node)[0]?.type ?? '')) return null;
    const fn = file.functionAround(node);
    // Package-level closures are lazy initialisers.
    if (fn === null || file.declarationAround(node) === null || file.packageName === 'main') return null;
    if (RUNS_ONCE.test(file.field(file.declarationAround(node), 'name')) || isWithinOnce(node, file)) return null;
    const data = { call: `regexp.${file.calleeOf(node)!.name}` };
    if (isInLoopBody(node, fn, file)) return { node, message: 'inLoop', data };
    return { node, message: file.handlerAround(node) === null ? 'perCall' : 'perRequest', data };
  },
  // The file does not tell how often the function runs: often, if requests reach it.
  confirm: ({ message, path, startLine }, around) =>
    message !== 'perCall' || around.isInRequestPath(path, startLine) || UNDECIDED,
};

const RUNS_ONCE = /^(init|main|new|must|setup|load|start|run|register|build|compile|default|open)/i;
