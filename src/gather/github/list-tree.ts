// Lists a commit's files through GitHub, which stops at 100,000 entries or 7 MB: beyond that the tree is walked folder
// by folder, as far as a bounded number of requests reaches.
import { z } from 'zod';
import type { TreeListing } from '../../domain/ports.ts';
import type { RepositoryName, Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import type { GitHubClient } from '../../github/client.ts';

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

/** @throws what the client throws */
export async function fetchTree(
  client: GitHubClient,
  repository: RepositoryName,
  commit: Sha,
  signal: AbortSignal,
): Promise<TreeListing> {
  let requests = 0;
  const ask = async (sha: Sha, recursive: boolean): Promise<Tree> => {
    requests += 1;
    const parameters = {
      owner: repository.owner,
      repo: repository.name,
      tree_sha: sha,
      ...(recursive ? { recursive: '1' } : {}),
    };
    const label = { action: `list the files of ${commit.slice(0, 12)}`, permission: 'contents: read' };
    return client.rest(Tree, label, route, parameters, signal);
  };
  const whole = await ask(commit, true);
  if (!whole.truncated) return { entries: whole.tree.flatMap((row) => toEntry(row, '')), truncated: false };
  const entries: TreeEntry[] = [];
  let truncated = false;
  const waiting: { sha: Sha; prefix: string; isSplit: boolean }[] = [{ sha: commit, prefix: '', isSplit: true }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (requests >= maxRequests) return { entries, truncated: true };
    const { sha, prefix, isSplit } = next;
    const answer = await ask(sha, !isSplit);
    if (answer.truncated && !isSplit) {
      waiting.push({ sha, prefix, isSplit: true });
      continue;
    }
    // One folder with more files than GitHub lists: what it listed is all there is to have.
    truncated ||= answer.truncated;
    entries.push(...answer.tree.flatMap((row) => toEntry(row, prefix)));
    if (!isSplit) continue;
    const folders = answer.tree.filter(({ type }) => type === 'tree');
    waiting.push(...folders.map((row) => ({ sha: row.sha, prefix: `${prefix}${row.path}/`, isSplit: false })));
    // Other people's code comes last, should the requests not suffice.
    waiting.sort((a, b) => Number(isForeign(a.prefix)) - Number(isForeign(b.prefix)));
  }
  return { entries, truncated };
}

function isForeign(prefix: string): boolean {
  return /(^|\/)(vendor|third_party|node_modules)\//.test(prefix);
}

function toEntry({ path, mode, type, sha, size }: Tree['tree'][number], prefix: string): TreeEntry[] {
  if (type === 'tree') return [];
  return [{ path: `${prefix}${path}`, kind: kindOf(mode), sha, size: size ?? null }];
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '100755' ? 'executable' : 'file';
}

const Kept = z.object({
  truncated: z.boolean(),
  rows: z.array(
    z.tuple([z.string(), z.enum(['file', 'executable', 'symlink', 'submodule']), z.string(), z.number().nullable()]),
  ),
});

/** For the cache. */
export function encodeTree({ entries, truncated }: TreeListing): Uint8Array {
  const rows = entries.map(({ path, kind, sha, size }) => [path, kind, sha, size]);
  return Buffer.from(JSON.stringify({ truncated, rows }));
}

/** Out of the cache. @throws where it is of another form */
export function decodeTree(bytes: Uint8Array): TreeListing {
  const { truncated, rows } = Kept.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return { truncated, entries: rows.map(([path, kind, sha, size]) => ({ path, kind, sha, size })) };
}
