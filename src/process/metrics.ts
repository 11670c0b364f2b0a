// Counts what the process does, for Prometheus. No metric names a repository or a person.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ModelPort, ModelTurn } from '../domain/ports.ts';
import type { Verification } from '../domain/review.ts';
import type { Queue, QueueMetrics } from '../queue/queue.ts';

export interface Metrics extends QueueMetrics {
  /** Counts the refuter's verdicts. The share of findings without one shows whether the refuter works. */
  findingsVerified(verification: Verification): void;
  requestAnswered(request: {
    readonly route: string;
    readonly status: number | null;
    readonly installationId: number | null;
    readonly quotaLeft: number | null;
  }): void;
  /** Wraps the model and counts its turns. */
  countTurns(model: ModelPort): ModelPort;
  /** Compares the cost of a review with its estimate. */
  reviewPaid(costUsd: number, estimatedCostUsd: number): void;
  /** Returns the text of /metrics; asks the queue for its current state. */
  print(queue: Pick<Queue, 'depth' | 'spending'>): Promise<string>;
  readonly contentType: string;
}

/** Seconds; reviews take from one to several hundred. */
const DURATION_BUCKETS = [0.05, 0.2, 1, 5, 15, 30, 60, 120, 300, 600, 1200];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const reviews = createReviewMetrics(registry);
  const github = createGitHubMetrics(registry);
  const model = createModelMetrics(registry);
  return {
    reviewEnded(outcome, durationMs) {
      reviews.ended.inc({ outcome });
      reviews.seconds.observe({ outcome }, durationMs / 1000);
    },
    findingsVerified(verification) {
      for (const [verdict, count] of Object.entries(verification)) reviews.verdicts.inc({ verdict }, count);
    },
    stepEnded(name, durationMs, ok) {
      reviews.stepSeconds.observe({ step: kindOfStep(name), ok: String(ok) }, durationMs / 1000);
    },
    requestAnswered: (request) => countRequest(github, request),
    countTurns: (port) => countTurns(model, port),
    reviewPaid(costUsd, estimatedCostUsd) {
      if (estimatedCostUsd > 0) model.estimateRatio.observe(costUsd / estimatedCostUsd);
    },
    async print(queue) {
      setDepth(reviews, await queue.depth());
      setSpending(model, await queue.spending());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** Merges numbered steps: "turn-12" and "turn-3" are both "turn-N". */
function kindOfStep(name: string): string {
  return name.replaceAll(/\d+/g, 'N');
}

function createReviewMetrics(registry: Registry) {
  const registers = [registry];
  return {
    ended: new Counter({
      name: 'architect_reviews_total',
      help: 'Reviews that ended, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'architect_review_duration_seconds',
      help: 'Duration of reviews, by outcome.',
      labelNames: ['outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    stepSeconds: new Histogram({
      name: 'architect_step_duration_seconds',
      help: 'Duration of the steps of a review.',
      labelNames: ['step', 'ok'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    verdicts: new Counter({
      name: 'architect_finding_verdicts_total',
      help: 'Findings of the model, by verdict of the refuter.',
      labelNames: ['verdict'],
      registers,
    }),
    depth: new Gauge({
      name: 'architect_queue_reviews',
      help: 'Reviews in the queue, across all replicas.',
      labelNames: ['state'],
      registers,
    }),
  };
}

function createGitHubMetrics(registry: Registry) {
  const registers = [registry];
  return {
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
  };
}

function createModelMetrics(registry: Registry) {
  const registers = [registry];
  return {
    tokens: new Counter({
      name: 'architect_model_tokens_total',
      help: 'Tokens of the model, by kind.',
      labelNames: ['model', 'kind'],
      registers,
    }),
    cost: new Counter({
      name: 'architect_model_cost_usd_total',
      help: 'Cost of the model in US dollars, by list price.',
      labelNames: ['model'],
      registers,
    }),
    today: new Gauge({
      name: 'architect_model_cost_usd_today',
      help: 'Model cost of this day (UTC) across all replicas: spent, and reserved for running reviews.',
      labelNames: ['state'],
      registers,
    }),
    todayByInstallation: new Gauge({
      name: 'architect_model_cost_usd_today_by_installation',
      help: 'Model cost spent on this day (UTC), for the fifty installations that spent most.',
      labelNames: ['installation'],
      registers,
    }),
    estimateRatio: new Histogram({
      name: 'architect_model_cost_to_estimate_ratio',
      help: 'Model cost of a review, divided by the estimate before its first turn.',
      buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5],
      registers,
    }),
  };
}

function setDepth(
  { depth }: ReturnType<typeof createReviewMetrics>,
  { stored, waiting, running }: Awaited<ReturnType<Queue['depth']>>,
): void {
  depth.set({ state: 'stored' }, stored);
  depth.set({ state: 'waiting' }, waiting);
  depth.set({ state: 'running' }, running);
}

function setSpending(
  { today, todayByInstallation }: ReturnType<typeof createModelMetrics>,
  { spentUsd, reservedUsd, installations }: Awaited<ReturnType<Queue['spending']>>,
): void {
  today.set({ state: 'spent' }, spentUsd);
  today.set({ state: 'reserved' }, reservedUsd);
  todayByInstallation.reset();
  for (const { id, spentUsd: own } of installations) todayByInstallation.set({ installation: id }, own);
}

function countRequest(
  { requests, quotaLeft: quota }: ReturnType<typeof createGitHubMetrics>,
  { route, status, installationId, quotaLeft }: Parameters<Metrics['requestAnswered']>[0],
): void {
  requests.inc({ route, status: status === null ? 'none' : String(status) });
  if (installationId !== null && quotaLeft !== null) quota.set({ installation: String(installationId) }, quotaLeft);
}

function countTurns(metrics: ReturnType<typeof createModelMetrics>, port: ModelPort): ModelPort {
  return {
    ...port,
    async respond(...call) {
      const turn = await port.respond(...call);
      countTurn(metrics, turn);
      return turn;
    },
  };
}

function countTurn({ tokens, cost }: ReturnType<typeof createModelMetrics>, turn: ModelTurn): void {
  const { model } = turn;
  tokens.inc({ model, kind: 'input' }, turn.inputTokens);
  tokens.inc({ model, kind: 'cached-input' }, turn.cachedInputTokens);
  tokens.inc({ model, kind: 'cache-write' }, turn.cacheWriteTokens);
  tokens.inc({ model, kind: 'output' }, turn.outputTokens);
  cost.inc({ model }, turn.costUsd);
}
