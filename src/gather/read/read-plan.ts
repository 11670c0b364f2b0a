// Decides which files of which commit a review reads, and reads them in as few questions as can be: three listings, one list
// of changes, one request for contents, and a second only where the settings name more.
import type { ChangedFile } from '../../domain/diff.ts';
import type { RepositoryPort, TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { SkipReason, Target, TreeEntry } from '../../domain/snapshot.ts';
import { addMissingChanges } from '../diff/complete-changes.ts';
import { chooseDocuments } from './design-documents.ts';
import { isFile } from './source-tree.ts';
import { followSymlinks, isGoSymlink } from './symlinks.ts';

/** What one review reads at most. */
export interface ReadLimits {
  /** A changed file that is not Go source, in bytes. */
  readonly maxTextBytes: number;
  /** A Go file, in bytes: the import graph needs generated ones too, and those can be large. */
  readonly maxGoBytes: number;
  /** All files together, each content counted once, in bytes. */
  readonly maxTotalBytes: number;
}
export const defaultReadLimits: ReadLimits = { maxTextBytes: 1 << 20, maxGoBytes: 8 << 20, maxTotalBytes: 256 << 20 };

/** Looked for in this order; the first that exists holds. */
export const settingsPaths = ['.github/architect.yml', '.github/architect.yaml'];

const goSource = /(^|\/)(go\.mod|go\.work|[^/]+\.go)$/;
const architectureConfig = /(^|\/)(\.go-arch-lint|\.?arch-go|\.golangci)\.ya?ml$/;
const vendored = /(^|\/)vendor\//;

/** Whether a commit's file is read whether it changed or not. The go command finds no packages of its own under vendor. */
export function isGraphSource(path: string): boolean {
  return (goSource.test(path) && !vendored.test(path)) || isArchitectureConfig(path);
}

/** Configuration of the known tools that declare layers. */
export function isArchitectureConfig(path: string): boolean {
  return architectureConfig.test(path) && !vendored.test(path);
}

/**
 * What says how the service is built, run and configured: images, workflows, Makefiles, environments, the README. Read whether it
 * changed or not, where it is small.
 */
function isOperationsText({ path, size }: TreeEntry): boolean {
  return operationsText.test(path) && !vendored.test(path) && size !== null && size <= maxOperationsBytes;
}
const operationsText =
  /(^|\/)([\w.-]*Dockerfile[\w.-]*|Containerfile|Makefile|Taskfile\.ya?ml|(docker-)?compose[\w.-]*\.ya?ml|\.env\.[\w.-]+|[\w.-]+\.env|\.gitlab-ci\.yml|values[\w.-]*\.ya?ml|serverless\.ya?ml|template\.ya?ml)$|^(README\.md|\.github\/workflows\/[^/]+\.ya?ml)$/i;
const maxOperationsBytes = 65_536;
/** Of one commit; the first in the order of the listing. */
const maxOperationsTexts = 200;

/** A linter's file that may say much else: it governs a review only where it holds rules about imports. */
export function hasImportRules(path: string, text: string): boolean {
  return !/(^|\/)\.golangci\.ya?ml$/.test(path) || /^[^#\n]*\bdepguard["']?[ \t]*:/m.test(text);
}

/** A .gitattributes file that may set files of the change aside. */
export function isAttributesFile(path: string): boolean {
  return path === '.gitattributes' || path.endsWith('/.gitattributes');
}

/** What was read of one commit: which paths, and which could not be. */
export interface CommitFiles {
  readonly commit: Sha;
  readonly listing: TreeListing;
  readonly wanted: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, SkipReason>;
}

export interface TargetFiles {
  readonly changed: readonly ChangedFile[];
  readonly base: CommitFiles;
  readonly before: CommitFiles;
  readonly head: CommitFiles;
  readonly contents: ReadonlyMap<Sha, Uint8Array>;
}

/** Small prose where teams keep agents and documents: what settings name can then be had without another request. */
function isLikelyNamed({ path, kind, size }: TreeEntry): boolean {
  return kind === 'file' && /^(docs?|\.github)\/.*\.(md|txt)$/i.test(path) && size !== null && size <= 65_536;
}
const maxLikely = 100;

function firstOperationsTexts(): (entry: TreeEntry) => boolean {
  let left = maxOperationsTexts;
  return (entry) => isOperationsText(entry) && left-- > 0;
}

/**
 * Reads what every review of this target needs.
 *
 * @param named further files of the head
 * @throws what the repository throws
 */
export async function readTargetFiles(
  repository: RepositoryPort,
  target: Target,
  limits: ReadLimits,
  signal: AbortSignal,
  named: readonly string[] = [],
): Promise<TargetFiles> {
  const commits = [...new Set([target.base, target.mergeBase, target.head])];
  const [listed, ...trees] = await Promise.all([
    repository.changedFiles(target, signal),
    ...commits.map((commit) => repository.tree(target, commit, signal)),
  ]);
  const listing = (commit: Sha) => trees[commits.indexOf(commit)]!;
  const changed = addMissingChanges(listed, listing(target.mergeBase), listing(target.head));
  const changedPaths = new Set(changed.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  const isRead = ({ path }: TreeEntry) => isGraphSource(path) || (changedPaths.has(path) && !vendored.test(path));
  const governing = new Set([
    ...chooseDocuments(listing(target.base), [...changedPaths], []).map(({ path }) => path),
    ...settingsPaths,
  ]);
  const budget = createBudget(limits);
  // First what governs the review, then what changed, then the rest of the graph: when the budget ends, it ends there.
  const base = plan(target.base, listing(target.base), budget, [
    ({ path }) => governing.has(path) || isAttributesFile(path) || isArchitectureConfig(path),
  ]);
  const order = [({ path }: TreeEntry) => changedPaths.has(path) && !vendored.test(path), isRead];
  const isNamed = ({ path }: TreeEntry) => named.includes(path);
  const planSide = (commit: Sha, ...first: ((entry: TreeEntry) => boolean)[]) =>
    plan(commit, listing(commit), budget, [...first, ...order, firstOperationsTexts()]);
  const head = planSide(target.head, isNamed);
  const before = planSide(target.mergeBase);
  const likely = listing(target.base).entries.filter((entry) => isLikelyNamed(entry) && !budget.chosen.has(entry.sha));
  const entries = [...budget.chosen.values(), ...likely.slice(0, maxLikely)];
  const contents = await repository.blobs(target, entries, target.head, signal);
  const follow = (side: CommitFiles) => followSymlinks(side, contents, changedPaths);
  return { changed, base, before: follow(before), head: follow(head), contents };
}

/** Contents of further files of the base commit (agent, documents that the settings name), added to those already read. */
export async function readMoreFiles(
  repository: RepositoryPort,
  target: Target,
  entries: readonly TreeEntry[],
  contents: ReadonlyMap<Sha, Uint8Array>,
  limits: ReadLimits,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const missing = entries.filter(
    (entry) => isFile(entry) && !contents.has(entry.sha) && (entry.size ?? 0) <= limits.maxTextBytes,
  );
  if (missing.length === 0) return contents;
  return new Map([...contents, ...(await repository.blobs(target, missing, null, signal))]);
}

interface ReadingBudget {
  readonly limits: ReadLimits;
  /** By SHA. */
  readonly chosen: Map<Sha, TreeEntry>;
  bytes: number;
}

function createBudget(limits: ReadLimits): ReadingBudget {
  return { limits, chosen: new Map(), bytes: 0 };
}

function plan(
  commit: Sha,
  listing: TreeListing,
  budget: ReadingBudget,
  order: readonly ((entry: TreeEntry) => boolean)[],
): CommitFiles {
  const wanted = new Set<string>();
  const refused = new Map<string, SkipReason>();
  for (const isTurn of order) {
    for (const entry of listing.entries) {
      if (wanted.has(entry.path) || refused.has(entry.path) || !isTurn(entry)) continue;
      const reason = refusal(entry, budget);
      if (reason) {
        refused.set(entry.path, reason);
        if (isGoSymlink(entry)) budget.chosen.set(entry.sha, entry);
        continue;
      }
      wanted.add(entry.path);
      if (budget.chosen.has(entry.sha)) continue;
      budget.chosen.set(entry.sha, entry);
      budget.bytes += entry.size ?? 0;
    }
  }
  return { commit, listing, wanted, refused };
}

function refusal(entry: TreeEntry, { limits, chosen, bytes }: ReadingBudget): SkipReason | null {
  if (!isFile(entry)) return entry.kind === 'symlink' ? 'symlink' : 'submodule';
  const size = entry.size ?? 0;
  if (size > (goSource.test(entry.path) ? limits.maxGoBytes : limits.maxTextBytes)) return 'too-large';
  return chosen.has(entry.sha) || bytes + size <= limits.maxTotalBytes ? null : 'over-budget';
}
