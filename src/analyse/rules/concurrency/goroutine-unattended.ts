// Finds goroutines of handlers that nobody waits for.
import type { CodeRule } from '../engine/rule.ts';
import { isLambda, requestContextIn, unwaitedIn } from './unwaited-goroutines.ts';

export const goroutineUnattended: CodeRule = {
  id: 'concurrency/goroutine-unattended',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'Handler starts a goroutine and does not wait for it',
  messages: {
    unattended: '`{func}` starts a goroutine and responds without waiting for it.',
  },
  why:
    'Its errors are lost, a shutdown kills it, a panic in it crashes the process, and the number of goroutines grows ' +
    'with the request rate.',
  exceptions: 'losing the work is acceptable and the number of goroutines is bounded.',
  fix: 'Wait for it, or hand the work to a queue or worker pool that is drained on shutdown.',
  tradeOffs: 'Waiting slows down the response; a queue must be operated and monitored.',
  example: 'h.workers.Go(func() { h.index(ctx, order) }) // bounded, and waited for on shutdown',
  references: ['https://go.dev/wiki/CodeReviewComments#goroutine-lifetimes'],
  prefilters: { file: /\bgo\s+[\w.]+\(|\bgo\s+func/ },
  nodes: ['go_statement'],
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null || isLambda(handler, file) || requestContextIn(node, handler, file) !== null) return null;
    return { node, message: 'unattended' };
  },
};
