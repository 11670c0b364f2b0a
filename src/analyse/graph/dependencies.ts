// Direct requirements of the modules, before and after, with the line of go.mod that shows each.
import type { Place } from '../../domain/finding.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import type { ModuleFile } from './go-mod.ts';
import type { TreeGraph } from './package-graph.ts';

/** One direct requirement that differs. */
export interface DependencyChange {
  /** Path of the requiring module. */
  readonly module: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** It was required before already, for the sake of another module. */
  readonly wasIndirect: boolean;
  /** It is required still, for the sake of another module. */
  readonly isIndirect: boolean;
  readonly place: Place | null;
}

/** Compares the direct requirements of modules that exist on both sides (by directory). */
export function compareDependencies(before: TreeGraph, after: TreeGraph): readonly DependencyChange[] {
  const changes: DependencyChange[] = [];
  for (const module of after.modules.modules) {
    const former = before.modules.modules.find((other) => other.dir === module.dir);
    if (former === undefined) continue;
    const old = directRequires(former);
    const fresh = directRequires(module);
    for (const [path, version] of fresh) {
      const earlier = old.get(path) ?? null;
      if (earlier === version) continue;
      const place = requireLine(after.tree, module.file, path, 'head');
      const wasIndirect = former.requires.some((require) => require.path === path && require.indirect);
      changes.push({
        module: module.path,
        path,
        before: earlier,
        after: version,
        wasIndirect,
        isIndirect: false,
        place,
      });
    }
    for (const [path, version] of old) {
      if (fresh.has(path)) continue;
      const place = requireLine(before.tree, former.file, path, 'before');
      const isIndirect = module.requires.some((require) => require.path === path && require.indirect);
      changes.push({ module: module.path, path, before: version, after: null, wasIndirect: false, isIndirect, place });
    }
  }
  return changes;
}

function directRequires(module: ModuleFile): ReadonlyMap<string, string> {
  return new Map(
    module.requires.filter((require) => !require.indirect).map((require) => [require.path, require.version]),
  );
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
