// Jobs that events of the code host request. The webhook creates them, the queue stores and runs them; every field
// survives JSON and a restart.
import { z } from 'zod';
import { FindingLabel, MAX_REASON } from './finding-state.ts';
import { MAX_THREAD_REPLY, Task } from './question.ts';
import { Effort, RepositoryName, ReviewRequest, Sha } from './review-request.ts';

/** Where a job came from. */
const Origin = z.object({
  /** The host's id of the delivery: the same one twice is one job. */
  delivery: z.string().min(1).max(100),
  installationId: z.number().int().positive(),
  repository: RepositoryName,
  /** When it happened at the host, ISO 8601; jobs are compared by it because deliveries overtake each other. */
  at: z.string(),
});

/** The words that may follow `/architect`. "unknown" stands for anything else and is answered with the list. */
export const CommandWord = z.enum([
  'review',
  'ask',
  'decide',
  'explain',
  'dismiss',
  'accept',
  'reopen',
  'pause',
  'resume',
  'cancel',
  'config',
  'rules',
  'why',
  'help',
  'unknown',
]);
export type CommandWord = z.infer<typeof CommandWord>;

/** Words that people may use who can read a repository and not write to it. They change nothing. */
export const READERS_WORDS: ReadonlySet<CommandWord> = new Set(['ask', 'explain', 'why', 'rules', 'help', 'unknown']);

/** Why a known command cannot run as written. */
export const CommandMistake = z.enum([
  'no-question',
  'question-too-long',
  'no-context',
  'unsafe-path',
  'needs-pull-request',
  'no-finding',
  'no-reason',
  'unknown-option',
  'too-many-commands',
]);
export type CommandMistake = z.infer<typeof CommandMistake>;

/** Commands that one comment may give. */
export const MAX_COMMANDS = 10;

/** One command as written. */
export const Command = z.object({
  word: CommandWord,
  /** For `ask` and `decide`. */
  task: Task.optional(),
  mistake: CommandMistake.optional(),
  /** For `explain`, `dismiss`, `accept` and `reopen`. */
  finding: FindingLabel.optional(),
  /** For `dismiss` and `accept`. */
  reason: z.string().max(MAX_REASON).optional(),
  /** For `review`: read everything, not only what changed since the last review. */
  full: z.literal(true).optional(),
  /** For `review`. */
  effort: Effort.optional(),
});
export type Command = z.infer<typeof Command>;

/** Review this pull request. */
export const ReviewJob = Origin.extend({ kind: z.literal('review'), request: ReviewRequest });
export type ReviewJob = z.infer<typeof ReviewJob>;

/**
 * A person commented `/architect …` on a pull request or an issue. The comment's first command stands beside the
 * others, because earlier versions knew only one.
 */
export const CommandJob = Origin.extend({
  kind: z.literal('command'),
  /** Number of the pull request, or of the issue if `issue` is set. */
  pullRequest: z.number().int().positive(),
  commentId: z.number().int().positive(),
  ...Command.shape,
  /** Id of the comment that began the review thread which the comment is in. Omitted: it is in the conversation. */
  thread: z.number().int().positive().optional(),
  /** The comment's further commands, in order. */
  more: z.array(Command).max(MAX_COMMANDS).optional(),
  /** Left out where the comment is on a pull request. */
  issue: z.object({ title: z.string(), body: z.string() }).optional(),
  login: z.string().min(1),
});
export type CommandJob = z.infer<typeof CommandJob>;

/** The commands of a comment, in order. */
export function commandsOf(job: CommandJob): readonly Command[] {
  return [job, ...(job.more ?? [])];
}

/** A person replied in a review thread. Answered where the thread is about a finding of ours. */
export const ReplyJob = Origin.extend({
  kind: z.literal('reply'),
  pullRequest: z.number().int().positive(),
  commentId: z.number().int().positive(),
  /** The comment that began the thread. */
  thread: z.number().int().positive(),
  text: z.string().min(1).max(MAX_THREAD_REPLY),
  login: z.string().min(1),
});
export type ReplyJob = z.infer<typeof ReplyJob>;

/** A person requested another run of a check. */
export const RerunJob = Origin.extend({
  kind: z.literal('rerun'),
  head: Sha,
  /** Numbers that the event names; empty for forks, where the host leaves them out and the queue looks them up. */
  pullRequests: z.array(z.number().int().positive()).max(20),
  login: z.string().min(1),
});
export type RerunJob = z.infer<typeof RerunJob>;

/** The pull request is closed: running work for it is pointless. */
const CancelJob = Origin.extend({
  kind: z.literal('cancel'),
  pullRequest: z.number().int().positive(),
  why: z.string(),
});

/** A merge queue waits for the check on a commit that it created; that commit gets the verdict of its pull request. */
export const MergeGroupJob = Origin.extend({
  kind: z.literal('merge-group'),
  head: Sha,
  pullRequest: z.number().int().positive(),
});
export type MergeGroupJob = z.infer<typeof MergeGroupJob>;

/** The App was removed from these repositories: running work for them can no longer be published. */
const ForgetJob = z.object({
  kind: z.literal('forget'),
  delivery: z.string().min(1).max(100),
  installationId: z.number().int().positive(),
  /** null: from all repositories. */
  repositories: z.array(RepositoryName).nullable(),
  at: z.string(),
});

export const Job = z.discriminatedUnion('kind', [
  ReviewJob,
  CommandJob,
  ReplyJob,
  RerunJob,
  CancelJob,
  MergeGroupJob,
  ForgetJob,
]);
export type Job = z.infer<typeof Job>;
