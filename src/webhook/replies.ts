// Answers commands: with a reaction, and with a comment for what takes words, which is posted once.
import { z } from 'zod';
import type { CommandJob } from '../domain/job.ts';
import type { CommandAnswer, CommandComment } from '../domain/user-commands.ts';
import { commandReply } from './reply-texts.ts';
import type { RepositoryApi } from './repository-api.ts';

/** 👀 heard, 🚀 done, 😕 refused or not understood. */
type Reaction = 'eyes' | 'rocket' | 'confused';

/** May be called again after a crash: a reaction is given once, and a comment is found by its marker. */
export async function answerCommands(
  api: RepositoryApi,
  job: CommandJob,
  answers: readonly CommandAnswer[],
  botLogin: string,
): Promise<void> {
  const texts = answers.map(commandReply).filter((text) => text !== null);
  // The same words twice say no more.
  if (texts.length > 0) await postComment(api, job, [...new Set(texts)].join('\n\n---\n\n'), botLogin);
  const reaction = reactionTo(answers);
  if (reaction !== null) await react(api, job, reaction);
}

/** null where a command is still under way: its end brings the reaction. */
function reactionTo(answers: readonly CommandAnswer[]): Reaction | null {
  if (answers.some(isRefusal)) return 'confused';
  return answers.some(({ kind }) => kind === 'accepted' || kind === 'resumed') ? null : 'rocket';
}

function isRefusal(answer: CommandAnswer): boolean {
  switch (answer.kind) {
    case 'refused':
    case 'mistaken':
    case 'too-many':
    case 'failed':
      return true;
    case 'help':
      return answer.unknown;
    case 'decided':
    case 'explained':
      return answer.lookup.kind !== 'found';
    default:
      return false;
  }
}

/** Gives a reaction; GitHub keeps the same one once. */
export async function react(
  api: RepositoryApi,
  { commentId, thread }: CommandComment,
  content: Reaction,
): Promise<void> {
  const kind = thread === undefined ? 'issues' : 'pulls';
  const route = `POST /repos/{owner}/{repo}/${kind}/comments/{comment_id}/reactions`;
  const label = { action: 'react to a comment', permission: 'issues: write' };
  await api.request(z.object({}), label, route, { comment_id: commentId, content });
}

const Comments = z.array(z.object({ body: z.string().nullish(), user: z.object({ login: z.string() }).nullable() }));

async function postComment(api: RepositoryApi, job: CommandJob, text: string, botLogin: string): Promise<void> {
  const marker = `<!-- architect:reply ${job.commentId} -->`;
  const { comments, reply, place } = job.thread === undefined ? inConversation(job) : inThread(job, job.thread);
  const label = { action: 'read the conversation', permission: 'pull requests: read' };
  const posted = await api.request(Comments, label, comments, { ...place, since: job.at, per_page: 100 });
  // Anybody can write our marker; only the bot's own comments count.
  if (posted.some(({ user, body }) => user?.login === botLogin && body?.includes(marker))) return;
  const post = { action: 'post a reply', permission: 'pull requests: write' };
  await api.request(z.object({}), post, reply.route, { ...reply.place, body: `${text}\n\n${marker}` });
}

/** Where the comments stand beside the command, and where its answer goes. */
function inConversation({ pullRequest }: CommandJob) {
  const comments = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const place = { issue_number: pullRequest };
  return { comments, place, reply: { route: comments.replace('GET', 'POST'), place } };
}

function inThread({ pullRequest }: CommandJob, thread: number) {
  const comments = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  const place = { pull_number: pullRequest };
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
  return { comments, place, reply: { route, place: { ...place, comment_id: thread } } };
}
