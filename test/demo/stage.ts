// Sets the stage on the stand-in for GitHub: a repository with two branches, and all that the pull request will say.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { NewPullRequest } from '../support/github/people.ts';
import type { GitHubDouble } from '../support/github.ts';
import { UsageError } from './options.ts';
import { SAMPLE, SAMPLE_PULL_REQUEST, sampleBase, sampleHead } from './sample.ts';

/** The pull request that will be opened, and its size. */
export interface Stage {
  readonly wish: NewPullRequest;
  readonly commits: number;
  readonly changedFiles: number;
}

/** The sample service and its pull request. */
export async function stageSample(github: GitHubDouble): Promise<Stage> {
  const { title, body, author, branch } = SAMPLE_PULL_REQUEST;
  const repository = await github.createRepository({ ...SAMPLE, files: sampleBase(), roles: { [author]: 'write' } });
  const files = sampleHead();
  await repository.git.commit(branch, files, title, { from: 'main', author });
  return {
    wish: { repository, head: branch, title, body, author },
    commits: 1,
    changedFiles: Object.keys(files).length,
  };
}

/**
 * A range of somebody's own repository, which is only read.
 *
 * @throws UsageError when there is no such repository or revision, or nothing between the two
 */
export async function stageRepository(
  github: GitHubDouble,
  wish: { readonly dir: string; readonly base: string | null; readonly head: string },
): Promise<Stage> {
  const dir = path.resolve(wish.dir);
  if (!existsSync(dir) || !statSync(dir).isDirectory())
    throw new UsageError(`--repo ${wish.dir}: there is no such folder.`);
  const git = (...args: string[]) => gitIn(dir, args);
  git('rev-parse', '--git-dir');
  const head = revision(dir, '--head', wish.head);
  const baseName = wish.base ?? defaultBranch(dir);
  const base = revision(dir, '--base', baseName);
  const changed = lines(git('diff', '--name-only', `${base}...${head}`));
  if (changed.length === 0) {
    throw new UsageError(
      `Nothing changes between ${baseName} and ${wish.head}: name two revisions with --base and --head.`,
    );
  }
  const branch =
    /^[\w./-]+$/.test(wish.head) && !/^(HEAD|main|[0-9a-f]{7,64})$/.test(wish.head) ? wish.head : 'pull-request';
  const [title = '', ...body] = git('log', '-1', '--format=%s%n%b', head).split('\n');
  const repository = await github.createRepository({
    owner: 'local',
    name:
      path
        .basename(dir)
        .replace(/\.git$/, '')
        .replace(/[^\w.-]/g, '-') || 'repository',
    from: { dir, branches: { main: base, [branch]: head } },
  });
  shareShallow(dir, repository.git.dir);
  const author =
    git('log', '-1', '--format=%an', head)
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'author';
  return {
    wish: { repository, head: branch, title, body: body.join('\n').trim(), author },
    commits: Number(git('rev-list', '--count', `${base}..${head}`)),
    changedFiles: changed.length,
  };
}

/** Where history was cut off; without it git looks for commits that are not there. */
function shareShallow(dir: string, copy: string): void {
  const file = path.resolve(dir, gitIn(dir, ['rev-parse', '--git-path', 'shallow']));
  if (existsSync(file)) copyFileSync(file, path.join(copy, 'shallow'));
}

function revision(dir: string, option: string, name: string): string {
  try {
    return gitIn(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  } catch {
    throw new UsageError(`${option} ${name}: the repository has no such revision.`);
  }
}

function defaultBranch(dir: string): string {
  for (const name of ['origin/HEAD', 'origin/main', 'main', 'origin/master', 'master']) {
    try {
      gitIn(dir, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
      return name;
    } catch {
      // Not this one.
    }
  }
  throw new UsageError('The repository has no default branch to compare with: name one with --base.');
}

function gitIn(dir: string, args: readonly string[]): string {
  try {
    return execFileSync('git', ['-c', 'safe.directory=*', '-c', 'core.quotePath=false', ...args], {
      cwd: dir,
      env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 100_000_000,
    })
      .toString()
      .trim();
  } catch (error) {
    const words = (error as { stderr?: Buffer }).stderr?.toString().trim();
    throw new UsageError(`${dir}: ${words || 'git could not read it'}`);
  }
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
