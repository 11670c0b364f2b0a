// Talks with GitHub about everything around a review: who may command, the answers to commands, which pull requests a commit
// belongs to, and the check that a merge queue waits for.
import type { CommandAnswer, CommandPort } from '../domain/command-port.ts';
import type { CommandJob, MergeGroupJob } from '../domain/job.ts';
import type { Octokit } from '../github/github-app.ts';
import { helpText, mistakeText, tooManyText, whyText } from './command.ts';
import { onGitHub, statusOf } from './github-errors.ts';

export { type AnsweredRequest, createGitHubApp, type GitHubApp } from '../github/github-app.ts';

export interface DeskOptions {
  readonly appId: number;
  /** "<slug>[bot]". */
  readonly login: string;
  /** Name of the check run that reviews end in. */
  readonly checkName: string;
  /** A client that may speak in the one repository. */
  readonly client: (installationId: number, repository: string) => Octokit;
}

type Place = { readonly owner: string; readonly repo: string };

/** Roles that may push: https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
const WRITERS: readonly string[] = ['admin', 'maintain', 'write'];

function placeOf({ repository }: { readonly repository: { owner: string; name: string } }): Place {
  return { owner: repository.owner, repo: repository.name };
}

/** The check run of ours on a commit that was made last; undefined where there is none. */
async function lastCheck(octokit: Octokit, place: Place, ref: string, options: DeskOptions, signal: AbortSignal) {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...place,
    ref,
    check_name: options.checkName,
    app_id: options.appId,
    filter: 'latest',
    per_page: 100,
    request: { signal },
  });
  return data.check_runs.reduce<(typeof data.check_runs)[number] | undefined>(
    (last, run) => (last === undefined || run.id > last.id ? run : last),
    undefined,
  );
}

/** Posts a reply once: an earlier one is found by a mark whose author is us. */
async function reply(octokit: Octokit, order: CommandJob, text: string, login: string, signal: AbortSignal) {
  const place = { ...placeOf(order), issue_number: order.pullRequest };
  const mark = `<!-- architect:reply ${order.commentId} -->`;
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...place,
    since: order.at,
    per_page: 100,
    request: { signal },
  });
  const said = data.some((comment) => comment.user?.login === login && comment.body?.includes(mark));
  if (said) return;
  await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...place,
    body: `${text}\n\n${mark}`,
    // A POST that seems to have failed may have gone through; the next try looks first.
    request: { signal, retries: 0 },
  });
}

async function react(octokit: Octokit, order: CommandJob, content: 'confused' | 'eyes' | '+1', signal: AbortSignal) {
  await octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
    ...placeOf(order),
    comment_id: order.commentId,
    content,
    request: { signal },
  });
}

async function carry(octokit: Octokit, order: MergeGroupJob, options: DeskOptions, signal: AbortSignal) {
  const place = placeOf(order);
  const earlier = await lastCheck(octokit, place, order.head, options, signal);
  if (earlier !== undefined) return;
  const { data: pullRequest } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...place,
    pull_number: order.pullRequest,
    request: { signal },
  });
  const run = await lastCheck(octokit, place, pullRequest.head.sha, options, signal);
  const isDone = run?.status === 'completed';
  const title = isDone ? (run.output.title ?? 'Reviewed') : 'Not reviewed before it was queued';
  const seen = `#${order.pullRequest} (${pullRequest.head.sha.slice(0, 7)})`;
  await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
    ...place,
    name: options.checkName,
    head_sha: order.head,
    status: 'completed',
    conclusion: isDone ? ((run.conclusion ?? 'neutral') as 'neutral') : 'neutral',
    ...(run?.html_url ? { details_url: run.html_url } : {}),
    output: {
      title,
      summary: isDone
        ? `Carried over from ${seen}, where the change was reviewed.`
        : `No finished review of ${seen} was found, so there is no verdict to carry over.`,
    },
    request: { signal, retries: 0 },
  });
}

/** What an answer says; null where a reaction says enough. */
function wordsOf(answer: CommandAnswer): string | null {
  switch (answer.kind) {
    case 'help':
      return helpText(answer.unknown);
    case 'why':
      return whyText(answer.reviews);
    case 'mistaken':
      return mistakeText(answer.mistake);
    case 'too-many':
      return tooManyText(answer.most);
    default:
      return null;
  }
}

/** Makes the desk; it asks for a client that reaches only the repository in question. */
export function createDesk(options: DeskOptions): CommandPort {
  const clientFor = (order: { installationId: number; repository: { name: string } }) =>
    options.client(order.installationId, order.repository.name);
  return {
    mayCommand: (order, signal) =>
      onGitHub('tell who may write', signal, async () => {
        try {
          const { data } = await clientFor(order).request(
            'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
            { ...placeOf(order), username: order.login, request: { signal } },
          );
          return WRITERS.includes(data.permission);
        } catch (error) {
          if (statusOf(error) === 404) return false;
          throw error;
        }
      }),
    answer: (order, answer, signal) =>
      onGitHub('answer a command', signal, async () => {
        const octokit = clientFor(order);
        const words = wordsOf(answer);
        if (words !== null) return reply(octokit, order, words, options.login, signal);
        const content = answer.kind === 'refused' ? 'confused' : answer.kind === 'accepted' ? 'eyes' : '+1';
        return react(octokit, order, content, signal);
      }),
    findPullRequests: (order, signal) =>
      onGitHub('name the pull requests of a commit', signal, async () => {
        const { data } = await clientFor(order).request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
          ...placeOf(order),
          commit_sha: order.head,
          per_page: 100,
          request: { signal },
        });
        return data
          .filter(({ state, head }) => state === 'open' && head.sha === order.head)
          .map(({ number }) => number);
      }),
    carryVerdict: (order, signal) =>
      onGitHub('put a check on a merge group', signal, () => carry(clientFor(order), order, options, signal)),
  };
}
