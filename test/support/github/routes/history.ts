// Commits, what they changed, and what lies between two of them.
import { repositoryOf } from '../auth.ts';
import { diffFiles } from '../diff.ts';
import { type Limits, limitFiles } from '../limits.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Call, links, ok, page, type Reply, type Route } from '../router.ts';
import { showCommit, showDiffEntry } from '../show/code.ts';
import { showPullSimple } from '../show/pull.ts';
import { fullName } from '../world.ts';

export function historyRoutes(limits: Limits): Route[] {
  return [
    { method: 'GET', template: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', answer: pullsOfCommit },
    { method: 'GET', template: '/repos/{owner}/{repo}/commits/{ref}', answer: (call) => oneCommit(call, limits) },
    { method: 'GET', template: '/repos/{owner}/{repo}/compare/{basehead}', answer: (call) => compare(call, limits) },
  ];
}

async function pullsOfCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call, ['pull_requests'], 'read');
  const sha = call.params.commit_sha ?? '';
  const found = [];
  for (const pull of repository.pulls.values()) {
    const commits = await repository.git.between(pull.base.sha, pull.head.sha, 250);
    if (commits.includes(sha) || pull.mergeCommitSha === sha) found.push(showPullSimple(call.world, call.url, pull));
  }
  return page(call, found, `/repos/${fullName(repository)}/commits/${sha}/pulls`);
}

async function oneCommit(call: Call, limits: Limits): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'read');
  const ref = call.params.ref ?? '';
  const sha = await repository.git.commitOf(ref);
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  if (call.accept.includes('vnd.github.sha')) return { status: 200, body: Buffer.from(sha) };
  const commit = await repository.git.commitObject(sha);
  const before = commit.parents[0] ?? (await repository.git.text(['hash-object', '-t', 'tree', '/dev/null']));
  const files = limitFiles(await diffFiles(repository.git, before, sha), limits);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok({
    ...showCommit(call.url, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.slice(0, 300).map((file) => showDiffEntry(call.url, repository, sha, file)),
  });
}

async function compare(call: Call, limits: Limits): Promise<Reply> {
  const repository = repositoryOf(call, ['contents'], 'read');
  const basehead = call.params.basehead ?? '';
  const [base = '', head = ''] = basehead.split('...');
  const [from, to] = await Promise.all([repository.git.commitOf(base), repository.git.commitOf(withoutOwner(head))]);
  if (from === null || to === null) throw notFound();
  const mergeBase = await repository.git.mergeBase(from, to);
  if (mergeBase === null) throw new Refusal(404, `No common ancestor between ${base} and ${head}.`);
  const [ahead, behind] = await Promise.all([
    repository.git.between(from, to, Number.MAX_SAFE_INTEGER),
    repository.git.between(to, from, Number.MAX_SAFE_INTEGER),
  ]);
  const perPage = Math.min(Number(call.query.get('per_page') ?? 250) || 250, 250);
  const number = Number(call.query.get('page') ?? 1) || 1;
  const some = ahead.slice((number - 1) * perPage, number * perPage);
  const show = async (sha: string) => showCommit(call.url, repository, await repository.git.commitObject(sha));
  // https://docs.github.com/en/rest/commits/commits#compare-two-commits: the files come with the first page only, 300 at most
  const files = number > 1 ? [] : limitFiles(await diffFiles(repository.git, mergeBase, to), limits);
  const html = `https://github.com/${fullName(repository)}/compare/${basehead}`;
  const path = `/repos/${fullName(repository)}/compare/${basehead}`;
  return {
    status: 200,
    headers: links(call, path, number, Math.max(Math.ceil(ahead.length / perPage), 1)),
    body: {
      url: `${call.url}${path}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: await show(from),
      merge_base_commit: await show(mergeBase),
      status: from === to ? 'identical' : ahead.length === 0 ? 'behind' : behind.length === 0 ? 'ahead' : 'diverged',
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: await Promise.all(some.map(show)),
      files: files.slice(0, 300).map((file) => showDiffEntry(call.url, repository, to, file)),
    },
  };
}

function withoutOwner(revision: string): string {
  return revision.split(':').at(-1) ?? revision;
}
