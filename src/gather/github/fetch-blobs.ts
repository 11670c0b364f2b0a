// Fetches blobs byte for byte in the fewest requests: from the commit's archive where many are missing, by GraphQL in
// batches where few are, and one by one where neither gives them whole.
import { z } from 'zod';
import { CannotReview, TryLater } from '../../domain/errors.ts';
import type { RepositoryName, Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import type { GitHubClient } from '../../github/client.ts';
import { blobSha } from '../read/file-content.ts';
import { BlobsAnswer, blobsQuery, maxTextBytes, readBlobsAnswer, splitIntoBatches } from './blobs-query.ts';
import { DamagedArchive, maxArchiveBytes, readArchive } from './read-archive.ts';

/** More batches cost more than the archive. */
const maxBatchesBeforeArchive = 2;
/** In all. Files that are missing then are reported as unavailable. */
const maxBatches = 80;
const maxSingleRequests = 60;
const permission = 'contents: read';

export interface BlobFetch {
  readonly client: GitHubClient;
  readonly repository: RepositoryName;
  readonly log: { warn(details: object, message: string): void };
  /** Called with each GraphQL answer, since it has the organization's settings too. */
  readonly onAnswer: (answer: BlobsAnswer) => void;
  readonly signal: AbortSignal;
}

/** A commit with its files. */
export interface ListedCommit {
  readonly sha: Sha;
  readonly entries: readonly TreeEntry[];
}

/**
 * @param entries each SHA once
 * @param commits whose archives may have many of them, the likeliest first
 * @throws as the client does
 */
export async function fetchBlobs(
  fetch: BlobFetch,
  entries: readonly TreeEntry[],
  commits: readonly ListedCommit[],
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const contents = new Map<Sha, Uint8Array>();
  const add = (found: ReadonlyMap<Sha, Uint8Array>) => {
    for (const [sha, bytes] of found) contents.set(sha, bytes);
  };
  const missing = () => entries.filter(({ sha }) => !contents.has(sha));
  for (const commit of commits)
    if (isArchiveCheaper(missing(), commit)) add(await fromArchive(fetch, missing(), commit));
  const small = missing().filter(({ size }) => (size ?? 0) <= maxTextBytes);
  let batches = 0;
  for (const batch of splitIntoBatches(small)) {
    if (batches++ >= maxBatches) break;
    add(await fromQuery(fetch, batch));
  }
  for (const { sha } of missing().slice(0, maxSingleRequests)) add(await oneBlob(fetch, sha));
  return contents;
}

function isArchiveCheaper(missing: readonly TreeEntry[], { entries }: ListedCommit): boolean {
  const held = new Set(entries.map(({ sha }) => sha));
  const batches = [...splitIntoBatches(missing.filter(({ sha }) => held.has(sha)))].length;
  const archiveBytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return batches > maxBatchesBeforeArchive && archiveBytes < maxArchiveBytes;
}

async function fromArchive(
  { client, repository, log, signal }: BlobFetch,
  wanted: readonly TreeEntry[],
  commit: ListedCommit,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const shas = new Set(wanted.map(({ sha }) => sha));
  const byPath = new Map(commit.entries.filter(({ sha }) => shas.has(sha)).map(({ path, sha }) => [path, sha]));
  const parameters = { owner: repository.owner, repo: repository.name, ref: commit.sha };
  const label = { action: `read the archive of ${commit.sha.slice(0, 12)}`, permission };
  try {
    const body = await client.stream(label, 'GET /repos/{owner}/{repo}/tarball/{ref}', parameters, signal);
    return await readArchive(body, (path) => byPath.get(path), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DamagedArchive || error instanceof TryLater || error instanceof CannotReview)) throw error;
    log.warn({ reason: error.message }, 'archive not readable; its files are requested instead');
    return new Map();
  }
}

async function fromQuery(
  { client, repository, onAnswer, signal }: BlobFetch,
  shas: readonly Sha[],
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const label = { action: 'read files', permission };
  const variables = { owner: repository.owner, name: repository.name };
  const answer = await client.partialGraphql(BlobsAnswer, label, blobsQuery(shas), variables, signal);
  onAnswer(answer);
  return readBlobsAnswer(answer);
}

const Blob = z.object({ content: z.string(), encoding: z.literal('base64') });

async function oneBlob({ client, repository, signal }: BlobFetch, sha: Sha): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const parameters = { owner: repository.owner, repo: repository.name, file_sha: sha };
  const label = { action: `read the file ${sha.slice(0, 12)}`, permission };
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  const blob = await client.rest(Blob, label, route, parameters, signal).catch((error: unknown) => {
    // One file that GitHub refuses is reported as unavailable, and the review goes on.
    if (error instanceof CannotReview) return null;
    throw error;
  });
  if (blob === null) return new Map();
  const bytes = Buffer.from(blob.content, 'base64');
  return blobSha(bytes, sha.length) === sha ? new Map([[sha, bytes]]) : new Map();
}
