// Ports: what the rooms need of the outside world. Adapters implement them; no room knows which adapter it has.
import type { Architecture } from './architecture.ts';
import type { ChangedFile } from './diff.ts';
import type { Guidance } from './guidance.ts';
import type { Question, ReplyQuestion } from './question.ts';
import type { ReplyAnswer } from './reply-answer.ts';
import type { Review } from './review.ts';
import type { ReviewRequest, Sha } from './review-request.ts';
import type { Snapshot, SourceTree, Target, TreeEntry } from './snapshot.ts';

/**
 * Runs a piece of work once and keeps its result, a small JSON value: after a restart, the same step returns the kept
 * result without running the work again. `signal` aborts when the run is cancelled or out of time.
 */
export type Step = <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** One entry of a task list. */
export interface Todo {
  readonly text: string;
  readonly state: 'pending' | 'in-progress' | 'done';
}

/** Reports progress to people who wait. `todos` is the whole list, whenever it changes. Never throws. */
export type Progress = (event: {
  room: string;
  message: string;
  done?: number;
  total?: number;
  todos?: readonly Todo[];
}) => void;

/** Progress of a review. */
export interface ReviewProgress {
  /** "gather", "analyse", "agent". */
  readonly room: string;
  readonly message: string;
  /** Empty where there is no list. */
  readonly todos: readonly Todo[];
}

/** Listing of a commit. */
export interface TreeListing {
  readonly entries: readonly TreeEntry[];
  readonly truncated: boolean;
}

/**
 * Reads a repository. Results for a SHA never change, so they may be cached forever. Every method throws only TryLater,
 * CannotReview and BadInput, and stops when the signal aborts.
 */
export interface RepositoryPort {
  /** Resolves what to review: SHAs of head, base and merge base. */
  target(request: ReviewRequest, signal: AbortSignal): Promise<Target>;
  /** Files that differ between merge base and head, with hunks where the host provides them. */
  changedFiles(target: Target, signal: AbortSignal): Promise<readonly ChangedFile[]>;
  tree(target: Target, commit: Sha, signal: AbortSignal): Promise<TreeListing>;
  /**
   * Bytes of blobs by SHA, without those that are unavailable. `commit` contains most of them, so that its archive can
   * be fetched when many are missing; null where no commit does.
   */
  blobs(
    target: Target,
    entries: readonly TreeEntry[],
    commit: Sha | null,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<Sha, Uint8Array>>;
  /** Text of .github/architect.yml in the organization's ".github" repository, with "path@sha"; null without one. */
  organisationSettings(target: Target, signal: AbortSignal): Promise<{ text: string; source: string } | null>;
  /**
   * Text of a settings file on the default branch of another repository, with "owner/name/path@sha"; null where there
   * is none or it may not be read. Omitted: other repositories are not read.
   */
  sharedSettings?(
    target: Target,
    file: { readonly owner: string; readonly name: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<{ text: string; source: string } | null>;
  /** Number of requests to the host made through this port so far. */
  requestCount(): number;
}

/** A block of a conversation with a model, shaped as in Anthropic's Messages API, without its SDK. */
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
  /** Stable part of the prompt, which the provider caches: the agent, then documents and facts. */
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
  /** Id of the model that answered. */
  readonly model: string;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
}

/** Called before a retry after a transient error: `why` is a sentence, `waitMs` the delay. */
export type OnWait = (why: string, waitMs: number) => void;

/** Asks a model. Throws only TryLater (429, 5xx, 529, network, after its own retries) and CannotReview (other 4xx). */
export interface ModelPort {
  respond(call: ModelCall, signal: AbortSignal, onWait?: OnWait): Promise<ModelTurn>;
  /**
   * Counts the input tokens of a call, in one request that is free. Null, or omitted, where the service cannot count.
   * Throws only the signal's reason.
   */
  countTokens?(call: Omit<ModelCall, 'maxTokens'>, signal: AbortSignal): Promise<number | null>;
}

/** The daily budget for models, as seen by one review. Throws only TryLater. */
export interface SpendBudget {
  /**
   * Reserves `costUsd` for the review, or what the day has left where that is at least `leastUsd`. A further call
   * replaces the reservation.
   */
  reserve(costUsd: number, leastUsd: number): Promise<Reservation>;
  /** Records the cost of a turn. */
  charge(costUsd: number): Promise<void>;
  /** What models cost in other reviews of the same pull request, in US dollars. Omitted: not known. */
  spentBefore?(): Promise<number>;
}

export type Reservation =
  | { readonly kind: 'granted'; readonly costUsd: number }
  /** The rest of the daily budget, of the App or of this installation, is too small. */
  | { readonly kind: 'refused'; readonly by: 'day' | 'installation' };

/** Result of opening a review. The queue stores it: its field names are fixed. */
export interface Opened {
  /** null without a check run (terminal). */
  readonly checkRunId: number | null;
}

/** How a review ended that published nothing. The queue stores it: its field names are fixed. */
export type UnpublishedEnding =
  | { readonly kind: 'superseded'; readonly by: string | null }
  | { readonly kind: 'cancelled'; readonly why: string }
  | { readonly kind: 'out-of-time'; readonly deadlineMs: number }
  | { readonly kind: 'try-later'; readonly why: string; readonly retryAt: string | null }
  | { readonly kind: 'cannot-review'; readonly why: string };

/** Everything to publish of one review. */
export interface Publication {
  readonly request: ReviewRequest;
  readonly target: Target;
  readonly opened: Opened;
  readonly review: Review;
  /** Changed files with the hunks that inline comments can be placed on. */
  readonly files: readonly ChangedFile[];
  /** Maximum of new inline comments, from the settings. Omitted: 10. */
  readonly maxInlineComments?: number;
}

/** Result of publishing. The queue stores it: it is small, and its field names are fixed. */
export interface Published {
  readonly checkRunId: number | null;
  readonly summaryCommentId: number | null;
  readonly reviewId: number | null;
  readonly inlineComments: number;
  /** The head moved on before publishing, so only the check run was ended. */
  readonly superseded: boolean;
}

/**
 * Publishes a review. Every method is idempotent, so it can be repeated after a crash. Throws only TryLater,
 * CannotReview.
 */
export interface PublisherPort {
  /** Shows that the review of the request's head has started. */
  open(request: ReviewRequest, target: Target, signal: AbortSignal): Promise<Opened>;
  /** Shows progress until the review is published. Returns false where showing more is pointless. */
  show(target: Target, opened: Opened, progress: ReviewProgress, signal: AbortSignal): Promise<boolean>;
  /** Posts summary and inline comments, and ends the check run. */
  publish(publication: Publication, signal: AbortSignal): Promise<Published>;
  /** Ends the check run of a review that published nothing; finds it by the request's id where `opened` is null. */
  conclude(
    request: ReviewRequest,
    opened: Opened | null,
    ending: UnpublishedEnding,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Everything to publish of one answer. */
export interface GuidanceDelivery {
  readonly question: Question;
  readonly target: Target;
  readonly guidance: Guidance;
  /** The settings allow committing decisions to the branch of a pull request. */
  readonly mayCommit: boolean;
  /** Files at the head, for the current text of the documents. */
  readonly head: SourceTree;
}

/** Publishes guidance. Idempotent, so it can be repeated after a crash. */
export interface GuidancePublisherPort {
  /** @throws TryLater, CannotReview or BadInput */
  deliver(delivery: GuidanceDelivery, signal: AbortSignal): Promise<void>;
}

/** Everything to publish of one answer to a reply. */
export interface ReplyDelivery {
  readonly question: ReplyQuestion;
  readonly target: Target;
  readonly answer: ReplyAnswer;
}

/** Answers replies in threads. Idempotent, so it can be repeated after a crash. */
export interface ReplyPublisherPort {
  /** @throws TryLater, CannotReview */
  answerReply(delivery: ReplyDelivery, signal: AbortSignal): Promise<void>;
}

/** Computes the architecture of a snapshot. Can end an analysis that takes too long. */
export interface AnalyserPort {
  /** @throws CannotReview where the code cannot be analysed; the signal's reason */
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
