// Checks the titles of the commits that are not on origin's main branch yet.
import { spawnSync } from 'node:child_process';
import type { Offence } from './source.ts';

const MAX_TITLE = 72;
const FORM = /^(feat|fix|refactor|perf|test|docs|build|ci|chore)(\([a-z-]+(,[a-z-]+)*\))?: \S/;

/** What is wrong with a title; null: nothing. */
export function titleProblem(title: string): string | null {
  const length = [...title].length;
  if (length > MAX_TITLE) return `has ${length} characters; at most ${MAX_TITLE}`;
  return FORM.test(title) ? null : 'is not of the form "type(room): what changes"';
}

/** Nothing where there is no git, no repository, or no `origin/main` to compare with. Merge commits have titles of git's. */
export function findBadTitles(root: string): Offence[] {
  const git = (...args: string[]) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  if (git('rev-parse', '--verify', '--quiet', 'origin/main').status !== 0) return [];
  const { stdout } = git('log', '--no-merges', '--format=%h%x09%s', 'origin/main..HEAD');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [commit = ''] = line.split('\t', 1);
      const title = line.slice(commit.length + 1);
      const problem = titleProblem(title);
      return problem === null ? [] : [{ path: commit, line: null, message: `the title "${title}" ${problem}` }];
    });
}
