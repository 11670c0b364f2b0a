// Commands around reviews: who may give them, what they are answered, and how past reviews ended.
import type { ClauseEntry } from './clause.ts';
import type { FindingDecision, FindingLabel, FindingLookup } from './finding-state.ts';
import type { CommandJob, CommandMistake, CommandWord, MergeGroupJob, ReplyJob, RerunJob } from './job.ts';
import type { UnpublishedEnding } from './ports.ts';
import type { ThreadFinding } from './question.ts';
import type { SettingsProblem } from './settings.ts';

/** Identifier of the button on a finished check run that requests another review. GitHub's limit: 20 characters. */
export const REVIEW_AGAIN = 'review-again';

/** Label of a pull request whose automatic reviews are paused. People see it, and may remove it by hand. */
export const PAUSED_LABEL = 'architect-paused';

/** Commands that a reader may give in a repository within an hour. */
export const READER_COMMANDS_PER_HOUR = 6;

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

/** Why a person's command is refused. */
export type Refusal =
  /** May read the repository and not write to it, which the command takes. */
  | { readonly kind: 'not-a-writer' }
  /** May not even read it. */
  | { readonly kind: 'no-access' }
  /** Readers may give so many commands an hour. */
  | { readonly kind: 'too-often'; readonly most: number };

/** The text about a rule: why it matters, when its case is fine, what to do. */
export interface RuleExplanation {
  readonly id: string;
  readonly why: string;
  readonly exceptions: string;
  readonly fix: string;
}

/** One setting that applies to a pull request. */
interface EffectiveSetting {
  readonly key: string;
  /** As JSON. */
  readonly value: string;
  /** "path@sha" of the file that sets it; several where entries of lists come from several; empty: the default. */
  readonly sources: readonly string[];
}

/** The settings that apply to a pull request, and what is wrong with their files. */
export interface EffectiveSettings {
  readonly settings: readonly EffectiveSetting[];
  readonly problems: readonly SettingsProblem[];
}

/** The team's rules, as the latest review of the pull request judged them. */
export interface RuleLedger {
  readonly entries: readonly LedgerEntry[];
  /** The branch that the documents were read on. */
  readonly branch: string;
}

export interface LedgerEntry extends Pick<ClauseEntry, 'label' | 'path' | 'startLine' | 'text' | 'state' | 'note'> {
  /** Permalink of its first line; null for a local checkout. */
  readonly url: string | null;
}

/** The answer to a command. */
export type CommandAnswer =
  | { readonly kind: 'refused'; readonly word: CommandWord; readonly why: Refusal }
  /** It takes a while, and is answered when it is done. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'help'; readonly unknown: boolean }
  | { readonly kind: 'mistaken'; readonly mistake: CommandMistake }
  | { readonly kind: 'too-many'; readonly most: number }
  /** It could not be done; `why` is a sentence. */
  | { readonly kind: 'failed'; readonly word: CommandWord; readonly why: string }
  | { readonly kind: 'cancelled'; readonly reviews: number }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | {
      readonly kind: 'decided';
      readonly finding: FindingLabel;
      readonly to: FindingDecision['to'];
      readonly lookup: FindingLookup;
    }
  | {
      readonly kind: 'explained';
      readonly finding: FindingLabel;
      readonly lookup: FindingLookup;
      /** null for a model's finding. */
      readonly rule: RuleExplanation | null;
    }
  | { readonly kind: 'config'; readonly config: EffectiveSettings }
  | { readonly kind: 'rules'; readonly ledger: RuleLedger }
  /** Newest first. */
  | { readonly kind: 'why'; readonly reviews: readonly PastReview[] };

/** A comment with a command. */
export type CommandComment = Pick<CommandJob, 'installationId' | 'repository' | 'commentId' | 'thread'>;

/**
 * Asks and answers the code host around commands. A method that is called again after a crash leaves the same state as
 * one call. Throws TryLater, CannotReview, or the signal's reason.
 */
export interface CommandPort {
  /** True where the person may write to the repository. */
  mayCommand(job: CommandJob | ReplyJob | RerunJob, signal: AbortSignal): Promise<boolean>;
  /** True where the person may read the repository. */
  mayRead(job: CommandJob | ReplyJob, signal: AbortSignal): Promise<boolean>;
  /** Shows that a command was heard. */
  hear(comment: CommandComment, signal: AbortSignal): Promise<void>;
  /** Answers the commands of a comment, in their order. */
  answer(job: CommandJob, answers: readonly CommandAnswer[], signal: AbortSignal): Promise<void>;
  /** Shows that what a command asked for is done. */
  finish(comment: CommandComment, signal: AbortSignal): Promise<void>;
  /** Stops automatic reviews of the pull request, or lets them begin again. */
  setPaused(job: CommandJob, isPaused: boolean, signal: AbortSignal): Promise<void>;
  /** Returns the numbers of the open pull requests with this head. */
  findPullRequests(job: RerunJob, signal: AbortSignal): Promise<readonly number[]>;
  /** Copies the verdict of the pull request to the merge group's commit. */
  carryVerdict(job: MergeGroupJob, signal: AbortSignal): Promise<void>;
}

/** What a pull request remembers of its findings. Throws as CommandPort does. */
export interface FindingMemory {
  /** Looks a finding up, with the text of its rule. */
  explainFinding(
    job: CommandJob,
    finding: FindingLabel,
    signal: AbortSignal,
  ): Promise<{ readonly lookup: FindingLookup; readonly rule: RuleExplanation | null }>;
  /** Records a decision, so that verdict, check and summary follow it. */
  decideFinding(job: CommandJob, decision: FindingDecision, signal: AbortSignal): Promise<FindingLookup>;
}

/** A thread as it is when somebody replies. */
export interface FindingThread {
  readonly finding: ThreadFinding;
  /** Replies before this one, oldest first. */
  readonly before: readonly { readonly author: string; readonly text: string }[];
}

/** Reads threads. Throws as CommandPort does. */
export interface ThreadPort {
  /** null where the thread is not about a finding of ours, or the reply is gone. */
  readThread(job: ReplyJob, signal: AbortSignal): Promise<FindingThread | null>;
}

/** What applies to a pull request or the default branch. Throws as CommandPort does, and BadInput. */
export interface PolicyPort {
  readSettings(job: CommandJob, signal: AbortSignal): Promise<EffectiveSettings>;
  readLedger(job: CommandJob, signal: AbortSignal): Promise<RuleLedger>;
}
