// Opens the Go code of one tree, without tests: files with their imports, packages with their declarations.
import type { GoPackage } from '../../domain/package-graph.ts';
import type { FileHead } from '../go/scan-head.ts';
import { importName } from '../go/type-shape.ts';
import { yieldToEventLoop } from '../go/yield.ts';
import { dirName } from '../graph/modules.ts';
import { headOf, type TreeGraph } from '../graph/package-graph.ts';
import { currentIndexCache, type IndexCache, type IndexId } from './index-cache.ts';
import { isRouter } from './routers.ts';
import type { GoSymbol, IndexedFile } from './symbol.ts';

/** Bytes of Go that are read of one tree; further files are counted in `unread`. */
const MAX_BYTES = 64 << 20;
/** Bytes read before the event loop gets a turn. */
const BYTES_PER_BREATH = 1 << 20;

export interface PackageSymbols {
  readonly dir: string;
  readonly files: readonly IndexedFile[];
  /** Functions, types, variables and constants by name id. */
  readonly names: ReadonlyMap<number, GoSymbol>;
  /** Methods by name id of the receiver's type, then by their own. */
  readonly methods: ReadonlyMap<number, ReadonlyMap<number, GoSymbol>>;
}

export class SymbolTable {
  readonly graph: TreeGraph;
  readonly cache: IndexCache;
  /** Files that were not read because of a limit. */
  unread = 0;
  private readonly files = new Map<string, IndexedFile | null>();
  private readonly paths = new Map<IndexId, string[]>();
  private readonly packages = new Map<string, PackageSymbols>();
  private readonly ids = new Map<string, IndexId>();
  private bytes = 0;

  constructor(graph: TreeGraph, cache: IndexCache) {
    this.graph = graph;
    this.cache = cache;
  }

  get names() {
    return this.cache.names;
  }

  /**
   * Reads a package and returns its size. Cached files count towards the limit, so that it always cuts at the same
   * file.
   */
  load(found: GoPackage): number {
    const { tree } = this.graph;
    const before = this.bytes;
    for (const path of found.files) {
      const entry = tree.entries.get(path);
      const head = headOf(tree, path);
      if (entry === undefined || head === undefined) continue;
      this.bytes += entry.size ?? 0;
      const id =
        this.bytes > MAX_BYTES ? undefined : this.cache.read(entry.sha, isCallRead(head), () => tree.text(path));
      if (id === undefined || this.cache.get(id) === null) {
        this.unread += 1;
        continue;
      }
      const paths = this.paths.get(id);
      if (paths === undefined) this.paths.set(id, [path]);
      else paths.push(path);
      this.ids.set(path, id);
    }
    return this.bytes - before;
  }

  /** A file that was read; null for any other. */
  file(path: string): IndexedFile | null {
    let file = this.files.get(path);
    if (file === undefined) {
      file = this.openFile(path);
      this.files.set(path, file);
    }
    return file;
  }

  private openFile(path: string): IndexedFile | null {
    const id = this.ids.get(path);
    const index = id === undefined ? null : this.cache.get(id);
    if (index === null) return null;
    const dir = dirName(path);
    const imports = new Map<string, string>();
    const dotImport: string[] = [];
    for (const site of headOf(this.graph.tree, path)?.imports ?? []) {
      if (site.name === '.') dotImport.push(site.path);
      else if (site.name !== '_') imports.set(site.name ?? this.nameOfImport(site.path, dir), site.path);
    }
    return { path, dir, index, imports, dotImports: dotImport, resolutions: [] };
  }

  private nameOfImport(importPath: string, from: string): string {
    const dir = this.dirOf(importPath, from);
    return (dir === null ? undefined : this.graph.byDir.get(dir)?.name) ?? importName(importPath);
  }

  /** Directory of an import path, as imported by a package in `from`; null outside of the repository. */
  dirOf(importPath: string, from: string): string | null {
    const module = this.graph.modules.locate(from)?.module;
    const dir = module === undefined ? null : this.graph.modules.directoryOf(importPath, module);
    return dir !== null && this.graph.byDir.has(dir) ? dir : null;
  }

  importPathOf(dir: string): string {
    return this.graph.byDir.get(dir)?.importPath ?? dir;
  }

  /** The package of a directory; empty if there is none. */
  package(dir: string): PackageSymbols {
    let known = this.packages.get(dir);
    if (known === undefined) {
      known = this.openPackage(dir);
      this.packages.set(dir, known);
    }
    return known;
  }

  private openPackage(dir: string): PackageSymbols {
    const files = (this.graph.byDir.get(dir)?.files ?? [])
      .map((path) => this.file(path))
      .filter((file) => file !== null);
    const names = new Map<number, GoSymbol>();
    const methods = new Map<number, Map<number, GoSymbol>>();
    for (const file of files) {
      for (const declaration of file.index.declarations) {
        if (declaration.kind !== 'method') names.set(declaration.name, { file, declaration: declaration });
        else {
          const own = methods.get(declaration.receiver) ?? new Map<number, GoSymbol>();
          methods.set(declaration.receiver, own.set(declaration.name, { file, declaration: declaration }));
        }
      }
    }
    return { dir, files, names, methods };
  }

  /** Files of this tree with one of these indexes, by path. */
  filesAt(ids: readonly IndexId[]): IndexedFile[] {
    return ids
      .flatMap((id) => this.paths.get(id) ?? [])
      .sort()
      .map((path) => this.file(path))
      .filter((file) => file !== null);
  }

  /** Paths of all files that were read, sorted. */
  readPaths(): readonly string[] {
    return [...this.ids.keys()].sort();
  }
}

/** Bodies of generated code are skipped, unless it routes requests to hand-written code. */
function isCallRead(head: FileHead): boolean {
  return !head.generated || head.imports.some(({ path }) => isRouter(path));
}

/** The symbols of a tree of which nothing is read. */
export function emptySymbolTable(graph: TreeGraph): SymbolTable {
  return new SymbolTable(graph, currentIndexCache());
}

/** Reads the code of a tree: first the packages in `first` and all that import them, directly or not, then the rest. */
export async function openSymbolTable(
  graph: TreeGraph,
  first: readonly string[],
  signal?: AbortSignal,
): Promise<SymbolTable> {
  const table = new SymbolTable(graph, currentIndexCache());
  let pending = 0;
  for (const dir of inOrder(graph, first)) {
    pending += table.load(graph.byDir.get(dir)!);
    if (pending < BYTES_PER_BREATH) continue;
    pending = 0;
    await yieldToEventLoop(signal);
  }
  return table;
}

function inOrder(graph: TreeGraph, first: readonly string[]): readonly string[] {
  const importers = new Map<string, string[]>();
  for (const [from, targets] of graph.edges)
    for (const to of targets.keys()) {
      const known = importers.get(to);
      if (known === undefined) importers.set(to, [from]);
      else known.push(from);
    }
  const order = new Set(first.filter((dir) => graph.byDir.has(dir)));
  for (const dir of order) for (const importer of (importers.get(dir) ?? []).sort()) order.add(importer);
  for (const dir of [...graph.byDir.keys()].sort()) order.add(dir);
  return [...order];
}
