// Finds contexts whose cancel function is discarded.
import type { Edit } from '../../../domain/fix.ts';
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { replaceNode } from '../engine/edits.ts';
import { type GoFile, loopAround } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const cancelDropped: CodeRule = {
  id: 'concurrency/cancel-dropped',
  section: 'concurrency-performance',
  severity: 'high',
  report: 'finding',
  judges: 'code',
  title: 'Cancel function of a context is discarded',
  messages: {
    discarded: '`{func}` discards the cancel function of `{call}`.',
  },
  why:
    'The context and its timer leak until the deadline passes or the parent is cancelled, which for a long-lived ' +
    'parent is never.',
  exceptions: 'never; cancel a context that lives as long as the process on shutdown.',
  fix: 'Keep the cancel function and `defer cancel()`.',
  tradeOffs: '',
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
    return { node, message: 'discarded', data: { call: file.field(call, 'function') }, edits: keepCancel(node, file) };
  },
};

/** Names the function and defers it, where the name is free. */
function keepCancel(node: GoNode, file: GoFile): readonly Edit[] {
  const name = childrenOf(node.childForFieldName('left') ?? node)[1];
  const isFree = !/\bcancel\b/.test(file.bodyText(file.functionAround(node)));
  if (name === undefined || node.type !== 'short_var_declaration' || !isFree || loopAround(node) !== null) return [];
  const deferred = { start: node.endIndex, end: node.endIndex, text: '\ndefer cancel()' };
  return [...replaceNode(name, 'cancel'), deferred];
}
