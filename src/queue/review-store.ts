// What the database knows of reviews: puts them in line, takes back those that are no longer wanted, and tells what became of them. Every
// change is made by an id, so doing it twice is doing it once.
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { PastReview } from '../domain/command-port.ts';
import type { UnpublishedEnding } from '../domain/ports.ts';
import { isAskedByPerson, type ReviewRequest } from '../domain/review-request.ts';
import { createStopping } from './cancel-superseded.ts';
import { createSettlement, type Settlement } from './close-unfinished.ts';
import { type Asked, type KnownReview, madePointlessBy, place } from './deduplicate.ts';
import { createGuides, type Guides } from './guidance-jobs.ts';
import type { Runs } from './job-run.ts';
import { APPLICATION_VERSION, REVIEWS } from './queue-names.ts';
import type { QueueLog, QueueMetrics } from './queue-port.ts';
import { countLive, knownReviews, liveReviews, pastReview } from './review-records.ts';
import type { Purses } from './spend-budget.ts';

export interface Ledger extends Settlement {
  readonly guides: Guides;
  /** Puts a review in line and takes back the older ones of its pull request. */
  start(request: ReviewRequest, asked: Asked, delayMs: number): Promise<'kept' | 'duplicate' | 'overtaken'>;
  /** Cancels the older reviews of the same pull request; false when there is a newer one instead. */
  supersede(workflowId: string, request: ReviewRequest): Promise<boolean>;
  /** Cancels the pull request's reviews, those that wait for another attempt among them, save those of events that happened after `until`; how many there were. */
  cancel(
    repository: ReviewRequest['repository'],
    pullRequest: number,
    until: string,
    ending: UnpublishedEnding,
  ): Promise<number>;
  /** Cancels all of an installation's reviews and answers, or those of some of its repositories. */
  forget(
    installationId: number,
    repositories: readonly ReviewRequest['repository'][] | null,
    ending: UnpublishedEnding,
  ): Promise<number>;
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
  const settlement = createSettlement(purses);
  const { stop, stopAll } = createStopping(settlement, runs, purses, log, metrics);

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

  const guides = createGuides(runs, purses);
  return {
    ...settlement,
    guides,
    start,
    supersede,
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
      if (repositories === null) await guides.forget(installationId);
      else for (const { owner, name } of repositories) await guides.stop(`guide/${owner}/${name}/`);
      const prefixes = repositories?.map(({ owner, name }) => `review/${owner}/${name}/`);
      const ids = statuses.map((status) => status.workflowID);
      return stop(
        ids.filter((id) => prefixes === undefined || prefixes.some((prefix) => id.startsWith(prefix))),
        ending,
      );
    },
    async history(repository, pullRequest) {
      return (await knownReviews(repository, pullRequest)).slice(0, 5).map(pastReview);
    },
    depth: countLive,
  };
}
