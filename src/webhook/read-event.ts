// Turns an event of GitHub's into a job, or into the reason why there is none. Pure; GitHub's snake_case ends here.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Command, CommandWord, Job } from '../domain/job.ts';
import { MAX_THREAD_REPLY } from '../domain/question.ts';
import type { PullRequest, RepositoryName, Trigger } from '../domain/review-request.ts';
import { REVIEW_AGAIN } from '../domain/user-commands.ts';
import { parseCommands } from './parse-command.ts';
import {
  type Account,
  CheckRunEvent,
  CheckSuiteEvent,
  InstallationEvent,
  InstallationRepositoriesEvent,
  IssueCommentEvent,
  MergeGroupEvent,
  type PullReference,
  PullRequestEvent,
  ReviewCommentEvent,
} from './payloads.ts';

/** The App's own identity, and what it reacts to. */
export interface EventFilter {
  readonly appId: number;
  /** "<slug>[bot]". */
  readonly botLogin: string;
  /** Logins, in lower case, of bots whose pull requests and requests count like people's. */
  readonly allowedBots: readonly string[];
  /** Adding this label requests a review. */
  readonly reviewLabel: string;
}

export interface Delivery {
  /** X-GitHub-Delivery. */
  readonly id: string;
  /** X-GitHub-Event. */
  readonly event: string;
  readonly payload: unknown;
  /** ISO 8601; used where an event has no time of its own. */
  readonly receivedAt: string;
}

/** A job, or the reason why the event is ignored. */
export type EventOutcome = { readonly job: Job } | { readonly ignored: string };

const MAX_ID_LENGTH = 255;

const TRIGGERS: Readonly<Record<string, Trigger>> = {
  opened: 'opened',
  reopened: 'reopened',
  synchronize: 'pushed',
  ready_for_review: 'ready-for-review',
  edited: 'base-changed',
  labeled: 'labelled',
};

function ignored(why: string): EventOutcome {
  return { ignored: why };
}

function isForeignBot(account: Account | null, filter: EventFilter): boolean {
  return account !== null && account.type === 'Bot' && !filter.allowedBots.includes(account.login.toLowerCase());
}

function isSelf(account: Account, filter: EventFilter): boolean {
  return account.login.toLowerCase() === filter.botLogin.toLowerCase();
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

/** Two events for one head and one base branch are one review. A branch name can be longer than an id. */
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
    labels: pullRequest.labels.map(({ name }) => name),
  };
}

/** Why an event of a pull request requests no review; null where it does. */
function whyNot(event: PullRequestEvent, trigger: Trigger | undefined, filter: EventFilter): string | null {
  if (trigger === undefined) return `pull_request.${event.action} does not change what is reviewed`;
  // A decision that the App commits is a push like any other: its head needs a check too.
  if (isSelf(event.sender, filter) && trigger !== 'pushed') return 'sent by the App itself';
  if (event.pull_request.state !== 'open') return 'the pull request is not open';
  if (trigger === 'base-changed' && event.changes?.base === undefined) return 'the base branch did not change';
  if (trigger === 'labelled') {
    if (event.label?.name !== filter.reviewLabel) return 'another label';
    return isForeignBot(event.sender, filter) ? `labelled by the bot ${event.sender.login}` : null;
  }
  return null;
}

/** A bot's pull request gets a check all the same, since a required one would be waited for in vain. */
function explainSkip(event: PullRequestEvent, trigger: Trigger, filter: EventFilter): string | null {
  const { user } = event.pull_request;
  if (trigger === 'labelled' || !isForeignBot(user, filter)) return null;
  const why = `The pull request was opened by ${user?.login}, a bot that is not in ALLOWED_BOTS.`;
  return `${why} Comment /architect to review it.`;
}

function readPullRequest(event: PullRequestEvent, delivery: Delivery, filter: EventFilter): EventOutcome {
  const { pull_request: pullRequest } = event;
  const origin = { ...originOf(event, delivery.id), at: pullRequest.updated_at };
  if (event.action === 'closed') {
    const why = pullRequest.merged === true ? 'the pull request was merged' : 'the pull request was closed';
    return { job: { kind: 'cancel', ...origin, pullRequest: pullRequest.number, why } };
  }
  const trigger = TRIGGERS[event.action];
  const why = whyNot(event, trigger, filter);
  if (why !== null || trigger === undefined) return ignored(why ?? 'nothing to do');
  const skipReason = explainSkip(event, trigger, filter);
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
    ...(skipReason === null ? {} : { skipReason }),
    requestedAt: delivery.receivedAt,
  };
  return { job: { kind: 'review', ...origin, request } };
}

function readComment(event: z.infer<typeof IssueCommentEvent>, delivery: Delivery, filter: EventFilter): EventOutcome {
  if (event.action !== 'created') return ignored('not a new comment');
  if (isSelf(event.sender, filter) || isForeignBot(event.sender, filter)) return ignored('written by a bot');
  const [command, ...more] = parseCommands(event.comment.body ?? '');
  if (command === undefined) return ignored('not a command');
  const origin = { ...originOf(event, delivery.id), at: event.comment.created_at };
  const { number: pullRequest, title, body } = event.issue;
  const { login } = event.sender;
  const comment = { kind: 'command', ...origin, pullRequest, commentId: event.comment.id, login } as const;
  if (event.issue.pull_request !== undefined) return { job: { ...comment, ...command, ...listMore(more) } };
  const issue = { title: title.slice(0, 300), body: (body ?? '').slice(0, 6_000) };
  return { job: { ...comment, ...onIssue(command), ...listMore(more.map(onIssue)), issue } };
}

function listMore(more: readonly Command[]): { more?: Command[] } {
  return more.length === 0 ? {} : { more: [...more] };
}

/** Words that only make sense for a pull request. */
const OF_PULL_REQUESTS: ReadonlySet<CommandWord> = new Set([
  'review',
  'explain',
  'dismiss',
  'accept',
  'reopen',
  'pause',
  'resume',
  'why',
]);

function onIssue(command: Command): Command {
  return OF_PULL_REQUESTS.has(command.word) ? { word: command.word, mistake: 'needs-pull-request' } : command;
}

/** A reply in a review thread: its commands are run; other words are answered where the thread is ours. */
function readReviewComment(
  event: z.infer<typeof ReviewCommentEvent>,
  delivery: Delivery,
  filter: EventFilter,
): EventOutcome {
  if (event.action !== 'created') return ignored('not a new comment');
  if (isSelf(event.sender, filter) || isForeignBot(event.sender, filter)) return ignored('written by a bot');
  const { id: commentId, in_reply_to_id: thread, body, created_at: at } = event.comment;
  const text = (body ?? '').trim();
  const origin = { ...originOf(event, delivery.id), at };
  const comment = { ...origin, pullRequest: event.pull_request.number, commentId, login: event.sender.login };
  const [command, ...more] = parseCommands(text);
  if (command !== undefined) {
    return { job: { kind: 'command', ...comment, ...command, ...listMore(more), thread: thread ?? commentId } };
  }
  if (thread == null) return ignored('begins a thread of its own');
  if (!isForUs(text, filter)) return ignored('says nothing to answer');
  return { job: { kind: 'reply', ...comment, thread, text: text.slice(0, MAX_THREAD_REPLY) } };
}

/** Words that are not spoken to somebody else by name. */
function isForUs(text: string, { botLogin }: EventFilter): boolean {
  if (!/\p{L}{2}/u.test(text)) return false;
  const [, named] = /^@([\w-]{1,100})/.exec(text) ?? [];
  return named === undefined || `${named}[bot]`.toLowerCase() === botLogin.toLowerCase();
}

/** A person requested another run of the App's check; only a commit that is still a head is reviewed. */
function readRerun(
  event: { sender: Account } & Parameters<typeof originOf>[0],
  check: { head_sha: string; app?: { id: number } | null | undefined },
  pulls: readonly PullReference[] | null | undefined,
  delivery: Delivery,
  filter: EventFilter,
): EventOutcome {
  if (check.app?.id !== filter.appId) return ignored('a check of another App');
  if (isSelf(event.sender, filter) || isForeignBot(event.sender, filter)) return ignored('requested by a bot');
  const named = pulls ?? [];
  const current = named.filter(({ head }) => head === undefined || head.sha === check.head_sha);
  if (named.length > 0 && current.length === 0) return ignored('the commit is no longer the head of a pull request');
  const pullRequests = [...new Set(current.map(({ number }) => number))].slice(0, 20);
  const origin = { ...originOf(event, delivery.id), at: delivery.receivedAt };
  return { job: { kind: 'rerun', ...origin, head: check.head_sha, pullRequests, login: event.sender.login } };
}

function readCheckRun(event: z.infer<typeof CheckRunEvent>, delivery: Delivery, filter: EventFilter): EventOutcome {
  const isAction = event.action === 'requested_action' && event.requested_action?.identifier === REVIEW_AGAIN;
  if (event.action !== 'rerequested' && !isAction) return ignored(`check_run.${event.action} requests nothing`);
  const pulls = event.check_run.pull_requests ?? event.check_run.check_suite?.pull_requests;
  return readRerun(event, event.check_run, pulls, delivery, filter);
}

function readCheckSuite(event: z.infer<typeof CheckSuiteEvent>, delivery: Delivery, filter: EventFilter): EventOutcome {
  if (event.action !== 'rerequested') return ignored(`check_suite.${event.action} requests nothing`);
  return readRerun(event, event.check_suite, event.check_suite.pull_requests, delivery, filter);
}

function readMergeGroup(event: z.infer<typeof MergeGroupEvent>, delivery: Delivery): EventOutcome {
  if (event.action !== 'checks_requested') return ignored(`merge_group.${event.action} requests nothing`);
  // "refs/heads/gh-readonly-queue/main/pr-104-929f82…": only the ref names the pull request.
  const number = Number(/\/pr-(\d{1,15})-[0-9a-f]+$/.exec(event.merge_group.head_ref)?.[1] ?? 0);
  if (number === 0) return ignored('the merge group names no pull request');
  const origin = { ...originOf(event, delivery.id), at: delivery.receivedAt };
  return { job: { kind: 'merge-group', ...origin, head: event.merge_group.head_sha, pullRequest: number } };
}

function readInstallation(event: z.infer<typeof InstallationEvent>, delivery: Delivery): EventOutcome {
  if (event.action !== 'deleted' && event.action !== 'suspend') return ignored(`installation.${event.action}`);
  const origin = { delivery: delivery.id, installationId: event.installation.id, at: delivery.receivedAt };
  return { job: { kind: 'forget', ...origin, repositories: null } };
}

function readRemoval(event: z.infer<typeof InstallationRepositoriesEvent>, delivery: Delivery): EventOutcome {
  const repositories = event.repositories_removed.flatMap(({ full_name }) => {
    const [owner, name, ...rest] = full_name.split('/');
    return owner && name && rest.length === 0 ? [{ owner, name }] : [];
  });
  if (repositories.length === 0) return ignored('no repository was removed');
  const origin = { delivery: delivery.id, installationId: event.installation.id, at: delivery.receivedAt };
  return { job: { kind: 'forget', ...origin, repositories } };
}

/** Parses the payload first; one of another form is ignored, with the place where it differs. */
function reader<S extends z.ZodType>(
  schema: S,
  read: (event: z.infer<S>, delivery: Delivery, filter: EventFilter) => EventOutcome,
) {
  return (delivery: Delivery, filter: EventFilter): EventOutcome => {
    const parsed = schema.safeParse(delivery.payload);
    if (parsed.success) return read(parsed.data, delivery, filter);
    const [issue] = parsed.error.issues;
    return ignored(`unexpected payload at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`);
  };
}

const READERS: Readonly<Record<string, (delivery: Delivery, filter: EventFilter) => EventOutcome>> = {
  pull_request: reader(PullRequestEvent, readPullRequest),
  issue_comment: reader(IssueCommentEvent, readComment),
  pull_request_review_comment: reader(ReviewCommentEvent, readReviewComment),
  check_run: reader(CheckRunEvent, readCheckRun),
  check_suite: reader(CheckSuiteEvent, readCheckSuite),
  merge_group: reader(MergeGroupEvent, readMergeGroup),
  installation: reader(InstallationEvent, readInstallation),
  installation_repositories: reader(InstallationRepositoriesEvent, readRemoval),
};

/** Never throws: an event that cannot be understood is ignored, with the reason. */
export function readEvent(delivery: Delivery, filter: EventFilter): EventOutcome {
  const read = Object.hasOwn(READERS, delivery.event) ? READERS[delivery.event] : undefined;
  return read === undefined ? ignored(`${delivery.event} events are not handled`) : read(delivery, filter);
}
