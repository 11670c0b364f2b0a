// Finds calls that end a test from another goroutine.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { descendants, type GoFile, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const fatalInGoroutine: CodeRule = {
  id: 'testing/fatal-in-goroutine',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 't.FailNow is called outside the test goroutine',
  messages: {
    otherGoroutine: '`{func}` calls `{call}` in a goroutine that it starts.',
  },
  why:
    '`FailNow`, `Fatal` and `Skip` stop only the calling goroutine: the test continues or hangs, and the ' +
    'failure is reported late, or panics after the test has finished.',
  exceptions: 'it runs in the goroutine of the test or subtest that `t` belongs to (`t.Run` starts one).',
  fix: 'Use `t.Error` and return, or send the error to the test goroutine over a channel or errgroup.',
  tradeOffs: '',
  example:
    'errs := make(chan error, 1)\n' +
    'go func() { errs <- client.Send(ctx, order) }()\n' +
    'if err := <-errs; err != nil {\n' +
    '\tt.Fatal(err)\n' +
    '}',
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
          message: 'otherGoroutine',
          data: { call: `${callee!.owner}.${callee!.name}` },
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
