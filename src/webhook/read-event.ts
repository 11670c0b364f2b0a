// Turns an event of GitHub into an order, or into the reason why there is none. Pure; GitHub's snake_case ends here.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { REVIEW_AGAIN } from '../domain/command-port.ts';
import type { Job } from '../domain/job.ts';
import type { PullRequest, RepositoryName, Trigger } from '../domain/review-request.ts';
import { parseCommand } from './parse-command.ts';
import {
  type Account,
  CheckRunEvent,
  CheckSuiteEvent,
  InstallationEvent,
  InstallationRepositoriesEvent,
  IssueCommentEvent,
  MergeGroupEvent,
  PullRequestEvent,
} from './payloads.ts';

/** Who we are and whom we listen to. */
export interface Self {
  readonly appId: number;
  /** "<slug>[bot]". */
  readonly login: string;
  /** Logins of bots whose pull requests and wishes count like people's, in lower case. */
  readonly allowedBots: readonly string[];
  /** Adding this label asks for a review. */
  readonly reviewLabel: string;
}

export interface Delivery {
  /** X-GitHub-Delivery. */
  readonly id: string;
  /** X-GitHub-Event. */
  readonly event: string;
  readonly payload: unknown;
  /** ISO 8601; stands in where an event does not say when it happened. */
  readonly receivedAt: string;
}

/** What follows from an event. */
export type Reading = { readonly order: Job } | { readonly ignored: string };

const MAX_ID_LENGTH = 255;

const TRIGGERS: Readonly<Record<string, Trigger>> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronize: 'pushed',
  ready_for_review: 'ready-for-review',
  edited: 'base-changed',
  labeled: 'labelled',
};

function ignored(why: string): Reading {
  return { ignored: why };
}

function isForeignBot(account: Account | null, self: Self): boolean {
  return account !== null && account.type === 'Bot' && !self.allowedBots.includes(account.login.toLowerCase());
}

function isSelf(account: Account, self: Self): boolean {
  return account.login.toLowerCase() === self.login.toLowerCase();
}

function nameOf(repository: { name: string; owner: { login: string } }): RepositoryName {
  return { owner: repository.owner.login, name: repository.name };
}

function originOf(
  payload: { installation: { id: number }; repository: Parameters<typeof nameOf>[0] },
  delivery: string,
) {
  return { delivery, installationId: payload.installation.id, repository: nameOf(payload.repository) };
}

/** Two events for one head into one branch are one review; a branch name can be longer than an id. */
function reviewId(repository: RepositoryName, pullRequest: PullRequestEvent['pull_request'], suffix: string): string {
  const begin = `review/${repository.owner}/${repository.name}/${pullRequest.number}/${pullRequest.head.sha}/`;
  const { ref } = pullRequest.base;
  const short = begin.length + ref.length + suffix.length <= MAX_ID_LENGTH;
  return `${begin}${short ? ref : createHash('sha256').update(ref).digest('hex').slice(0, 32)}${suffix}`;
}

function asSeen(pullRequest: PullRequestEvent['pull_request']): PullRequest {
  const { head, base } = pullRequest;
  return {
    number: pullRequest.number,
    title: pullRequest.title,
    body: pullRequest.body ?? '',
    author: pullRequest.user?.login ?? 'ghost',
    draft: pullRequest.draft,
    baseRef: base.ref,
    fork: head.repo?.full_name !== base.repo.full_name,
    state: pullRequest.state === 'open' ? 'open' : pullRequest.merged === true ? 'merged' : 'closed',
  };
}

/** Why an event of a pull request asks for no review; null when it does. */
function whyNot(event: PullRequestEvent, trigger: Trigger | undefined, self: Self): string | null {
  if (trigger === undefined) return `pull_request.${event.action} changes nothing that is reviewed`;
  // A decision that we commit is a push like any other: its head needs a check too.
  if (isSelf(event.sender, self) && trigger !== 'pushed') return 'our own doing';
  if (event.pull_request.state !== 'open') return 'the pull request is not open';
  if (trigger === 'base-changed' && event.changes?.base === undefined) return 'the base branch is the same';
  if (trigger === 'labelled') {
    if (event.label?.name !== self.reviewLabel) return 'another label';
    return isForeignBot(event.sender, self) ? `labelled by the bot ${event.sender.login}` : null;
  }
  const { user } = event.pull_request;
  return isForeignBot(user, self) ? `made by the bot ${user?.login}, which ALLOWED_BOTS does not name` : null;
}

function readPullRequest(event: PullRequestEvent, delivery: Delivery, self: Self): Reading {
  const { pull_request: pullRequest } = event;
  const origin = { ...originOf(event, delivery.id), at: pullRequest.updated_at };
  if (event.action === 'closed') {
    const why = pullRequest.merged === true ? 'the pull request was merged' : 'the pull request was closed';
    return { order: { kind: 'cancel', ...origin, pullRequest: pullRequest.number, why } };
  }
  const trigger = TRIGGERS[event.action];
  const why = whyNot(event, trigger, self);
  if (why !== null || trigger === undefined) return ignored(why ?? 'nothing to do');
  const suffix = `${trigger === 'labelled' ? '/labelled' : ''}${pullRequest.draft ? '/draft' : ''}`;
  const request = {
    id: reviewId(origin.repository, pullRequest, suffix),
    installationId: origin.installationId,
    repository: origin.repository,
    pullRequest: pullRequest.number,
    head: pullRequest.head.sha,
    base: pullRequest.base.sha,
    seen: asSeen(pullRequest),
    trigger,
    requestedBy: trigger === 'labelled' ? event.sender.login : null,
    requestedAt: delivery.receivedAt,
  };
  return { order: { kind: 'review', ...origin, request } };
}

function readComment(event: z.infer<typeof IssueCommentEvent>, delivery: Delivery, self: Self): Reading {
  if (event.action !== 'created') return ignored('only new comments are read');
  if (isSelf(event.sender, self) || isForeignBot(event.sender, self)) return ignored('written by a bot');
  const command = parseCommand(event.comment.body ?? '');
  if (command === null) return ignored('not a command');
  const origin = { ...originOf(event, delivery.id), at: event.comment.created_at };
  const { number: pullRequest, title, body } = event.issue;
  const { login } = event.sender;
  const order = { kind: 'command', ...origin, pullRequest, commentId: event.comment.id, ...command, login } as const;
  if (event.issue.pull_request !== undefined) return { order };
  const issue = { title: title.slice(0, 300), body: (body ?? '').slice(0, 6_000) };
  const isOfPullRequests = command.word === 'review' || command.word === 'why';
  return { order: { ...order, ...(isOfPullRequests ? { mistake: 'needs-pull-request' as const } : {}), issue } };
}

/** A person wants our check of `head` run again. */
function readRerun(
  event: { sender: Account } & Parameters<typeof originOf>[0],
  check: { head_sha: string; app?: { id: number } | null | undefined },
  numbers: readonly { number: number }[] | null | undefined,
  delivery: Delivery,
  self: Self,
): Reading {
  if (check.app?.id !== self.appId) return ignored('a check of another App');
  if (isSelf(event.sender, self) || isForeignBot(event.sender, self)) return ignored('asked for by a bot');
  const pullRequests = [...new Set((numbers ?? []).map(({ number }) => number))].slice(0, 20);
  const origin = { ...originOf(event, delivery.id), at: delivery.receivedAt };
  return { order: { kind: 'rerun', ...origin, head: check.head_sha, pullRequests, login: event.sender.login } };
}

function readCheckRun(event: z.infer<typeof CheckRunEvent>, delivery: Delivery, self: Self): Reading {
  const isAction = event.action === 'requested_action' && event.requested_action?.identifier === REVIEW_AGAIN;
  if (event.action !== 'rerequested' && !isAction) return ignored(`check_run.${event.action} asks for nothing`);
  const numbers = event.check_run.pull_requests ?? event.check_run.check_suite?.pull_requests;
  return readRerun(event, event.check_run, numbers, delivery, self);
}

function readCheckSuite(event: z.infer<typeof CheckSuiteEvent>, delivery: Delivery, self: Self): Reading {
  if (event.action !== 'rerequested') return ignored(`check_suite.${event.action} asks for nothing`);
  return readRerun(event, event.check_suite, event.check_suite.pull_requests, delivery, self);
}

function readMergeGroup(event: z.infer<typeof MergeGroupEvent>, delivery: Delivery): Reading {
  if (event.action !== 'checks_requested') return ignored(`merge_group.${event.action} asks for nothing`);
  // "refs/heads/gh-readonly-queue/main/pr-104-929f82…": the ref alone says which pull request it is about.
  const number = Number(/\/pr-(\d{1,15})-[0-9a-f]+$/.exec(event.merge_group.head_ref)?.[1] ?? 0);
  if (number === 0) return ignored('the merge group names no pull request');
  const origin = { ...originOf(event, delivery.id), at: delivery.receivedAt };
  return { order: { kind: 'merge-group', ...origin, head: event.merge_group.head_sha, pullRequest: number } };
}

function readInstallation(event: z.infer<typeof InstallationEvent>, delivery: Delivery): Reading {
  if (event.action !== 'deleted' && event.action !== 'suspend') return ignored(`installation.${event.action}`);
  const origin = { delivery: delivery.id, installationId: event.installation.id, at: delivery.receivedAt };
  return { order: { kind: 'forget', ...origin, repositories: null } };
}

function readRemoval(event: z.infer<typeof InstallationRepositoriesEvent>, delivery: Delivery): Reading {
  const repositories = event.repositories_removed.flatMap(({ full_name }) => {
    const [owner, name, ...rest] = full_name.split('/');
    return owner && name && rest.length === 0 ? [{ owner, name }] : [];
  });
  if (repositories.length === 0) return ignored('no repository was removed');
  const origin = { delivery: delivery.id, installationId: event.installation.id, at: delivery.receivedAt };
  return { order: { kind: 'forget', ...origin, repositories } };
}

/** Parses with the schema and reads on; an event that is not as we know it is ignored, and says where. */
function reader<S extends z.ZodType>(schema: S, read: (event: z.infer<S>, delivery: Delivery, self: Self) => Reading) {
  return (delivery: Delivery, self: Self): Reading => {
    const parsed = schema.safeParse(delivery.payload);
    if (parsed.success) return read(parsed.data, delivery, self);
    const [issue] = parsed.error.issues;
    return ignored(`not as expected at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`);
  };
}

const READERS: Readonly<Record<string, (delivery: Delivery, self: Self) => Reading>> = {
  pull_request: reader(PullRequestEvent, readPullRequest),
  issue_comment: reader(IssueCommentEvent, readComment),
  check_run: reader(CheckRunEvent, readCheckRun),
  check_suite: reader(CheckSuiteEvent, readCheckSuite),
  merge_group: reader(MergeGroupEvent, readMergeGroup),
  installation: reader(InstallationEvent, readInstallation),
  installation_repositories: reader(InstallationRepositoriesEvent, readRemoval),
};

/** Reads one delivery. Never throws: what cannot be understood is ignored with the reason. */
export function readEvent(delivery: Delivery, self: Self): Reading {
  const read = Object.hasOwn(READERS, delivery.event) ? READERS[delivery.event] : undefined;
  return read === undefined ? ignored(`${delivery.event} is not listened to`) : read(delivery, self);
}
