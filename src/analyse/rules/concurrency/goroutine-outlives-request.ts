// Goroutines that nobody waits for, and as many of them as there are elements.
import { findExistingUsage } from '../engine/existing-usage.ts';
import type { CodeRule } from '../engine/rule.ts';
import { isLambda, requestContextIn, unwaitedIn } from './unwaited-goroutines.ts';

export const goroutineOutlivesRequest: CodeRule = {
  id: 'concurrency/goroutine-outlives-request',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'A goroutine is cut off when the handler returns',
  why: 'What it was started for stops half way or never begins, and nobody learns of it: the answer has gone out as if all were well. It works in tests, where nothing ends as early.',
  exceptions: 'When the handler waits for it after all, in a function that this file does not show.',
  fix: 'Wait for it before the answer, or hand the work to something that outlives the request: a queue, or a bounded worker with a context of its own (`context.WithoutCancel` and a deadline).',
  tradeOffs: 'Waiting makes the answer slower; a queue has to be run and watched.',
  example:
    'if err := h.jobs.Enqueue(ctx, job); err != nil { // a bounded worker, drained on shutdown\n\treturn fmt.Errorf("enqueue %s: %w", job.ID, err)\n}',
  references: [
    'https://pkg.go.dev/context#WithoutCancel',
    'https://pkg.go.dev/net/http#Request.Context',
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
  ],
  linters: ['contextcheck'],
  prefilters: { file: /\bgo\s+[\w.]+\(|\bgo\s+func/ },
  nodes: ['go_statement'],
  existingUsage: findExistingUsage(
    /\bcontext\.WithoutCancel\(/,
    (place) => `${place} outlives its request that way already.`,
  ),
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null) return null;
    if (isLambda(handler, file))
      return {
        node,
        said: `${file.where(node)} starts a goroutine and returns without it: Lambda freezes the process as soon as the handler has returned.`,
      };
    const context = requestContextIn(node, handler, file);
    if (context === null) return null;
    return {
      node,
      said: `${file.where(node)} starts a goroutine that uses \`${context}\`, which is cancelled as soon as the handler returns.`,
    };
  },
};
