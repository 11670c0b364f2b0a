// Reads the engine's records of reviews. Changes nothing.
import { DBOS, type WorkflowStatus } from '@dbos-inc/dbos-sdk';
import type { CommandJob, ReplyJob } from '../domain/job.ts';
import type { UnpublishedEnding } from '../domain/ports.ts';
import type { RepositoryName } from '../domain/review-request.ts';
import type { PastReview } from '../domain/user-commands.ts';
import type { KnownReview } from './deduplicate.ts';
import type { ReviewOutcome } from './queue-dependencies.ts';
import { commandAttributes, nextAttempt, type ReviewAttributes, reviewPrefix, WORKFLOW_NAMES } from './stored-names.ts';

/** How a review's workflow ended. Stored: its field names are fixed. */
export type StoredResult =
  | ({ readonly ended: 'published' } & ReviewOutcome)
  | { readonly ended: UnpublishedEnding['kind']; readonly why: string };

/** Reviews of one pull request that are looked at; older ones are deleted after the retention time anyway. */
export const MAX_KNOWN = 200;
const MAX_LIVE = 10_000;

/** States of a workflow that waits or runs. */
export const LIVE = ['ENQUEUED', 'DELAYED', 'PENDING'] as const;

export function isLive(status: string): boolean {
  return (LIVE as readonly string[]).includes(status);
}

interface ReviewRecord extends KnownReview {
  readonly status: WorkflowStatus;
}

function toRecord(status: WorkflowStatus): ReviewRecord {
  const ended = (status.output as StoredResult | undefined)?.ended;
  const { key = '', head = null, delivery = '', at = '', automatic } = attributesOf(status);
  return {
    workflowId: status.workflowID,
    requestId: key,
    head,
    delivery,
    at,
    automatic: automatic === true,
    createdAtMs: status.createdAt,
    live: isLive(status.status),
    mayBeRetried: ended === 'try-later',
    cancelled: status.status === 'CANCELLED' || ended === 'superseded' || ended === 'cancelled',
    status,
  };
}

function attributesOf({ attributes }: WorkflowStatus): Partial<ReviewAttributes> {
  return (attributes ?? {}) as Partial<ReviewAttributes>;
}

/** Escapes a prefix: the engine takes it for a pattern of SQL's LIKE. */
export function asPrefix(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Lists the pull request's reviews, the last one enqueued first; none without a pull request. */
export async function knownReviews(
  repository: RepositoryName,
  pullRequest: number | null,
): Promise<readonly ReviewRecord[]> {
  if (pullRequest === null) return [];
  const statuses = await DBOS.listWorkflows({
    workflow_id_prefix: asPrefix(reviewPrefix(repository, pullRequest)),
    workflowName: WORKFLOW_NAMES.review,
    sortDesc: true,
    limit: MAX_KNOWN,
    loadInput: false,
  });
  return statuses.map(toRecord);
}

/** Describes a review for `/architect why`. */
export function toPastReview({ status, at, head }: ReviewRecord): PastReview {
  const result = status.output as StoredResult | undefined;
  if (status.status === 'PENDING') return { head, at, state: 'running', detail: '' };
  if (isLive(status.status)) return { head, at, state: 'waiting', detail: '' };
  if (result?.ended === 'published') {
    const { notReviewed, verdict } = result;
    return notReviewed === null
      ? { head, at, state: 'published', detail: verdict }
      : { head, at, state: 'not-reviewed', detail: notReviewed };
  }
  if (result !== undefined) return { head, at, state: result.ended, detail: result.why };
  if (status.status === 'CANCELLED') return { head, at, state: 'cancelled', detail: '' };
  return { head, at, state: 'cannot-review', detail: 'the review failed' };
}

/** Lists the reviews with these attributes that wait or run. */
export function liveReviews(attributes: Partial<ReviewAttributes>): Promise<readonly WorkflowStatus[]> {
  return DBOS.listWorkflows({
    workflowName: WORKFLOW_NAMES.review,
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

const HOUR_MS = 3_600_000;

/** Counts the comments with commands that a person wrote in a repository within the last hour, up to `most`. */
export async function countCommands(job: CommandJob | ReplyJob, most: number): Promise<number> {
  const given = await DBOS.listWorkflows({
    workflowName: WORKFLOW_NAMES.command,
    attributes: { ...commandAttributes(job) },
    startTime: new Date(Date.now() - HOUR_MS).toISOString(),
    limit: most,
    loadInput: false,
    loadOutput: false,
  });
  return given.length;
}

/** True if people may have seen something of the review. A review that was taken over waits again, but has steps. */
export async function hasBegun(status: WorkflowStatus): Promise<boolean> {
  if (status.status === 'PENDING' || (status.recoveryAttempts ?? 0) > 0) return true;
  return ((await DBOS.listWorkflowSteps(status.workflowID, { limit: 1 })) ?? []).length > 0;
}

/** True if the next attempt at the review has begun, so that it owns the check run now. */
export async function hasNextAttemptBegun(workflowId: string): Promise<boolean> {
  const status = await DBOS.getWorkflowStatus(nextAttempt(workflowId));
  return status !== null && status.status !== 'ENQUEUED' && status.status !== 'DELAYED';
}

/**
 * Reads the results of a review's steps. The returned function gives one by name, undefined if the step did not finish.
 */
export async function readStepResults(workflowId: string): Promise<(name: string) => unknown> {
  const steps = (await DBOS.listWorkflowSteps(workflowId)) ?? [];
  return (name) => {
    const step = steps.find((each) => each.name === name && each.output !== null);
    return (step?.output as { value?: unknown } | undefined)?.value;
  };
}
