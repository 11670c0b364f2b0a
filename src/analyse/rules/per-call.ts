// Work that is done again and again: patterns compiled each time, timers made in a loop, bodies read to whatever end they have.
import type { GoNode } from '../go/parser.ts';
import { descendants, type RuleFile } from './engine/go-file.ts';
import { CANNOT_TELL, type CodeRule } from './engine/rule.ts';

export const regexpPerCall: CodeRule = {
  id: 'concurrency/regexp-per-call',
  section: 'concurrency-performance',
  severity: 'low',
  voice: 'finding',
  judges: 'code',
  title: 'A fixed regular expression is compiled every time',
  why: 'Compiling costs far more than matching: here it is paid again with every turn or request.',
  fine: 'In code that runs once.',
  fix: 'Compile it once, in a package variable.',
  tradeOffs: 'A mistake in the pattern shows at start instead of in the first call, which is where you want it.',
  example: 'var orderID = regexp.MustCompile(`^ord_[0-9a-z]{12}$`)',
  references: ['https://pkg.go.dev/regexp#MustCompile'],
  mentions: /\bregexp\.(?:MustCompile|Compile|Match)/,
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
    if (isInLoop(node, fn, file))
      return { node, said: `${file.where(node)} calls \`${name}\` in every turn of a loop.` };
    if (file.handlerAround(node) !== null)
      return { node, said: `${file.where(node)} calls \`${name}\` for every request.` };
    return { node, said: `${file.where(node)} calls \`${name}\` each time it runs.`, subject: IN_A_FUNCTION };
  },
  // How often the function runs is not to be seen in its file: often, where requests come by.
  holds: ({ subject, path, startLine }, around) =>
    subject !== IN_A_FUNCTION || around.isInRequestPath(path, startLine) || CANNOT_TELL,
};

const IN_A_FUNCTION = 'in a function';

const RUNS_ONCE = /^(init|main|new|must|setup|load|start|run|register|build|compile|default|open)/i;

/** In what a sync.Once runs. */
export function isWithinOnce(node: GoNode, file: RuleFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'call_expression' && /(^|\.)(Do|OnceValues?|OnceFunc)$/.test(file.field(at, 'function')))
      return true;
  return false;
}

/** In the body of a loop of the function, not in the list that it goes over. */
function isInLoop(node: GoNode, fn: GoNode, file: RuleFile): boolean {
  for (let at = node; at.parent !== null && at.id !== fn.id; at = at.parent)
    if (at.type === 'block' && at.parent.type === 'for_statement') return !/^return\b/.test(file.text(node.parent));
  return false;
}

export const timerInLoop: CodeRule = {
  id: 'concurrency/timer-in-loop',
  section: 'concurrency-performance',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'Every turn of a loop leaves a timer behind',
  why: 'Before Go 1.23 the timer of `time.After` stays in memory until it fires, also when another case of the select was taken: a busy loop with a long timeout collects thousands of them.',
  fine: 'Since Go 1.23, where timers that nobody refers to are collected.',
  fix: 'Make one `time.NewTimer` before the loop and Reset it in each turn, or set go 1.23 in go.mod.',
  tradeOffs:
    'The timer has to be stopped when the loop ends, and before Go 1.23 stopped and drained before each Reset.',
  example:
    'timeout := time.NewTimer(wait)\ndefer timeout.Stop()\nfor {\n\ttimeout.Reset(wait)\n\tselect {\n\tcase job := <-jobs:\n\t\trun(job)\n\tcase <-timeout.C:\n\t\treturn\n\t}\n}',
  references: ['https://go.dev/wiki/Go123Timer'],
  mentions: /\btime\.After\(/,
  nodes: ['communication_case'],
  check(node, file) {
    const after = descendants(node.childForFieldName('communication'), 'call_expression').find((call) =>
      file.isCallOf(call, 'time', /^After$/),
    );
    const fn = file.functionAround(node);
    if (after === undefined || fn === null || !isInLoop(node, fn, file)) return null;
    return { node: after, said: `${file.where(node)} calls \`time.After\` in a select within a loop.` };
  },
  holds({ path }, around) {
    const release = around.releaseOf(path);
    return release === null ? CANNOT_TELL : release < 23;
  },
};

export const bodyReadWhole: CodeRule = {
  id: 'concurrency/upstream-body-unbounded',
  section: 'concurrency-performance',
  severity: 'low',
  voice: 'signal',
  judges: 'code',
  title: 'The answer of another service is read whole, however long it is',
  why: 'The other side decides how much memory this process takes: one endless answer is enough to end it.',
  fine: 'Where the other side is your own and its answers are known to be small.',
  fix: 'Read through `io.LimitReader`, or decode the answer as it comes.',
  tradeOffs: 'An answer that was cut off must be told from a whole one: read one byte more than the limit.',
  example:
    'body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))\nif err == nil && len(body) > maxBody {\n\terr = errAnswerTooLong\n}',
  references: ['https://pkg.go.dev/io#LimitReader'],
  mentions: /ReadAll\(\s*\w+\.Body\s*\)/,
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, /^io(\/ioutil)?$/, /^ReadAll$/)) return null;
    const name = /^(\w+)\.Body$/.exec(file.text(file.argumentsOf(node)[0]))?.[1];
    const fn = file.functionAround(node);
    if (name === undefined || !/^(r|res|rsp|resp|response|\w+Resp(onse)?|\w+Res)$/.test(name)) return null;
    for (let at = fn; at !== null; at = file.functionAround(at))
      if (file.parametersOf(at).some((one) => one.name === name && one.type === '*net/http.Request')) return null;
    return { node, said: `${file.where(node)} reads all of \`${name}.Body\` into memory.` };
  },
};
