// Reads the review threads that our bot began, and answers in them.
import { z } from 'zod';
import { CannotReview } from '../../domain/errors.ts';
import type { ReplyJob } from '../../domain/job.ts';
import type { ReplyDelivery } from '../../domain/ports.ts';
import { MAX_THREAD, MAX_THREAD_REPLY, type ReplyQuestion } from '../../domain/question.ts';
import type { FindingThread } from '../../domain/user-commands.ts';
import { shortSha } from '../../text/format.ts';
import { decide } from '../finding-memory.ts';
import { replyBody } from '../markdown/reply.ts';
import { type HistoryEntry, isOurs, marker, readMarker } from '../markers.ts';
import { type MemoryPlace, readMemory, writeMemory } from './finding-memory.ts';
import type { Connection } from './publish-review.ts';

const Comment = z.object({
  id: z.number(),
  body: z.string(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  path: z.string(),
  line: z.number().nullish(),
  start_line: z.number().nullish(),
  original_line: z.number().nullish(),
  original_start_line: z.number().nullish(),
  in_reply_to_id: z.number().nullish(),
});
type Comment = z.infer<typeof Comment>;

/** Comments of a pull request, newest first, that are looked through for a thread: at most 500. */
const MAX_PAGES = 5;
const MAX_TEXT = 20_000;

/** null where the thread is not about a finding of ours. @throws TryLater, CannotReview */
export async function readThread(
  connection: Connection,
  place: MemoryPlace,
  job: ReplyJob,
): Promise<FindingThread | null> {
  const comments = await listThread(connection, place, job.thread);
  const first = comments.find(({ id }) => id === job.thread);
  const found = first === undefined || !isOwn(first, place) ? null : readMarker('finding', first.body);
  if (first === undefined || found === null || !comments.some(({ id }) => id === job.commentId)) return null;
  const { summary } = await readMemory(connection, place);
  const entry = summary?.marker.history.find(({ id }) => id === found.id);
  const endLine = first.line ?? first.original_line ?? 1;
  return {
    finding: {
      id: found.id,
      label: entry?.label ?? null,
      title: entry?.title ?? first.path,
      severity: entry?.severity ?? 'medium',
      source: found.source,
      path: first.path,
      startLine: Math.min(endLine, first.start_line ?? first.original_start_line ?? endLine),
      endLine,
      text: first.body.slice(0, MAX_TEXT),
    },
    before: comments
      .filter(({ id }) => id > job.thread && id < job.commentId)
      .slice(-MAX_THREAD)
      .map(({ user, body }) => ({ author: user?.login ?? 'ghost', text: body.slice(0, MAX_THREAD_REPLY) })),
  };
}

/** The comments of a thread, oldest first. */
async function listThread({ call }: Connection, place: MemoryPlace, thread: number): Promise<Comment[]> {
  const { owner, name: repo } = place.repository;
  const found: Comment[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
    const query = { owner, repo, pull_number: place.number, direction: 'desc', sort: 'created', per_page: 100, page };
    const comments = await call(z.array(Comment), 'read the review comments', route, query);
    found.push(...comments.filter(({ id, in_reply_to_id }) => id === thread || in_reply_to_id === thread));
    if (comments.length < 100) break;
  }
  return found.sort((a, b) => a.id - b.id);
}

function isOwn({ user }: Comment, { botLogin }: MemoryPlace): boolean {
  return isOurs(user && { login: user.login, kind: user.type }, botLogin);
}

/** Posts the answer, once, and remembers what is withdrawn. @throws TryLater, CannotReview */
export async function answerInThread(
  connection: Connection,
  place: MemoryPlace,
  delivery: ReplyDelivery,
): Promise<void> {
  const { question, answer, target } = delivery;
  const { finding } = question.task;
  if (answer.kind === 'withdrawn' && finding.label !== null) {
    const { path, startLine } = answer.evidence;
    const reason = `${path}:${startLine} at ${shortSha(target.head)}`;
    const decision = {
      finding: finding.label,
      to: 'refuted',
      reason,
      by: place.botLogin,
      at: question.requestedAt,
    } as const;
    const memory = await readMemory(connection, place);
    const history: HistoryEntry[] | null = memory.summary && decide(memory.summary.marker.history, decision);
    if (history !== null) await writeMemory(connection, place, memory, history);
  }
  await postOnce(connection, place, question, replyBody(delivery));
}

/** Says why there is no answer. @throws TryLater, CannotReview */
export async function explainInThread(
  connection: Connection,
  place: MemoryPlace,
  question: ReplyQuestion,
  why: string,
): Promise<void> {
  const end = marker('answer', { comment: question.place?.commentId ?? 0 });
  await postOnce(connection, place, question, `No answer: ${why}\n\n${end}`);
}

async function postOnce(connection: Connection, place: MemoryPlace, question: ReplyQuestion, body: string) {
  const { thread, commentId } = question.place ?? {};
  if (thread === undefined) throw new CannotReview('The reply is in no thread.');
  const posted = await listThread(connection, place, thread);
  // A crash between posting and storing brings us here again.
  if (posted.some((one) => isOwn(one, place) && readMarker('answer', one.body)?.comment === commentId)) return;
  const { owner, name: repo } = place.repository;
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
  const reply = { owner, repo, pull_number: place.number, comment_id: thread, body };
  await connection.call(z.object({}), 'answer in a thread', route, reply);
}
