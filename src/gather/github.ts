// The repository port on GitHub's API. Answers about a SHA never change, so each is asked for once and kept in the
// cache; a review of twenty files takes about five requests, and about three after a later push.
import { join } from 'node:path';
import type { ChangedFile } from '../domain/diff.ts';
import { BadInput } from '../domain/errors.ts';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import { type RepositoryName, type ReviewRequest, Sha } from '../domain/review-request.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import type { GitHubClient } from '../github/client.ts';
import { type BlobCache, createBlobCache } from './github/blob-cache.ts';
import { BlobsAnswer, organisationQuery, readOrganisationAnswer } from './github/blobs-query.ts';
import { readDefaultBranch } from './github/default-branch.ts';
import { fetchBlobs, type ListedCommit } from './github/fetch-blobs.ts';
import { type ComparedCommits, compareCommits, listPullFiles } from './github/list-changes.ts';
import { decodeTree, encodeTree, fetchTree } from './github/list-tree.ts';
import { type CurrentPullRequest, readPullRequest } from './github/pull-request.ts';

export interface GitHubRepositoryOptions {
  /** Authenticated as the installation. */
  readonly client: GitHubClient;
  /** Shared by all repositories and processes. */
  readonly cacheDir: string;
  readonly log: { warn(details: object, message: string): void };
  /** The cache's bound on disk, for all repositories together. */
  readonly cacheMaxBytes: number;
}

/** What one adapter works with. */
interface Host {
  readonly client: GitHubClient;
  readonly cache: BlobCache;
  readonly log: GitHubRepositoryOptions['log'];
  /** Settings of organisations that came along with other answers, by owner. */
  readonly organisations: Map<string, { text: string; source: string } | null>;
}

/** A repository port for one review or many. */
export function createGitHubRepository(options: GitHubRepositoryOptions): RepositoryPort {
  const { client, cacheDir, log, cacheMaxBytes: maxBytes } = options;
  const host: Host = {
    client,
    cache: createBlobCache({ dir: join(cacheDir, 'repositories'), maxBytes, log }),
    log,
    organisations: new Map(),
  };
  return {
    target: (request, signal) => fixTarget(host, request, signal),
    changedFiles: (target, signal) => listChanges(host, target, signal),
    tree: (target, commit, signal) => listTree(host, target, commit, signal),
    blobs: (target, entries, commit, signal) => readBlobs(host, target, entries, commit, signal),
    async organisationSettings({ repository: { owner } }, signal) {
      const known = host.organisations.get(owner);
      if (known !== undefined) return known;
      const label = { action: `read the settings of ${owner}`, permission: 'contents: read' };
      const answer = await client.partialGraphql(BlobsAnswer, label, organisationQuery, { owner }, signal);
      return readOrganisationAnswer(answer, owner);
    },
    requestCount: client.requestCount,
  };
}

async function fixTarget(host: Host, request: ReviewRequest, signal: AbortSignal): Promise<Target> {
  const { repository, seen } = request;
  const found =
    request.pullRequest === null
      ? await readDefaultBranch(host.client, repository, signal)
      : await findPull(host, request, signal);
  const head = shaOf(request.head, found?.head);
  const base = shaOf(request.base, found?.base);
  const pullRequest = seen ?? found?.pullRequest;
  if (!pullRequest) throw new BadInput('a review without a pull request needs to be told what it is about');
  const { mergeBase, htmlUrl } = await compareOnce(host, repository, base, head, signal);
  return { repository, htmlUrl, pullRequest, head, base, mergeBase };
}

/** The pull request as it is now, where the request does not tell all of it. */
async function findPull(host: Host, request: ReviewRequest, signal: AbortSignal): Promise<CurrentPullRequest | null> {
  if (request.pullRequest === null || (request.seen && request.head && request.base)) return null;
  return readPullRequest(host.client, request.repository, request.pullRequest, signal);
}

function shaOf(asked: string | null, current: Sha | undefined): Sha {
  const sha = Sha.safeParse(asked ?? current);
  if (sha.success) return sha.data;
  throw new BadInput(`"${asked ?? ''}" is not a full commit SHA; name the head and the base by theirs`);
}

async function compareOnce(
  host: Host,
  repository: RepositoryName,
  base: Sha,
  head: Sha,
  signal: AbortSignal,
): Promise<ComparedCommits> {
  const work = () => compareCommits(host.client, repository, base, head, signal);
  return kept(host, repository, `compared:v1:${base}...${head}`, work, toJson, fromJson<ComparedCommits>);
}

async function listChanges(host: Host, target: Target, signal: AbortSignal): Promise<readonly ChangedFile[]> {
  const { repository, base, head, pullRequest } = target;
  const compared = await compareOnce(host, repository, base, head, signal);
  if (!compared.isCut || pullRequest.number === null) return compared.files;
  const number = pullRequest.number;
  const work = async () => {
    const { entries, truncated } = await listTree(host, target, head, signal);
    const current = new Map(entries.map(({ path, sha }) => [path, sha]));
    const isCurrent = (path: string, sha: Sha | null) => current.get(path) === sha || (truncated && !current.has(path));
    const listed = await listPullFiles(host.client, repository, number, isCurrent, signal);
    const paths = new Set(listed.map(({ path }) => path));
    return [...listed, ...compared.files.filter(({ path }) => !paths.has(path))];
  };
  const key = `files:v1:${target.mergeBase}...${head}`;
  return kept(host, repository, key, work, toJson, fromJson<readonly ChangedFile[]>);
}

async function listTree(host: Host, target: Target, commit: Sha, signal: AbortSignal): Promise<TreeListing> {
  const work = () => fetchTree(host.client, target.repository, commit, signal);
  return kept(host, target.repository, `tree:v1:${commit}`, work, encodeTree, decodeTree);
}

async function readBlobs(
  host: Host,
  target: Target,
  entries: readonly TreeEntry[],
  commit: Sha | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const { repository } = target;
  const bySha = new Map(entries.map((entry) => [entry.sha, entry]));
  const contents = await host.cache.read(spaceOf(host, repository), bySha.keys());
  const missing = [...bySha.values()].filter(({ sha }) => !contents.has(sha));
  signal.throwIfAborted();
  if (missing.length === 0) return contents;
  // Where very much is new, the other side of the change is an archive as well.
  const shas = commit === null ? [] : [...new Set([commit, target.mergeBase])];
  const commits: ListedCommit[] = [];
  for (const sha of shas) {
    commits.push({ sha, entries: (await listTree(host, target, sha, signal)).entries });
  }
  const { client, log } = host;
  const onAnswer = (answer: BlobsAnswer) =>
    void host.organisations.set(repository.owner, readOrganisationAnswer(answer, repository.owner));
  const fetched = await fetchBlobs({ client, repository, log, onAnswer, signal }, missing, commits);
  await host.cache.write(spaceOf(host, repository), fetched);
  return new Map([...contents, ...fetched]);
}

/** What the cache holds under the key, or else what the work gives, kept for the next time. */
async function kept<T>(
  host: Host,
  repository: RepositoryName,
  key: string,
  work: () => Promise<T>,
  write: (value: T) => Uint8Array,
  read: (bytes: Uint8Array) => T,
): Promise<T> {
  const space = spaceOf(host, repository);
  const bytes = (await host.cache.read(space, [key])).get(key);
  if (bytes) return read(bytes);
  const value = await work();
  await host.cache.write(space, new Map([[key, write(value)]]));
  return value;
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** The cache verifies its bytes and the key names their form, so they are what this version wrote. */
function fromJson<T>(bytes: Uint8Array): T {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
}

/** GitHub's names do not differ by case. */
function spaceOf({ client }: Host, repository: RepositoryName): string {
  return encodeURIComponent(`${client.host}+${repository.owner}+${repository.name}`.toLowerCase());
}
