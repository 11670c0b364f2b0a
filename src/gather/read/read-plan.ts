// Plans which files of which commit a review reads, within its limits. Pure.
import type { ChangedFile } from '../../domain/diff.ts';
import type { TreeListing } from '../../domain/ports.ts';
import type { Sha } from '../../domain/review-request.ts';
import type { SkipReason, Target, TreeEntry } from '../../domain/snapshot.ts';
import { chooseDocuments } from './design-documents.ts';
import {
  isArchitectureConfig,
  isAttributesFile,
  isGoSource,
  isGraphSource,
  isLikelyNamed,
  isOperationsText,
  isVendored,
  settingsPaths,
} from './file-kinds.ts';
import { isFile } from './source-tree.ts';
import { isGoSymlink } from './symlinks.ts';

/** The most that one review reads. */
export interface ReadLimits {
  /** A file that is not Go source, in bytes. */
  readonly maxTextBytes: number;
  /** A Go file, in bytes: the package graph needs generated ones too, and those can be large. */
  readonly maxGoBytes: number;
  /** All files together, each content counted once, in bytes. */
  readonly maxTotalBytes: number;
}
export const defaultReadLimits: ReadLimits = { maxTextBytes: 1 << 20, maxGoBytes: 8 << 20, maxTotalBytes: 256 << 20 };

/** Of one commit; the first in the order of the listing. */
const maxOperationsTexts = 200;
const maxLikelyNamed = 100;

/** One commit's files: which are read, and why others are not. */
export interface CommitFiles {
  readonly commit: Sha;
  readonly listing: TreeListing;
  /** Paths. */
  readonly wanted: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, SkipReason>;
}

export interface ReadPlan {
  readonly base: CommitFiles;
  readonly before: CommitFiles;
  readonly head: CommitFiles;
  /** The contents to read, each SHA once. */
  readonly entries: readonly TreeEntry[];
}

/**
 * @param listingOf the listing of each of the target's commits
 * @param named paths of further files of the head
 */
export function planReads(
  target: Target,
  changed: readonly ChangedFile[],
  listingOf: (commit: Sha) => TreeListing,
  named: readonly string[],
  limits: ReadLimits,
): ReadPlan {
  const changedPaths = new Set(pathsOf(changed));
  const baseListing = listingOf(target.base);
  const documents = chooseDocuments(baseListing, [...changedPaths], []).map(({ entry }) => entry.path);
  const governing = new Set([...documents, ...settingsPaths]);
  const isGoverning = ({ path }: TreeEntry) =>
    governing.has(path) || isAttributesFile(path) || isArchitectureConfig(path);
  const isChanged = ({ path }: TreeEntry) => changedPaths.has(path) && !isVendored(path);
  const budget: ReadBudget = { limits, chosen: new Map(), bytes: 0 };
  const choose = (commit: Sha, ...groups: FileGroup[]) => chooseFiles(commit, listingOf(commit), budget, groups);
  const graph = ({ path }: TreeEntry) => isGraphSource(path);
  // What governs the review comes first, then what changed, then the rest of the graph: the budget ends there.
  const base = choose(target.base, isGoverning);
  const isNamed = ({ path }: TreeEntry) => named.includes(path);
  const head = choose(target.head, isNamed, isChanged, graph, firstOf(maxOperationsTexts, isOperationsText));
  const before = choose(target.mergeBase, isChanged, graph, firstOf(maxOperationsTexts, isOperationsText));
  const likely = baseListing.entries.filter((entry) => isLikelyNamed(entry) && !budget.chosen.has(entry.sha));
  return { base, before, head, entries: [...budget.chosen.values(), ...likely.slice(0, maxLikelyNamed)] };
}

/** Paths at the head and before. */
export function pathsOf(changed: readonly ChangedFile[]): readonly string[] {
  return changed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
}

type FileGroup = (entry: TreeEntry) => boolean;

function firstOf(most: number, isMember: FileGroup): FileGroup {
  let left = most;
  return (entry) => isMember(entry) && left-- > 0;
}

interface ReadBudget {
  readonly limits: ReadLimits;
  /** By SHA. */
  readonly chosen: Map<Sha, TreeEntry>;
  bytes: number;
}

/** Chooses a commit's files group by group while the budget lasts. */
function chooseFiles(commit: Sha, listing: TreeListing, budget: ReadBudget, groups: readonly FileGroup[]): CommitFiles {
  const wanted = new Set<string>();
  const refused = new Map<string, SkipReason>();
  for (const isMember of groups) {
    for (const entry of listing.entries) {
      if (wanted.has(entry.path) || refused.has(entry.path) || !isMember(entry)) continue;
      const reason = whyRefused(entry, budget);
      if (reason) refused.set(entry.path, reason);
      else wanted.add(entry.path);
      // The content of a symbolic link is the path that it points to.
      if (reason === null || isGoSymlink(entry)) chooseBlob(entry, budget);
    }
  }
  return { commit, listing, wanted, refused };
}

function chooseBlob(entry: TreeEntry, budget: ReadBudget): void {
  if (budget.chosen.has(entry.sha)) return;
  budget.chosen.set(entry.sha, entry);
  if (!isGoSymlink(entry)) budget.bytes += entry.size ?? 0;
}

function whyRefused(entry: TreeEntry, { limits, chosen, bytes }: ReadBudget): SkipReason | null {
  if (!isFile(entry)) return entry.kind === 'symlink' ? 'symlink' : 'submodule';
  const size = entry.size ?? 0;
  if (size > (isGoSource(entry.path) ? limits.maxGoBytes : limits.maxTextBytes)) return 'too-large';
  return chosen.has(entry.sha) || bytes + size <= limits.maxTotalBytes ? null : 'over-budget';
}
