// Builds the packages and import edges of one tree, as the default linux/amd64 build sees them, from the heads of
// files. Agrees with `go list -e`; files that the go command rejects are in `unread`.
import type { Edge, GoPackage, ImportSite, PackageGraph, VariantFiles } from '../../domain/package-graph.ts';
import type { SkippedFile, SourceTree } from '../../domain/snapshot.ts';
import { isFileNameInBuild, isInBuild } from '../go/build-constraint.ts';
import { type FileHead, scanHead } from '../go/scan-head.ts';
import { findCycles } from './find-cycles.ts';
import type { ModuleFile } from './go-mod.ts';
import { baseName, dirName, type ModuleMap, mapModules } from './modules.ts';

/** A package graph with what analysis needs beside it. */
export interface TreeGraph {
  readonly tree: SourceTree;
  readonly graph: PackageGraph;
  readonly modules: ModuleMap;
  /** Packages by directory, which stays the same if the module's path changes. */
  readonly byDir: ReadonlyMap<string, GoPackage>;
  /** Import edges inside the repository, by directory of the importing and of the imported package. */
  readonly edges: ReadonlyMap<string, PackageEdges>;
  readonly unread: readonly SkippedFile[];
}

/** Heads of files by blob SHA, which both trees of a pull request and the next push share. */
const heads = new Map<string, FileHead>();
const MAX_CACHED_HEADS = 60_000;

/** Head of a Go file; undefined if its text is unavailable. */
export function headOf(tree: SourceTree, path: string): FileHead | undefined {
  const sha = tree.entries.get(path)?.sha;
  const known = sha === undefined ? undefined : heads.get(sha);
  if (known !== undefined) return known;
  const text = tree.text(path);
  if (text === undefined) return undefined;
  const head = detached(scanHead(text));
  if (sha !== undefined) keep(heads, sha, head, MAX_CACHED_HEADS);
  return head;
}

/** A copy: slices of the text would keep the whole text in memory (V8's sliced strings). */
function detached(head: FileHead): FileHead {
  return JSON.parse(JSON.stringify(head)) as FileHead;
}

/** Release 1.N of a go directive ("1.24.1" gives 24); undefined if there is none. */
export function releaseOf(goVersion: string | null): number | undefined {
  const minor = /^1\.([0-9]+)/.exec(goVersion ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Tells whether a file belongs to the default build; `_test.go` files may. */
export function isInDefaultBuild(path: string, head: FileHead, release?: number): boolean {
  if (!isSourceName(path) || head.packageName === null || head.packageName === 'documentation') return false;
  return isFileNameInBuild(baseName(path)) && isInBuild(head.build, release);
}

/** Tells whether any build includes a file of this name. */
function isSourceName(path: string): boolean {
  return !/^[_.]/.test(baseName(path));
}

/** Builds the graph of a tree, without layers. */
export function buildGraph(tree: SourceTree): TreeGraph {
  const modules = mapModules(tree);
  const unread: SkippedFile[] = [];
  const byDir = new Map<string, GoPackage>();
  const variants: VariantFiles[] = [];
  for (const [dir, paths] of goFilesByDir(tree)) {
    const located = modules.locate(dir);
    if (located === null) continue;
    const read = directoryAt(tree, { dir, ...located }, paths.sort());
    if (read.found !== null) byDir.set(dir, read.found);
    if (read.variant !== null) variants.push(read.variant);
    unread.push(...read.unread);
  }
  const edges = edgesBetween(byDir, modules);
  const packages = keyed(byDir);
  const cycles = findCycles(byDir.keys(), (dir) => [...(edges.get(dir)?.keys() ?? [])]);
  const graph: PackageGraph = {
    modules: modules.modules,
    packages,
    cycles: cycles.map((dirs) => dirs.map((dir) => byDir.get(dir)!.importPath).sort()),
    variants: variants.sort((a, b) => (a.dir < b.dir ? -1 : 1)),
  };
  return { tree, graph, modules, byDir, edges, unread };
}

function goFilesByDir(tree: SourceTree): Map<string, string[]> {
  const dirs = new Map<string, string[]>();
  for (const [path, entry] of tree.entries) {
    if (!path.endsWith('.go') || (entry.kind !== 'file' && entry.kind !== 'executable')) continue;
    const dir = dirName(path);
    const paths = dirs.get(dir);
    if (paths === undefined) dirs.set(dir, [path]);
    else paths.push(path);
  }
  return dirs;
}

/** Directories of the packages that import the package in `dir`. */
export function importersOf({ edges }: TreeGraph, dir: string): readonly string[] {
  return [...edges].flatMap(([from, targets]) => (targets.has(dir) ? [from] : []));
}

/** What the Go files of one directory contain. */
interface ReadDirectory {
  readonly found: GoPackage | null;
  readonly variant: VariantFiles | null;
  readonly unread: readonly SkippedFile[];
}

/** Directories by the names and SHAs of their files. About 5 kB each. */
const directories = new Map<string, ReadDirectory>();
const MAX_CACHED_DIRECTORIES = 10_000;

/** `paths` are the directory's Go files, sorted. */
function directoryAt(tree: SourceTree, at: Location, paths: readonly string[]): ReadDirectory {
  let key = `${at.importPath}\n${at.module.path}\n${at.module.goVersion}`;
  for (const path of paths) key += `\n${path} ${tree.entries.get(path)!.sha}`;
  const known = directories.get(key);
  if (known !== undefined) return known;
  const read = readDirectory(tree, at, paths);
  // A missing text may be available later.
  if (read.unread.every(({ reason }) => reason !== 'unavailable')) keep(directories, key, read, MAX_CACHED_DIRECTORIES);
  return read;
}

function keep<K, V>(cache: Map<K, V>, key: K, value: V, limit: number): void {
  if (cache.size >= limit) cache.delete(cache.keys().next().value!);
  cache.set(key, value);
}

interface Location {
  readonly dir: string;
  readonly module: ModuleFile;
  readonly importPath: string;
}

function readDirectory(tree: SourceTree, at: Location, paths: readonly string[]): ReadDirectory {
  const release = releaseOf(at.module.goVersion);
  const unread: SkippedFile[] = [];
  const [code, tests, others] = [new Files(), new Files(), new Files()];
  for (const path of paths) {
    const head = headOf(tree, path);
    if (head === undefined) unread.push({ path, reason: 'unavailable' });
    else if (head.packageName === null) unread.push({ path, reason: 'syntax-error' });
    else if (isInDefaultBuild(path, head, release)) (path.endsWith('_test.go') ? tests : code).add(path, head);
    else if (isSourceName(path)) others.add(path, head);
  }
  const { dir, importPath } = at;
  const { paths: files, sites } = others;
  const variant = files.length === 0 ? null : { dir, importPath, module: at.module.path, files, sites };
  return { found: packageOf(at, code, tests), variant, unread };
}

/** The package of a directory; null if it has no files. */
function packageOf({ dir, module, importPath }: Location, code: Files, tests: Files): GoPackage | null {
  if (code.paths.length === 0 && tests.paths.length === 0) return null;
  return {
    importPath,
    name: code.packageName ?? tests.packageName?.replace(/_test$/, '') ?? '',
    dir,
    module: module.path,
    files: code.paths,
    testFiles: tests.paths,
    ...(tests.external.length === 0 ? {} : { externalTestFiles: tests.external }),
    imports: code.imports(),
    testImports: tests.imports(),
    sites: code.sites,
    testSites: tests.sites,
    layer: null,
  };
}

/** Files of one kind and their imports. */
class Files {
  readonly paths: string[] = [];
  readonly sites: ImportSite[] = [];
  /** Files of packages whose names end in _test. */
  readonly external: string[] = [];
  packageName: string | null = null;

  add(path: string, head: FileHead): void {
    this.paths.push(path);
    this.packageName ??= head.packageName;
    if (head.packageName?.endsWith('_test')) this.external.push(path);
    const generated = head.generated ? 'header' : head.saysGenerated ? 'comment' : null;
    for (const site of head.imports) {
      const directives = [...head.directives, ...(site.directives ?? [])];
      this.sites.push({
        ...site,
        file: path,
        ...(directives.length === 0 ? {} : { directives }),
        ...(generated === null ? {} : { generated }),
      });
    }
  }

  imports(): string[] {
    return [...new Set(this.sites.map((site) => site.path))].sort();
  }
}

type PackageEdges = ReadonlyMap<string, readonly ImportSite[]>;

/** Edges by package, for each set of directories that the modules were read with: there an import means the same. */
const layouts = new WeakMap<ModuleMap, Map<string, WeakMap<GoPackage, PackageEdges>>>();
const MAX_LAYOUTS = 4;

function edgesBetween(byDir: ReadonlyMap<string, GoPackage>, modules: ModuleMap): ReadonlyMap<string, PackageEdges> {
  const seen = layouts.get(modules) ?? new Map<string, WeakMap<GoPackage, PackageEdges>>();
  layouts.set(modules, seen);
  const key = [...byDir.keys()].sort().join('\n');
  const known = seen.get(key) ?? new WeakMap<GoPackage, PackageEdges>();
  if (!seen.has(key)) keep(seen, key, known, MAX_LAYOUTS);
  const edges = new Map<string, PackageEdges>();
  for (const found of byDir.values()) {
    const own = known.get(found) ?? edgesOf(found, modules, byDir);
    known.set(found, own);
    edges.set(found.dir, own);
  }
  return edges;
}

function edgesOf(from: GoPackage, modules: ModuleMap, byDir: ReadonlyMap<string, GoPackage>): PackageEdges {
  const targets = new Map<string, ImportSite[]>();
  const module = modules.locate(from.dir)!.module;
  for (const site of from.sites) {
    const dir = modules.directoryOf(site.path, module);
    if (dir === null || !byDir.has(dir)) continue;
    const sites = targets.get(dir);
    if (sites === undefined) targets.set(dir, [site]);
    else sites.push(site);
  }
  return targets;
}

/** Packages by import path. If two modules claim a path, the later package has its directory added. */
function keyed(byDir: ReadonlyMap<string, GoPackage>): ReadonlyMap<string, GoPackage> {
  const packages = new Map<string, GoPackage>();
  for (const found of [...byDir.values()].sort((a, b) => (a.importPath < b.importPath ? -1 : 1))) {
    const key = packages.has(found.importPath) ? `${found.importPath} (${found.dir})` : found.importPath;
    packages.set(key, found);
  }
  return packages;
}

/** The edge from one directory to another, with the import paths of its ends. */
export function edgeBetween(graph: TreeGraph, from: string, to: string): Edge {
  return {
    from: graph.byDir.get(from)!.importPath,
    to: graph.byDir.get(to)!.importPath,
    sites: graph.edges.get(from)?.get(to) ?? [],
  };
}
