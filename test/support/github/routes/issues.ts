// Comments on the conversation of an issue or a pull request, and reactions to them. To GitHub a pull request is an issue here.

import { type Caller, repositoryOf } from '../auth.ts';
import type { Announce } from '../events.ts';
import { invalid, notFound, Refusal } from '../refusal.ts';
import { type Call, created, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showIssueComment, showReaction } from '../show/conversation.ts';
import { showLabel } from '../show/pull.ts';
import { addComment } from '../speech.ts';
import {
  type Account,
  type App,
  fullName,
  type Issue,
  type IssueComment,
  type Reaction,
  type Utterance,
} from '../world.ts';

/** https://github.com/orgs/community/discussions/27190 */
export const MAX_BODY_CHARACTERS = 65_536;

const PERMISSIONS = ['issues', 'pull_requests'];
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const LABELS = '/repos/{owner}/{repo}/issues/{issue_number}/labels';
const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

export function issueRoutes(announce: Announce): Route[] {
  return [
    { method: 'GET', template: COMMENTS, answer: listComments },
    { method: 'POST', template: COMMENTS, answer: (call) => createComment(call, announce) },
    { method: 'GET', template: COMMENT, answer: (call) => ok(show(call, commentOf(call, 'read'))) },
    { method: 'PATCH', template: COMMENT, answer: (call) => updateComment(call, announce) },
    { method: 'DELETE', template: COMMENT, answer: (call) => deleteComment(call, announce) },
    { method: 'GET', template: `${COMMENT}/reactions`, answer: listReactions },
    { method: 'POST', template: `${COMMENT}/reactions`, answer: createReaction },
    { method: 'DELETE', template: `${COMMENT}/reactions/{reaction_id}`, answer: deleteReaction },
    { method: 'POST', template: LABELS, answer: (call) => addLabels(call, announce) },
    { method: 'DELETE', template: `${LABELS}/{name}`, answer: removeLabel },
  ];
}

/** Who writes when this caller writes: an installation's words are its bot's. */
export function speaker(caller: Caller): { author: Account; app: App } {
  if (caller.kind !== 'installation') throw new Refusal(401, 'Requires authentication');
  const { app } = caller.token.installation;
  return { author: app.bot, app };
}

/** The body of what is to be posted. @throws Refusal 422 when it is blank or too long */
export function bodyIn(call: Call, resource: string): string {
  const body = String(call.body.body ?? '');
  if (body.trim() === '') throw invalid({ resource, code: 'missing_field', field: 'body' });
  if ([...body].length > MAX_BODY_CHARACTERS) throw tooLong(resource);
  return body;
}

function tooLong(resource: string): Refusal {
  return invalid({
    resource,
    code: 'unprocessable',
    field: 'data',
    message: `Body is too long (maximum is ${MAX_BODY_CHARACTERS} characters)`,
  });
}

function issueIn(call: Call, level: 'read' | 'write'): Issue {
  const { pulls, issues } = repositoryOf(call, PERMISSIONS, level);
  const number = numberIn(call, 'issue_number');
  const found = pulls.get(number) ?? issues.get(number);
  if (found === undefined) throw notFound();
  return found;
}

function commentOf(call: Call, level: 'read' | 'write'): IssueComment {
  const id = numberIn(call, 'comment_id');
  const { pulls, issues } = repositoryOf(call, PERMISSIONS, level);
  for (const pull of [...pulls.values(), ...issues.values()]) {
    const comment = pull.comments.find((each) => each.id === id);
    if (comment !== undefined) return comment;
  }
  throw notFound();
}

function show(call: Call, comment: IssueComment) {
  return showIssueComment(call.world, call.url, comment);
}

function listComments(call: Call): Reply {
  const pull = issueIn(call, 'read');
  const since = call.query.get('since');
  const items = pull.comments.filter((comment) => since === null || comment.updatedAt >= since);
  return page(
    call,
    items.map((each) => show(call, each)),
    `/repos/${fullName(pull.repository)}/issues/${pull.number}/comments`,
  );
}

function createComment(call: Call, announce: Announce): Reply {
  const pull = issueIn(call, 'write');
  const { author, app } = speaker(call.caller);
  const comment = addComment(call.world, pull, author, app, bodyIn(call, 'IssueComment'));
  announce.issueComment('created', comment, author);
  return created(show(call, comment));
}

/** An App may change the comments of others too where it may write. */
function updateComment(call: Call, announce: Announce): Reply {
  const comment = commentOf(call, 'write');
  comment.body = bodyIn(call, 'IssueComment');
  comment.updatedAt = call.world.time();
  announce.issueComment('edited', comment, speaker(call.caller).author);
  return ok(show(call, comment));
}

function deleteComment(call: Call, announce: Announce): Reply {
  const comment = commentOf(call, 'write');
  comment.issue.comments.splice(comment.issue.comments.indexOf(comment), 1);
  announce.issueComment('deleted', comment, speaker(call.caller).author);
  return { status: 204 };
}

function listReactions(call: Call): Reply {
  const comment = commentOf(call, 'read');
  const path = `/repos/${fullName(comment.issue.repository)}/issues/comments/${comment.id}/reactions`;
  return page(
    call,
    comment.reactions.map((each) => showReaction(call.url, each)),
    path,
  );
}

function createReaction(call: Call): Reply {
  return react(call, commentOf(call, 'write'));
}

/** The same reaction of the same account is given once. */
export function react(call: Call, comment: Utterance): Reply {
  const { author } = speaker(call.caller);
  const content = String(call.body.content);
  const known = comment.reactions.find((each) => each.user === author && each.content === content);
  if (known !== undefined) return ok(showReaction(call.url, known));
  const reaction: Reaction = { id: call.world.nextId(), user: author, content, createdAt: call.world.time() };
  comment.reactions.push(reaction);
  return created(showReaction(call.url, reaction));
}

function deleteReaction(call: Call): Reply {
  const comment = commentOf(call, 'write');
  const at = comment.reactions.findIndex((each) => each.id === numberIn(call, 'reaction_id'));
  if (at < 0) throw notFound();
  comment.reactions.splice(at, 1);
  return { status: 204 };
}

/** A label that the repository does not have yet is created. */
async function addLabels(call: Call, announce: Announce): Promise<Reply> {
  const issue = issueIn(call, 'write');
  const { author } = speaker(call.caller);
  for (const name of (call.body.labels ?? []) as string[]) {
    if (issue.labels.some((label) => label.name === name)) continue;
    const label = { id: call.world.nextId(), name };
    issue.labels.push(label);
    const pull = issue.repository.pulls.get(issue.number);
    if (pull !== undefined) await announce.labelled(pull, label, author);
  }
  return ok(showLabels(call, issue));
}

function removeLabel(call: Call): Reply {
  const issue = issueIn(call, 'write');
  const at = issue.labels.findIndex(({ name }) => name === decodeURIComponent(call.params.name ?? ''));
  if (at < 0) throw notFound();
  issue.labels.splice(at, 1);
  return ok(showLabels(call, issue));
}

function showLabels(call: Call, { labels, repository }: Issue) {
  return labels.map((label) => showLabel(call.url, repository, label));
}
