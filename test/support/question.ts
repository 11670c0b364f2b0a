// Makers of questions and guidance, for tests.
import type { Guidance } from '../../src/domain/guidance.ts';
import type { Question, Task } from '../../src/domain/question.ts';
import { BASE, HEAD } from './snapshot.ts';

export function makeInquiry(task: Task, changes: Partial<Question> = {}): Question {
  return {
    id: 'guide/acme/shop/7/comment-70',
    installationId: 1,
    repository: { owner: 'acme', name: 'shop' },
    place: { kind: 'pull-request', number: 7, commentId: 70, title: '', body: '' },
    rev: null,
    task,
    requestedBy: 'mkeller',
    requestedAt: '2026-11-23T10:00:00.000Z',
    ...changes,
  };
}

export const ASK: Task = { kind: 'ask', question: 'Where should retries live?' };
export const DECIDE: Task = { kind: 'decide', context: 'docs/billing/context.md', into: 'docs/billing', brought: null };

export function makeGuidance(changes: Partial<Guidance> = {}): Guidance {
  return {
    schema: 'architect.guidance/v1',
    repository: 'acme/shop',
    head: HEAD,
    base: BASE,
    task: { kind: 'ask', question: 'Where should retries live?' },
    answer: 'Retry in the client of the payment service, never in the handlers.',
    citations: [],
    sections: [
      {
        section: 'concurrency-performance',
        advice: [
          {
            text: 'Retry in `internal/payment`, with a budget and jitter.',
            alternatives: [
              { name: 'a queue between both', tradeOff: 'Survives an hour of outage, and costs a worker.' },
            ],
            effort: 'about 2 hours measured',
            citations: [
              {
                kind: 'code',
                path: 'internal/payment/client.go',
                quote: 'func (c *Client) Charge(ctx context.Context) error {',
                startLine: 12,
                factId: null,
              },
            ],
          },
        ],
      },
      {
        section: 'risk-mitigation',
        advice: [{ text: 'Charge with an idempotency key.', alternatives: [], effort: null, citations: [] }],
      },
    ],
    examples: [{ title: 'A retry with a budget', code: 'func retry(ctx context.Context) error {\n\treturn nil\n}' }],
    packages: [
      { path: 'log/slog', standing: 'standard-library' },
      { path: 'github.com/cenkalti/backoff/v5', standing: 'new' },
    ],
    services: ['Amazon SQS'],
    unsaid: [],
    consulted: [{ path: 'docs/DESIGN-PATTERNS.md', commit: BASE, cut: 0 }],
    notes: [],
    agent: 'go-backend-architect',
    model: 'claude-sonnet-5-5',
    usage: {
      inputTokens: 20_000,
      cachedInputTokens: 15_000,
      outputTokens: 900,
      costUsd: 0.05,
      apiRequests: 5,
      durationMs: 41_000,
    },
    ...changes,
  };
}
