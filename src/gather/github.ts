// Implements the repository port on GitHub's API. Answers about a SHA never change, so each is requested once and
// cached: a review of twenty files takes about five requests, and about three after a later push.
import { join } from 'node:path';
import type { ChangedFile } from '../domain/diff.ts';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import type { RepositoryName, Sha } from '../domain/review-request.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import type { GitHubClient } from '../github/client.ts';
import { createBlobCache } from './github/blob-cache.ts';
import {
  BlobsAnswer,
  organisationQuery,
  readOrganisationAnswer,
  readSharedFile,
  sharedFileQuery,
} from './github/blobs-query.ts';
import { fetchBlobs, type ListedCommit } from './github/fetch-blobs.ts';
import { type ComparedCommits, compareCommits, listPullFiles } from './github/list-changes.ts';
import { fetchTree, treeFormat } from './github/list-tree.ts';
import { createRepositoryCache, jsonFormat, type RepositoryCache } from './github/repository-cache.ts';
import { resolveComparableTarget } from './github/resolve-target.ts';

export interface GitHubRepositoryOptions {
  /** Authenticated as the installation. */
  readonly client: GitHubClient;
  /** Shared by all repositories and processes. */
  readonly cacheDir: string;
  readonly log: { warn(details: object, message: string): void };
  /** On disk, of all repositories together. */
  readonly cacheMaxBytes: number;
}

/** The parts of one adapter. */
interface Adapter {
  readonly client: GitHubClient;
  readonly cache: RepositoryCache;
  readonly log: GitHubRepositoryOptions['log'];
  /** Settings of organizations that came with other answers, by owner. */
  readonly organisations: Map<string, { text: string; source: string } | null>;
}

/** For one review or many. */
export function createGitHubRepository(options: GitHubRepositoryOptions): RepositoryPort {
  const { client, cacheDir, log, cacheMaxBytes: maxBytes } = options;
  const blobCache = createBlobCache({ dir: join(cacheDir, 'repositories'), maxBytes, log });
  const cache = createRepositoryCache(blobCache, client.host);
  const adapter: Adapter = { client, cache, log, organisations: new Map() };
  return {
    async target(request, signal) {
      const target = await resolveComparableTarget(client, request, signal);
      const { mergeBase, htmlUrl } = await compareOnce(adapter, target, signal);
      return { ...target, mergeBase, htmlUrl };
    },
    changedFiles: (target, signal) => listChanges(adapter, target, signal),
    tree: (target, commit, signal) => listTree(adapter, target.repository, commit, signal),
    blobs: (target, entries, commit, signal) => readBlobs(adapter, target, entries, commit, signal),
    async organisationSettings({ repository: { owner } }, signal) {
      const known = adapter.organisations.get(owner);
      if (known !== undefined) return known;
      const label = { action: `read the settings of ${owner}`, permission: 'contents: read' };
      const answer = await client.partialGraphql(BlobsAnswer, label, organisationQuery, { owner }, signal);
      return readOrganisationAnswer(answer, owner);
    },
    async sharedSettings(_target, { owner, name, path }, signal) {
      const label = { action: `read ${path} of ${owner}/${name}`, permission: 'contents: read' };
      const variables = { owner, name, expression: `HEAD:${path}` };
      const answer = await client.partialGraphql(BlobsAnswer, label, sharedFileQuery, variables, signal);
      return readSharedFile(answer, `${owner}/${name}/${path}`);
    },
    requestCount: client.requestCount,
  };
}

async function compareOnce(
  { client, cache }: Adapter,
  { repository, base, head }: Pick<Target, 'repository' | 'base' | 'head'>,
  signal: AbortSignal,
): Promise<ComparedCommits> {
  const key = `compared:v1:${base}...${head}`;
  const fetch = () => compareCommits(client, repository, base, head, signal);
  return cache.remember(repository, key, jsonFormat<ComparedCommits>(), fetch);
}

async function listChanges(adapter: Adapter, target: Target, signal: AbortSignal): Promise<readonly ChangedFile[]> {
  const { repository, head, pullRequest, mergeBase } = target;
  const { number } = pullRequest;
  const compared = await compareOnce(adapter, target, signal);
  if (!compared.isCut || number === null) return compared.files;
  const fetch = async () => {
    const { entries, truncated } = await listTree(adapter, repository, head, signal);
    const current = new Map(entries.map(({ path, sha }) => [path, sha]));
    const isCurrent = (path: string, sha: Sha | null) => current.get(path) === sha || (truncated && !current.has(path));
    const listed = await listPullFiles(adapter.client, repository, number, isCurrent, signal);
    const paths = new Set(listed.map(({ path }) => path));
    return [...listed, ...compared.files.filter(({ path }) => !paths.has(path))];
  };
  const key = `files:v1:${mergeBase}...${head}`;
  return adapter.cache.remember(repository, key, jsonFormat<readonly ChangedFile[]>(), fetch);
}

async function listTree(
  { client, cache }: Adapter,
  repository: RepositoryName,
  commit: Sha,
  signal: AbortSignal,
): Promise<TreeListing> {
  return cache.remember(repository, `tree:v1:${commit}`, treeFormat, () =>
    fetchTree(client, repository, commit, signal),
  );
}

async function readBlobs(
  adapter: Adapter,
  { repository, mergeBase }: Target,
  entries: readonly TreeEntry[],
  commit: Sha | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const { client, cache, log, organisations } = adapter;
  const bySha = new Map(entries.map((entry) => [entry.sha, entry]));
  const contents = await cache.readBlobs(repository, bySha.keys());
  const missing = [...bySha.values()].filter(({ sha }) => !contents.has(sha));
  signal.throwIfAborted();
  if (missing.length === 0) return contents;
  // Where very much is new, the archive of the other side of the change is worth its request too.
  const commits: ListedCommit[] = [];
  for (const sha of commit === null ? [] : new Set([commit, mergeBase])) {
    commits.push({ sha, entries: (await listTree(adapter, repository, sha, signal)).entries });
  }
  const { owner } = repository;
  const onAnswer = (answer: BlobsAnswer) => void organisations.set(owner, readOrganisationAnswer(answer, owner));
  const fetched = await fetchBlobs({ client, repository, log, onAnswer, signal }, missing, commits);
  await cache.writeBlobs(repository, fetched);
  return new Map([...contents, ...fetched]);
}
