// Defines the request for a review. The queue stores it, so each field survives JSON and a restart, and no field is
// ever renamed.
import { z } from 'zod';
import { Severity } from './finding.ts';

/** A full git object name: 40 hex digits (SHA-1) or 64 (SHA-256). */
export const Sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full lower-case git object name');
export type Sha = string;

/** A repository by the host's names. */
export const RepositoryName = z.object({
  owner: z.string().min(1),
  name: z.string().min(1),
});
export type RepositoryName = z.infer<typeof RepositoryName>;

/** Why a review was requested. The last three come from a person, and run even if automatic reviews are off. */
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

/** A pull request. Its title and body are data, never instructions. */
export const PullRequest = z.object({
  /** null for local commits. */
  number: z.number().int().positive().nullable(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  draft: z.boolean(),
  /** Name of the base branch. */
  baseRef: z.string(),
  /** True if the head is in another repository. */
  fork: z.boolean(),
  state: z.enum(['open', 'closed', 'merged']),
  /** Names of its labels. Omitted: none. */
  labels: z.array(z.string()).max(100).optional(),
});
export type PullRequest = z.infer<typeof PullRequest>;

/** How much a review may look into: less, as usual, or more. */
export const Effort = z.enum(['low', 'medium', 'high']);
export type Effort = z.infer<typeof Effort>;

/** One request for one review. */
export const ReviewRequest = z.object({
  /** Two requests with the same id are reviewed once. */
  id: z.string().min(1).max(300),
  /** null outside a GitHub App (the command line). */
  installationId: z.number().int().positive().nullable(),
  repository: RepositoryName,
  /** null for local commits. */
  pullRequest: z.number().int().positive().nullable(),
  /** SHA of the event, or a revision on the command line; null: the pull request's head when the review starts. */
  head: z.string().min(1).nullable(),
  /** SHA of the base branch's tip in the event, or a revision on the command line; null: as for `head`. */
  base: z.string().min(1).nullable(),
  /** The pull request as the event described it, which saves a request; null if it did not. */
  seen: PullRequest.nullable(),
  trigger: Trigger,
  /** Login of the person who requested it; null for an event. */
  requestedBy: z.string().nullable(),
  /** Why the pull request is not to be reviewed, a sentence: its check is completed as skipped. Omitted: review it. */
  skipReason: z.string().max(500).optional(),
  /** ISO 8601. */
  requestedAt: z.string(),
  /** Read everything, even where little has changed since the last review. */
  full: z.literal(true).optional(),
  /** Omitted: as the settings say. */
  effort: Effort.optional(),
  /** The comment that requested it, which gets a reaction when the review is published. */
  commentId: z.number().int().positive().optional(),
  /** Pushes reviewed automatically since a person last requested a review. Omitted: none. */
  pushesBefore: z.number().int().nonnegative().optional(),
  /** Gate chosen on the command line; omitted: the one in the settings. */
  failOn: z.enum(['never', ...Severity.options]).optional(),
});
export type ReviewRequest = z.infer<typeof ReviewRequest>;

/** True if a person requested this review: then `enabled`, drafts and base branches do not prevent it. */
export function isAskedByPerson(request: ReviewRequest): boolean {
  return request.trigger === 'command' || request.trigger === 'rerun' || request.trigger === 'local';
}
