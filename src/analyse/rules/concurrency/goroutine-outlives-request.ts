// Finds goroutines of handlers that are stopped when the handler returns.
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
  title: 'Background goroutine is stopped when the handler returns',
  messages: {
    usesRequestContext:
      '`{func}` starts a goroutine that uses `{context}`, which is cancelled when the handler returns.',
    frozenByLambda:
      '`{func}` starts a goroutine and returns without waiting; Lambda freezes the process after the handler returns.',
  },
  why:
    'The work stops halfway, or in Lambda resumes during a later invocation, after the client got a success ' +
    'response. Tests pass because nothing cancels their request.',
  exceptions: 'code outside this file waits for the goroutine.',
  fix:
    'Wait before responding, or hand the work to a queue or to a bounded worker that uses `context.WithoutCancel` ' +
    'and its own timeout.',
  tradeOffs: 'Waiting slows down the response; a queue must be operated and monitored.',
  example:
    'if err := h.jobs.Enqueue(ctx, job); err != nil { // a bounded worker, drained on shutdown\n' +
    '\treturn fmt.Errorf("enqueue %s: %w", job.ID, err)\n' +
    '}',
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
    (place) => `${place} already does this with \`context.WithoutCancel\`.`,
  ),
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null) return null;
    if (isLambda(handler, file)) return { node, message: 'frozenByLambda' };
    const context = requestContextIn(node, handler, file);
    return context === null ? null : { node, message: 'usesRequestContext', data: { context } };
  },
};
