// The questions the rooms ask of the world outside. Adapters answer them; no room knows which adapter it has.
import type { Architecture } from './architecture.ts';
import type { ChangedFile } from './diff.ts';
import type { Guidance } from './guidance.ts';
import type { Question } from './question.ts';
import type { Review } from './review.ts';
import type { ReviewRequest, Sha } from './review-request.ts';
import type { Snapshot, SourceTree, Target, TreeEntry } from './snapshot.ts';

/**
 * Does a piece of work once and keeps what it returned (a small JSON value): asked again after a restart, it gives
 * the kept value and does not do the work again. `signal` fires when the review is cancelled or out of time.
 */
export type Step = <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** One thing on the list of what somebody is about. */
export interface Todo {
  readonly text: string;
  readonly state: 'pending' | 'in-progress' | 'done';
}

/**
 * Says where the work is, for somebody who waits; `todos` is the whole list, each time that it changes. Never throws.
 */
export type Progress = (event: {
  room: string;
  message: string;
  done?: number;
  total?: number;
  todos?: readonly Todo[];
}) => void;

/** Where the work on a review is. */
export interface ReviewProgress {
  /** "gather", "analyse", "agent". */
  readonly room: string;
  readonly message: string;
  /** Empty where nobody keeps a list. */
  readonly todos: readonly Todo[];
}

/** A commit's listing. */
export interface TreeListing {
  readonly entries: readonly TreeEntry[];
  readonly truncated: boolean;
}

/**
 * A repository to read from. Answers about a SHA never change, so they may be cached for ever.
 * Every method throws TryLater, CannotReview or BadInput and nothing else, and stops when the signal fires.
 */
export interface RepositoryPort {
  /** Fixes what is to be reviewed: resolves head and base to SHAs, finds the merge base. */
  target(request: ReviewRequest, signal: AbortSignal): Promise<Target>;
  /** Files that differ between target.mergeBase and target.head, hunks included where the host gives them. */
  changedFiles(target: Target, signal: AbortSignal): Promise<readonly ChangedFile[]>;
  tree(target: Target, commit: Sha, signal: AbortSignal): Promise<TreeListing>;
  /**
   * Bytes of the blobs, by SHA; one that cannot be had is left out. `commit` is one that holds most of them, or null
   * where none does: it allows its whole archive to be fetched when much is missing.
   */
  blobs(
    target: Target,
    entries: readonly TreeEntry[],
    commit: Sha | null,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Sha, Uint8Array>>;
  /**
   * Text of the organisation's .github/architect.yml in its ".github" repository, with "path@sha"; null where there
   * is none.
   */
  organisationSettings(target: Target, signal: AbortSignal): Promise<{ text: string; source: string } | null>;
  /** Requests to the host made through this port so far. */
  requestCount(): number;
}

/** A piece of a conversation with a model, in the shape of Anthropic's Messages API, without its SDK. */
export type ModelContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'tool_result';
      readonly tool_use_id: string;
      readonly content: string;
      readonly is_error: boolean;
    };

export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ModelContent[];
}

export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface ModelCall {
  readonly model: string;
  /** Stable part of the prompt, cached by the host: the agent, then documents and facts. */
  readonly system: readonly string[];
  readonly tools: readonly ModelTool[];
  readonly messages: readonly ModelMessage[];
  readonly maxTokens: number;
}

export interface ModelTurn {
  readonly content: readonly ModelContent[];
  readonly stopReason:
    | 'end_turn'
    | 'tool_use'
    | 'max_tokens'
    | 'refusal'
    | 'stop_sequence'
    | 'pause_turn'
    | 'context_exceeded';
  /** Model id that answered. */
  readonly model: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

/** Told of a passing fault (`why`, a sentence) that the model is asked again after, in `waitMs`. */
export type OnWait = (why: string, waitMs: number) => void;

/**
 * A model to ask. Throws TryLater (429, 529, 5xx, network, after its own retries) or CannotReview (400, 401, 403,
 * 404) only.
 */
export interface ModelPort {
  respond(call: ModelCall, signal: AbortSignal, onWait?: OnWait): Promise<ModelTurn>;
  /**
   * Input tokens of a call, in one request that costs nothing; null, or left out, where the service does not count.
   * Throws only what the signal carries.
   */
  countTokens?(call: Omit<ModelCall, 'maxTokens'>, signal: AbortSignal): Promise<number | null>;
}

/** The day's money for models, as one review sees it. Throws TryLater only. */
export interface SpendBudget {
  /**
   * Sets money aside for the review, before any is spent: `costUsd`, or what the day has left, where that is
   * `leastUsd` at least. Asked again, it does so anew, and not twice.
   */
  reserve(costUsd: number, leastUsd: number): Promise<Reservation>;
  /** Notes what a turn cost, once it is paid. */
  charge(costUsd: number): Promise<void>;
}

export type Reservation =
  | { readonly kind: 'granted'; readonly costUsd: number }
  /** The day's budget, of all or of this installation, holds less than is needed. */
  | { readonly kind: 'refused'; readonly by: 'day' | 'installation' };

/** What opening the conversation gave. */
export interface Opened {
  /** null where there is no check run (terminal). */
  readonly checkRunId: number | null;
}

/** How a review that published nothing ended. */
export type UnpublishedEnding =
  | { readonly kind: 'superseded'; readonly by: string | null }
  | { readonly kind: 'cancelled'; readonly why: string }
  | { readonly kind: 'out-of-time'; readonly deadlineMs: number }
  | { readonly kind: 'try-later'; readonly why: string; readonly retryAt: string | null }
  | { readonly kind: 'cannot-review'; readonly why: string };

/** All that is to be said of one review. */
export interface Publication {
  readonly request: ReviewRequest;
  readonly target: Target;
  readonly opened: Opened;
  readonly review: Review;
  /** Changed files with their hunks: where an inline comment can stand. */
  readonly files: readonly ChangedFile[];
  /** The most new inline comments, from the settings; left out: 10. */
  readonly maxInlineComments?: number;
}

/** What publishing left behind, small enough for the queue to keep. */
export interface Published {
  readonly checkRunId: number | null;
  readonly summaryCommentId: number | null;
  readonly reviewId: number | null;
  readonly inlineComments: number;
  /** The head moved on before we could speak, so nothing was posted but the end of the check run. */
  readonly superseded: boolean;
}

/**
 * The place where a review is read. Every method may be called again after a crash and leaves the same state as if
 * called once. Throws TryLater or CannotReview only.
 */
export interface PublisherPort {
  /** Shows that the review of request's head has begun. */
  open(request: ReviewRequest, target: Target, signal: AbortSignal): Promise<Opened>;
  /**
   * Shows where the work is while it is under way; false where it is over, or where nobody looks, and there is no use
   * in showing more. What it shows is gone once the review is published.
   */
  show(target: Target, opened: Opened, standing: ReviewProgress, signal: AbortSignal): Promise<boolean>;
  /** Says everything once: summary, inline comments, the end of the check run. */
  publish(publication: Publication, signal: AbortSignal): Promise<Published>;
  /**
   * Ends the check run of a review that published nothing. Finds it by the request's id where `opened` is not known.
   */
  conclude(
    request: ReviewRequest,
    opened: Opened | null,
    ending: UnpublishedEnding,
    signal: AbortSignal,
  ): Promise<void>;
}

/** All that is to be said of one question. */
export interface GuidanceDelivery {
  readonly question: Question;
  readonly target: Target;
  readonly guidance: Guidance;
  /** The team allows decisions to be committed to the branch of a pull request. */
  readonly mayCommit: boolean;
  /** Files as they are at the head: what a document there holds so far. */
  readonly head: SourceTree;
}

/** The place where guidance is read. May be called again after a crash and leaves the same state as if called once. */
export interface GuidancePublisherPort {
  /** @throws TryLater, CannotReview or BadInput */
  deliver(delivery: GuidanceDelivery, signal: AbortSignal): Promise<void>;
}

/** Computes the architecture of a snapshot; it can end an analysis that takes too long. */
export interface AnalyserPort {
  /** @throws CannotReview where the code cannot be analysed, and the signal's reason */
  analyse(snapshot: Snapshot, progress: Progress, signal: AbortSignal): Promise<Architecture>;
}

/** Ports of one review. */
export interface Ports {
  readonly repository: RepositoryPort;
  readonly analyser: AnalyserPort;
  /** null where no model is configured: the review consists of facts only. */
  readonly model: ModelPort | null;
  /** Omitted: only the review's own budget counts. */
  readonly spendBudget?: SpendBudget;
  readonly publisher: PublisherPort;
  readonly step: Step;
  readonly progress: Progress;
}

/** Ports of one answer: as for a review, with another place to publish. */
export interface GuidePorts extends Omit<Ports, 'publisher'> {
  readonly publisher: GuidancePublisherPort;
}
