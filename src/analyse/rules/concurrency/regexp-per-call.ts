// Work that is done again and again: patterns compiled each time, timers made in a loop, bodies read to whatever end they have.
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';
import { isWithinOnce } from '../engine/sync-once.ts';
import { isInLoopBody } from './loop-body.ts';

export const regexpPerCall: CodeRule = {
  id: 'concurrency/regexp-per-call',
  section: 'concurrency-performance',
  severity: 'low',
  report: 'finding',
  judges: 'code',
  title: 'A fixed regular expression is compiled every time',
  why: 'Compiling costs far more than matching: here it is paid again with every turn or request.',
  exceptions: 'In code that runs once.',
  fix: 'Compile it once, in a package variable.',
  tradeOffs: 'A mistake in the pattern shows at start instead of in the first call, which is where you want it.',
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
    // Package-level closures are lazy initialisers; what runs once is told by its name.
    if (fn === null || file.declarationAround(node) === null || file.packageName === 'main') return null;
    if (RUNS_ONCE.test(file.field(file.declarationAround(node), 'name')) || isWithinOnce(node, file)) return null;
    const name = `regexp.${file.calleeOf(node)!.name}`;
    if (isInLoopBody(node, fn, file))
      return { node, said: `${file.where(node)} calls \`${name}\` in every turn of a loop.` };
    if (file.handlerAround(node) !== null)
      return { node, said: `${file.where(node)} calls \`${name}\` for every request.` };
    return { node, said: `${file.where(node)} calls \`${name}\` each time it runs.`, subject: IN_A_FUNCTION };
  },
  // How often the function runs is not to be seen in its file: often, where requests come by.
  confirm: ({ subject, path, startLine }, around) =>
    subject !== IN_A_FUNCTION || around.isInRequestPath(path, startLine) || UNDECIDED,
};

const IN_A_FUNCTION = 'in a function';

const RUNS_ONCE = /^(init|main|new|must|setup|load|start|run|register|build|compile|default|open)/i;
