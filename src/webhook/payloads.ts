// The JSON of GitHub's events, as far as it is used. It goes no further than this room.
import { z } from 'zod';
import { Sha } from '../domain/review-request.ts';

const Account = z.object({ login: z.string().min(1), type: z.string().default('User') });
export type Account = z.infer<typeof Account>;

const Installation = z.object({ id: z.number().int().positive() });
const Repository = z.object({
  name: z.string().min(1),
  full_name: z.string(),
  owner: z.object({ login: z.string().min(1) }),
});

/** Events of a repository that the App is installed on. */
const Common = z.object({ installation: Installation, repository: Repository, sender: Account });

/** Titles and bodies longer than GitHub allows do not come from it. */
const PullRequestPayload = z.object({
  number: z.number().int().positive(),
  title: z.string().max(10_000),
  body: z.string().max(300_000).nullable(),
  user: Account.nullable(),
  draft: z.boolean().default(false),
  state: z.enum(['open', 'closed']),
  merged: z.boolean().nullish(),
  updated_at: z.string(),
  labels: z
    .array(z.object({ name: z.string() }))
    .max(100)
    .default([]),
  head: z.object({ sha: Sha, repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string().min(1), sha: Sha, repo: z.object({ full_name: z.string() }) }),
});

export const PullRequestEvent = Common.extend({
  action: z.string(),
  pull_request: PullRequestPayload,
  label: z.object({ name: z.string() }).optional(),
  changes: z.object({ base: z.unknown().optional() }).optional(),
});
export type PullRequestEvent = z.infer<typeof PullRequestEvent>;

export const IssueCommentEvent = Common.extend({
  action: z.string(),
  issue: z.object({
    number: z.number().int().positive(),
    title: z.string().max(10_000),
    body: z.string().max(300_000).nullable(),
    pull_request: z.object({}).optional(),
  }),
  comment: z.object({ id: z.number().int().positive(), body: z.string().nullable(), created_at: z.string() }),
});

export const ReviewCommentEvent = Common.extend({
  action: z.string(),
  pull_request: z.object({ number: z.number().int().positive() }),
  comment: z.object({
    id: z.number().int().positive(),
    /** Left out for a comment that begins a thread. */
    in_reply_to_id: z.number().int().positive().nullish(),
    body: z.string().nullable(),
    created_at: z.string(),
  }),
});

const PullReference = z.object({
  number: z.number().int().positive(),
  /** Its head now, which can be another commit than that of the check. */
  head: z.object({ sha: z.string() }).optional(),
});
export type PullReference = z.infer<typeof PullReference>;
/** Empty for forks. */
const PullReferences = z.array(PullReference).nullish();
const App = z.object({ id: z.number().int() }).nullish();

export const CheckRunEvent = Common.extend({
  action: z.string(),
  check_run: z.object({
    head_sha: Sha,
    app: App,
    pull_requests: PullReferences,
    check_suite: z.object({ pull_requests: PullReferences }).nullish(),
  }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
});

export const CheckSuiteEvent = Common.extend({
  action: z.string(),
  check_suite: z.object({ head_sha: Sha, app: App, pull_requests: PullReferences }),
});

export const MergeGroupEvent = Common.omit({ sender: true }).extend({
  action: z.string(),
  merge_group: z.object({ head_sha: Sha, head_ref: z.string() }),
});

export const InstallationEvent = z.object({ action: z.string(), installation: Installation });

export const InstallationRepositoriesEvent = InstallationEvent.extend({
  repositories_removed: z.array(z.object({ full_name: z.string() })).default([]),
});
