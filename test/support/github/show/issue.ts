// An issue, which is also how comment events show a pull request.
import { fullName, type Issue, type World } from '../world.ts';
import { HTML, nodeId, showAccount } from './account.ts';
import { association, showLabel } from './pull.ts';

/** Below the repository's address: "pull/7", "issues/8". */
export function pathOf({ repository, number }: Issue): string {
  return `${repository.pulls.has(number) ? 'pull' : 'issues'}/${number}`;
}

export function showIssue(world: World, url: string, pull: Issue) {
  const { repository } = pull;
  const request = repository.pulls.get(pull.number);
  const api = `${url}/repos/${fullName(repository)}`;
  const self = `${api}/issues/${pull.number}`;
  const html = `${HTML}/${fullName(repository)}/${pathOf(pull)}`;
  return {
    url: self,
    repository_url: api,
    labels_url: `${self}/labels{/name}`,
    comments_url: `${self}/comments`,
    events_url: `${self}/events`,
    html_url: html,
    id: pull.id + 1_000_000,
    node_id: nodeId(request === undefined ? 'I' : 'PR', pull.id),
    number: pull.number,
    title: pull.title,
    user: showAccount(url, pull.author),
    labels: pull.labels.map((label) => showLabel(url, repository, label)),
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    author_association: association(world, repository, pull.author.login),
    active_lock_reason: null,
    body: pull.body,
    ...(request === undefined ? {} : { draft: request.draft }),
    reactions: {
      url: `${self}/reactions`,
      total_count: 0,
      '+1': 0,
      '-1': 0,
      laugh: 0,
      hooray: 0,
      confused: 0,
      heart: 0,
      rocket: 0,
      eyes: 0,
    },
    timeline_url: `${self}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
    ...(request === undefined
      ? {}
      : {
          pull_request: {
            url: `${api}/pulls/${pull.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: request.mergedAt,
          },
        }),
  };
}
