// Follows packages through renames: a renamed or moved directory is the same package, so its contents are not new.
import type { ChangedFile } from '../../domain/diff.ts';
import { dirName } from './modules.ts';
import type { TreeGraph } from './package-graph.ts';

export interface PackageRenames {
  /**
   * Directories at the merge base that the files of a head directory come from: itself if it existed, and those they
   * were moved from.
   */
  formerDirs(dir: string): readonly string[];
  /**
   * The directory at the merge base that a head directory corresponds to: itself if it existed, else the one that most
   * of its files come from and that no longer exists.
   */
  identity(dir: string): string;
  /** Earlier path of a file of the head; the same path if it was not renamed. */
  formerPath(path: string): string;
}

/** Reads which packages a change renames. */
export function tracePackageRenames(
  files: readonly ChangedFile[],
  before: TreeGraph,
  after: TreeGraph,
): PackageRenames {
  const paths = new Map<string, string>();
  const dirs = new Map<string, Map<string, number>>();
  for (const file of files) {
    if (file.status !== 'renamed' || file.previousPath === null) continue;
    paths.set(file.path, file.previousPath);
    const counts = dirs.get(dirName(file.path)) ?? new Map<string, number>();
    const former = dirName(file.previousPath);
    dirs.set(dirName(file.path), counts.set(former, (counts.get(former) ?? 0) + 1));
  }
  const movedFrom = (dir: string): readonly string[] =>
    [...(dirs.get(dir) ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([former]) => former);
  return {
    formerPath: (path) => paths.get(path) ?? path,
    identity: (dir) =>
      before.byDir.has(dir) ? dir : (movedFrom(dir).find((former) => !after.byDir.has(former)) ?? dir),
    formerDirs: (dir) => [...new Set(before.byDir.has(dir) ? [dir, ...movedFrom(dir)] : movedFrom(dir))],
  };
}
