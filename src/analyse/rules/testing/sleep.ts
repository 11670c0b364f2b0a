// Finds tests that wait with time.Sleep.
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { TEST_PARAMETER, testOf } from './enclosing-test.ts';

export const sleep: CodeRule = {
  id: 'testing/sleep',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  judges: 'tests',
  title: 'Test waits with time.Sleep',
  messages: {
    sleeps: '`{func}` waits with `{call}`.',
  },
  why:
    'The duration is a guess: on a slow machine it is too short and the test is flaky, everywhere else ' +
    'it is wasted in every run.',
  exceptions: 'it runs in a testing/synctest bubble, or polls in a loop until a deadline.',
  fix: 'Wait for the condition itself: a channel, polling until a deadline, or testing/synctest (Go 1.25).',
  tradeOffs: 'The code under test may have to signal that it is done.',
  example:
    'synctest.Test(t, func(t *testing.T) {\n' +
    '\tgo worker.Run(t.Context())\n' +
    '\tsynctest.Wait()\n' +
    '\tif !worker.Idle() {\n' +
    '\t\tt.Fatal("still busy")\n' +
    '\t}\n' +
    '})',
  references: ['https://pkg.go.dev/testing/synctest', 'https://go.dev/blog/synctest'],
  linters: ['forbidigo'],
  prefilters: { file: /time"[\s\S]*\bSleep\(/, declaration: /\bSleep\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'time', /^Sleep$/) || file.importsAny(/^testing\/synctest$/)) return null;
    if (testOf(node, file) === null || isWithinLoopOrServer(node, file)) return null;
    return { node, message: 'sleeps', data: { call: file.text(node) } };
  },
};

/** A loop looks again; a handler that the test serves plays a slow peer; a function literal may be a stand-in. */
function isWithinLoopOrServer(node: GoNode, file: GoFile): boolean {
  if (file.handlerAround(node) !== null) return true;
  for (let at = node.parent; at !== null && at.type !== 'function_declaration'; at = at.parent)
    if (
      at.type === 'for_statement' ||
      (at.type === 'func_literal' && file.parametersOf(at).every(({ type }) => !TEST_PARAMETER.test(type)))
    )
      return true;
  return false;
}
