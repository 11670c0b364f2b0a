// Finds the Go modules of a tree (go.mod, go.work, nested modules, local replaces) and maps directories to import paths the way the
// go command does.
import type { SourceTree } from '../../domain/snapshot.ts';
import { type ModuleFile, parseGoMod } from './go-mod.ts';

export function dirName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and cleans repository paths: "a/b" + "../c" is "a/c"; null where it leaves the repository. */
export function joinPath(dir: string, relative: string): string | null {
  const parts = dir === '' ? [] : dir.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Whether the go command's `./...` skips a directory with this name. */
export function isSkippedElement(element: string): boolean {
  return element.startsWith('_') || element.startsWith('.') || element === 'testdata' || element === 'vendor';
}

/** The modules of a tree in these directories that the go command would visit, outermost first. */
export function readModules(tree: SourceTree, dirs: Iterable<string>): readonly ModuleFile[] {
  const modules: ModuleFile[] = [];
  for (const dir of dirs) {
    if (dir.split('/').some(isSkippedElement)) continue;
    const path = dir === '' ? 'go.mod' : `${dir}/go.mod`;
    const text = tree.text(path);
    const module = text === undefined ? null : parseGoMod(text, path);
    if (module !== null) modules.push(module);
  }
  return modules.sort((a, b) => a.dir.length - b.dir.length || (a.dir < b.dir ? -1 : 1));
}

/** Directories whose module is remembered, and imports of a module whose directory is. */
const MAX_ANSWERS = 50_000;

/** The module that holds each directory, nearest go.mod first. */
export class ModuleMap {
  readonly modules: readonly ModuleFile[];
  private readonly byDir: ReadonlyMap<string, ModuleFile>;
  private readonly boundaries: ReadonlySet<string>;
  private readonly byPath: ReadonlyMap<string, ModuleFile>;
  private readonly targets = new WeakMap<ModuleFile, Map<string, string | null>>();
  private readonly answers = new Map<string, { module: ModuleFile; importPath: string } | null>();

  constructor(modules: readonly ModuleFile[], boundaries: ReadonlySet<string>) {
    this.modules = modules;
    this.boundaries = boundaries;
    this.byDir = new Map(modules.map((module) => [module.dir, module]));
    // The outermost module keeps a path that several claim.
    this.byPath = new Map([...modules].reverse().map((module) => [module.path, module]));
  }

  /** The module and import path of a directory; null where the go command's `./...` sees none. */
  locate(dir: string): { readonly module: ModuleFile; readonly importPath: string } | null {
    const known = this.answers.get(dir);
    if (known !== undefined) return known;
    const answer = this.locateFresh(dir);
    if (this.answers.size >= MAX_ANSWERS) this.answers.clear();
    this.answers.set(dir, answer);
    return answer;
  }

  private locateFresh(dir: string): { module: ModuleFile; importPath: string } | null {
    for (let at = dir; ; at = dirName(at)) {
      const module = this.byDir.get(at);
      if (module !== undefined) {
        const inside = at === '' ? dir : dir.slice(at.length + 1);
        if (inside !== '' && (inside.split('/').some(isSkippedElement) || isIgnored(inside, module.ignores)))
          return null;
        return { module, importPath: inside === '' ? module.path : `${module.path}/${inside}` };
      }
      if (this.boundaries.has(at) || at === '') return null;
    }
  }

  /**
   * Directory that an import path names within this repository, as the importing module sees it: its own packages, modules it
   * replaces by a local directory, then any other module of the repository. null: outside the repository.
   */
  directoryOf(importPath: string, from: ModuleFile): string | null {
    const known = this.targets.get(from) ?? new Map<string, string | null>();
    this.targets.set(from, known);
    let dir = known.get(importPath);
    if (dir === undefined) {
      dir = this.directoryOfFresh(importPath, from);
      if (known.size >= MAX_ANSWERS) known.clear();
      known.set(importPath, dir);
    }
    return dir;
  }

  private directoryOfFresh(importPath: string, from: ModuleFile): string | null {
    const own = within(importPath, from.path);
    if (own !== null) {
      const nested = this.longestModule(importPath);
      if (nested === null || nested.path.length <= from.path.length) return joinPath(from.dir, own);
    }
    for (const replace of from.replaces) {
      const rest = within(importPath, replace.path);
      if (rest === null || !/^\.\.?(\/|$)/.test(replace.with)) continue;
      const dir = joinPath(from.dir, replace.with);
      if (dir !== null) return joinPath(dir, rest);
    }
    const module = this.longestModule(importPath);
    return module === null ? null : joinPath(module.dir, within(importPath, module.path)!);
  }

  private longestModule(importPath: string): ModuleFile | null {
    for (let path = importPath; path !== ''; path = dirName(path)) {
      const module = this.byPath.get(path);
      if (module !== undefined) return module;
    }
    return null;
  }
}

/** Maps of the same go.mod files, which both trees of nearly every pull request share. */
const maps = new Map<string, ModuleMap>();
const MAX_CACHED_MAPS = 16;

/** The module map of a tree. */
export function mapModules(tree: SourceTree): ModuleMap {
  const boundaries = new Set<string>();
  let key = '';
  let isWhole = true;
  for (const [path, { sha }] of tree.entries) {
    if (path !== 'go.mod' && !path.endsWith('/go.mod')) continue;
    boundaries.add(dirName(path));
    key += `${path} ${sha}\n`;
    isWhole &&= tree.text(path) !== undefined;
  }
  const known = maps.get(key);
  if (known !== undefined) return known;
  const map = new ModuleMap(readModules(tree, boundaries), boundaries);
  // What could not be had today may be had tomorrow.
  if (!isWhole) return map;
  if (maps.size >= MAX_CACHED_MAPS) maps.delete(maps.keys().next().value!);
  maps.set(key, map);
  return map;
}

/** What follows `prefix` in an import path ("" for the path itself); null where the path is not below it. */
export function within(importPath: string, prefix: string): string | null {
  if (importPath === prefix) return '';
  return importPath.startsWith(`${prefix}/`) ? importPath.slice(prefix.length + 1) : null;
}

function isIgnored(inside: string, ignores: readonly string[]): boolean {
  return ignores.some((ignore) => {
    const rooted = ignore.startsWith('./');
    const path = joinPath('', ignore);
    if (path === null || path === '') return false;
    if (rooted) return within(inside, path) !== null;
    return `/${inside}/`.includes(`/${path}/`);
  });
}
