// Finds the declarations that a pull request changes, with their signatures and lines.
import type { ChangedDeclaration } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import { binarySearch } from '../../text/binary-search.ts';
import type { Declaration } from '../go/outline.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import type { ChangedGoFile, FileSide } from './changed-go-files.ts';

/**
 * Declarations added, modified or removed, in the order of the files. A move between files of one package is none of
 * these.
 */
export function changedDeclarations(
  files: readonly ChangedGoFile[],
  before: TreeGraph,
  after: TreeGraph,
): readonly ChangedDeclaration[] {
  const old = byPackage(files.map((file) => file.before));
  const fresh = byPackage(files.map((file) => file.head));
  return files.flatMap(({ file, before: oldSide, head }) => [
    ...presentChanges(file, head, { side: oldSide, byPackage: old }, after),
    ...removals(file, oldSide, { side: head, byPackage: fresh }, before),
  ]);
}

/** The declarations of the other side of a comparison. */
interface OtherSide {
  readonly side: FileSide | null;
  readonly byPackage: ReadonlyMap<string, Declaration>;
}

function presentChanges(
  file: ChangedFile,
  head: FileSide | null,
  former: OtherSide,
  graph: TreeGraph,
): readonly ChangedDeclaration[] {
  if (head === null) return [];
  const find = finderIn(former, head);
  const lines = changedLines(file, 'head');
  return head.outline.declarations.flatMap((declaration) => {
    const earlier = find(declaration);
    if (earlier?.text === declaration.text) return [];
    // It may be in a declaration with a syntax error.
    if (earlier === undefined && isPartlyParsed(former.side)) return [];
    const change = earlier === undefined ? 'added' : 'modified';
    return [toChange(graph, head, declaration, change, countBetween(lines, declaration))];
  });
}

function removals(
  file: ChangedFile,
  oldSide: FileSide | null,
  present: OtherSide,
  graph: TreeGraph,
): readonly ChangedDeclaration[] {
  // What is missing may be in a declaration with a syntax error.
  if (oldSide === null || isPartlyParsed(present.side)) return [];
  const find = finderIn(present, oldSide);
  const lines = changedLines(file, 'before');
  return oldSide.outline.declarations
    .filter((declaration) => find(declaration) === undefined)
    .map((declaration) => toChange(graph, oldSide, declaration, 'removed', countBetween(lines, declaration)));
}

/** Finds the same declaration on the other side: in the file itself, else in its package. */
function finderIn(other: OtherSide, own: FileSide): (declaration: Declaration) => Declaration | undefined {
  const names = byName(other.side);
  const dir = other.side?.dir ?? own.dir;
  return (declaration) =>
    names.get(nameKey(declaration)) ?? other.byPackage.get(packageKey(dir, own.packageName, declaration));
}

function isPartlyParsed(side: FileSide | null): boolean {
  return side !== null && side.outline.errorLine !== null;
}

/** Declarations of one side by kind and name; of equal ones the first. */
function byName(side: FileSide | null): ReadonlyMap<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const declaration of side?.outline.declarations ?? []) {
    const key = nameKey(declaration);
    if (!declarations.has(key)) declarations.set(key, declaration);
  }
  return declarations;
}

function nameKey({ kind, name }: Declaration): string {
  return `${kind}\n${name}`;
}

function packageKey(dir: string, packageName: string, declaration: Declaration): string {
  return `${dir}\n${packageName}\n${declaration.kind}\n${declaration.name}`;
}

function byPackage(sides: readonly (FileSide | null)[]): ReadonlyMap<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const side of sides)
    for (const declaration of side?.outline.declarations ?? [])
      declarations.set(packageKey(side!.dir, side!.packageName, declaration), declaration);
  return declarations;
}

/** Changed lines of one side of a file, ascending; a line of the other side counts where it would stand. */
function changedLines(file: ChangedFile, side: 'head' | 'before'): readonly number[] {
  const changed: number[] = [];
  for (const hunk of file.hunks) {
    let next = side === 'head' ? hunk.headStart : hunk.beforeStart;
    for (const line of hunk.lines) {
      const own = side === 'head' ? line.headLine : line.beforeLine;
      if (line.kind !== 'context') changed.push(own ?? next);
      if (own !== null) next = own + 1;
    }
  }
  return changed.sort((a, b) => a - b);
}

function countBetween(lines: readonly number[], { startLine, endLine }: Declaration): number {
  return binarySearch(lines, (line) => line <= endLine) - binarySearch(lines, (line) => line < startLine);
}

function toChange(
  graph: TreeGraph,
  side: FileSide,
  declaration: Declaration,
  change: ChangedDeclaration['change'],
  changedLines: number,
): ChangedDeclaration {
  const { kind, name, exported, signature, startLine, endLine } = declaration;
  return {
    package: graph.modules.locate(side.dir)?.importPath ?? side.dir,
    path: side.path,
    kind,
    name,
    exported,
    change,
    signature,
    startLine,
    endLine,
    // GitHub omits the hunks of large patches: then the whole declaration counts.
    changedLines: changedLines === 0 && change !== 'modified' ? endLine - startLine + 1 : changedLines,
  };
}
