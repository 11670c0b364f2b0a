// Splits a change that is too large for one conversation into parts: whole packages, most important first.
import type { Architecture } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { DIFF_LIMIT, listShownFiles, measureDiff } from '../prompt/change-prompt.ts';
import { CHARACTERS_PER_TOKEN } from '../prompt/review-prompt.ts';
import { directoryOf, rankFiles } from './rank-files.ts';

/** What one conversation reads of a change. */
export interface ChangePart {
  /** From 1 to `of`. */
  readonly number: number;
  readonly of: number;
  /** Directories, most important first. */
  readonly packages: readonly string[];
  /** Most important first. */
  readonly files: readonly ChangedFile[];
}

export interface ReadingPlan {
  readonly parts: readonly ChangePart[];
  /** Go files beyond the last part. */
  readonly beyond: readonly ChangedFile[];
}

/** Size of a model's context, in tokens. */
export const CONTEXT_TOKENS = { usual: 200_000, long: 1_000_000 } as const;
/** Share of the context for the first request; tool replies, thinking and output need the rest. */
const PROMPT_SHARE = 0.6;
/** Characters of one part: a model that reads less at once sees more. */
const PART_SIZE = 140_000;
const MIN_PART_SIZE = 30_000;
/** Characters of a file that is not Go, so that it cannot crowd out code. */
export const OTHER_FILE_SIZE = 8_000;
const MAX_PARTS = 12;

/**
 * Gives one part where the change fits into one conversation.
 *
 * @param systemSize characters of the prompt besides the change
 * @param contextTokens size of the model's context
 */
export function planParts(
  snapshot: Snapshot,
  architecture: Architecture,
  systemSize: number,
  contextTokens: number,
): ReadingPlan {
  const free = contextTokens * CHARACTERS_PER_TOKEN * PROMPT_SHARE - systemSize;
  const room = Math.max(MIN_PART_SIZE, Math.min(DIFF_LIMIT, free));
  const files = listShownFiles(snapshot);
  const size = snapshot.reviewed.reduce((sum, file) => sum + measureDiff(file), 0);
  if (size <= room) {
    return { parts: [{ number: 1, of: 1, packages: [...new Set(files.map(packageOf))], files }], beyond: [] };
  }
  const groups = packParts(
    groupByPackage(snapshot, files, rankFiles(snapshot, architecture)),
    Math.min(room, PART_SIZE),
  );
  const kept = groups.slice(0, MAX_PARTS);
  const isGo = new Set(snapshot.reviewed.map(({ path }) => path));
  return {
    parts: kept.map((group, index) => ({
      number: index + 1,
      of: kept.length,
      packages: [...new Set(group.map(packageOf))],
      files: group,
    })),
    beyond: groups
      .slice(MAX_PARTS)
      .flat()
      .filter(({ path }) => isGo.has(path)),
  };
}

function packageOf({ path }: ChangedFile): string {
  return directoryOf(path) || '.';
}

/**
 * Groups files by package. Files are sorted by weight, packages by their heaviest file; packages without Go come
 * last.
 */
function groupByPackage(
  { reviewed }: Snapshot,
  files: readonly ChangedFile[],
  weights: ReadonlyMap<string, number>,
): readonly (readonly ChangedFile[])[] {
  const weightOf = ({ path }: ChangedFile) => weights.get(path) ?? 0;
  const isGo = new Set(reviewed.map(({ path }) => path));
  const byPackage = new Map<string, ChangedFile[]>();
  for (const file of files) {
    const group = byPackage.get(packageOf(file));
    if (group === undefined) byPackage.set(packageOf(file), [file]);
    else group.push(file);
  }
  const hasGo = (group: readonly ChangedFile[]) => group.some(({ path }) => isGo.has(path));
  const sum = (group: readonly ChangedFile[]) => group.reduce((all, file) => all + weightOf(file), 0);
  const heaviest = (group: readonly ChangedFile[]) => Math.max(...group.map(weightOf));
  return [...byPackage.values()]
    .map((group) => group.sort((a, b) => weightOf(b) - weightOf(a) || (a.path < b.path ? -1 : 1)))
    .sort((a, b) => Number(hasGo(b)) - Number(hasGo(a)) || heaviest(b) - heaviest(a) || sum(b) - sum(a));
}

/** Packs packages in order; one that is larger than a part is split between its files. */
function packParts(groups: readonly (readonly ChangedFile[])[], room: number): ChangedFile[][] {
  const parts: ChangedFile[][] = [];
  let left = 0;
  for (const group of groups) {
    const size = group.reduce((sum, file) => sum + sizeOf(file), 0);
    const isWhole = size <= room;
    if (isWhole && size > left) left = 0;
    for (const file of group) {
      const need = Math.min(sizeOf(file), room);
      if (parts.length === 0 || left === 0 || need > left) {
        parts.push([]);
        left = room;
      }
      parts.at(-1)?.push(file);
      left -= need;
    }
  }
  return parts;
}

function sizeOf(file: ChangedFile): number {
  const size = measureDiff(file) + file.path.length + 80;
  return file.path.endsWith('.go') ? size : Math.min(size, OTHER_FILE_SIZE);
}

/** "internal/domain, internal/store and 3 more". */
export function namePackages(packages: readonly string[]): string {
  const more = packages.length > 3 ? ` and ${packages.length - 3} more` : '';
  return `${packages.slice(0, 3).join(', ')}${more}`;
}
