// The declarations that a pull request changes, with their signatures and exact lines: what the architect reads first.
import type { ChangedDeclaration } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
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
    for (const declaration of head?.outline.declarations ?? []) {
      const earlier =
        find(oldSide, declaration) ?? old.get(packageKey(oldSide?.dir ?? head!.dir, head!.packageName, declaration));
      if (earlier?.text === declaration.text) continue;
      const change = earlier === undefined ? 'added' : 'modified';
      changes.push(toChange(after, head!, declaration, change, linesInside(file, declaration, 'head')));
    }
    for (const declaration of oldSide?.outline.declarations ?? []) {
      const stays =
        find(head, declaration) ?? fresh.get(packageKey(head?.dir ?? oldSide!.dir, oldSide!.packageName, declaration));
      if (stays === undefined)
        changes.push(toChange(before, oldSide!, declaration, 'removed', linesInside(file, declaration, 'before')));
    }
  }
  return changes;
}

function find(side: FileSide | null, wanted: Declaration): Declaration | undefined {
  return side?.outline.declarations.find((other) => other.name === wanted.name && other.kind === wanted.kind);
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

function linesInside(file: ChangedFile, { startLine, endLine }: Declaration, side: 'head' | 'before'): number {
  let count = 0;
  for (const hunk of file.hunks) {
    let [beforeLine, headLine] = [hunk.beforeStart, hunk.headStart];
    for (const line of hunk.lines) {
      const at = side === 'head' ? (line.headLine ?? headLine) : (line.beforeLine ?? beforeLine);
      if (line.kind !== 'context' && at >= startLine && at <= endLine) count += 1;
      if (line.beforeLine !== null) beforeLine = line.beforeLine + 1;
      if (line.headLine !== null) headLine = line.headLine + 1;
    }
  }
  return count;
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
