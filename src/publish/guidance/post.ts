// Posts guidance where it was asked for, once: an answer under its question, a decision in the comment that an earlier run left.
import { z } from 'zod';
import type { GuidanceDelivery } from '../../domain/ports.ts';
import type { Question } from '../../domain/question.ts';
import type { Call } from '../github/check-run.ts';
import { type GuidanceMarker, isOurs, readMarker } from '../markers.ts';
import { answerBody, decisionBody, noAnswerBody } from './comment.ts';
import { type Branch, commitFiles } from './commit.ts';
import { proposeFiles } from './documents.ts';
import { guidanceLinks } from './page.ts';
import { readFiles } from './repository-files.ts';
import { type CommitOutcome, reasons } from './words.ts';

export interface GuidanceConnection {
  readonly call: Call;
  /** Writes to a branch; asks for a token that may. */
  readonly branch: Branch;
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
/** A conversation with more is read no further: 2,000 comments. */
const MAX_PAGES = 20;

/** @throws TryLater, CannotReview */
export async function postGuidance(post: GuidanceConnection, delivery: GuidanceDelivery): Promise<void> {
  const { question, guidance, target } = delivery;
  const links = guidanceLinks(guidance, target.htmlUrl);
  if (guidance.task.kind === 'ask') return say(post, question, answerBody(question, guidance, links));
  const outcome = await bringOut(post, delivery);
  return say(post, question, decisionBody(question, guidance, links, outcome));
}

/** Says why there is no answer. @throws TryLater, CannotReview */
export async function postNoAnswer(post: GuidanceConnection, question: Question, why: string): Promise<void> {
  return say(post, question, noAnswerBody(question, why));
}

/** Commits the documents of a decision where that is wanted and possible. */
async function bringOut(
  post: GuidanceConnection,
  { question, target, guidance, mayCommit, head }: GuidanceDelivery,
): Promise<CommitOutcome> {
  if (!mayCommit || guidance.task.kind !== 'decide') return { kind: 'proposed' };
  const not = (why: string): CommitOutcome => ({ kind: 'not-committed', why });
  const { number, fork } = target.pullRequest;
  if (number === null) return not(reasons.issue);
  if (fork) return not(reasons.fork);
  const { into } = guidance.task;
  const files = readFiles(head, into);
  if ('refused' in files) return not(files.refused);
  const links = guidanceLinks(guidance, target.htmlUrl);
  const proposal = proposeFiles(guidance, into, links, (path) => files.texts.get(path) ?? null);
  if ('refused' in proposal) return not(proposal.refused);
  const wish = {
    repository: target.repository,
    pullRequest: number,
    head: target.head,
    files: proposal.files,
    modes: files.modes,
    request: question.id,
    message: `Backend architecture for ${guidance.task.context}`,
    askedBy: question.requestedBy,
  };
  return commitFiles(post.call, post.branch, wish);
}

async function say({ call, botLogin }: GuidanceConnection, question: Question, body: string): Promise<void> {
  const { place, repository } = question;
  if (place === null) throw new Error('there is no conversation to speak in');
  const where = { owner: repository.owner, repo: repository.name };
  const wanted = readMarker('guidance', body);
  const said = await findComment(call, { ...where, issue_number: place.number }, botLogin, (found) =>
    wanted?.about != null && wanted.state === 'answered'
      ? found.about === wanted.about && found.state === 'answered'
      : found.comment === place.commentId,
  );
  if (said?.body === body) return;
  if (said !== null) {
    await call(z.object({}), 'edit our comment', 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...where,
      comment_id: said.id,
      body,
    });
    return;
  }
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  await call(z.object({}), 'post a comment', route, { ...where, issue_number: place.number, body });
}

/** A comment of ours in the conversation whose marker is meant; null where there is none. */
async function findComment(
  call: Call,
  where: Readonly<Record<string, unknown>>,
  botLogin: string,
  isMeant: (marker: GuidanceMarker) => boolean,
): Promise<{ readonly id: number; readonly body: string } | null> {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const comments = await call(Comments, 'read the conversation', route, { ...where, per_page: 100, page });
    for (const { id, body, user } of comments) {
      const author = user && { login: user.login, kind: user.type };
      const found = isOurs(author, botLogin) ? readMarker('guidance', body ?? '') : null;
      if (found !== null && isMeant(found)) return { id, body: body ?? '' };
    }
    if (comments.length < 100) return null;
  }
  return null;
}
