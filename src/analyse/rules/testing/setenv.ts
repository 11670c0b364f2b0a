// Finds tests that change an environment variable and do not restore it.
import { asPattern } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { testOf } from './enclosing-test.ts';

export const setenv: CodeRule = {
  id: 'testing/setenv',
  section: 'testing-strategy',
  severity: 'low',
  report: 'signal',
  judges: 'tests',
  title: 'Test changes an environment variable without restoring it',
  messages: {
    notRestored: '`{func}` calls `{call}` and never restores the old value.',
  },
  why: 'Tests that run later or in parallel see the change, so results depend on their order.',
  exceptions: 'it is in `TestMain`, for the whole package.',
  fix: 'Use `t.Setenv`, which restores the old value; to unset a variable, call `t.Setenv` and then `os.Unsetenv`.',
  tradeOffs: '`t.Setenv` panics in a parallel test.',
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
    return { node, message: 'notRestored', data: { call: file.text(node) } };
  },
};
