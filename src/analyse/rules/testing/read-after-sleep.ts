// Finds tests that wait for a goroutine with time.Sleep alone.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { declaresName } from './declared-names.ts';

const MAY_WAIT = /<-|\.(?:Wait|Lock|RLock|Load|Store|Add|Swap|Done)\(|\batomic\.|\bclose\(|\bsynctest\.|Eventually/;

export const readAfterSleep: CodeRule = {
  id: 'testing/read-after-sleep',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Test synchronizes with a goroutine by sleeping',
  messages: {
    onlySleep: '`{func}` reads `{variable}`, which a goroutine writes, with only a `time.Sleep` in between.',
  },
  why:
    'A sleep does not synchronize: this is a data race by the Go memory model, and on a slow machine the ' +
    'test fails intermittently.',
  exceptions: 'never; the race detector reports it when both accesses run.',
  fix:
    'Receive the result over a channel or wait for a `sync.WaitGroup`; use testing/synctest (Go 1.25) ' +
    'where time itself is tested.',
  tradeOffs: 'A goroutine that never answers makes the test hang, so bound the wait with a timeout.',
  example:
    'got := make(chan string, 1)\n' +
    'go func() { got <- receive() }()\n' +
    'if value := <-got; value != "late" {\n' +
    '\tt.Fatalf("got %q", value)\n' +
    '}',
  references: ['https://go.dev/ref/mem', 'https://pkg.go.dev/testing/synctest'],
  prefilters: { file: /\bgo func\b[\s\S]*\btime\.Sleep\(/ },
  nodes: ['go_statement'],
  check(node, file) {
    const literal = childrenOf(node)[0]?.childForFieldName('function');
    const fn = file.functionAround(node);
    if (literal?.type !== 'func_literal' || fn === null || !isTestFunction(fn, file)) return null;
    if (MAY_WAIT.test(file.bodyText(fn))) return null;
    const after = withoutComments(file.file.text.slice(node.endIndex, fn.endIndex));
    const sleep = /\btime\.Sleep\(/.exec(after);
    if (sleep === null) return null;
    const read = writtenBy(literal, file).find((name) =>
      new RegExp(`\\b${asPattern(name)}\\b(?!\\s*(?:,[^\\n=]*)?:?=[^=])`).test(after.slice(sleep.index)),
    );
    if (read === undefined) return null;
    return {
      node,
      message: 'onlySleep',
      data: { variable: read },
    };
  },
};

/** A test, or the function of a subtest: whoever is handed a *testing.T. */
function isTestFunction(fn: GoNode, file: GoFile): boolean {
  return file.parametersOf(fn).some(({ type }) => type === '*testing.T');
}

/** Names that a function assigns and does not declare itself. */
function writtenBy(literal: GoNode, file: GoFile): readonly string[] {
  const body = file.bodyText(literal);
  const own = new Set(file.parametersOf(literal).map(({ name }) => name));
  return descendants(literal, 'assignment_statement')
    .flatMap((assignment) => childrenOf(assignment.childForFieldName('left')!))
    .filter((left) => left.type === 'identifier')
    .map((left) => file.text(left))
    .filter((name) => name !== '_' && !own.has(name) && !declaresName(body, name));
}
