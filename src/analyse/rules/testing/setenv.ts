// Habits of tests that make them flaky, slow or blind: sleeping, the real network, the process's environment, asserti
import { asPattern } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { testOf } from './test-habits.ts';

export const environmentInTest: CodeRule = {
  id: 'testing/setenv',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  judges: 'tests',
  title: "A test changes the process's environment and leaves it so",
  why: 'Every test that runs after it, or beside it, sees the value as well: they pass or fail by their order.',
  exceptions: 'In `TestMain`, for the whole package.',
  fix: 'Use `t.Setenv`, which puts the old value back and panics in a parallel test.',
  tradeOffs: 'None.',
  example: 't.Setenv("SHOP_REGION", "eu-central-1")',
  references: ['https://pkg.go.dev/testing#T.Setenv'],
  linters: ['usetesting', 'tenv'],
  prefilters: { file: /\bos\.(?:Setenv|Unsetenv)\(/ },
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'os', /^(Setenv|Unsetenv)$/) || testOf(node, file) === null) return null;
    for (let at = node.parent; at !== null; at = at.parent) {
      if (at.type === 'defer_statement' || /\.Cleanup$/.test(file.field(at, 'function'))) return null;
    }
    const key = file.text(file.argumentsOf(node)[0]);
    // Somebody puts it back.
    if (
      new RegExp(`(?:defer|Cleanup\\()[^\\n]*(?:\\n[^\\n]*){0,4}os\\.(?:Setenv|Unsetenv)\\(${asPattern(key)}`).test(
        file.bodyText(file.declarationAround(node)),
      )
    )
      return null;
    return { node, said: `${file.where(node)} calls \`${file.text(node)}\` and never puts the old value back.` };
  },
};
