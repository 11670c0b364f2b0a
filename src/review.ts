// Reviews one pull request: the whole product, in the order it happens.
import { judge } from './agent/agent.ts';
import type { Ports } from './domain/ports.ts';
import type { Review } from './domain/review.ts';
import type { ReviewRequest } from './domain/review-request.ts';
import type { RunLimits } from './domain/run-limits.ts';
import type { Snapshot } from './domain/snapshot.ts';
import { gather, narrowLimits } from './gather/gather.ts';
import { publish, showProgress } from './publish/publish.ts';

/**
 * Reviews one pull request. The result of each `step` is kept, so a review that is killed resumes at the first
 * unfinished step; the work between two steps is repeated and, from the same SHAs, gives the same values.
 *
 * @throws TryLater, CannotReview, Superseded: nothing was published, and the caller ends the check run with the reason
 */
export async function review(ports: Ports, limits: RunLimits, request: ReviewRequest): Promise<Review> {
  const opening = await ports.step('open', (signal) => open(ports, request, signal));
  const { snapshot, judged } = await showProgress(ports, opening, limits.signal, async (progress) => {
    const snapshot = await gather({ ...ports, progress }, opening.target, limits.signal);
    const architecture = await ports.analyser.analyse(snapshot, progress, limits.signal);
    const own = await limitReview(ports, limits, request, snapshot);
    const judged = await judge({ ...ports, progress }, own, request, snapshot, architecture);
    return { snapshot, judged };
  });
  const { changedFiles: files, settings } = snapshot;
  const publication = { request, ...opening, review: judged, files, maxInlineComments: settings.maxInlineComments };
  await ports.step('publish', (signal) => publish(ports.publisher, publication, signal));
  return judged;
}

/** Resolves the commits and shows that their review has begun. */
async function open({ repository, publisher }: Ports, request: ReviewRequest, signal: AbortSignal) {
  const target = await repository.target(request, signal);
  return { target, opened: await publisher.open(request, target, signal) };
}

/** What the team's settings leave of the limits. What the pull request has cost so far is looked up once. */
async function limitReview(ports: Ports, limits: RunLimits, request: ReviewRequest, snapshot: Snapshot) {
  const isLimited = snapshot.settings.maxCostUsdPerPullRequest !== null;
  const spentUsd = isLimited
    ? await ports.step('spent', async () => (await ports.spendBudget?.spentBefore?.()) ?? 0)
    : 0;
  return narrowLimits(limits, request, snapshot, spentUsd);
}
