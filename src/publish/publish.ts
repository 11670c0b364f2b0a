// The door of publishing: publishes a review or guidance where people read it, or the reason why there is none.
import { z } from 'zod';
import { Guidance } from '../domain/guidance.ts';
import type {
  GuidanceDelivery,
  GuidancePublisherPort,
  Opened,
  Publication,
  Published,
  PublisherPort,
  UnpublishedEnding,
} from '../domain/ports.ts';
import { Review } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';

export { checkName } from './check-run-words.ts';
export { unjudgedLine } from './coverage-words.ts';
export { drawGraphAsDot } from './graph-view/dot.ts';
export { drawGraphAsMermaid } from './graph-view/mermaid.ts';
export { fileAddress } from './links.ts';
export { showProgress } from './progress.ts';
export { layOutStandingRules, markdownOfStandingRules } from './standing-rules.ts';
export { sectionNames } from './words.ts';

/**
 * Publishes the review: summary, inline comments, the end of the check run. May be called again after a crash.
 *
 * @throws TryLater, CannotReview as the port does; the signal's reason once it has fired
 */
export async function publish(
  publisher: PublisherPort,
  publication: Publication,
  signal: AbortSignal,
): Promise<Published> {
  signal.throwIfAborted();
  return publisher.publish(publication, signal);
}

/**
 * Ends the check run of a review that published nothing. `signal` is not the review's own, which has often fired by
 * then.
 *
 * @throws TryLater, CannotReview as the port does
 */
export async function conclude(
  publisher: PublisherPort,
  request: ReviewRequest,
  opened: Opened | null,
  ending: UnpublishedEnding,
  signal: AbortSignal,
): Promise<void> {
  await publisher.conclude(request, opened, ending, signal);
}

/**
 * Posts guidance, or writes its documents. May be called again after a crash.
 *
 * @throws TryLater, CannotReview, BadInput as the port does; the signal's reason once it has fired
 */
export async function deliver(
  publisher: GuidancePublisherPort,
  delivery: GuidanceDelivery,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await publisher.deliver(delivery, signal);
}

/** JSON Schema (draft 2020-12) of the guidance that `architect ask --format json` prints. */
export function guidanceJsonSchema(): object {
  return { title: 'Architectural guidance', ...z.toJSONSchema(Guidance, { io: 'output' }) };
}

/** JSON Schema (draft 2020-12) of the review that `--format json` prints. */
export function reviewJsonSchema(): object {
  return { title: 'Architecture review of a Go change', ...z.toJSONSchema(Review, { io: 'output' }) };
}
