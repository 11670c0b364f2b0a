// Git objects as GraphQL shows them.
import type { GraphQLResolveInfo } from 'graphql';
import { parseCommit } from '../commit.ts';
import type { Limits } from '../limits.ts';
import type { GitObject } from '../object-reader.ts';
import type { Repository } from '../world.ts';
import { type SuiteArguments, showSuites } from './checks.ts';
import type { Viewing } from './viewing.ts';

// Git's own rule: a NUL among the first 8,000 bytes makes a file binary (buffer_is_binary in xdiff-interface.c).
const BINARY_PROBE_BYTES = 8000;

/** The object of that name; null where there is none. */
export async function gitObject(viewing: Viewing, repository: Repository, name: string): Promise<object | null> {
  const object = await repository.git.object(name);
  return object === null ? null : showObject(viewing, repository, object);
}

function showObject(viewing: Viewing, repository: Repository, object: GitObject): object | null {
  const named = { oid: object.oid, abbreviatedOid: object.oid.slice(0, 7), id: `GO_${object.oid}` };
  if (object.type === 'blob') return { __typename: 'Blob', ...named, ...blobFields(viewing.limits, object.bytes) };
  if (object.type === 'tree')
    return { __typename: 'Tree', ...named, entries: () => treeEntries(viewing, repository, object.oid) };
  if (object.type !== 'commit') return null;
  const commit = parseCommit(object.oid, object.bytes.toString('utf8'));
  return {
    __typename: 'Commit',
    ...named,
    message: commit.message,
    messageHeadline: commit.message.split('\n')[0] ?? '',
    committedDate: commit.committer.date,
    checkSuites: (page: SuiteArguments, _: unknown, info: GraphQLResolveInfo) =>
      showSuites(viewing, repository, commit.sha, page, info),
    tree: () => gitObject(viewing, repository, commit.tree),
  };
}

function blobFields(limits: Limits, bytes: Buffer) {
  const isBinary = bytes.subarray(0, BINARY_PROBE_BYTES).includes(0);
  return {
    byteSize: bytes.length,
    isBinary,
    isTruncated: !isBinary && bytes.length > limits.graphqlTextBytes,
    text: isBinary ? null : bytes.subarray(0, limits.graphqlTextBytes).toString('utf8'),
  };
}

async function treeEntries(viewing: Viewing, repository: Repository, oid: string) {
  const entries = (await repository.git.tree(oid, false)) ?? [];
  return entries.map((entry) => ({
    name: entry.path,
    path: entry.path,
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    oid: entry.sha,
    size: entry.size ?? 0,
    isGenerated: false,
    object: () => gitObject(viewing, repository, entry.sha),
  }));
}
