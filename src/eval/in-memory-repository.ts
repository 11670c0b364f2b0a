// Implements RepositoryPort for a case, in memory.
import { createHash } from 'node:crypto';
import type { RepositoryPort, TreeListing } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';
import type { TreeEntry } from '../domain/snapshot.ts';
import type { EvalCase } from './read-case.ts';
import type { Files } from './txtar.ts';

const UNTITLED = 'Update the code';

/** The base is the merge base, and the SHA of a commit is the digest of its files. */
export function createCaseRepository(one: EvalCase): RepositoryPort {
  const base = commitOf(one.before);
  const head = commitOf(one.after);
  const listings = new Map<Sha, TreeListing>([
    [base, listingOf(one.before)],
    [head, listingOf(one.after)],
  ]);
  const texts = [...Object.values(one.before), ...Object.values(one.after)];
  const contents = new Map(texts.map((text) => [digestOf(text), Buffer.from(text)]));
  const pullRequest = {
    number: null,
    // The title of the case names the fault.
    title: one.pullRequest?.title ?? UNTITLED,
    body: one.pullRequest?.body ?? '',
    author: 'author',
    draft: false,
    baseRef: 'main',
    fork: false,
    state: 'open',
  } as const;
  return {
    target: async ({ repository }) => ({ repository, htmlUrl: null, pullRequest, head, base, mergeBase: base }),
    // Gathering completes the list and computes hunks from the trees, as for files that a host omits.
    changedFiles: async () => [],
    tree: async (_, commit) => listings.get(commit) ?? { entries: [], truncated: false },
    blobs: async (_, entries) =>
      new Map(
        entries.flatMap(({ sha }): [Sha, Uint8Array][] => {
          const bytes = contents.get(sha);
          return bytes === undefined ? [] : [[sha, bytes]];
        }),
      ),
    organisationSettings: async () => null,
    requestCount: () => 0,
  };
}

function listingOf(files: Files): TreeListing {
  const entries = Object.entries(files).map(
    ([path, text]): TreeEntry => ({ path, kind: 'file', sha: digestOf(text), size: Buffer.byteLength(text) }),
  );
  return { entries, truncated: false };
}

function commitOf(files: Files): Sha {
  return digestOf(JSON.stringify(files));
}

function digestOf(text: string): Sha {
  return createHash('sha1').update(text).digest('hex');
}
