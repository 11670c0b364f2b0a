// Groups the layer violations that a change introduces by their cause.
import type { LayerViolation } from '../../../domain/architecture.ts';
import type { GoPackage } from '../../../domain/package-graph.ts';
import { type PackageUse, readPackageUse } from '../../change/package-use.ts';
import { dirName } from '../../graph/modules.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';

/** Violations with one cause, which become one finding. */
export interface LayerCause {
  /** The same for the same cause in another commit. */
  readonly key: string;
  readonly first: LayerViolation;
  readonly violations: readonly LayerViolation[];
  /** Directory of the first importing package; "." for the root. */
  readonly dir: string;
  /** What is imported, and what of it is used; null for a package outside the repository. */
  readonly target: ImportTarget | null;
}

export interface ImportTarget {
  readonly package: GoPackage;
  /** Its directory; "." for the root. */
  readonly dir: string;
  readonly use: PackageUse;
  /** It is imported for functions or methods, not only for types and values. */
  readonly isCalled: boolean;
}

/** Causes of the introduced violations: each forbidden package, and each pattern of a library with all its packages. */
export async function readLayerCauses(violations: readonly LayerViolation[], after: TreeGraph): Promise<LayerCause[]> {
  const groups = new Map<string, LayerViolation[]>();
  for (const violation of violations.filter(({ introduced }) => introduced)) {
    const isOneLibrary = violation.reason === undefined && importedPackage(after, violation) === null;
    const key = `${violation.from} ${violation.to}${isOneLibrary ? '' : ` ${violation.import}`}`;
    groups.set(key, [...(groups.get(key) ?? []), violation]);
  }
  const causes: LayerCause[] = [];
  for (const [key, group] of groups) causes.push(await readCause(key, group, after));
  return causes;
}

async function readCause(key: string, violations: readonly LayerViolation[], after: TreeGraph): Promise<LayerCause> {
  const first = violations[0]!;
  const imported = importedPackage(after, first);
  const dir = shownDir(dirName(first.file));
  if (imported === null) return { key, first, violations, dir, target: null };
  const use = await readPackageUse(after, violations, imported);
  const isCalled = use.calls.length + use.methods.length > 0;
  return { key, first, violations, dir, target: { package: imported, dir: shownDir(imported.dir), use, isCalled } };
}

function importedPackage(graph: TreeGraph, violation: LayerViolation): GoPackage | null {
  const module = graph.modules.locate(dirName(violation.file))?.module;
  const dir = module === undefined ? null : graph.modules.directoryOf(violation.import, module);
  return (dir === null ? undefined : graph.byDir.get(dir)) ?? null;
}

/** "." for the root. */
export function shownDir(dir: string): string {
  return dir === '' ? '.' : dir;
}
