// Repositories as GitHub's REST API shows them.
import { fullName, type Repository, type World } from '../world.ts';
import { HTML, nodeId, showAccount } from './account.ts';

const TEMPLATES: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** The few fields that every mention of a repository has. */
export function showMinimalRepository(url: string, repository: Repository) {
  const self = `${url}/repos/${fullName(repository)}`;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: showAccount(url, repository.owner),
    html_url: `${HTML}/${fullName(repository)}`,
    description: null,
    fork: repository.parent !== null,
    url: self,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([name, path]) => [name, `${self}${path}`])),
  };
}

/** A repository in a list, in a pull request or in an event. */
export function showRepository(world: World, url: string, repository: Repository) {
  const name = fullName(repository);
  const forks = world.repositories.filter((each) => each.parent === repository).length;
  const open = [...repository.pulls.values()].filter((pull) => pull.state === 'open').length;
  return {
    ...showMinimalRepository(url, repository),
    clone_url: `${HTML}/${name}.git`,
    git_url: `git://github.com/${name}.git`,
    ssh_url: `git@github.com:${name}.git`,
    svn_url: `${HTML}/${name}`,
    mirror_url: null,
    homepage: null,
    language: 'Go',
    license: null,
    default_branch: repository.defaultBranch,
    visibility: repository.private ? 'private' : 'public',
    allow_forking: true,
    archived: false,
    disabled: false,
    forks,
    forks_count: forks,
    has_discussions: false,
    has_downloads: true,
    has_issues: true,
    has_pages: false,
    has_projects: true,
    has_wiki: true,
    is_template: false,
    open_issues: open,
    open_issues_count: open,
    size: 100,
    stargazers_count: 0,
    topics: [],
    watchers: 0,
    watchers_count: 0,
    web_commit_signoff_required: false,
    custom_properties: {},
    created_at: repository.createdAt,
    pushed_at: repository.pushedAt,
    updated_at: repository.pushedAt,
  };
}

/** The repository by itself. */
export function showFullRepository(world: World, url: string, repository: Repository) {
  return {
    ...showRepository(world, url, repository),
    network_count: 0,
    subscribers_count: 0,
    ...(repository.parent === null
      ? {}
      : {
          parent: showRepository(world, url, repository.parent),
          source: showRepository(world, url, repository.parent),
        }),
  };
}
