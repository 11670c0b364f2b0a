// Names a local repository: by its remote "origin", else by its directory.
import type { RepositoryName } from '../../domain/review-request.ts';
import type { RunGit } from './run-git.ts';

/** "acme/platform", or "local/DIRECTORY" where there is no remote. */
export async function readRepositoryName(git: RunGit, gitDir: string): Promise<RepositoryName> {
  const { stdout } = await git(['config', '--get', 'remote.origin.url'], {});
  const url = stdout.toString('utf8').trim();
  const origin = pathSegments(url.replace(/(\.git)?\/*$/, ''));
  const [owner, name] = origin.length >= 2 ? origin.slice(-2) : [];
  if (owner && name) return { owner, name };
  const directory = pathSegments(gitDir).filter((segment) => segment !== '.git');
  return { owner: 'local', name: directory.at(-1) ?? 'checkout' };
}

function pathSegments(text: string): string[] {
  return text.split(/[/:\\]/).filter((segment) => segment !== '');
}
