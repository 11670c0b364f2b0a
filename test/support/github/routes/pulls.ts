// Pull requests: themselves, their files and their commits.
import { repositoryOf } from '../auth.ts';
import type { DiffEntry } from '../diff.ts';
import { type Limits, limitFiles } from '../limits.ts';
import { MAX_COMMITS, pullFiles, pullNumbers } from '../pull-files.ts';
import { notFound } from '../refusal.ts';
import { type Call, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showCommit, showDiffEntry } from '../show/code.ts';
import { showPull, showPullSimple } from '../show/pull.ts';
import { fullName, type PullRequest } from '../world.ts';

export function pullRoutes(limits: Limits): Route[] {
  return [
    { method: 'GET', template: '/repos/{owner}/{repo}/pulls', answer: listPulls },
    { method: 'GET', template: '/repos/{owner}/{repo}/pulls/{pull_number}', answer: onePull },
    {
      method: 'GET',
      template: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
      answer: (call) => files(call, limits),
    },
    { method: 'GET', template: '/repos/{owner}/{repo}/pulls/{pull_number}/commits', answer: commits },
  ];
}

/** The pull request that the path names. @throws Refusal 404 or 403 */
export function pullOf(call: Call, level: 'read' | 'write'): PullRequest {
  const pull = repositoryOf(call, ['pull_requests'], level).pulls.get(numberIn(call, 'pull_number'));
  if (pull === undefined) throw notFound();
  return pull;
}

function listPulls(call: Call): Reply {
  const repository = repositoryOf(call, ['pull_requests'], 'read');
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const items = [...repository.pulls.values()]
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base.ref === base)
    .filter((pull) => head === null || `${pull.head.owner.login}:${pull.head.ref}` === head)
    .sort((one, other) => other.number - one.number);
  const shown = items.map((pull) => showPullSimple(call.world, call.url, pull));
  return page(call, shown, `/repos/${fullName(repository)}/pulls`);
}

async function onePull(call: Call): Promise<Reply> {
  const pull = pullOf(call, 'read');
  return ok(showPull(call.world, call.url, pull, await pullNumbers(pull)));
}

async function files(call: Call, limits: Limits): Promise<Reply> {
  const pull = pullOf(call, 'read');
  const listed = (await pullFiles(pull)).slice(0, limits.pullFiles);
  const path = `/repos/${fullName(pull.repository)}/pulls/${pull.number}/files`;
  const { body, ...reply } = page(call, listed, path);
  const entries = limitFiles(body as DiffEntry[], limits);
  return { ...reply, body: entries.map((entry) => showDiffEntry(call.url, pull.repository, pull.head.sha, entry)) };
}

async function commits(call: Call): Promise<Reply> {
  const pull = pullOf(call, 'read');
  const { git } = pull.repository;
  const shas = await git.between(pull.base.sha, pull.head.sha, MAX_COMMITS);
  const shown = await Promise.all(
    shas.map(async (sha) => showCommit(call.url, pull.repository, await git.commitObject(sha))),
  );
  return page(call, shown, `/repos/${fullName(pull.repository)}/pulls/${pull.number}/commits`);
}
