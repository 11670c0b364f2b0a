// Compares the direct requirements of modules before and after, with the lines of go.mod that show them.
import type { Place } from '../../domain/finding.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import type { ModuleFile } from './go-mod.ts';
import type { TreeGraph } from './package-graph.ts';

/** A changed direct requirement. */
export interface DependencyChange {
  /** Path of the requiring module. */
  readonly module: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** It was an indirect requirement before. */
  readonly wasIndirect: boolean;
  /** It is still an indirect requirement. */
  readonly isIndirect: boolean;
  readonly place: Place | null;
}

/** Compares modules by directory. In a new module only requirements that no module had before are new. */
export function compareDependencies(before: TreeGraph, after: TreeGraph): readonly DependencyChange[] {
  const known = new Set(before.modules.modules.flatMap(({ requires }) => requires.map(({ path }) => path)));
  return after.modules.modules.flatMap((module) => {
    const former = before.modules.modules.find((other) => other.dir === module.dir);
    const added = addedRequires(module, former, after.tree);
    if (former === undefined) return added.filter(({ path }) => !known.has(path));
    return [...added, ...removedRequires(module, former, before.tree)];
  });
}

/** New requirements, and those with another version. */
function addedRequires(module: ModuleFile, former: ModuleFile | undefined, tree: SourceTree): DependencyChange[] {
  const old = directRequires(former);
  const indirect = indirectPaths(former);
  const placeOf = findRequireLines(tree, module.file, 'head');
  return [...directRequires(module)].flatMap(([path, version]) => {
    const earlier = old.get(path) ?? null;
    if (earlier === version) return [];
    const wasIndirect = indirect.has(path);
    const change = { module: module.path, path, before: earlier, after: version, wasIndirect, isIndirect: false };
    return [{ ...change, place: placeOf(path) }];
  });
}

function removedRequires(module: ModuleFile, former: ModuleFile, tree: SourceTree): DependencyChange[] {
  const fresh = directRequires(module);
  const indirect = indirectPaths(module);
  const placeOf = findRequireLines(tree, former.file, 'before');
  return [...directRequires(former)].flatMap(([path, version]) => {
    if (fresh.has(path)) return [];
    const isIndirect = indirect.has(path);
    const change = { module: module.path, path, before: version, after: null, wasIndirect: false, isIndirect };
    return [{ ...change, place: placeOf(path) }];
  });
}

function directRequires(module: ModuleFile | undefined): ReadonlyMap<string, string> {
  const direct = (module?.requires ?? []).filter((require) => !require.indirect);
  return new Map(direct.map((require) => [require.path, require.version]));
}

function indirectPaths(module: ModuleFile | undefined): ReadonlySet<string> {
  return new Set((module?.requires ?? []).filter((require) => require.indirect).map(({ path }) => path));
}

/** Looks up the line of a go.mod that requires a module. */
function findRequireLines(tree: SourceTree, file: string, side: Place['side']): (path: string) => Place | null {
  const places = new Map<string, Place>();
  for (const [index, line] of (tree.text(file) ?? '').split('\n').entries()) {
    const quote = line.trim();
    const [path = '', version = ''] = quote.replace(/^require\s+/, '').split(/\s+/);
    if (!version.startsWith('v') || places.has(path)) continue;
    places.set(path, { path: file, startLine: index + 1, endLine: index + 1, quote, side });
  }
  return (path) => places.get(path) ?? null;
}
