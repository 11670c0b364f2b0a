// Commands around reviews: who may give them, what they are answered, and how past reviews ended.
import type { CommandJob, CommandMistake, MergeGroupJob, RerunJob } from './job.ts';
import type { UnpublishedEnding } from './ports.ts';

/** Identifier of the button on a finished check run that requests another review. GitHub's limit: 20 characters. */
export const REVIEW_AGAIN = 'review-again';

/** A past or present review of a pull request. */
export interface PastReview {
  /** null: the head was unknown when it was requested. */
  readonly head: string | null;
  /** When it was requested, ISO 8601. */
  readonly at: string;
  readonly state: 'waiting' | 'running' | 'published' | 'not-reviewed' | UnpublishedEnding['kind'];
  /** The verdict of a published review, else why it ended; empty while it runs. */
  readonly detail: string;
}

/** The answer to a command. */
export type CommandAnswer =
  | { readonly kind: 'refused' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'help'; readonly unknown: boolean }
  | { readonly kind: 'mistaken'; readonly mistake: CommandMistake }
  | { readonly kind: 'too-many'; readonly most: number }
  | { readonly kind: 'cancelled'; readonly reviews: number }
  /** Newest first. */
  | { readonly kind: 'why'; readonly reviews: readonly PastReview[] };

/**
 * Asks and answers the code host around commands. A method that is called again after a crash leaves the same state as
 * one call. Throws TryLater, CannotReview, or the signal's reason.
 */
export interface CommandPort {
  /** True where the person may write to the repository. */
  mayCommand(job: CommandJob | RerunJob, signal: AbortSignal): Promise<boolean>;
  answer(job: CommandJob, answer: CommandAnswer, signal: AbortSignal): Promise<void>;
  /** Returns the numbers of the open pull requests with this head. */
  findPullRequests(job: RerunJob, signal: AbortSignal): Promise<readonly number[]>;
  /** Copies the verdict of the pull request to the merge group's commit. */
  carryVerdict(job: MergeGroupJob, signal: AbortSignal): Promise<void>;
}
