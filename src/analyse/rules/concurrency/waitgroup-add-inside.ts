// Finds goroutines that add themselves to the WaitGroup that waits for them.
import { childrenOf } from '../../go/parser.ts';
import { asPattern, descendants, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const waitgroupAddInside: CodeRule = {
  id: 'concurrency/waitgroup-add-inside',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'WaitGroup.Add is called inside the goroutine',
  messages: {
    addedInside: '`{func}` starts a goroutine that calls `{call}` itself.',
  },
  why: '`Wait` can run before the goroutine starts, see a zero counter, and return while the work is still running.',
  exceptions: 'the goroutine owns the WaitGroup and counts goroutines that it starts.',
  fix: 'Call `Add` before the `go` statement, or use `WaitGroup.Go` (Go 1.25).',
  tradeOffs: '',
  example: 'for _, id := range ids {\n\twg.Go(func() { load(ctx, id) })\n}\nwg.Wait()',
  references: ['https://pkg.go.dev/sync#WaitGroup'],
  linters: ['govet', 'vet', 'staticcheck'],
  prefilters: { file: /\.Add\(/ },
  nodes: ['go_statement'],
  check(node, file) {
    const literal = descendants(node, 'func_literal')[0];
    if (literal === undefined) return null;
    const body = file.bodyText(literal);
    const around = file.functionAround(node);
    for (const statement of statementsOf(literal.childForFieldName('body'))) {
      const call = statement.type === 'expression_statement' ? childrenOf(statement)[0] : undefined;
      const callee = call?.type === 'call_expression' ? file.calleeOf(call) : null;
      if (callee?.name !== 'Add' || callee.owner === '') continue;
      const group = asPattern(callee.owner);
      const isOutside = !new RegExp(`\\bvar\\s+${group}\\b|\\b${group}\\s*:=|go\\s+func`).test(body);
      const isGroup =
        new RegExp(`\\b${group}\\.Done\\(\\)`).test(body) &&
        new RegExp(`\\b${group}\\.Wait\\(\\)`).test(file.bodyText(around));
      const isParameter = file.parametersOf(literal).some((parameter) => parameter.name === callee.owner);
      if (isOutside && isGroup && !isParameter)
        return { node: call!, message: 'addedInside', data: { call: `${callee.owner}.Add` } };
    }
    return null;
  },
};
