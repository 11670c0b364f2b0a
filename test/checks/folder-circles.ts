// Finds circles between folders. At each level the neighbours are the folders and the single files side by side, so a file at
// a room's root may use an inner folder that uses another file of the root: that is no circle. Circles of files alone are
// dependency-cruiser's.
import { posix } from 'node:path';
import ts from 'typescript';
import type { Offence, SourceText } from './source.ts';

interface Import {
  readonly from: string;
  readonly to: string;
}

/** By level, then by the neighbour that imports: which neighbours it imports, with one import as the example. */
type Levels = Map<string, Map<string, Map<string, Import>>>;

export function findFolderCircles(files: readonly SourceText[]): Offence[] {
  const levels: Levels = new Map();
  for (const each of files.flatMap(relativeImports)) addImport(levels, each);
  return [...levels].flatMap(([level, neighbours]) => circlesOf(neighbours).map((circle) => offenceOf(level, circle)));
}

/** Imports and re-exports of files, types included. */
function relativeImports({ path, text }: SourceText): Import[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ from: path, to: posix.join(posix.dirname(path), name) }));
}

/** An import joins two neighbours at exactly one level: where the two paths part. */
function addImport(levels: Levels, edge: Import): void {
  const [from, to] = [edge.from.split('/'), edge.to.split('/')];
  const depth = from.findIndex((part, at) => part !== to[at]);
  if (depth === -1) return;
  const level = from.slice(0, depth).join('/');
  const neighbours = levels.get(level) ?? new Map<string, Map<string, Import>>();
  const targets = neighbours.get(from[depth]!) ?? new Map<string, Import>();
  if (!targets.has(to[depth]!)) targets.set(to[depth]!, edge);
  levels.set(level, neighbours.set(from[depth]!, targets));
}

/** The shortest circle through each folder that is in one; each circle once. */
function circlesOf(neighbours: ReadonlyMap<string, ReadonlyMap<string, Import>>): Import[][] {
  const circles = new Map<string, Import[]>();
  for (const name of neighbours.keys()) {
    const circle = isFile(name) ? null : shortestWay(neighbours, name);
    if (circle === null) continue;
    const members = circle.map(({ from }) => from).sort();
    if (!circles.has(members.join())) circles.set(members.join(), circle);
  }
  return [...circles.values()];
}

/** Breadth first, from a neighbour back to itself. */
function shortestWay(neighbours: ReadonlyMap<string, ReadonlyMap<string, Import>>, start: string): Import[] | null {
  const ways: { readonly at: string; readonly way: Import[] }[] = [{ at: start, way: [] }];
  const seen = new Set<string>();
  for (const { at, way } of ways) {
    for (const [next, edge] of neighbours.get(at) ?? []) {
      if (next === start) return [...way, edge];
      if (!seen.has(next)) ways.push({ at: next, way: [...way, edge] });
      seen.add(next);
    }
  }
  return null;
}

function isFile(name: string): boolean {
  return /\.\w+$/.test(name);
}

function offenceOf(level: string, circle: readonly Import[]): Offence {
  const depth = level.split('/').length;
  const names = circle.map(({ from }) => from.split('/')[depth]);
  const imports = circle.map(({ from, to }) => `\n    ${from} imports ${to}`);
  return { path: level, line: null, message: `circle ${[...names, names[0]].join(' → ')}${imports.join('')}` };
}
