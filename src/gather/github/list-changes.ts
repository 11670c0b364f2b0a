// Lists what changed between two commits through GitHub's API: the merge base, and the files with their patches.
import { z } from 'zod';
import type { ChangedFile, ChangeStatus } from '../../domain/diff.ts';
import type { RepositoryName, Sha } from '../../domain/review-request.ts';
import type { GitHubClient } from '../../github/client.ts';
import { parseHunks } from '../diff/parse-diff.ts';

/** Of one comparison: https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const maxComparedFiles = 300;
/** Longer answers come without patches: https://github.com/orgs/community/discussions/213491 */
const filesPerPage = 50;
/** GitHub's own limit: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const maxPages = 3_000 / filesPerPage;

const GitHubFile = z.object({
  sha: z.string().nullish(),
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.string().optional(),
});
type GitHubFile = z.infer<typeof GitHubFile>;

const Comparison = z.object({
  html_url: z.string(),
  merge_base_commit: z.object({ sha: z.string() }),
  files: z.array(GitHubFile).optional(),
});

export interface ComparedCommits {
  readonly mergeBase: Sha;
  /** The repository's page, "https://github.com/owner/name". */
  readonly htmlUrl: string;
  readonly files: readonly ChangedFile[];
  /** There may be more files than GitHub listed. */
  readonly isCut: boolean;
}

/** @throws as the client does */
export async function compareCommits(
  client: GitHubClient,
  repository: RepositoryName,
  base: Sha,
  head: Sha,
  signal: AbortSignal,
): Promise<ComparedCommits> {
  // All files are on the first page, whatever its size; one commit a page keeps the answer small.
  const parameters = {
    owner: repository.owner,
    repo: repository.name,
    basehead: `${base}...${head}`,
    per_page: 1,
    page: 1,
  };
  const label = {
    action: `compare ${base.slice(0, 12)} with ${head.slice(0, 12)}`,
    permission: 'contents: read',
  };
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const { html_url, merge_base_commit, files = [] } = await client.rest(Comparison, label, route, parameters, signal);
  return {
    mergeBase: merge_base_commit.sha,
    htmlUrl: html_url.replace(/\/compare\/[^/]*$/, ''),
    files: files.flatMap(toChangedFile),
    isCut: files.length >= maxComparedFiles,
  };
}

/**
 * Files of a pull request as it is now, page by page. Its head may have moved on, so `isCurrent` picks those of the
 * head that is reviewed.
 *
 * @throws as the client does
 */
export async function listPullFiles(
  client: GitHubClient,
  repository: RepositoryName,
  pullRequest: number,
  isCurrent: (path: string, sha: Sha | null) => boolean,
  signal: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const files: ChangedFile[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const parameters = {
      owner: repository.owner,
      repo: repository.name,
      pull_number: pullRequest,
      per_page: filesPerPage,
      page,
    };
    const label = { action: `list the files of pull request #${pullRequest}`, permission: 'pull requests: read' };
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files';
    const listed = await client.rest(z.array(GitHubFile), label, route, parameters, signal);
    files.push(...listed.filter(({ filename, sha }) => isCurrent(filename, sha ?? null)).flatMap(toChangedFile));
    if (listed.length < filesPerPage) break;
  }
  return files;
}

const statuses: Readonly<Record<string, ChangeStatus>> = {
  added: 'added',
  removed: 'removed',
  modified: 'modified',
  renamed: 'renamed',
  copied: 'copied',
  // A change of mode or kind; the trees show which.
  changed: 'modified',
};

function toChangedFile(file: GitHubFile): ChangedFile[] {
  const status = statuses[file.status];
  if (!status) return [];
  const hunks = file.patch === undefined ? null : parseHunks(file.patch);
  const isMove = status === 'renamed' || status === 'copied';
  return [
    {
      path: file.filename,
      previousPath: isMove ? (file.previous_filename ?? null) : null,
      status,
      hunks: hunks ?? [],
      additions: file.additions,
      deletions: file.deletions,
      diff: hunks && hunks.length > 0 ? 'host' : 'none',
    },
  ];
}
