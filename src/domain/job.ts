// Jobs that events of the code host request. The webhook creates them, the queue stores and runs them; every field
// survives JSON and a restart.
import { z } from 'zod';
import { Task } from './question.ts';
import { RepositoryName, ReviewRequest, Sha } from './review-request.ts';

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
export const CommandWord = z.enum(['review', 'ask', 'decide', 'cancel', 'why', 'help', 'unknown']);
export type CommandWord = z.infer<typeof CommandWord>;

/** Why a known command cannot run as written. */
export const CommandMistake = z.enum([
  'no-question',
  'question-too-long',
  'no-context',
  'unsafe-path',
  'needs-pull-request',
]);
export type CommandMistake = z.infer<typeof CommandMistake>;

/** Review this pull request. */
export const ReviewJob = Origin.extend({ kind: z.literal('review'), request: ReviewRequest });
export type ReviewJob = z.infer<typeof ReviewJob>;

/** A person commented `/architect …` on a pull request or an issue. Runs only if they may write to the repository. */
export const CommandJob = Origin.extend({
  kind: z.literal('command'),
  /** Number of the pull request, or of the issue if `issue` is set. */
  pullRequest: z.number().int().positive(),
  commentId: z.number().int().positive(),
  word: CommandWord,
  /** For `ask` and `decide`. */
  task: Task.optional(),
  mistake: CommandMistake.optional(),
  /** Left out where the comment is on a pull request. */
  issue: z.object({ title: z.string(), body: z.string() }).optional(),
  login: z.string().min(1),
});
export type CommandJob = z.infer<typeof CommandJob>;

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

export const Job = z.discriminatedUnion('kind', [ReviewJob, CommandJob, RerunJob, CancelJob, MergeGroupJob, ForgetJob]);
export type Job = z.infer<typeof Job>;
