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
  return [...directRequires(module)].flatMap(([path, version]) => {
    const earlier = old.get(path) ?? null;
    if (earlier === version) return [];
    const place = requireLine(tree, module.file, path, 'head');
    const wasIndirect = former?.requires.some((require) => require.path === path && require.indirect) === true;
    return [{ module: module.path, path, before: earlier, after: version, wasIndirect, isIndirect: false, place }];
  });
}

function removedRequires(module: ModuleFile, former: ModuleFile, tree: SourceTree): DependencyChange[] {
  const fresh = directRequires(module);
  return [...directRequires(former)].flatMap(([path, version]) => {
    if (fresh.has(path)) return [];
    const place = requireLine(tree, former.file, path, 'before');
    const isIndirect = module.requires.some((require) => require.path === path && require.indirect);
    return [{ module: module.path, path, before: version, after: null, wasIndirect: false, isIndirect, place }];
  });
}

function directRequires(module: ModuleFile | undefined): ReadonlyMap<string, string> {
  const direct = (module?.requires ?? []).filter((require) => !require.indirect);
  return new Map(direct.map((require) => [require.path, require.version]));
}

function requireLine(tree: SourceTree, file: string, path: string, side: Place['side']): Place | null {
  const lines = (tree.text(file) ?? '').split('\n');
  const index = lines.findIndex((line) => {
    const words = line
      .trim()
      .replace(/^require\s+/, '')
      .split(/\s+/);
    return words[0] === path && /^v/.test(words[1] ?? '');
  });
  const quote = lines[index]?.trim();
  return quote === undefined ? null : { path: file, startLine: index + 1, endLine: index + 1, quote, side };
}
