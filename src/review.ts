// The page: what a review is, in the order it happens. Every room does one line of it.
import { judge } from './agent/agent.ts';
import { analyse } from './analyse/analyse.ts';
import type { Ports } from './domain/ports.ts';
import type { Review } from './domain/review.ts';
import type { ReviewRequest } from './domain/review-request.ts';
import { gather, survey } from './gather/gather.ts';
import { createLive, publish } from './publish/publish.ts';

/**
 * Reviews one pull request: the whole product.
 *
 * Each `step` is kept once done, so a review that is killed goes on at the first unfinished one; what lies between two steps is
 * worked out again from the same SHAs and gives the same values.
 *
 * @throws TryLater, CannotReview, Superseded: nothing was published, and whoever called ends the check run with the reason
 */
export async function review(ports: Ports, request: ReviewRequest): Promise<Review> {
  const { target, opened } = await ports.step('open', async (signal) => {
    const target = await ports.repository.target(request, signal);
    return { target, opened: await ports.publisher.open(request, target, signal) };
  });
  const live = createLive(ports.publisher, { target, opened }, ports.progress, ports.signal);
  try {
    const surveyed = await ports.step('gather', (signal) => survey(ports.repository, target, live.show, signal));
    const snapshot = await gather(ports.repository, target, surveyed, ports.signal);
    const architecture = await analyse(snapshot, live.show, ports.signal);
    const judged = await judge({ ...ports, progress: live.show }, request, snapshot, architecture);
    const { changedFiles: files, settings } = snapshot;
    const publication = {
      request,
      target,
      opened,
      review: judged,
      files,
      maxInlineComments: settings.maxInlineComments,
    };
    await live.stop();
    await ports.step('publish', (signal) => publish(ports.publisher, publication, signal));
    return judged;
  } finally {
    await live.stop();
  }
}
