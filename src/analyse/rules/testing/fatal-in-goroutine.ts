// Tests that never run, or end from the wrong goroutine.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { descendants, type GoFile, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const fatalInGoroutine: CodeRule = {
  id: 'testing/fatal-in-goroutine',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'A test is ended from another goroutine',
  why: '`FailNow`, `Fatal` and `Skip` end only the goroutine that calls them: the test itself goes on or waits for something that never comes, and the failure is reported late or not at all.',
  exceptions: 'In the goroutine that runs the test or subtest whose `t` it is: `t.Run` starts one for each.',
  fix: 'Use `t.Error` and return, or send the error to the test goroutine over a channel or an errgroup.',
  tradeOffs: 'None.',
  example:
    'errs := make(chan error, 1)\ngo func() { errs <- client.Send(ctx, order) }()\nif err := <-errs; err != nil {\n\tt.Fatal(err)\n}',
  references: ['https://pkg.go.dev/testing#T.FailNow'],
  linters: ['govet', 'vet', 'testifylint', 'staticcheck'],
  prefilters: { file: /\bgo\s+(?:func|\w+\.)/ },
  nodes: ['go_statement'],
  check(node, file) {
    const started = childrenOf(node)[0];
    const literal = started?.childForFieldName('function');
    const test = testParameter(file, node);
    if (started?.type !== 'call_expression' || test === null) return null;
    const calls =
      literal?.type !== 'func_literal'
        ? [started]
        : file.parametersOf(literal).some((parameter) => parameter.name === test)
          ? []
          : descendants(literal.childForFieldName('body'), 'call_expression').filter(
              (call) => !isInNestedFunction(call, literal),
            );
    for (const call of calls) {
      const callee = file.calleeOf(call);
      const ends = callee?.owner === test && /^(Fatal|Fatalf|FailNow|Skip|Skipf|SkipNow)$/.test(callee.name);
      const required =
        callee?.package === 'github.com/stretchr/testify/require' && file.text(file.argumentsOf(call)[0]) === test;
      if (ends || required)
        return {
          node: call,
          said: `${file.where(node)} calls \`${callee!.owner}.${callee!.name}\` in a goroutine it starts.`,
        };
    }
    return null;
  },
};

/** Name of the *testing.T that is in reach; null where there is none. */
function testParameter(file: GoFile, node: GoNode): string | null {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn)) {
    const parameter = file.parametersOf(fn).find((one) => /^(\*testing\.[TBF]|testing\.TB)$/.test(one.type));
    if (parameter !== undefined) return parameter.name;
  }
  return null;
}
