// Finds tests without an assertion.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { descendants, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';

export const assertsNothing: CodeRule = {
  id: 'testing/asserts-nothing',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Test has no assertion',
  messages: {
    nothing: '`{test}` checks nothing.',
    calls: '`{test}` calls `{calls}` and checks nothing.',
  },
  why: 'The test passes whatever the code returns, while its coverage suggests that the behaviour is verified.',
  exceptions: 'it only shows that the code compiles or does not panic, and its name or a comment says so.',
  fix: 'Check the result, errors included.',
  tradeOffs: '',
  example:
    'got, err := cart.Total(items)\n' +
    'if err != nil {\n' +
    '\tt.Fatal(err)\n' +
    '}\n' +
    'if want := int64(4200); got != want {\n' +
    '\tt.Errorf("Total() = %d, want %d", got, want)\n' +
    '}',
  references: ['https://pkg.go.dev/testing'],
  prefilters: {
    file: /func Test/,
    // Nearly all tests say how they fail, on a line that is no comment.
    declaration: /^func Test(?![\s\S]*?\n(?:(?!\/\/)[^\n])*\b(?:t\.(?:Error|Fatal|Run)\w*|(?:assert|require)\.\w+)\()/,
  },
  // Nearly all tests say how they fail, on a line that is no comment.
  nodes: ['function_declaration'],
  check(node, file) {
    const name = file.field(node, 'name');
    const test = file.parametersOf(node).find(({ type }) => type === '*testing.T')?.name;
    if (!/^Test/.test(name) || test === undefined || test === '') return null;
    const body = file.bodyText(node);
    if (/panic|compile|implements|interface|race|concurren|leak|deadlock|smoke|example|print|debug|dump/i.test(name))
      return null;
    // Handed on in any way (helpers, suites, mocks that check themselves), or a way to fail of its own.
    if (
      new RegExp(
        `\\b${test === '_' ? '\\0' : test}\\b` +
          '(?!\\.(?:Log|Logf|Helper|Parallel|Setenv|Context|TempDir|Name|Chdir|Cleanup)\\()',
      ).test(body)
    )
      return null;
    if (
      /\bpanic\(|\bos\.Exit\(|\blog\.(?:Fatal|Panic)|\brecover\(|\b(?:assert|require|expect|check|must|ensure|verify|should)\w*[.(]|\bgomega\b|\bg\.Expect/i.test(
        body,
      )
    )
      return null;
    if (
      /\/\/.*(panic|compile|race|deadlock|does not|doesn't|no error|smoke|must not|exercis|coverage|depends on)/i.test(
        file.text(node),
      )
    )
      return null;
    // It fails by never ending, under the race detector, or by a stand-in that panics at what it does not expect:
    // whether it is meant to, the text does not say.
    if (/<-|\bgo\s+[\w(]|\.(?:Wait|Poll)\(|context\.With(?:Timeout|Deadline)\(|\.On\("|\b\w*[a-z]Mock\(/.test(body))
      return UNDECIDED;
    const calls = descendants(node.childForFieldName('body'), 'call_expression').filter(
      (call) => !file.text(call).startsWith(`${test}.`),
    );
    const statements = childrenOf(node.childForFieldName('body')!).length;
    if (calls.length === 0 || statements === 0 || /\bvar _\b/.test(body)) return null;
    const named = namedCalls(calls, file);
    if (named.length === 0) return { node, message: 'nothing', data: { test: name } };
    return { node, message: 'calls', data: { test: name, calls: named } };
  },
};

/** Names of up to two calls that the test is about. */
function namedCalls(calls: readonly GoNode[], file: GoFile): string[] {
  // What the test is about is its own module's: the standard library sets the stage.
  const own = calls.filter((call) => {
    const callee = file.calleeOf(call);
    const isBuiltin = callee?.owner === '' && /^(?:make|append|len|new|string|byte|close)$/.test(callee.name);
    return !isBuiltin && !(callee?.package != null && /^[^./]+(?:\/|$)/.test(callee.package));
  });
  const shown = own.length === 0 ? calls : own;
  const names = [...new Set(shown.map((call) => file.field(call, 'function').replace(/\s+/g, ' ')))].filter(
    (name) => name.length < 40 && name !== '' && !name.endsWith(')'),
  );
  return names.slice(0, 2);
}
