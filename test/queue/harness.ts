// Opens a queue for a test: with jobs that the test defines, short waits, and a wait until a condition holds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReviewJob } from '../../src/domain/job.ts';
import type { ReviewRequest, Trigger } from '../../src/domain/review-request.ts';
import { openQueue, type Queue, type QueueOptions, type ReviewJobs } from '../../src/queue/queue.ts';
import type { QueueTiming } from '../../src/queue/queue-dependencies.ts';

export const QUICK: QueueTiming = {
  pollMs: 50,
  reconcileMs: 300,
  secondCloseMs: 300,
  attemptRetryMs: 200,
  stepRetryMs: 200,
  retentionMs: 3_600_000,
};

/** One notable thing that happened, as a line. */
export type Diary = string[];

export function quietLog(diary: Diary = []) {
  const write = (level: string) => (fields: object, message: string) => {
    const error = (fields as { err?: Error }).err;
    diary.push(`${level}: ${message}${error === undefined ? '' : ` (${error.message})`}`);
  };
  return { debug: () => {}, info: () => {}, warn: write('warn'), error: write('error') };
}

export function createJobs(changes: Partial<ReviewJobs>): ReviewJobs {
  return {
    review: async () => ({ verdict: 'clear', notReviewed: null }),
    closeUnpublished: async () => {},
    answerQuestion: async () => {},
    explainNoAnswer: async () => {},
    mayCommand: async () => true,
    mayRead: async () => true,
    hear: async () => {},
    answer: async () => {},
    finish: async () => {},
    setPaused: async () => {},
    explainFinding: async () => ({ lookup: { kind: 'no-review' }, rule: null }),
    decideFinding: async () => ({ kind: 'no-review' }),
    readSettings: async () => ({ settings: [], problems: [] }),
    readThread: async () => null,
    readLedger: async () => ({ entries: [], branch: 'main' }),
    findPullRequests: async () => [],
    carryVerdict: async () => {},
    ...changes,
  };
}

/** Jobs that are looked up at each call, so that a test may replace them under a running queue. */
export function delegate(current: () => ReviewJobs): ReviewJobs {
  const names = Object.keys(createJobs({})) as (keyof ReviewJobs)[];
  const calls = names.map((name) => [
    name,
    (...input: unknown[]) => (current()[name] as (...given: unknown[]) => unknown)(...input),
  ]);
  return Object.fromEntries(calls);
}

export function optionsOf(changes: Partial<QueueOptions> & Pick<QueueOptions, 'dataDir'>): QueueOptions {
  return {
    databaseUrl: null,
    jobs: createJobs({}),
    concurrency: 4,
    perInstallation: 2,
    debounceMs: 0,
    deadlineMs: 20_000,
    dayLimits: { maxCostUsd: null, maxCostUsdPerInstallation: null },
    shutdownMs: 2000,
    log: quietLog(),
    metrics: { reviewEnded() {}, stepEnded() {} },
    onLost: (error) => {
      throw error;
    },
    timing: QUICK,
    ...changes,
  };
}

export function temporaryDir(): { dir: string; remove(): void } {
  const dir = mkdtempSync(path.join(tmpdir(), 'architect-queue-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

let clock = Date.parse('2026-11-01T10:00:00Z');
let deliveries = 0;

/** The next moment at which an event can happen, one second after the one before. */
export function nextMoment(): string {
  clock += 1000;
  return new Date(clock).toISOString();
}

export function sha(letter: string): string {
  return letter.repeat(40).slice(0, 40);
}

export function reviewJob(
  pullRequest: number,
  changes: {
    head?: string;
    trigger?: Trigger;
    installationId?: number;
    delivery?: string;
    at?: string;
    id?: string;
    name?: string;
  } = {},
): ReviewJob {
  const head = changes.head ?? sha('a');
  const at = changes.at ?? nextMoment();
  const repository = { owner: 'acme', name: changes.name ?? 'shop' };
  const installationId = changes.installationId ?? 1;
  const request: ReviewRequest = {
    id: changes.id ?? `review/acme/${repository.name}/${pullRequest}/${head}/main`,
    installationId,
    repository,
    pullRequest,
    head,
    base: sha('b'),
    seen: null,
    trigger: changes.trigger ?? 'opened',
    requestedBy: null,
    requestedAt: at,
  };
  deliveries += 1;
  return {
    kind: 'review',
    delivery: changes.delivery ?? `delivery-${process.pid}-${deliveries}`,
    installationId,
    repository,
    at,
    request,
  };
}

/** Waits until the condition holds; fails with what the condition last was. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function untilIdle(queue: Queue): Promise<void> {
  await until(async () => {
    const { stored, waiting, running } = await queue.depth();
    return stored + waiting + running === 0;
  }, 'all reviews are done');
}

export { openQueue };
