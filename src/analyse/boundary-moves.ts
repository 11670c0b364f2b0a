// Finds where a change moves a boundary: a new component, a first import between two, a library that stores or sends
// data. For each it tells what the team's plan and its rules say.
import type { BoundaryMove } from '../domain/architecture.ts';
import { type Clause, isInForce } from '../domain/clause.ts';
import type { Settings } from '../domain/settings.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createAnyGlob } from '../text/glob.ts';
import { touchesScope } from './clauses/clause-scope.ts';
import { findNewComponentEdges, readComponents } from './graph/components.ts';
import { compareDependencies } from './graph/dependency-changes.ts';
import { libraryRole } from './graph/library-roles.ts';
import type { Structure } from './structure.ts';

type Move = Pick<BoundaryMove, 'kind' | 'from' | 'to'>;

const MAX_MOVES = 50;

/** Every move of a change, with what covers it. Nothing of a commit alone. */
export function findBoundaryMoves({ settings }: Snapshot, structure: Structure): readonly BoundaryMove[] {
  if (structure.whole) return [];
  const { rulebook, layers } = structure;
  const clauses = rulebook.clauses.filter(isInForce);
  const layerOf = (path: string) => layers.settings.layerOf(path);
  return movesOf(structure)
    .slice(0, MAX_MOVES)
    .map((move) => ({
      ...move,
      clauses: clauses.filter((clause) => covers(clause, move, layerOf)).map(({ id }) => id),
      plan: standingOf(move, settings),
    }));
}

function movesOf({ before, after, renames }: Structure): readonly Move[] {
  const [old, fresh] = [readComponents(before), readComponents(after)];
  const isNew = (name: string, dirs: readonly string[]) =>
    !old.has(name) && dirs.every((dir) => renames.formerDirs(dir).length === 0);
  const components = [...fresh.values()].filter(({ name, dirs, isRoot }) => !isRoot && isNew(name, dirs));
  const edges = findNewComponentEdges(before, after, renames).map(
    ({ from, to }): Move => ({ kind: 'import', from, to }),
  );
  const known = new Set(before.modules.modules.flatMap(({ requires }) => requires.map(({ path }) => path)));
  const stores = compareDependencies(before, after)
    .filter(({ path, before: was, isIndirect }) => was === null && !isIndirect && !known.has(path))
    .filter(({ path }) => libraryRole(path) === 'infrastructure')
    .map(({ module, path }): Move => ({ kind: 'store', from: module, to: path }));
  return [
    ...components.map(
      ({ name, imports }): Move => ({ kind: 'component', from: name, to: [...imports.keys()].join(', ') }),
    ),
    ...edges,
    ...stores,
  ];
}

/** A clause covers a move where its scope has one of its ends, or its words name one. */
function covers(clause: Clause, { kind, from, to }: Move, layerOf: (path: string) => string | null): boolean {
  const names = kind === 'store' ? [to, lastWord(to)] : kind === 'component' ? [from] : [from, to];
  const words = clause.text.toLowerCase();
  if (names.some((name) => name.length > 2 && words.includes(name.toLowerCase()))) return true;
  const hasScope = clause.scope.paths.length > 0 || clause.scope.layers.length > 0;
  if (kind === 'store' || !hasScope) return false;
  return touchesScope(
    clause.scope,
    names.map((name) => `${name}/file.go`),
    layerOf,
  );
}

/** "github.com/redis/go-redis/v9": redis. */
function lastWord(path: string): string {
  const last = path
    .split('/')
    .filter((element) => !/^v\d+$/.test(element))
    .at(-1);
  return (last ?? path).replace(/^go-/, '');
}

/** What the plan of the settings says; null where there is none. */
function standingOf({ kind, from, to }: Move, { planned }: Settings): BoundaryMove['plan'] {
  if (planned.length === 0 || kind === 'store') return null;
  const matching = planned.filter(({ packages }) => createAnyGlob(packages)(from));
  if (kind === 'component') {
    const [entry] = matching;
    if (entry === undefined) return { standing: 'exceeds', reason: null };
    const allowed = to === '' ? true : to.split(', ').every((name) => isPlannedImport(entry.imports, name));
    return { standing: allowed ? 'realizes' : 'conflicts', reason: entry.reason };
  }
  const entry = matching.find(({ imports }) => isPlannedImport(imports, to));
  if (entry !== undefined) return { standing: 'realizes', reason: entry.reason };
  const [closed] = matching;
  return closed === undefined
    ? { standing: 'exceeds', reason: null }
    : { standing: 'conflicts', reason: closed.reason };
}

function isPlannedImport(imports: readonly string[], name: string): boolean {
  return createAnyGlob(imports)(name);
}
