// The declarations that a pull request changes, with their signatures and exact lines: what the architect reads first.
import type { ChangedDeclaration } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import { binarySearch } from '../../text/binary-search.ts';
import type { Declaration } from '../go/outline.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import type { ChangedGoFile, FileSide } from './changed-go-files.ts';

/** Declarations added, modified or removed, in the order of the files; a move between files of one package is none of these. */
export function changedDeclarations(
  files: readonly ChangedGoFile[],
  before: TreeGraph,
  after: TreeGraph,
): readonly ChangedDeclaration[] {
  const old = byPackage(files.map((file) => file.before));
  const fresh = byPackage(files.map((file) => file.head));
  const changes: ChangedDeclaration[] = [];
  for (const { file, before: oldSide, head } of files) {
    const [here, there] = [byName(head), byName(oldSide)];
    const [added, removed] = [changedLines(file, 'head'), changedLines(file, 'before')];
    for (const declaration of head?.outline.declarations ?? []) {
      const earlier =
        there.get(nameKey(declaration)) ??
        old.get(packageKey(oldSide?.dir ?? head!.dir, head!.packageName, declaration));
      if (earlier?.text === declaration.text) continue;
      // It may stand in a declaration with a syntax error.
      if (earlier === undefined && isPartlyParsed(oldSide)) continue;
      const change = earlier === undefined ? 'added' : 'modified';
      changes.push(toChange(after, head!, declaration, change, countBetween(added, declaration)));
    }
    for (const declaration of oldSide?.outline.declarations ?? []) {
      const stays =
        here.get(nameKey(declaration)) ??
        fresh.get(packageKey(head?.dir ?? oldSide!.dir, oldSide!.packageName, declaration));
      if (stays === undefined && !isPartlyParsed(head))
        changes.push(toChange(before, oldSide!, declaration, 'removed', countBetween(removed, declaration)));
    }
  }
  return changes;
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

/** Changed lines of one side of a file, ascending. */
function changedLines(file: ChangedFile, side: 'head' | 'before'): readonly number[] {
  const changed: number[] = [];
  for (const hunk of file.hunks) {
    let [beforeLine, headLine] = [hunk.beforeStart, hunk.headStart];
    for (const line of hunk.lines) {
      const at = side === 'head' ? (line.headLine ?? headLine) : (line.beforeLine ?? beforeLine);
      if (line.kind !== 'context') changed.push(at);
      if (line.beforeLine !== null) beforeLine = line.beforeLine + 1;
      if (line.headLine !== null) headLine = line.headLine + 1;
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
    // Hunks may be missing (GitHub leaves large patches out): then the whole declaration counts.
    changedLines: changedLines === 0 && change !== 'modified' ? endLine - startLine + 1 : changedLines,
  };
}
