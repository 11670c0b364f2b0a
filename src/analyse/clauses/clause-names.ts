// Resolves the names in a clause to directories, a layer, or the import path of a library.
import type { GoModule } from '../../domain/package-graph.ts';
import type { Settings } from '../../domain/settings.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { baseName, dirName, within } from '../graph/modules.ts';
import type { TreeGraph } from '../graph/package-graph.ts';

/** A resolved name. */
export type ResolvedName =
  /** Directories of one name: a document may govern several modules that each have an `internal/service`. */
  | { readonly kind: 'dir'; readonly label: string; readonly dirs: readonly string[] }
  | { readonly kind: 'layer'; readonly label: string; readonly layer: string }
  | { readonly kind: 'import'; readonly label: string; readonly path: string };

export interface ClauseNames {
  /** Resolves code in backticks, in a document that governs `dir`. */
  resolveCode(code: string, dir: string): ResolvedName | null;
  /** Resolves a word: a layer of the settings, directories of that name, or a library that a module requires. */
  resolveWord(word: string, dir: string): ResolvedName | null;
  /** Tells whether a package directory belongs to a resolved name. */
  holds(resolved: ResolvedName, dir: string): boolean;
  /** The settings' layer of a package directory; null if it has none. */
  layerOf(dir: string): string | null;
  /** The settings declare layers. */
  readonly hasLayers: boolean;
  /** Directories with packages, of the trees that the names were read from. */
  readonly dirs: readonly string[];
  /** Tells whether the repository has a file or directory at this path. */
  exists(path: string): boolean;
}

/** Packages of the standard library that a clause may name without a path. */
const STANDARD = new Set([
  ...['archive', 'bufio', 'bytes', 'cmp', 'compress', 'container', 'context', 'crypto', 'database', 'embed'],
  ...['encoding', 'errors', 'expvar', 'flag', 'fmt', 'go', 'hash', 'html', 'image', 'io', 'iter', 'log', 'maps'],
  ...['math', 'mime', 'net', 'os', 'path', 'plugin', 'reflect', 'regexp', 'runtime', 'slices', 'sort', 'strconv'],
  ...['strings', 'sync', 'syscall', 'testing', 'text', 'time', 'unicode', 'unsafe'],
]);

/** Short forms that teams use for directories with the long name, and the other way round. */
const SAME: readonly (readonly string[])[] = [
  ['infra', 'infrastructure'],
  ['repo', 'repository', 'repositorie'],
  ['app', 'application'],
  ['usecase', 'use case'],
  ['config', 'configuration'],
  ['db', 'database'],
  ['entity', 'entitie'],
  ['delivery', 'deliverie'],
];

/** A word that names more directories names none. */
const MAX_DIRS = 60;

/** Tells whether an import path from outside of the repository belongs to the standard library. */
export function isStandard(importPath: string): boolean {
  return importPath === 'C' || !importPath.split('/', 1)[0]!.includes('.');
}

/** Resolves names in the directories and layers of these trees. */
export function createClauseNames(settings: Settings, ...graphs: readonly TreeGraph[]): ClauseNames {
  return new RepositoryNames(settings, graphs);
}

class RepositoryNames implements ClauseNames {
  readonly dirs: readonly string[];
  readonly hasLayers: boolean;
  private readonly graphs: readonly TreeGraph[];
  private readonly modules: readonly Pick<GoModule, 'path' | 'dir' | 'requires'>[];
  private readonly layers: readonly { readonly name: string; readonly holds: (dir: string) => boolean }[];
  /** Every directory above a package too. */
  private readonly known: ReadonlySet<string>;
  private readonly byName: ReadonlyMap<string, readonly string[]>;
  private files: ReadonlySet<string> | null = null;

  constructor(settings: Settings, graphs: readonly TreeGraph[]) {
    this.graphs = graphs;
    this.dirs = [...new Set(graphs.flatMap((graph) => [...graph.byDir.keys()]))];
    this.known = withParents(this.dirs);
    this.byName = groupByName(this.known);
    this.modules = uniqueModules(graphs.flatMap((graph) => graph.modules.modules));
    this.layers = settings.layers.map(({ name, packages }) => ({ name, holds: createAnyGlob(packages) }));
    this.hasLayers = this.layers.length > 0;
  }

  resolveCode(code: string, dir: string): ResolvedName | null {
    const path = cleanPath(code);
    if (path === null) return this.matching(code, dir);
    const at = this.placesOf(path, dir);
    if (at.length > 0) return { kind: 'dir', label: code, dirs: at };
    const module = this.modules.find((one) => (within(path, one.path) ?? '') !== '');
    if (module !== undefined) {
      const found = joined(module.dir, within(path, module.path)!);
      return this.known.has(found) ? { kind: 'dir', label: code, dirs: [found] } : null;
    }
    if (isImportPath(path)) return { kind: 'import', label: code, path };
    return path.includes('/') ? this.endingWith(path, code, dir) : this.resolveWord(path, dir);
  }

  resolveWord(word: string, dir: string): ResolvedName | null {
    const layer = this.layers.find(({ name }) => plainName(name) === plainName(word));
    if (layer !== undefined) return { kind: 'layer', label: layer.name, layer: layer.name };
    const named = topMost((this.byName.get(plainName(word)) ?? []).filter((found) => isGoverned(found, dir)));
    if (named.length > MAX_DIRS) return null;
    return named.length > 0 ? { kind: 'dir', label: word, dirs: named } : this.library(word, dir);
  }

  holds(resolved: ResolvedName, dir: string): boolean {
    if (resolved.kind === 'dir') return resolved.dirs.some((one) => within(dir, one) !== null);
    if (resolved.kind === 'import') return false;
    return this.layers.find(({ name }) => name === resolved.layer)?.holds(dir === '' ? '.' : dir) ?? false;
  }

  layerOf(dir: string): string | null {
    return this.layers.find(({ holds }) => holds(dir === '' ? '.' : dir))?.name ?? null;
  }

  exists(path: string): boolean {
    this.files ??= withParents(this.graphs.flatMap(({ tree }) => [...tree.entries.keys()]));
    return this.files.has(path);
  }

  /** Where a path is: below the governed directory, at the root, and in every module that the document governs. */
  private placesOf(path: string, dir: string): string[] {
    const near = [joined(dir, path), path].filter((found) => this.known.has(found)).slice(0, 1);
    const inModules = this.modules
      .filter((module) => module.dir !== '' && isGoverned(module.dir, dir))
      .map((module) => joined(module.dir, path))
      .filter((found) => this.known.has(found));
    return topMost([...new Set([...near, ...inModules])]);
  }

  /** "delivery/http" of every feature that has one. */
  private endingWith(path: string, code: string, dir: string): ResolvedName | null {
    const named = this.byName.get(plainName(baseName(path))) ?? [];
    const found = topMost(named.filter((one) => one.endsWith(`/${path}`) && isGoverned(one, dir)));
    return found.length === 0 || found.length > MAX_DIRS ? null : { kind: 'dir', label: code, dirs: found };
  }

  /** "internal/*\/domain": directories that a glob matches. */
  private matching(code: string, dir: string): ResolvedName | null {
    const glob = code.trim().replace(/^\.?\//, '');
    if (!glob.includes('*') || !/^[\w.@*~/-]{3,200}$/.test(glob)) return null;
    const matches = createAnyGlob([joined(dir, trimEnd(glob))]);
    const found = topMost([...this.known].filter((one) => one !== '' && matches(one)));
    return found.length === 0 || found.length > MAX_DIRS * 4 ? null : { kind: 'dir', label: code, dirs: found };
  }

  /** "gin": a library by the last word of its path that says something. */
  private library(word: string, dir: string): ResolvedName | null {
    const name = word.toLowerCase();
    if (!/^[a-z][\w.-]{1,40}$/.test(name)) return null;
    const required = this.modules
      .filter((module) => isGoverned(module.dir, dir) || within(dir, module.dir) !== null || module.dir === '')
      .flatMap(({ requires }) => requires.map(({ path }) => path));
    const found = [...new Set(required)].filter((path) => libraryNames(path).includes(name));
    const hosts = new Set(found.map((path) => path.split('/', 1)[0]!));
    const [host] = hosts;
    // "gorm" is all of gorm.io; a name that libraries of several hosts have is none.
    if (found.length > 1 && hosts.size === 1 && host!.startsWith(`${name}.`))
      return { kind: 'import', label: word, path: host! };
    return found.length === 1 ? { kind: 'import', label: word, path: found[0]! } : null;
  }
}

function uniqueModules<M extends Pick<GoModule, 'path' | 'dir'>>(modules: readonly M[]): M[] {
  return [...new Map(modules.map((module) => [`${module.dir} ${module.path}`, module])).values()];
}

function withParents(paths: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const path of paths) for (let at = path; at !== '' && !all.has(at); at = dirName(at)) all.add(at);
  return all;
}

function groupByName(dirs: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const dir of dirs) {
    const name = plainName(baseName(dir));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [dir]);
    else group.push(dir);
  }
  return groups;
}

function joined(dir: string, path: string): string {
  return dir === '' ? path : path === '' ? dir : `${dir}/${path}`;
}

function isGoverned(path: string, dir: string): boolean {
  return dir === '' || within(path, dir) !== null;
}

/** Without directories below others. */
function topMost(dirs: readonly string[]): string[] {
  const sorted = [...dirs].sort();
  const kept: string[] = [];
  for (const dir of sorted) if (!kept.some((one) => within(dir, one) !== null)) kept.push(dir);
  return kept;
}

/** "github.com/gin-gonic/gin/v2": gin. "gopkg.in/yaml.v3": yaml. "github.com/spf13/go-viper": viper. */
function libraryNames(path: string): string[] {
  const elements = path.split('/').filter((element) => !/^v\d+$/.test(element));
  const last = (elements.at(-1) ?? '').toLowerCase().replace(/\.v\d+$/, '');
  const host = elements[0]?.split('.')[0] ?? '';
  return [
    last,
    last.replace(/^go-/, ''),
    last.replace(/-go$/, ''),
    last.replace(/^go/, ''),
    ...(host === last ? [] : [host]),
  ].filter((name) => name !== '' && !/^(github|golang|google|gitlab|gopkg|go)$/.test(name));
}

/** "github.com/pkg/errors", or a package of the standard library. */
function isImportPath(path: string): boolean {
  const [first, ...rest] = path.split('/');
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(first!)) return rest.length > 0;
  return STANDARD.has(first!) && rest.every((element) => /^[a-z0-9]+$/.test(element));
}

function trimEnd(path: string): string {
  let end = path;
  while (/\/(\.\.\.|\*\*?)?$/.test(end)) end = end.slice(0, end.lastIndexOf('/'));
  return end;
}

/** "./internal/domain/...", "internal/domain/**" and "internal/domain/" name one directory. */
function cleanPath(code: string): string | null {
  const path = trimEnd(
    code
      .trim()
      .replace(/^"|"$/g, '')
      .replace(/^(\.?\/)+/, ''),
  );
  return /^[\w.@~-]+(\/[\w.@~-]+)*$/.test(path) ? path : null;
}

/** The word "handlers" names the directory "handler", and "use cases" names "usecase". */
function plainName(name: string): string {
  const bare = name
    .toLowerCase()
    .replace(/[-_ ]/g, '')
    .replace(/(?<=[a-z]{3})s$/, '');
  return SAME.find((names) => names.some((one) => one.replace(/ /g, '') === bare))?.[0] ?? bare;
}
