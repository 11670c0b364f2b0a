// What the process counts, in the form that Prometheus reads. Nothing in it names a repository or a person.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ModelPort, ModelTurn } from '../domain/ports.ts';
import type { Verification } from '../domain/review.ts';

export interface Metrics {
  reviewEnded(outcome: string, durationMs: number): void;
  /** What became of the model's findings; the share without a verdict tells whether the refuter works. */
  findingsVerified(verification: Verification): void;
  stepEnded(name: string, durationMs: number, ok: boolean): void;
  requestAnswered(request: {
    readonly route: string;
    readonly status: number | null;
    readonly installationId: number | null;
    readonly quotaLeft: number | null;
  }): void;
  /** Counts what each turn of the model takes. */
  countTurns(model: ModelPort): ModelPort;
  /** What a review cost, beside what it was expected to. */
  reviewPaid(costUsd: number, estimatedCostUsd: number): void;
  /** The text of /metrics. The queue is asked at that moment. */
  print(queue: {
    depth(): Promise<{ readonly waiting: number; readonly running: number }>;
    spending(): Promise<{
      readonly spentUsd: number;
      readonly reservedUsd: number;
      readonly installations: readonly { readonly id: string; readonly spentUsd: number }[];
    }>;
  }): Promise<string>;
  readonly contentType: string;
}

/** Seconds; reviews take from one to some hundred. */
const BUCKETS = [0.05, 0.2, 1, 5, 15, 30, 60, 120, 300, 600, 1200];

/** "turn-12" and "turn-3" are one kind of step. */
function kindOfStep(name: string): string {
  return name.replaceAll(/\d+/g, 'N');
}

function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    reviews: new Counter({
      name: 'architect_reviews_total',
      help: 'Reviews that ended, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    reviewSeconds: new Histogram({
      name: 'architect_review_duration_seconds',
      help: 'Time that a review took, by outcome.',
      labelNames: ['outcome'],
      buckets: BUCKETS,
      registers,
    }),
    stepSeconds: new Histogram({
      name: 'architect_step_duration_seconds',
      help: 'Time that a step of a review took.',
      labelNames: ['step', 'ok'],
      buckets: BUCKETS,
      registers,
    }),
    verdicts: new Counter({
      name: 'architect_finding_verdicts_total',
      help: 'Findings of the model that were held against a refuter, by verdict.',
      labelNames: ['verdict'],
      registers,
    }),
    depth: new Gauge({
      name: 'architect_queue_reviews',
      help: 'Reviews in the queue, over all replicas.',
      labelNames: ['state'],
      registers,
    }),
    requests: new Counter({
      name: 'architect_github_requests_total',
      help: 'Requests to GitHub, by route and status.',
      labelNames: ['route', 'status'],
      registers,
    }),
    quotaLeft: new Gauge({
      name: 'architect_github_rate_limit_remaining',
      help: 'Requests left of the hourly quota, by installation.',
      labelNames: ['installation'],
      registers,
    }),
    tokens: new Counter({
      name: 'architect_model_tokens_total',
      help: 'Tokens of the model, by kind.',
      labelNames: ['model', 'kind'],
      registers,
    }),
    today: new Gauge({
      name: 'architect_model_cost_usd_today',
      help: 'Cost of models on this day in UTC, over all replicas: spent, and set aside for reviews under way.',
      labelNames: ['state'],
      registers,
    }),
    todayByInstallation: new Gauge({
      name: 'architect_model_cost_usd_today_by_installation',
      help: 'The same by installation, spent only, of the fifty that spent most.',
      labelNames: ['installation'],
      registers,
    }),
    estimateRatio: new Histogram({
      name: 'architect_model_cost_to_estimate_ratio',
      help: 'What the models of a review cost, divided by what was expected before the first turn.',
      buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5],
      registers,
    }),
    cost: new Counter({
      name: 'architect_model_cost_usd_total',
      help: 'Cost of the model in US dollars, by its list price.',
      labelNames: ['model'],
      registers,
    }),
  };
}

function countTurn({ tokens, cost }: ReturnType<typeof createInstruments>, turn: ModelTurn): void {
  const { model } = turn;
  tokens.inc({ model, kind: 'input' }, turn.inputTokens);
  tokens.inc({ model, kind: 'cached-input' }, turn.cachedInputTokens);
  tokens.inc({ model, kind: 'cache-write' }, turn.cacheWriteTokens);
  tokens.inc({ model, kind: 'output' }, turn.outputTokens);
  cost.inc({ model }, turn.costUsd);
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const all = createInstruments(registry);
  return {
    reviewEnded(outcome, durationMs) {
      all.reviews.inc({ outcome });
      all.reviewSeconds.observe({ outcome }, durationMs / 1000);
    },
    findingsVerified(verification) {
      for (const [verdict, count] of Object.entries(verification)) all.verdicts.inc({ verdict }, count);
    },
    stepEnded(name, durationMs, ok) {
      all.stepSeconds.observe({ step: kindOfStep(name), ok: String(ok) }, durationMs / 1000);
    },
    requestAnswered({ route, status, installationId, quotaLeft }) {
      all.requests.inc({ route, status: status === null ? 'none' : String(status) });
      if (installationId !== null && quotaLeft !== null) {
        all.quotaLeft.set({ installation: String(installationId) }, quotaLeft);
      }
    },
    countTurns: (model) => ({
      ...model,
      async respond(...asked) {
        const turn = await model.respond(...asked);
        countTurn(all, turn);
        return turn;
      },
    }),
    reviewPaid(costUsd, estimatedCostUsd) {
      if (estimatedCostUsd > 0) all.estimateRatio.observe(costUsd / estimatedCostUsd);
    },
    async print(queue) {
      const { waiting, running } = await queue.depth();
      const { spentUsd, reservedUsd, installations } = await queue.spending();
      all.today.set({ state: 'spent' }, spentUsd);
      all.today.set({ state: 'reserved' }, reservedUsd);
      all.todayByInstallation.reset();
      for (const { id, spentUsd: own } of installations) all.todayByInstallation.set({ installation: id }, own);
      all.depth.set({ state: 'waiting' }, waiting);
      all.depth.set({ state: 'running' }, running);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
