// What the engine's records say of reviews, in our words. Only reads.
import { DBOS, type WorkflowStatus } from '@dbos-inc/dbos-sdk';
import type { PastReview } from '../domain/command-port.ts';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { type KnownReview, nextAttempt, reviewPrefix } from './deduplicate.ts';
import type { Outcome } from './queue-port.ts';

/** How a review's workflow ended, as the database keeps it. */
export type Ended =
  | ({ readonly ended: 'published' } & Outcome)
  | { readonly ended: UnpublishedEnding['kind']; readonly why: string };

/** More reviews of one pull request than this are not looked at; they are deleted after the retention time anyhow. */
export const MAX_KNOWN = 200;
const MAX_LIVE = 10_000;

export const LIVE = ['ENQUEUED', 'DELAYED', 'PENDING'] as const;

export function isLive(status: string): boolean {
  return (LIVE as readonly string[]).includes(status);
}

interface Row extends KnownReview {
  readonly status: WorkflowStatus;
}

function toKnown(status: WorkflowStatus): Row {
  const ended = (status.output as Ended | undefined)?.ended;
  const attribute = (name: string) => String(status.attributes?.[name] ?? '');
  return {
    workflowId: status.workflowID,
    key: attribute('key'),
    head: (status.attributes?.head as string | null | undefined) ?? null,
    delivery: attribute('delivery'),
    at: attribute('at'),
    automatic: status.attributes?.automatic === true,
    createdAtMs: status.createdAt,
    live: isLive(status.status),
    mayBeTriedAgain: ended === 'try-later',
    cancelled: status.status === 'CANCELLED' || ended === 'superseded' || ended === 'cancelled',
    status,
  };
}

/** The engine takes a prefix for a pattern of SQL's LIKE: this one matches just its text. */
export function asPrefix(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** The pull request's reviews, the last one to be put in line first. */
export async function knownReviews(
  repository: ReviewRequest['repository'],
  pullRequest: number,
): Promise<readonly Row[]> {
  const statuses = await DBOS.listWorkflows({
    workflow_id_prefix: asPrefix(reviewPrefix(repository, pullRequest)),
    workflowName: 'review',
    sortDesc: true,
    limit: MAX_KNOWN,
    loadInput: false,
  });
  return statuses.map(toKnown);
}

/** A review as it is told to people. */
export function pastReview({ status, at, head }: Row): PastReview {
  const ended = status.output as Ended | undefined;
  if (status.status === 'PENDING') return { head, at, state: 'running', detail: '' };
  if (isLive(status.status)) return { head, at, state: 'waiting', detail: '' };
  if (ended?.ended === 'published') {
    const { notReviewed, verdict } = ended;
    return notReviewed === null
      ? { head, at, state: 'published', detail: verdict }
      : { head, at, state: 'not-reviewed', detail: notReviewed };
  }
  if (ended !== undefined) return { head, at, state: ended.ended, detail: ended.why };
  if (status.status === 'CANCELLED') return { head, at, state: 'cancelled', detail: '' };
  return { head, at, state: 'cannot-review', detail: 'the review failed' };
}

/** Reviews that wait or run, those with these attributes. */
export function liveReviews(attributes: Readonly<Record<string, unknown>>): Promise<readonly WorkflowStatus[]> {
  return DBOS.listWorkflows({
    workflowName: 'review',
    status: [...LIVE],
    attributes: { ...attributes },
    limit: MAX_LIVE,
    loadInput: false,
    loadOutput: false,
  });
}

export async function countLive(): Promise<{ readonly waiting: number; readonly running: number }> {
  const reviews = await liveReviews({});
  const running = reviews.filter(({ status }) => status === 'PENDING').length;
  return { waiting: reviews.length - running, running };
}

/** Whether people may have seen something of the review. One that was taken over waits in line again, but has steps. */
export async function hasBegun(status: WorkflowStatus): Promise<boolean> {
  if (status.status === 'PENDING' || (status.recoveryAttempts ?? 0) > 0) return true;
  return ((await DBOS.listWorkflowSteps(status.workflowID, { limit: 1 })) ?? []).length > 0;
}

/** Whether another attempt of the review has begun, so that its check run is no longer ours to end. */
export async function hasBegunAgain(workflowId: string): Promise<boolean> {
  const status = await DBOS.getWorkflowStatus(nextAttempt(workflowId).workflowId);
  return status !== null && status.status !== 'ENQUEUED' && status.status !== 'DELAYED';
}

/** Reads what the review's steps returned: the function gives it by the step's name, undefined for one that was not done. */
export async function keptStep(workflowId: string): Promise<(name: string) => unknown> {
  const steps = (await DBOS.listWorkflowSteps(workflowId)) ?? [];
  return (name) => {
    const step = steps.find((each) => each.name === name && each.output !== null);
    return (step?.output as { value?: unknown } | undefined)?.value;
  };
}
