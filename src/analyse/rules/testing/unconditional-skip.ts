// Finds tests that always skip themselves.
import { childrenOf } from '../../go/parser.ts';
import type { CodeRule } from '../engine/rule.ts';

export const unconditionalSkip: CodeRule = {
  id: 'testing/unconditional-skip',
  section: 'testing-strategy',
  severity: 'medium',
  report: 'finding',
  judges: 'tests',
  title: 'Test is skipped unconditionally',
  messages: {
    skipped: '`{test}` always skips itself.',
  },
  why: 'A skipped test counts as passed, so regressions in what it covered go unnoticed.',
  exceptions: 'the message links an issue, or the skip is conditional (missing service, `testing.Short`).',
  fix: 'Fix or delete the test; if it must wait, link the issue in the skip message.',
  tradeOffs: '',
  example: 't.Skip("flaky since the queue moved to SQS: https://github.com/acme/shop/issues/412")',
  references: ['https://pkg.go.dev/testing#T.Skip'],
  prefilters: { file: /\.Skip(?:f|Now)?\(/ },
  nodes: ['function_declaration'],
  check(node, file) {
    const test = file.parametersOf(node).find((parameter) => /^\*testing\.[TBF]$/.test(parameter.type))?.name;
    if (test === undefined || !/^(Test|Benchmark|Fuzz)/.test(file.field(node, 'name'))) return null;
    const body = node.childForFieldName('body');
    const statements =
      body === null ? [] : childrenOf(body).flatMap((one) => (one.type === 'statement_list' ? childrenOf(one) : [one]));
    for (const statement of statements) {
      if (statement.type === 'return_statement') return null;
      const call = statement.type === 'expression_statement' ? childrenOf(statement)[0] : undefined;
      if (call?.type !== 'call_expression') continue;
      const callee = file.calleeOf(call);
      if (callee?.owner !== test || !/^Skip(f|Now)?$/.test(callee.name)) continue;
      if (/https?:\/\/|#\d+|\b[A-Z]{2,}-\d+\b/.test(file.text(call))) return null;
      return { node: call, message: 'skipped', data: { test: file.field(node, 'name') } };
    }
    return null;
  },
};
