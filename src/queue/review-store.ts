// Enqueues reviews, cancels those that are superseded, and lists past ones. Each change is keyed by an id, so repeating
// it is harmless.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { UnpublishedEnding } from '../domain/ports.ts';
import { isAskedByPerson, type RepositoryName, type ReviewRequest } from '../domain/review-request.ts';
import type { PastReview } from '../domain/user-commands.ts';
import { createReviewCanceller, type ReviewCanceller } from './cancel-superseded.ts';
import { createReviewCloser, type ReviewCloser } from './close-unfinished.ts';
import { countPushes, deduplicate, findCancelled, findSuperseded, type JobOrigin } from './deduplicate.ts';
import { createGuidanceJobs, type GuidanceJobs } from './guidance-jobs.ts';
import type { Runs } from './job-run.ts';
import type { QueueLog, QueueMetrics } from './queue-dependencies.ts';
import { countLive, knownReviews, liveReviews, toPastReview } from './review-records.ts';
import type { SpendBudgets } from './spend-budget.ts';
import {
  APPLICATION_VERSION,
  guidancePrefix,
  REVIEWS_QUEUE,
  type ReviewAttributes,
  reviewPrefix,
  WORKFLOW_NAMES,
} from './stored-names.ts';

export interface ReviewStore extends ReviewCloser {
  readonly guidance: GuidanceJobs;
  /** Enqueues a review and cancels older ones of its pull request. */
  enqueue(request: ReviewRequest, origin: JobOrigin, delayMs: number): Promise<'kept' | 'duplicate' | 'overtaken'>;
  /** Cancels older reviews of the same pull request; false if a newer review exists instead. */
  supersede(workflowId: string, request: ReviewRequest): Promise<boolean>;
  /**
   * Cancels the pull request's reviews and scheduled attempts, except those requested after `until`, an ISO 8601 time.
   *
   * @returns how many were cancelled
   */
  cancel(repository: RepositoryName, pullRequest: number, until: string, ending: UnpublishedEnding): Promise<number>;
  /**
   * Cancels all reviews and answers of an installation, or those of some repositories; returns the number of reviews.
   */
  cancelInstallation(
    installationId: number,
    repositories: readonly RepositoryName[] | null,
    ending: UnpublishedEnding,
  ): Promise<number>;
  /** Lists the pull request's last reviews, newest first. */
  history(repository: RepositoryName, pullRequest: number): Promise<readonly PastReview[]>;
  depth(): Promise<{ readonly waiting: number; readonly running: number }>;
}

/** Reviews that `/architect why` lists. */
const MAX_HISTORY = 5;

/** Creates the store. Use it only while the engine is running. */
export function createReviewStore(
  runs: Runs,
  budgets: Pick<SpendBudgets, 'release'>,
  log: QueueLog,
  metrics: QueueMetrics,
): ReviewStore {
  const closer = createReviewCloser(budgets);
  const guidance = createGuidanceJobs(runs, budgets);
  const canceller = createReviewCanceller({ closer, runs, budgets, log, metrics });

  const supersede = (workflowId: string, request: ReviewRequest) => cancelOlder(canceller, workflowId, request);

  return {
    ...closer,
    guidance,
    supersede,
    async enqueue(request, origin, delayMs) {
      const known = await knownReviews(request.repository, request.pullRequest);
      const result = deduplicate(request, origin, known);
      if (result.kind !== 'new') return result.kind;
      const pushesBefore = countPushes(known);
      const counted = pushesBefore === 0 ? request : { ...request, pushesBefore };
      await enqueueReview(result.workflowId, counted, origin, delayMs);
      // The request is stored now. If this process dies here, the review cancels the older ones when it starts.
      await supersede(result.workflowId, request);
      return 'kept';
    },
    async cancel(repository, pullRequest, until, ending) {
      return canceller.cancelWithRetries(findCancelled(until, await knownReviews(repository, pullRequest)), ending);
    },
    cancelInstallation: (...selection) => cancelInstallation(guidance, canceller, ...selection),
    async history(repository, pullRequest) {
      return (await knownReviews(repository, pullRequest)).slice(0, MAX_HISTORY).map(toPastReview);
    },
    depth: countLive,
  };
}

async function cancelOlder(canceller: ReviewCanceller, workflowId: string, request: ReviewRequest): Promise<boolean> {
  if (request.pullRequest === null) return true;
  const superseded = findSuperseded(workflowId, await knownReviews(request.repository, request.pullRequest));
  if (superseded === null) return false;
  await canceller.cancelWithRetries(superseded, { kind: 'superseded', by: request.head });
  return true;
}

async function cancelInstallation(
  guidance: GuidanceJobs,
  canceller: ReviewCanceller,
  ...[installationId, repositories, ending]: Parameters<ReviewStore['cancelInstallation']>
): Promise<number> {
  const statuses = await liveReviews({ installation: installationId });
  if (repositories === null) await guidance.cancelInstallation(installationId);
  else for (const repository of repositories) await guidance.cancel(guidancePrefix(repository));
  const prefixes = repositories?.map((repository) => reviewPrefix(repository));
  const ids = statuses.map((status) => status.workflowID);
  return canceller.cancelLive(
    ids.filter((id) => prefixes === undefined || prefixes.some((prefix) => id.startsWith(prefix))),
    ending,
  );
}

async function enqueueReview(workflowID: string, request: ReviewRequest, origin: JobOrigin, delayMs: number) {
  const isUrgent = isAskedByPerson(request);
  const attributes: ReviewAttributes = {
    delivery: origin.delivery,
    at: origin.at,
    key: request.id,
    head: request.head,
    automatic: !isUrgent,
    installation: request.installationId,
  };
  await DBOS.enqueueWorkflowWithOptions(
    {
      queueName: REVIEWS_QUEUE,
      workflowName: WORKFLOW_NAMES.review,
      workflowID,
      appVersion: APPLICATION_VERSION,
      queuePartitionKey: String(request.installationId ?? 0),
      priority: isUrgent ? 1 : 2,
      delaySeconds: delayMs / 1000,
      attributes: { ...attributes },
    },
    request,
  );
}
