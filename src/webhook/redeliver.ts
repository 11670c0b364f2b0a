// Asks GitHub to repeat the deliveries that nobody took. GitHub does not do so by itself:
// https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
import { z } from 'zod';
import { TryLater } from '../domain/errors.ts';
import type { GitHubClient } from '../github/client.ts';
import { GitHubRefusal } from '../github/errors.ts';

const Attempt = z.object({
  id: z.number(),
  /** The same for all attempts at one delivery. */
  guid: z.string(),
  delivered_at: z.string(),
  /** 0 where nobody answered. */
  status_code: z.number(),
  event: z.string(),
  action: z.string().nullish(),
});
type Attempt = z.infer<typeof Attempt>;

/** What checks cause, also the App's own; it asks for nothing. */
const NOISE: ReadonlySet<string> = new Set([
  'check_run.created',
  'check_run.completed',
  'check_suite.requested',
  'check_suite.completed',
]);

/** How far the deliveries are looked through. Stored: its field names are fixed. */
const State = z.object({
  /** Older ones are settled. ISO 8601. */
  since: z.iso.datetime({ offset: true }),
});

/** GitHub repeats deliveries of the last three days. */
const MAX_AGE_MS = 3 * 24 * 3_600_000;
/** Deliveries under way when the list was read appear in it later, with the time of their begin. */
const OVERLAP_MS = 5 * 60_000;
const PER_PAGE = 100;
const MAX_PAGES = 100;
/** Deliveries repeated in one run; the next run goes on. */
const MAX_REQUESTS = 300;
/** Attempts at one delivery, GitHub's own included. */
const MAX_ATTEMPTS = 5;
/** A delivery that was refused for what it is would be refused again. */
const REFUSED_FOR_GOOD: readonly number[] = [400, 404, 405, 413];

export interface RedeliveryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * Requests all failed deliveries since the last run again, the oldest first.
 *
 * @param app asks as the App itself
 * @param state what the last run returned; null before the first
 * @returns what the next run needs
 * @throws as the client does
 */
export async function requestRedeliveries(
  app: GitHubClient,
  state: string | null,
  log: RedeliveryLog,
  signal: AbortSignal,
  nowMs: number = Date.now(),
): Promise<string> {
  const oldestMs = nowMs - MAX_AGE_MS;
  const sinceMs = state === null ? oldestMs : Math.max(oldestMs, Date.parse(State.parse(JSON.parse(state)).since));
  const attempts = await listAttempts(app, sinceMs, log, signal);
  const open = findOpen(attempts);
  const requested = await requestAll(app, open.slice(0, MAX_REQUESTS), signal);
  if (open.length > 0) log.info({ failed: open.length, requested }, 'requested failed deliveries again');
  // A delivery is settled when an attempt succeeded, which only a later run can see.
  const newestMs = attempts.length === 0 ? nowMs : timeOf(attempts[0] as Attempt);
  const untilMs = Math.min(newestMs - OVERLAP_MS, ...open.slice(0, 1).map(({ firstMs }) => firstMs - 1));
  return JSON.stringify({ since: new Date(Math.max(sinceMs, untilMs)).toISOString() } satisfies z.infer<typeof State>);
}

/** Attempts since then, the newest first. */
async function listAttempts(
  app: GitHubClient,
  sinceMs: number,
  log: RedeliveryLog,
  signal: AbortSignal,
): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const parameters: object = { per_page: PER_PAGE, ...(cursor === null ? {} : { cursor }) };
    const label = { action: 'list the webhook deliveries' };
    const { data, next }: { data: Attempt[]; next: URL | null } = await app.restPage(
      z.array(Attempt),
      label,
      'GET /app/hook/deliveries',
      parameters,
      signal,
    );
    const recent = data.filter((attempt) => timeOf(attempt) >= sinceMs);
    attempts.push(...recent);
    cursor = next?.searchParams.get('cursor') ?? null;
    if (cursor === null || recent.length < data.length) return attempts;
  }
  log.warn({ deliveries: attempts.length }, 'too many deliveries; older ones that failed are not requested again');
  return attempts;
}

interface OpenDelivery {
  /** Id of the last attempt. */
  readonly id: number;
  /** When GitHub first tried, milliseconds since the epoch. */
  readonly firstMs: number;
}

/** The deliveries that should be tried again, the oldest first. */
function findOpen(attempts: readonly Attempt[]): readonly OpenDelivery[] {
  const byGuid = new Map<string, Attempt[]>();
  for (const attempt of attempts) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  const open: OpenDelivery[] = [];
  for (const tried of byGuid.values()) {
    const last = tried[0] as Attempt;
    const isSettled =
      last.event === 'ping' ||
      NOISE.has(`${last.event}.${last.action ?? ''}`) ||
      tried.length >= MAX_ATTEMPTS ||
      tried.some(({ status_code: status }) => status >= 200 && status < 300) ||
      tried.some(({ status_code: status }) => REFUSED_FOR_GOOD.includes(status));
    if (!isSettled) open.push({ id: last.id, firstMs: Math.min(...tried.map(timeOf)) });
  }
  return open.sort((one, other) => one.firstMs - other.firstMs || one.id - other.id);
}

function timeOf({ delivered_at }: Attempt): number {
  return Date.parse(delivered_at);
}

/** Returns how many GitHub accepted. One that it does not know any more is left out. */
async function requestAll(app: GitHubClient, open: readonly OpenDelivery[], signal: AbortSignal): Promise<number> {
  let requested = 0;
  for (const { id } of open) {
    const label = { action: `request delivery ${id} again` };
    const route = 'POST /app/hook/deliveries/{delivery_id}/attempts';
    try {
      await app.rest(z.unknown(), label, route, { delivery_id: id }, signal);
      requested += 1;
    } catch (error) {
      // At a limit or a fault the next run goes on; the deliveries are still open.
      if (error instanceof TryLater) return requested;
      if (!(error instanceof GitHubRefusal)) throw error;
    }
  }
  return requested;
}
