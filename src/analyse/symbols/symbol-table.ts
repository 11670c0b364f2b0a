// The Go code of one tree as names see it: files with their imports, packages with what they declare. Test files are left out.
import type { GoPackage } from '../../domain/package-graph.ts';
import type { FileHead } from '../go/scan-imports.ts';
import { importName } from '../go/type-shape.ts';
import { yieldToEventLoop } from '../go/yield.ts';
import { dirName } from '../graph/modules.ts';
import { headOf, type TreeGraph } from '../graph/package-graph.ts';
import { type Blob, currentShelf, type Shelf } from './index-cache.ts';
import { isRouter } from './routers.ts';
import type { CodeFile, Standing } from './symbol.ts';

/** Go text that one tree may bring; what lies beyond it is counted in `unread`. */
const MAX_BYTES = 64 << 20;
/** Bytes read between two breaths: the process answers health checks and cancellations in between. */
const BYTES_PER_BREATH = 1 << 20;

export interface CodePackage {
  readonly dir: string;
  readonly files: readonly CodeFile[];
  /** Functions, types, variables and constants by name id. */
  readonly names: ReadonlyMap<number, Standing>;
  /** Methods by the name id of their receiver's type, then by their own. */
  readonly methods: ReadonlyMap<number, ReadonlyMap<number, Standing>>;
}

export class Code {
  readonly graph: TreeGraph;
  readonly shelf: Shelf;
  /** Files that were not read: over the limit, or nested too deeply. */
  unread = 0;
  private readonly files = new Map<string, CodeFile | null>();
  private readonly paths = new Map<Blob, string[]>();
  private readonly packages = new Map<string, CodePackage>();
  private readonly blobs = new Map<string, Blob>();
  private bytes = 0;

  constructor(graph: TreeGraph, shelf: Shelf) {
    this.graph = graph;
    this.shelf = shelf;
  }

  get names() {
    return this.shelf.names;
  }

  /** Reads a package's files and returns their size; the limit counts what the shelf knows already too, so that it cuts the same. */
  load(found: GoPackage): number {
    const { tree } = this.graph;
    const before = this.bytes;
    for (const path of found.files) {
      const entry = tree.entries.get(path);
      const head = headOf(tree, path);
      if (entry === undefined || head === undefined) continue;
      this.bytes += entry.size ?? 0;
      const blob =
        this.bytes > MAX_BYTES ? undefined : this.shelf.blobOf(entry.sha, isCallRead(head), () => tree.text(path));
      if (blob === undefined || this.shelf.indexOf(blob) === null) {
        this.unread += 1;
        continue;
      }
      const paths = this.paths.get(blob);
      if (paths === undefined) this.paths.set(blob, [path]);
      else paths.push(path);
      this.blobs.set(path, blob);
    }
    return this.bytes - before;
  }

  /** A file that was read; null for any other. */
  file(path: string): CodeFile | null {
    let file = this.files.get(path);
    if (file === undefined) {
      file = this.openFile(path);
      this.files.set(path, file);
    }
    return file;
  }

  private openFile(path: string): CodeFile | null {
    const blob = this.blobs.get(path);
    const index = blob === undefined ? null : this.shelf.indexOf(blob);
    if (index === null) return null;
    const dir = dirName(path);
    const imports = new Map<string, string>();
    const dotted: string[] = [];
    for (const site of headOf(this.graph.tree, path)?.imports ?? []) {
      if (site.name === '.') dotted.push(site.path);
      else if (site.name !== '_') imports.set(site.name ?? this.nameOfImport(site.path, dir), site.path);
    }
    return { path, dir, index, imports, dotted, meanings: [] };
  }

  private nameOfImport(importPath: string, from: string): string {
    const dir = this.dirOf(importPath, from);
    return (dir === null ? undefined : this.graph.byDir.get(dir)?.name) ?? importName(importPath);
  }

  /** Directory that an import path names, as a package at `from` sees it; null outside the repository. */
  dirOf(importPath: string, from: string): string | null {
    const module = this.graph.modules.locate(from)?.module;
    const dir = module === undefined ? null : this.graph.modules.directoryOf(importPath, module);
    return dir !== null && this.graph.byDir.has(dir) ? dir : null;
  }

  importPathOf(dir: string): string {
    return this.graph.byDir.get(dir)?.importPath ?? dir;
  }

  /** The package of a directory; empty where there is none. */
  package(dir: string): CodePackage {
    let known = this.packages.get(dir);
    if (known === undefined) {
      known = this.openPackage(dir);
      this.packages.set(dir, known);
    }
    return known;
  }

  private openPackage(dir: string): CodePackage {
    const files = (this.graph.byDir.get(dir)?.files ?? [])
      .map((path) => this.file(path))
      .filter((file) => file !== null);
    const names = new Map<number, Standing>();
    const methods = new Map<number, Map<number, Standing>>();
    for (const file of files) {
      for (const declared of file.index.declared) {
        if (declared.kind !== 'method') names.set(declared.name, { file, declared });
        else {
          const own = methods.get(declared.receiver) ?? new Map<number, Standing>();
          methods.set(declared.receiver, own.set(declared.name, { file, declared }));
        }
      }
    }
    return { dir, files, names, methods };
  }

  /** Files of this tree among blobs, by path. */
  filesOf(blobs: readonly Blob[]): CodeFile[] {
    return blobs
      .flatMap((blob) => this.paths.get(blob) ?? [])
      .sort()
      .map((path) => this.file(path))
      .filter((file) => file !== null);
  }

  /** Paths of all files that were read, sorted. */
  readPaths(): readonly string[] {
    return [...this.blobs.keys()].sort();
  }
}

/** Nobody asks what generated code calls, except where it hands requests to code that people wrote. */
function isCallRead(head: FileHead): boolean {
  return !head.generated || head.imports.some(({ path }) => isRouter(path));
}

/** The code of a tree of which nothing is read. */
export function openNoCode(graph: TreeGraph): Code {
  return new Code(graph, currentShelf());
}

/** Reads the code of a tree: the packages at `first` and all that import them, near and far, before the rest. */
export async function openCode(graph: TreeGraph, first: readonly string[], signal?: AbortSignal): Promise<Code> {
  const code = new Code(graph, currentShelf());
  let pending = 0;
  for (const dir of inOrder(graph, first)) {
    pending += code.load(graph.byDir.get(dir)!);
    if (pending < BYTES_PER_BREATH) continue;
    pending = 0;
    await yieldToEventLoop(signal);
  }
  return code;
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
