// Commits and changed files as GitHub's REST API shows them.
import type { Commit, Signature } from '../commit.ts';
import type { DiffEntry } from '../diff.ts';
import { fullName, type Repository } from '../world.ts';
import { HTML } from './account.ts';

const UNVERIFIED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

export function showCommit(url: string, repository: Repository, commit: Commit) {
  const api = `${url}/repos/${fullName(repository)}`;
  const html = `${HTML}/${fullName(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: signature(commit.author),
      committer: signature(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
  };
}

/** The few words of a commit that suites and merge groups carry. */
export function showSimpleCommit(commit: Commit) {
  const who = ({ name, email }: Signature) => ({ name, email });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: who(commit.author),
    committer: who(commit.committer),
  };
}

function signature({ name, email, date }: Signature) {
  return { name, email, date };
}

/** One file of a pull request, a commit or a comparison. */
export function showDiffEntry(url: string, repository: Repository, head: string, entry: DiffEntry) {
  const api = `${url}/repos/${fullName(repository)}`;
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: entry.sha,
    filename: entry.path,
    status: entry.status,
    additions: entry.additions,
    deletions: entry.deletions,
    changes: entry.additions + entry.deletions,
    blob_url: `${HTML}/${fullName(repository)}/blob/${head}/${path}`,
    raw_url: `${HTML}/${fullName(repository)}/raw/${head}/${path}`,
    contents_url: `${api}/contents/${path}?ref=${head}`,
    ...(entry.patch === null ? {} : { patch: entry.patch }),
    ...(entry.previousPath === null ? {} : { previous_filename: entry.previousPath }),
  };
}
