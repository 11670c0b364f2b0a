// Pull requests as GitHub's REST API shows them.
import { fullName, type PullRequest, type Repository, type Side, type World } from '../world.ts';
import { HTML, nodeId, showAccount } from './account.ts';
import { showRepository } from './repository.ts';

/** Counts that only git can tell. */
export interface PullNumbers {
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  readonly commits: number;
}

/** A pull request in a list. */
export function showPullSimple(world: World, url: string, pull: PullRequest) {
  const { repository } = pull;
  const api = `${url}/repos/${fullName(repository)}`;
  const html = `${HTML}/${fullName(repository)}/pull/${pull.number}`;
  const self = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const urls = {
    self,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${self}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${self}/commits`,
    statuses: `${api}/statuses/${pull.head.sha}`,
  };
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: showAccount(url, pull.author),
    body: pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((label) => showLabel(url, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: urls.commits,
    review_comments_url: urls.review_comments,
    review_comment_url: urls.review_comment,
    comments_url: urls.comments,
    statuses_url: urls.statuses,
    head: showSide(world, url, pull.head),
    base: showSide(world, url, pull.base),
    _links: Object.fromEntries(Object.entries(urls).map(([name, href]) => [name, { href }])),
    author_association: association(world, repository, pull.author.login),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** The pull request by itself. */
export function showPull(world: World, url: string, pull: PullRequest, numbers: PullNumbers) {
  return {
    ...showPullSimple(world, url, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.state === 'open' ? true : null,
    rebaseable: pull.state === 'open' ? true : null,
    mergeable_state: pull.state !== 'open' ? 'unknown' : pull.draft ? 'draft' : 'clean',
    merged_by: pull.mergedBy === null ? null : showAccount(url, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: pull.threads.reduce((count, thread) => count + thread.comments.length, 0),
    maintainer_can_modify: false,
    commits: numbers.commits,
    additions: numbers.additions,
    deletions: numbers.deletions,
    changed_files: numbers.changedFiles,
  };
}

export function showLabel(url: string, repository: Repository, label: { id: number; name: string }) {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${url}/repos/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: 'ededed',
    default: false,
    description: null,
  };
}

/** The three words that check runs and check suites say of a pull request. */
export function showPullReference(url: string, pull: PullRequest) {
  const side = ({ repository, ref, sha }: Side) => ({
    ref,
    sha,
    repo: {
      id: repository?.id ?? 0,
      url: `${url}/repos/${repository === null ? 'unknown/unknown' : fullName(repository)}`,
      name: repository?.name ?? 'unknown repository',
    },
  });
  return {
    url: `${url}/repos/${fullName(pull.repository)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: side(pull.head),
    base: side(pull.base),
  };
}

function showSide(world: World, url: string, side: Side) {
  return {
    label: `${side.owner.login}:${side.ref}`,
    ref: side.ref,
    sha: side.sha,
    user: showAccount(url, side.owner),
    repo: side.repository === null ? null : showRepository(world, url, side.repository),
  };
}

/** What the author is to the repository, as far as roles tell. */
export function association(world: World, repository: Repository, login: string): string {
  const account = world.account(login);
  if (account === repository.owner) return 'OWNER';
  const role = world.roleOf(repository, account);
  if (role === 'none' || (role === 'read' && !repository.roles.has(login.toLowerCase()))) return 'NONE';
  return repository.owner.type === 'Organization' ? 'MEMBER' : 'COLLABORATOR';
}
