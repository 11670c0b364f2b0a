// What goes on around reviews, between people and the queue: who may command, what a command is answered, and what became of reviews.
import type { CommandJob, CommandMistake, MergeGroupJob, RerunJob } from './job.ts';
import type { UnpublishedEnding } from './ports.ts';

/** Identifier of the button on a finished check run that asks for another review. GitHub's limit: 20 characters. */
export const REVIEW_AGAIN = 'review-again';

/** A past or present review of a pull request. */
export interface PastReview {
  /** null: the head was not known when it was asked for. */
  readonly head: string | null;
  /** When it was asked for, ISO 8601. */
  readonly at: string;
  readonly state: 'waiting' | 'running' | 'published' | 'not-reviewed' | UnpublishedEnding['kind'];
  /** Why it ended so, or what it found; empty while it goes on. */
  readonly detail: string;
}

/** What to tell somebody who wrote a command. */
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
 * Speaks with the host about orders that are no review. Every method may be called again after a crash and leaves the same state as
 * if called once. They throw TryLater or CannotReview only, and the signal's reason.
 */
export interface CommandPort {
  /** Whether the person may write to the repository. */
  mayCommand(order: CommandJob | RerunJob, signal: AbortSignal): Promise<boolean>;
  answer(order: CommandJob, answer: CommandAnswer, signal: AbortSignal): Promise<void>;
  /** Numbers of the open pull requests with this head. */
  findPullRequests(order: RerunJob, signal: AbortSignal): Promise<readonly number[]>;
  /** Gives the merge group's commit the verdict of its pull request. */
  carryVerdict(order: MergeGroupJob, signal: AbortSignal): Promise<void>;
}
