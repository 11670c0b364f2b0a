// Habits of tests that make them flaky, slow or blind: sleeping, the real network, the process's environment, asserti
import type { GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { T, testOf } from './test-habits.ts';

export const sleepInTest: CodeRule = {
  id: 'testing/sleep',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  judges: 'tests',
  title: 'A test sleeps and hopes',
  why: 'The time is a guess: on a busy machine it is too short and the test fails for no reason, on any other it is lost in every run.',
  exceptions:
    'Inside a testing/synctest bubble, where time is not real, or in a loop that looks again until a deadline.',
  fix: 'Wait for what the test wants to see: a channel, a condition that is asked until a deadline, or testing/synctest.',
  tradeOffs: 'The code under test may have to say when it is done.',
  example:
    'synctest.Test(t, func(t *testing.T) {\n\tgo worker.Run(t.Context())\n\tsynctest.Wait()\n\tif !worker.Idle() {\n\t\tt.Fatal("still busy")\n\t}\n})',
  references: ['https://pkg.go.dev/testing/synctest', 'https://go.dev/blog/synctest'],
  linters: ['forbidigo'],
  prefilters: { file: /time"[\s\S]*\bSleep\(/, declaration: /\bSleep\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'time', /^Sleep$/) || file.importsAny(/^testing\/synctest$/)) return null;
    if (testOf(node, file) === null || isWithinLoopOrServer(node, file)) return null;
    return { node, said: `${file.where(node)} waits with \`${file.text(node)}\`.` };
  },
};

/** A loop looks again; a handler that the test serves plays a slow peer; a function literal may be a stand-in. */
function isWithinLoopOrServer(node: GoNode, file: GoFile): boolean {
  if (file.handlerAround(node) !== null) return true;
  for (let at = node.parent; at !== null && at.type !== 'function_declaration'; at = at.parent)
    if (
      at.type === 'for_statement' ||
      (at.type === 'func_literal' && file.parametersOf(at).every(({ type }) => !T.test(type)))
    )
      return true;
  return false;
}
