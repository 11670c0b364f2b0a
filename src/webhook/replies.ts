// Answers a command: with a reaction where that is enough, else with a comment that is posted once.
import { z } from 'zod';
import type { CommandJob } from '../domain/job.ts';
import type { CommandAnswer } from '../domain/user-commands.ts';
import { commandReply } from './reply-texts.ts';
import type { RepositoryApi } from './repository-api.ts';

/** May be called again after a crash: a reaction is given once, and a comment is found by its marker. */
export async function postReply(
  api: RepositoryApi,
  job: CommandJob,
  answer: CommandAnswer,
  botLogin: string,
): Promise<void> {
  const text = commandReply(answer);
  if (text !== null) return postComment(api, job, text, botLogin);
  await api.request(
    z.object({}),
    { action: 'react to a comment', permission: 'issues: write' },
    'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    { comment_id: job.commentId, content: reaction(answer.kind) },
  );
}

function reaction(kind: CommandAnswer['kind']): 'confused' | 'eyes' | '+1' {
  if (kind === 'refused') return 'confused';
  return kind === 'accepted' ? 'eyes' : '+1';
}

const Comments = z.array(z.object({ body: z.string().nullish(), user: z.object({ login: z.string() }).nullable() }));

async function postComment(api: RepositoryApi, job: CommandJob, text: string, botLogin: string): Promise<void> {
  const marker = `<!-- architect:reply ${job.commentId} -->`;
  const comments = await api.request(
    Comments,
    { action: 'read the conversation', permission: 'issues: read' },
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { issue_number: job.pullRequest, since: job.at, per_page: 100 },
  );
  // Anybody can write our marker; only the bot's own comments count.
  if (comments.some(({ user, body }) => user?.login === botLogin && body?.includes(marker))) return;
  await api.request(
    z.object({}),
    { action: 'post a reply', permission: 'issues: write' },
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { issue_number: job.pullRequest, body: `${text}\n\n${marker}` },
  );
}
