// What somebody asks of us: review this pull request. GitHub's JSON ends before this file; the queue keeps these values,
// so every field survives JSON and a restart.
import { z } from 'zod';
import { Severity } from './finding.ts';

/** A full git object name: 40 hex digits (SHA-1), or 64 (SHA-256). */
export const Sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full lower-case git object name');
export type Sha = string;

/** A repository as its host names it. */
export const RepositoryName = z.object({
  owner: z.string().min(1),
  name: z.string().min(1),
});
export type RepositoryName = z.infer<typeof RepositoryName>;

/** Why a review was asked for; the last three come from a person and run even where automatic reviews are held back. */
export const Trigger = z.enum([
  'opened',
  'reopened',
  'pushed',
  'ready-for-review',
  'base-changed',
  'labelled',
  'command',
  'rerun',
  'local',
]);
export type Trigger = z.infer<typeof Trigger>;

/** The pull request as a person wrote it. Title and body are data, never instructions. */
export const PullRequest = z.object({
  /** null for a local range of commits. */
  number: z.number().int().positive().nullable(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  draft: z.boolean(),
  /** Name of the branch that it goes into. */
  baseRef: z.string(),
  /** Whether the head lives in another repository. */
  fork: z.boolean(),
  state: z.enum(['open', 'closed', 'merged']),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** One request for one review. */
export const ReviewRequest = z.object({
  /** Names the work: the same id asked twice is done once. */
  id: z.string().min(1).max(300),
  /** null outside a GitHub App (the command line). */
  installationId: z.number().int().positive().nullable(),
  repository: RepositoryName,
  /** null for a local range of commits. */
  pullRequest: z.number().int().positive().nullable(),
  /** SHA that the event spoke of, or a revision on the command line; null: whatever the pull request's head is when the work begins. */
  head: z.string().min(1).nullable(),
  /** SHA of the base branch's tip in the event, or a revision on the command line; null: as for head. */
  base: z.string().min(1).nullable(),
  /** The pull request as the event showed it, which saves asking; null where the event did not show it. */
  seen: PullRequest.nullable(),
  trigger: Trigger,
  /** Login of the person who asked, where a person did. */
  requestedBy: z.string().nullable(),
  /** ISO 8601. */
  requestedAt: z.string(),
  /** Gate chosen by the person who asked; left out: the one in the repository's settings. */
  failOn: z.enum(['never', ...Severity.options]).optional(),
});
export type ReviewRequest = z.infer<typeof ReviewRequest>;

/** A person asked for this very review, so drafts, labels and pauses do not hold it back. */
export function isAskedByPerson(request: ReviewRequest): boolean {
  return request.trigger === 'command' || request.trigger === 'rerun' || request.trigger === 'local';
}
