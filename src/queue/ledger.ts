// What the database knows of reviews: puts them in line, takes back those that a newer one makes pointless, and sees to it that
// each that published nothing is ended in public. Every change is made by an id, so doing it twice is doing it once.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { PastReview } from '../domain/desk.ts';
import type { Ending } from '../domain/ports.ts';
import { isAskedByPerson, type ReviewRequest } from '../domain/review-request.ts';
import { type Conclusion, concludeStopped } from './conclusion.ts';
import { createGuides, type Guides } from './guides.ts';
import type { Purses } from './purse.ts';
import { countLive, hasBegun, isLive, knownReviews, LIVE, liveReviews, MAX_KNOWN, pastReview } from './records.ts';
import type { Runs } from './run.ts';
import { type Asked, firstAttempt, type KnownReview, madePointlessBy, place } from './standing.ts';
import type { QueueLog, QueueMetrics } from './work.ts';

/**
 * One for all versions of this program, for the engine leaves alone what another version began. A run is continued by whatever
 * version finds it, and begun anew where its steps do not match; a step that returns another shape gets another name.
 */
export const APPLICATION_VERSION = 'reviews';
export const REVIEWS = 'reviews';
export const ERRANDS = 'errands';

export interface Ledger {
  readonly guides: Guides;
  /** Puts a review in line and takes back the older ones of its pull request. */
  start(request: ReviewRequest, asked: Asked, delayMs: number): Promise<'kept' | 'duplicate' | 'overtaken'>;
  /** Cancels the older reviews of the same pull request; false when there is a newer one instead. */
  supersede(workflowId: string, request: ReviewRequest): Promise<boolean>;
  /** Cancels the pull request's reviews, those that wait for another attempt among them, save those of events that happened after `until`; how many there were. */
  cancel(repository: ReviewRequest['repository'], pullRequest: number, until: string, ending: Ending): Promise<number>;
  /** Cancels all of an installation's reviews, or those of some of its repositories. */
  forget(
    installationId: number,
    repositories: readonly ReviewRequest['repository'][] | null,
    ending: Ending,
  ): Promise<number>;
  /** Ends a review in public, and has it tried again where the conclusion says so; else what it had set aside is free again. */
  settle(conclusion: Conclusion): Promise<void>;
  /** Ends a review in public a second time, after a while. */
  concludeLater(workflowId: string, conclusion: Conclusion, delayMs: number): Promise<void>;
  /** The conclusion that was drawn of a review; null when there is none. */
  conclusionOf(workflowId: string): Promise<Conclusion | null>;
  /** Draws the conclusions that a crash prevented. */
  settleForgotten(): Promise<void>;
  /** What became of the pull request's reviews, newest first. */
  history(repository: ReviewRequest['repository'], pullRequest: number): Promise<readonly PastReview[]>;
  depth(): Promise<{ readonly waiting: number; readonly running: number }>;
}

/** Makes the ledger; the engine must be running when it is used. */
export function createLedger(
  runs: Runs,
  purses: Pick<Purses, 'release'>,
  log: QueueLog,
  metrics: QueueMetrics,
): Ledger {
  async function enqueueErrand(workflowName: string, workflowID: string, delayMs: number, ...input: unknown[]) {
    await DBOS.enqueueWorkflowWithOptions(
      { queueName: ERRANDS, workflowName, workflowID, appVersion: APPLICATION_VERSION, delaySeconds: delayMs / 1000 },
      ...input,
    );
  }

  async function settle(conclusion: Conclusion): Promise<void> {
    const { workflowId, retryFrom, retryAfterMs } = conclusion;
    // Another attempt goes on with the turns, and the money, of this one. Before the errand: once that is kept, nobody settles again.
    if (retryFrom === null) await purses.release(firstAttempt(workflowId));
    await enqueueErrand('conclude', `conclude/${workflowId}`, 0, conclusion, false);
    if (retryFrom !== null) await enqueueErrand('retry', `retry/${workflowId}`, retryAfterMs, workflowId, retryFrom);
  }

  function concludeLater(workflowId: string, conclusion: Conclusion, delayMs: number): Promise<void> {
    return enqueueErrand('conclude', workflowId, delayMs, conclusion, true);
  }

  async function stop(workflowIds: readonly string[], ending: Ending): Promise<number> {
    if (workflowIds.length === 0) return 0;
    const before = await DBOS.listWorkflows({ workflowIDs: [...workflowIds], loadOutput: false });
    const live = before.filter((status) => isLive(status.status));
    if (live.length === 0) return 0;
    await DBOS.cancelWorkflows(live.map((status) => status.workflowID));
    for (const status of live) {
      runs.stop(status.workflowID);
      const [request] = status.input as [ReviewRequest];
      log.info({ review: status.workflowID, ending: ending.kind }, 'review cancelled');
      metrics.reviewEnded(ending.kind, Date.now() - status.createdAt);
      if (!(await hasBegun(status))) continue;
      await settle(concludeStopped(status.workflowID, request, ending));
    }
    return live.length;
  }

  /** Takes back the attempts that reviews wait for; how many there were. What their check runs promise is no longer so. */
  async function stopWaiting(workflowIds: readonly string[], ending: Ending): Promise<number> {
    if (workflowIds.length === 0) return 0;
    const retries = await DBOS.listWorkflows({
      workflowIDs: workflowIds.map((id) => `retry/${id}`),
      status: [...LIVE],
      loadOutput: false,
    });
    if (retries.length === 0) return 0;
    await DBOS.cancelWorkflows(retries.map((status) => status.workflowID));
    for (const status of retries) {
      const [workflowId] = status.input as [string, number];
      const review = await DBOS.getWorkflowStatus(workflowId);
      await purses.release(firstAttempt(workflowId));
      if (review === null) continue;
      const [request] = review.input as [ReviewRequest];
      log.info({ review: workflowId, ending: ending.kind }, 'review is not tried again');
      await concludeLater(`conclude/${workflowId}/stopped`, concludeStopped(workflowId, request, ending), 0);
    }
    return retries.length;
  }

  /** Stops what is under way, and what is still to be tried again; how many there were. */
  async function stopAll(reviews: readonly KnownReview[], ending: Ending): Promise<number> {
    const idsOf = (some: readonly KnownReview[]) => some.map(({ workflowId }) => workflowId);
    const live = await stop(idsOf(reviews.filter((review) => review.live)), ending);
    return live + (await stopWaiting(idsOf(reviews.filter((review) => review.mayBeTriedAgain)), ending));
  }

  async function supersede(workflowId: string, request: ReviewRequest): Promise<boolean> {
    if (request.pullRequest === null) return true;
    const pointless = madePointlessBy(workflowId, await knownReviews(request.repository, request.pullRequest));
    if (pointless === null) return false;
    await stopAll(pointless, { kind: 'superseded', by: request.head });
    return true;
  }

  async function start(request: ReviewRequest, asked: Asked, delayMs: number) {
    const { pullRequest, repository } = request;
    const known = pullRequest === null ? [] : await knownReviews(repository, pullRequest);
    const standing = place(request, asked, known);
    if (standing.kind !== 'new') return standing.kind;
    await DBOS.enqueueWorkflowWithOptions(
      {
        queueName: REVIEWS,
        workflowName: 'review',
        workflowID: standing.workflowId,
        appVersion: APPLICATION_VERSION,
        queuePartitionKey: String(request.installationId ?? 0),
        priority: isAskedByPerson(request) ? 1 : 2,
        delaySeconds: delayMs / 1000,
        attributes: {
          ...asked,
          key: request.id,
          head: request.head,
          automatic: !isAskedByPerson(request),
          installation: request.installationId,
        },
      },
      request,
    );
    // From here on the request is kept. A crash before the older ones are cancelled is made good when this one begins.
    await supersede(standing.workflowId, request);
    return 'kept' as const;
  }

  const guides = createGuides(runs, purses, REVIEWS, APPLICATION_VERSION);
  return {
    guides,
    start,
    supersede,
    settle,
    concludeLater,
    async cancel(repository, pullRequest, until, ending) {
      const known = await knownReviews(repository, pullRequest);
      const isLater = (review: KnownReview) => review.automatic && Date.parse(review.at) > Date.parse(until);
      return stopAll(
        known.filter((review) => !isLater(review)),
        ending,
      );
    },
    async forget(installationId, repositories, ending) {
      const statuses = await liveReviews({ installation: installationId });
      for (const { owner, name } of repositories ?? []) await guides.stop(`guide/${owner}/${name}/`);
      const prefixes = repositories?.map(({ owner, name }) => `review/${owner}/${name}/`);
      const ids = statuses.map((status) => status.workflowID);
      return stop(
        ids.filter((id) => prefixes === undefined || prefixes.some((prefix) => id.startsWith(prefix))),
        ending,
      );
    },
    async conclusionOf(workflowId) {
      const status = await DBOS.getWorkflowStatus(`conclude/${workflowId}`);
      return status === null ? null : ((status.input as [Conclusion])[0] ?? null);
    },
    async settleForgotten() {
      const ended = await DBOS.listWorkflows({
        workflowName: 'review',
        status: ['CANCELLED', 'ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
        sortDesc: true,
        limit: MAX_KNOWN,
        loadOutput: false,
      });
      const ids = ended.map((status) => `conclude/${status.workflowID}`);
      const found = ids.length === 0 ? [] : await DBOS.listWorkflows({ workflowIDs: ids, loadInput: false });
      const concluded = new Set(found.map((status) => status.workflowID));
      for (const status of ended) {
        if (concluded.has(`conclude/${status.workflowID}`) || !(await hasBegun(status))) continue;
        const [request] = status.input as [ReviewRequest];
        const ending: Ending =
          status.status === 'CANCELLED'
            ? { kind: 'superseded', by: null }
            : { kind: 'cannot-review', why: 'The review failed again and again; the log of the server says why.' };
        await settle(concludeStopped(status.workflowID, request, ending));
      }
    },
    async history(repository, pullRequest) {
      return (await knownReviews(repository, pullRequest)).slice(0, 5).map(pastReview);
    },
    depth: countLive,
  };
}
