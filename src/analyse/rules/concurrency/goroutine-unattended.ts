// Goroutines that nobody waits for, and as many of them as there are elements.
import type { CodeRule } from '../engine/rule.ts';
import { isLambda, requestContextIn, unwaitedIn } from './unwaited-goroutines.ts';

export const goroutineUnattended: CodeRule = {
  id: 'concurrency/goroutine-unattended',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'A handler starts a goroutine that nobody waits for',
  why: 'Nobody learns whether the work was done: a shutdown cuts it, a panic in it ends the process, and under load there are as many of them as requests.',
  exceptions: 'Where the loss is accepted and the number bounded.',
  fix: 'Wait for it, or hand the work to a queue or a worker that is drained on shutdown.',
  tradeOffs: 'Waiting makes the answer slower; a queue has to be run and watched.',
  example: 'h.workers.Go(func() { h.index(ctx, order) }) // bounded, and waited for on shutdown',
  references: ['https://go.dev/wiki/CodeReviewComments#goroutine-lifetimes'],
  prefilters: { file: /\bgo\s+[\w.]+\(|\bgo\s+func/ },
  nodes: ['go_statement'],
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null || isLambda(handler, file) || requestContextIn(node, handler, file) !== null) return null;
    return { node, said: `${file.where(node)} starts a goroutine and answers without waiting for it.` };
  },
};
