// Accounts, Apps and installations as GitHub's REST API shows them.
import {
  type Account,
  type App,
  type Installation,
  isoSeconds,
  type Repository,
  type Token,
  type World,
} from '../world.ts';
import { showRepository } from './repository.ts';

/** Where people read; the stand-in has no pages of its own. */
export const HTML = 'https://github.com';

/** GitHub's node ids name their kind: "PR_1005". Unlike GitHub's they are readable. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${id}`;
}

export function showAccount(url: string, account: Account) {
  const self = `${url}/users/${encodeURIComponent(account.login)}`;
  const html =
    account.type === 'Bot' ? `${HTML}/apps/${account.login.replace('[bot]', '')}` : `${HTML}/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type === 'Bot' ? 'BOT' : account.type === 'User' ? 'U' : 'O', account.id),
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: '',
    url: self,
    html_url: html,
    followers_url: `${self}/followers`,
    following_url: `${self}/following{/other_user}`,
    gists_url: `${self}/gists{/gist_id}`,
    starred_url: `${self}/starred{/owner}{/repo}`,
    subscriptions_url: `${self}/subscriptions`,
    organizations_url: `${self}/orgs`,
    repos_url: `${self}/repos`,
    events_url: `${self}/events{/privacy}`,
    received_events_url: `${self}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function showApp(url: string, app: App) {
  return {
    id: app.id,
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', app.id),
    owner: showAccount(url, app.owner),
    name: app.name,
    description: null,
    external_url: `https://${app.slug}.example.com`,
    html_url: `${HTML}/apps/${app.slug}`,
    created_at: app.createdAt,
    updated_at: app.createdAt,
    permissions: app.permissions,
    events: app.events,
  };
}

export function showInstallation(url: string, installation: Installation) {
  const { app, account } = installation;
  return {
    id: installation.id,
    client_id: app.clientId,
    account: showAccount(url, account),
    repository_selection: installation.all ? 'all' : 'selected',
    access_tokens_url: `${url}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${url}/installation/repositories`,
    html_url: `${HTML}/settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: installation.permissions,
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.createdAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  };
}

export function showToken(world: World, url: string, token: Token, repositories: readonly Repository[] | null) {
  return {
    token: token.token,
    expires_at: isoSeconds(token.expiresAt),
    permissions: token.permissions,
    repository_selection: repositories === null && token.installation.all ? 'all' : 'selected',
    ...(repositories === null ? {} : { repositories: repositories.map((each) => showRepository(world, url, each)) }),
  };
}
