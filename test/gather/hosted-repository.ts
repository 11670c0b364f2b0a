// A repository on the stand-in for GitHub, and the adapter under test reading from it as the App's installation.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import type { RepositoryPort } from '../../src/domain/ports.ts';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import { createGitHubRepository } from '../../src/gather/github.ts';
import { createClient } from '../../src/github/client.ts';
import type { NewFiles } from '../support/github/fast-import.ts';
import {
  type GitHubDouble,
  type GitHubOptions,
  type Permissions,
  type PullRequest,
  type Repository,
  startGitHub,
} from '../support/github.ts';
import { requestFor } from './requests.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export interface Hosted {
  readonly github: GitHubDouble;
  readonly shop: Repository;
  readonly cacheDir: string;
  readonly warnings: string[];
  /** A new adapter on the same cache, as after a restart. */
  port(options?: { permissions?: Permissions; auth?: string; deadlineMs?: number }): RepositoryPort;
  /** Opens a pull request from `feature`, made of the files. */
  pull(files: NewFiles, branch?: string): Promise<PullRequest>;
  /** Makes the next adapter fetch everything again. */
  clearCache(): Promise<void>;
  close(): Promise<void>;
}

export async function host(files: NewFiles, options: GitHubOptions = {}): Promise<Hosted> {
  const github = await startGitHub(options);
  const shop = await github.createRepository({ owner: 'acme', name: 'shop', files });
  const cacheDir = await mkdtemp(join(tmpdir(), 'hosted-'));
  const warnings: string[] = [];
  return {
    github,
    shop,
    cacheDir,
    warnings,
    port({ permissions, auth, deadlineMs } = {}) {
      const octokit = new Octokit({ baseUrl: github.url, auth: auth ?? github.token(shop, permissions), log: silent });
      return createGitHubRepository({
        client: createClient(octokit, deadlineMs),
        cacheDir,
        log: { warn: (_details, message) => warnings.push(message) },
        cacheMaxBytes: 2 ** 30,
      });
    },
    async pull(changed, branch = 'feature') {
      await shop.git.commit(branch, changed, 'Change', { from: 'main' });
      return github.people.openPullRequest({
        repository: shop,
        head: branch,
        title: 'Change',
        body: 'Why',
        author: 'robin',
      });
    },
    clearCache: () => rm(cacheDir, { recursive: true, force: true }),
    async close() {
      await github.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}

/** The request that an event of this pull request makes: it shows all that there is to know. */
export function eventOf(pull: PullRequest): ReviewRequest {
  const seen = {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    author: pull.author.login,
    draft: pull.draft,
    baseRef: pull.base.ref,
    fork: false,
    state: 'open',
  } as const;
  return requestFor({ pullRequest: pull.number, head: pull.head.sha, base: pull.base.sha, seen, trigger: 'opened' });
}

/** "GET trees", "POST graphql": what was asked since the count, without names. */
export function asked(github: GitHubDouble, since = 0): string[] {
  return github.requests.slice(since).map(({ method, path }) => {
    const [, what = path] = /^\/(?:repos\/[^/]+\/[^/]+\/(?:git\/)?)?([a-z_]+)/.exec(path) ?? [];
    return `${method} ${what}`;
  });
}
