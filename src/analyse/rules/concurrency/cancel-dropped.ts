// Goroutines, locks and contexts: what the compiler lets through and production does not.
import { childrenOf } from '../../go/parser.ts';
import type { CodeRule } from '../engine/rule.ts';

export const cancelDropped: CodeRule = {
  id: 'concurrency/cancel-dropped',
  section: 'concurrency-performance',
  severity: 'high',
  report: 'finding',
  judges: 'code',
  title: 'The cancel function of a context is thrown away',
  why: 'Until it is called the context, its timer and everything that waits on it stay alive: with a deadline until that has passed, without one until the parent is cancelled, which in a long-lived parent is never.',
  exceptions: 'Never; even a context that lives as long as the process wants its cancel called on shutdown.',
  fix: 'Keep the function and defer it.',
  tradeOffs: 'None.',
  example: 'ctx, cancel := context.WithTimeout(ctx, 5*time.Second)\ndefer cancel()',
  references: ['https://pkg.go.dev/context#WithCancel'],
  linters: ['govet', 'vet', 'gosec'],
  prefilters: { file: /,\s*_\s*:?=\s*\w+\.With/ },
  nodes: ['short_var_declaration', 'assignment_statement'],
  check(node, file) {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    const call = right === null ? undefined : childrenOf(right)[0];
    if (!file.isCallOf(call, 'context', /^With(Cancel|Timeout|Deadline)(Cause)?$/)) return null;
    if (left === null || file.text(childrenOf(left)[1]) !== '_') return null;
    return {
      node,
      said: `${file.where(node)} calls \`${file.text(call!.childForFieldName('function'))}\` and drops its cancel function.`,
    };
  },
};
