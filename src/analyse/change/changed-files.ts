// What the pull request changes in Go files, side by side: one outline for each changed file before and after, parsed once and kept
// by blob SHA.
import type { ChangedFile } from '../../domain/diff.ts';
import type { Snapshot, SourceTree } from '../../domain/snapshot.ts';
import { type Outline, outlineOf } from '../go/outline.ts';
import type { FileHead } from '../go/scan-imports.ts';
import type { PackageNamer } from '../go/type-shape.ts';
import type { Lineage } from '../graph/lineage.ts';
import { dirName } from '../graph/modules.ts';
import { headOf, isInDefaultBuild, releaseOf, type TreeGraph } from '../graph/package-graph.ts';
import { type GoParser, openParser, type ParsedFile } from '../parser.ts';
import { type Inspection, nothingSeen } from '../rules/rule.ts';

/** One changed Go file. A side is null where the file does not exist there or could not be read. */
export interface ChangedGoFile {
  readonly file: ChangedFile;
  readonly before: FileSide | null;
  readonly head: FileSide | null;
}

export interface FileSide {
  readonly path: string;
  readonly dir: string;
  readonly packageName: string;
  readonly isTest: boolean;
  readonly isGenerated: boolean;
  readonly inDefaultBuild: boolean;
  readonly text: string;
  readonly outline: Outline;
  /** What the rules saw; empty where the file is not part of the change. */
  readonly inspection: Inspection;
}

/** Looks at one parsed file. Given from outside, since rules may ask for files themselves. */
export type Inspect = (path: string, file: ParsedFile, head: FileHead) => Inspection;

/** Opens both sides of every changed Go file that a review judges, and of generated ones (names may move in and out of them). */
export async function openChange(
  snapshot: Snapshot,
  before: TreeGraph,
  after: TreeGraph,
  lineage: Lineage,
  inspect: Inspect,
): Promise<readonly ChangedGoFile[]> {
  const parser = await openParser();
  const nameBefore: PackageNamer = namer(before, (dir) => dir);
  const nameAfter: PackageNamer = namer(after, (dir) => lineage.identity(dir));
  return snapshot.changedFiles
    .filter((file) => file.path.endsWith('.go') || file.previousPath?.endsWith('.go') === true)
    .map((file) => ({
      file,
      before:
        file.status === 'added' || file.status === 'copied'
          ? null
          : openSide(parser, before, file.previousPath ?? file.path, nameBefore, inspect),
      head: file.status === 'removed' ? null : openSide(parser, after, file.path, nameAfter, inspect),
    }));
}

/** Opens every non-test file of a directory, for questions that the changed files alone cannot answer. */
export async function openDirectory(graph: TreeGraph, dir: string): Promise<readonly FileSide[]> {
  const parser = await openParser();
  const name = namer(graph, (path) => path);
  const files = graph.byDir.get(dir)?.files ?? [];
  return files.map((path) => openSide(parser, graph, path, name, () => nothingSeen)).filter((side) => side !== null);
}

/** Packages of the repository are named by directory, so that a new module path is no change to any type. */
function namer(graph: TreeGraph, identity: (dir: string) => string): PackageNamer {
  const names = new Map<string, string>();
  const anyModule = graph.modules.modules[0];
  return (importPath) => {
    let name = names.get(importPath);
    if (name === undefined) {
      const dir = anyModule === undefined ? null : graph.modules.directoryOf(importPath, anyModule);
      name = dir !== null && graph.byDir.has(dir) ? `./${identity(dir)}` : importPath;
      names.set(importPath, name);
    }
    return name;
  };
}

/** Outlines by SHA, path and side; the namer differs by tree, so the graph is part of the key. */
const outlines = new WeakMap<TreeGraph, Map<string, FileSide | null>>();

function openSide(
  parser: GoParser,
  graph: TreeGraph,
  path: string,
  name: PackageNamer,
  inspect: Inspect,
): FileSide | null {
  const known = outlines.get(graph) ?? new Map<string, FileSide | null>();
  outlines.set(graph, known);
  const kept = known.get(path);
  if (kept !== undefined) return kept;
  const side = path.endsWith('.go') ? readSide(parser, graph, path, name, inspect) : null;
  known.set(path, side);
  return side;
}

function readSide(
  parser: GoParser,
  graph: TreeGraph,
  path: string,
  name: PackageNamer,
  inspect: Inspect,
): FileSide | null {
  const tree: SourceTree = graph.tree;
  const text = tree.text(path);
  const head = headOf(tree, path);
  if (text === undefined || head === undefined) return null;
  const dir = dirName(path);
  const located = graph.modules.locate(dir);
  const read = parser.parse(text, (file) => ({
    outline: outlineOf(file, head, name),
    inspection: inspect(path, file, head),
  }));
  return {
    path,
    dir,
    packageName: head.packageName ?? '',
    isTest: path.endsWith('_test.go'),
    isGenerated: head.generated,
    inDefaultBuild: isInDefaultBuild(path, head, releaseOf(located?.module.goVersion ?? null)),
    text,
    ...read,
  };
}
