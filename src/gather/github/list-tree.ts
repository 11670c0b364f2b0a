// Lists a commit's files through GitHub's API, which stops at 100,000 entries or 7 MB: a larger tree is listed folder
// by folder, with a bounded number of requests.
import { z } from 'zod';
import type { TreeListing } from '../../domain/ports.ts';
import type { RepositoryName, Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import type { GitHubClient } from '../../github/client.ts';
import { kindOfMode } from '../tree-mode.ts';
import type { CacheFormat } from './repository-cache.ts';

/** https://docs.github.com/en/rest/git/trees#get-a-tree */
const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
const maxRequests = 60;

const Tree = z.object({
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string(), size: z.number().nullish() }),
  ),
  truncated: z.boolean(),
});
type Tree = z.infer<typeof Tree>;

/** @throws as the client does */
export async function fetchTree(
  client: GitHubClient,
  repository: RepositoryName,
  commit: Sha,
  signal: AbortSignal,
): Promise<TreeListing> {
  let requests = 0;
  const ask: AskTree = async (sha, isRecursive) => {
    requests += 1;
    const place = { owner: repository.owner, repo: repository.name, tree_sha: sha };
    const label = { action: `list the files of ${commit.slice(0, 12)}`, permission: 'contents: read' };
    return client.rest(Tree, label, route, { ...place, ...(isRecursive ? { recursive: '1' } : {}) }, signal);
  };
  const whole = await ask(commit, true);
  if (!whole.truncated) return { entries: whole.tree.flatMap((row) => toEntry(row, '')), truncated: false };
  return walkFolders(commit, ask, () => requests < maxRequests);
}

type AskTree = (sha: Sha, isRecursive: boolean) => Promise<Tree>;

interface Folder {
  readonly sha: Sha;
  /** Its path, ending with a slash; "" for the root. */
  readonly prefix: string;
  /** Its own entries are listed, and each of its folders apart. */
  readonly isSplit: boolean;
}

/** Lists a tree folder by folder, and splits those that are too large for one answer. */
async function walkFolders(commit: Sha, ask: AskTree, mayAsk: () => boolean): Promise<TreeListing> {
  const entries: TreeEntry[] = [];
  let truncated = false;
  const waiting: Folder[] = [{ sha: commit, prefix: '', isSplit: true }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (!mayAsk()) return { entries, truncated: true };
    const { sha, prefix, isSplit } = next;
    const answer = await ask(sha, !isSplit);
    if (answer.truncated && !isSplit) {
      waiting.push({ sha, prefix, isSplit: true });
      continue;
    }
    // A single folder with more files than GitHub lists: the rest cannot be listed.
    truncated ||= answer.truncated;
    entries.push(...answer.tree.flatMap((row) => toEntry(row, prefix)));
    if (!isSplit) continue;
    const folders = answer.tree.filter(({ type }) => type === 'tree');
    waiting.push(...folders.map((row) => ({ sha: row.sha, prefix: `${prefix}${row.path}/`, isSplit: false })));
    // Other modules' code comes last, in case the requests do not suffice.
    waiting.sort((a, b) => Number(isForeign(a.prefix)) - Number(isForeign(b.prefix)));
  }
  return { entries, truncated };
}

function isForeign(prefix: string): boolean {
  return /(^|\/)(vendor|third_party|node_modules)\//.test(prefix);
}

function toEntry({ path, mode, type, sha, size }: Tree['tree'][number], prefix: string): TreeEntry[] {
  if (type === 'tree') return [];
  return [{ path: `${prefix}${path}`, kind: kindOfMode(mode), sha, size: size ?? null }];
}

const KeptTree = z.object({
  truncated: z.boolean(),
  rows: z.array(
    z.tuple([z.string(), z.enum(['file', 'executable', 'symlink', 'submodule']), z.string(), z.number().nullable()]),
  ),
});

/** As rows without keys, since a listing can have 100,000 entries. */
export const treeFormat: CacheFormat<TreeListing> = {
  encode({ entries, truncated }) {
    const rows = entries.map(({ path, kind, sha, size }) => [path, kind, sha, size]);
    return Buffer.from(JSON.stringify({ truncated, rows }));
  },
  decode(bytes) {
    const { truncated, rows } = KeptTree.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return { truncated, entries: rows.map(([path, kind, sha, size]) => ({ path, kind, sha, size })) };
  },
};
