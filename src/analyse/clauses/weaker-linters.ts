// Finds what a changed linter configuration allows and its old version forbids: both judge every pair of packages, and
// every import that the code has.
import type { ImportSite } from '../../domain/package-graph.ts';
import type { DesignDocument, Snapshot } from '../../domain/snapshot.ts';
import type { Weakening } from '../../domain/weakening.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import type { ForbiddenImport, ImportPolicy } from '../graph/layers.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import { readLinterConfigs } from './linter-configs.ts';

/** Packages whose pairs are judged; above, only imports that exist. */
const MAX_PACKAGES = 200;
const MAX_LISTED = 20;

/** @param before the tree that the old files describe */
export function findWeakerLinters(
  snapshot: Pick<Snapshot, 'configurations' | 'changedFiles' | 'head'>,
  before: TreeGraph,
  after: TreeGraph,
): readonly Weakening[] {
  const old = snapshot.configurations ?? [];
  const touched = new Set(snapshot.changedFiles.flatMap(({ path, previousPath }) => [path, previousPath]));
  if (!old.some(({ path }) => touched.has(path))) return [];
  const now = old.flatMap((file): DesignDocument[] => {
    if (!touched.has(file.path)) return [file];
    const text = snapshot.head.text(file.path);
    return text === undefined ? [] : [{ ...file, text }];
  });
  const was = readLinterConfigs(old, before, after).policies;
  const is = readLinterConfigs(now, after, after).policies;
  const path = old.find((file) => touched.has(file.path))?.path ?? '';
  return listed(newlyAllowed(was, is, after), path);
}

/** What each rule forbade and nothing forbids any more, by its names. */
function newlyAllowed(
  was: readonly ImportPolicy[],
  is: readonly ImportPolicy[],
  graph: TreeGraph,
): ReadonlyMap<string, ForbiddenImport> {
  const found = new Map<string, ForbiddenImport>();
  for (const importer of graph.byDir.values()) {
    for (const { site, toDir } of candidates(importer.dir, importer.sites, graph)) {
      if (toDir === importer.dir) continue;
      const why = firstReason(was, importer, site, toDir);
      if (why === null || firstReason(is, importer, site, toDir) !== null) continue;
      found.set(`${why.from}\n${why.to}`, why);
    }
  }
  return found;
}

function firstReason(policies: readonly ImportPolicy[], ...input: Parameters<ImportPolicy['judge']>) {
  for (const policy of policies) {
    const why = policy.judge(...input);
    if (why !== null) return why;
  }
  return null;
}

interface Candidate {
  readonly site: ImportSite;
  readonly toDir: string | null;
}

/** The imports of a package, and all that it could import in the repository. */
function* candidates(from: string, sites: readonly ImportSite[], graph: TreeGraph): Generator<Candidate> {
  const module = graph.modules.locate(from)?.module;
  for (const site of module === undefined ? [] : sites) {
    const dir = module === undefined ? null : graph.modules.directoryOf(site.path, module);
    yield { site, toDir: dir !== null && graph.byDir.has(dir) ? dir : null };
  }
  const [first] = sites;
  if (graph.byDir.size > MAX_PACKAGES) return;
  for (const { dir, importPath } of graph.byDir.values()) {
    const file = first?.file ?? 'file.go';
    yield { site: { file, line: 1, path: importPath, name: null, quote: '' }, toDir: dir };
  }
}

function listed(found: ReadonlyMap<string, ForbiddenImport>, path: string): readonly Weakening[] {
  const all = [...found.values()].map(
    ({ from, to }): Weakening => ({
      kind: 'import',
      path,
      line: null,
      text: `${toCodeSpan(from)} may import ${toCodeSpan(to)}`,
    }),
  );
  if (all.length <= MAX_LISTED) return all;
  const text = `and ${all.length - MAX_LISTED} more imports`;
  return [...all.slice(0, MAX_LISTED), { kind: 'import', path, line: null, text }];
}
