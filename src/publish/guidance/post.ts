// Posts guidance where somebody asked for it, once: an answer for each question, a decision in the comment of an
// earlier run.
import { z } from 'zod';
import type { GuidanceDelivery } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import type { Call } from '../github/check-run.ts';
import { type GuidanceMarker, isOurs, readMarker } from '../markers.ts';
import { answerBody, decisionBody, noAnswerBody } from './comment.ts';
import { commitFiles } from './commit.ts';
import { proposeFiles } from './documents.ts';
import type { CommitOutcome, NotCommitted } from './outcome.ts';
import { guidanceLinks } from './page.ts';
import { readFiles } from './repository-files.ts';

export interface GuidanceConnection {
  readonly call: Call;
  /** Sends requests with a token that may write contents. */
  readonly branch: Call;
  /** "<slug>[bot]". */
  readonly botLogin: string;
}

const Comments = z.array(
  z.object({
    id: z.number(),
    body: z.string().nullish(),
    user: z.object({ login: z.string(), type: z.string() }).nullable(),
  }),
);
/** So at most 2,000 comments are read. */
const MAX_PAGES = 20;

/** @throws TryLater, CannotReview */
export async function postGuidance(connection: GuidanceConnection, delivery: GuidanceDelivery): Promise<void> {
  const { question, guidance, target } = delivery;
  const links = guidanceLinks(guidance, target.htmlUrl);
  if (guidance.task.kind === 'ask') {
    return postComment(connection, question, answerBody(question, guidance, links));
  }
  const outcome = await commitDocuments(connection, delivery);
  return postComment(connection, question, decisionBody(question, guidance, links, outcome));
}

/** Posts the reason why there is no answer. @throws TryLater, CannotReview */
export async function postNoAnswer(connection: GuidanceConnection, question: Question, why: string): Promise<void> {
  return postComment(connection, question, noAnswerBody(question, why));
}

/** Commits the documents of a decision where the team allows it and it is possible. */
async function commitDocuments(
  { call, branch }: GuidanceConnection,
  { question, target, guidance, mayCommit, head }: GuidanceDelivery,
): Promise<CommitOutcome> {
  if (!mayCommit || guidance.task.kind !== 'decide') return { kind: 'proposed' };
  const not = (reason: NotCommitted): CommitOutcome => ({ kind: 'not-committed', reason });
  const { number, fork } = target.pullRequest;
  if (number === null) return not({ kind: 'issue' });
  if (fork) return not({ kind: 'fork' });
  const { into } = guidance.task;
  const files = readFiles(head, into);
  if ('refusal' in files) return not({ kind: 'not-writable', refusal: files.refusal });
  const links = guidanceLinks(guidance, target.htmlUrl);
  const proposal = proposeFiles(guidance, into, links, (path) => files.texts.get(path) ?? null);
  if ('refusal' in proposal) return not({ kind: 'not-writable', refusal: proposal.refusal });
  return commitFiles(call, branch, {
    repository: target.repository,
    pullRequest: number,
    head: target.head,
    files: proposal.files,
    modes: files.modes,
    request: question.id,
    message: `Backend architecture for ${guidance.task.context}`,
    askedBy: question.requestedBy,
  });
}

/** Creates our comment, or edits the one of an earlier run. */
async function postComment({ call, botLogin }: GuidanceConnection, question: Question, body: string): Promise<void> {
  const { place, repository } = question;
  if (place === null) throw new Error('a question without a conversation has no comment');
  const where = { owner: repository.owner, repo: repository.name };
  const wanted = readMarker('guidance', body);
  const posted = await findComment(call, { ...where, issue_number: place.number }, botLogin, (found) =>
    wanted?.about != null && wanted.state === 'answered'
      ? found.about === wanted.about && found.state === 'answered'
      : found.comment === place.commentId,
  );
  if (posted?.body === body) return;
  if (posted !== null) {
    await call(z.object({}), 'edit our comment', 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...where,
      comment_id: posted.id,
      body,
    });
    return;
  }
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  await call(z.object({}), 'post a comment', route, { ...where, issue_number: place.number, body });
}

/** Our first comment in the conversation whose marker matches; null where there is none. */
async function findComment(
  call: Call,
  where: Readonly<Record<string, unknown>>,
  botLogin: string,
  isMatch: (marker: GuidanceMarker) => boolean,
): Promise<{ readonly id: number; readonly body: string } | null> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const comments = await call(Comments, 'read the conversation', route, { ...where, per_page: 100, page });
    for (const { id, body, user } of comments) {
      const author = user && { login: user.login, kind: user.type };
      const found = isOurs(author, botLogin) ? readMarker('guidance', body ?? '') : null;
      if (found !== null && isMatch(found)) return { id, body: body ?? '' };
    }
    if (comments.length < 100) return null;
  }
  return null;
}
