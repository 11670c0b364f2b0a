// Finds the Go modules of a tree (go.mod, go.work, nested modules, local replaces) and maps directories to import paths the way the
// go command does.
import type { SourceTree } from '../../domain/snapshot.ts';
import { type ModuleFile, parseGoMod, parseGoWork, type WorkFile } from './go-mod.ts';

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
function isSkippedElement(element: string): boolean {
  return element.startsWith('_') || element.startsWith('.') || element === 'testdata' || element === 'vendor';
}

/** The modules of a tree in these directories that the go command would visit, outermost first. */
function readModules(tree: SourceTree, dirs: Iterable<string>): readonly ModuleFile[] {
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
  private readonly workspaces: readonly Workspace[];
  private readonly targets = new WeakMap<ModuleFile, Map<string, ImportTarget | null>>();
  private readonly answers = new Map<string, { module: ModuleFile; importPath: string } | null>();

  constructor(modules: readonly ModuleFile[], boundaries: ReadonlySet<string>, workFiles: readonly WorkFile[]) {
    this.modules = modules;
    this.workspaces = openWorkspaces(workFiles, modules);
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
   * Directory that an import path names within this repository, as the importing module sees it: its own packages, modules of its
   * workspace, modules that are replaced by a local directory, then any other module of the repository, whose releases it requires.
   * null: outside the repository.
   */
  directoryOf(importPath: string, from: ModuleFile): string | null {
    return this.target(importPath, from)?.dir ?? null;
  }

  /** Whether the go command takes an imported package from this very commit: not so where it is required as a release. */
  isBuiltFromHere(importPath: string, from: ModuleFile): boolean {
    return this.target(importPath, from)?.isHere ?? false;
  }

  private target(importPath: string, from: ModuleFile): ImportTarget | null {
    const known = this.targets.get(from) ?? new Map<string, ImportTarget | null>();
    this.targets.set(from, known);
    let found = known.get(importPath);
    if (found === undefined) {
      found = this.targetFresh(importPath, from);
      if (known.size >= MAX_ANSWERS) known.clear();
      known.set(importPath, found);
    }
    return found;
  }

  /**
   * The module with the longest path holds the package (https://go.dev/ref/mod#resolve-pkg-mod); where several claim that path, the first
   * here. The go command tries a shorter one where the package is not there: only directories that are no part of this map could tell.
   */
  private targetFresh(importPath: string, from: ModuleFile): ImportTarget | null {
    const workspace = this.workspaces.find((one) => one.members.has(from));
    const member = workspace === undefined ? null : longestModule(importPath, workspace.byPath);
    const nearest = longestModule(importPath, this.byPath);
    const holders: Holder[] = [
      { ...from, isHere: true },
      ...(member === null ? [] : [{ ...member, isHere: true }]),
      ...(workspace?.replaces ?? replacesOf(from))
        .filter(({ replace }) => isRequired(from, replace))
        .map(({ dir, replace }) => ({ path: replace.path, dir: localTarget(dir, replace), isHere: true })),
      ...(nearest === null ? [] : [{ ...nearest, isHere: false }]),
    ];
    const [first, ...others] = holders.filter(({ path }) => within(importPath, path) !== null);
    if (first === undefined) return null;
    const { path, dir, isHere } = others.reduce((a, b) => (b.path.length > a.path.length ? b : a), first);
    return dir === null ? null : { dir: joinPath(dir, within(importPath, path)!), isHere };
  }
}

/** A module as an importer sees it. */
interface Holder {
  readonly path: string;
  /** null: outside this repository. */
  readonly dir: string | null;
  readonly isHere: boolean;
}

/** Where an import leads. */
interface ImportTarget {
  readonly dir: string | null;
  readonly isHere: boolean;
}

interface LocatedReplace {
  /** Directory that a local target is relative to. */
  readonly dir: string;
  readonly replace: ModuleFile['replaces'][number];
}

/** Those of one version first, which overrule those of every version. */
function replacesOf({ dir, replaces }: Pick<ModuleFile, 'dir' | 'replaces'>): LocatedReplace[] {
  const ofOne = replaces.filter(({ version }) => version !== undefined);
  const ofEvery = replaces.filter(({ version }) => version === undefined);
  return [...ofOne, ...ofEvery].map((replace) => ({ dir, replace }));
}

/** Directory that takes a module's place; null where that is another module's release, or outside the repository. */
function localTarget(dir: string, { with: target }: LocatedReplace['replace']): string | null {
  return /^\.\.?(\/|$)/.test(target) ? joinPath(dir, target) : null;
}

/** A replacement of one version counts where that version is required. */
function isRequired({ requires }: ModuleFile, { path, version }: ModuleFile['replaces'][number]): boolean {
  return version === undefined || requires.some((one) => one.path === path && one.version === version);
}

function longestModule(importPath: string, byPath: ReadonlyMap<string, ModuleFile>): ModuleFile | null {
  for (let path = importPath; path !== ''; path = dirName(path)) {
    const module = byPath.get(path);
    if (module !== undefined) return module;
  }
  return null;
}

/** Modules that one go.work puts together. */
interface Workspace {
  readonly members: ReadonlySet<ModuleFile>;
  readonly byPath: ReadonlyMap<string, ModuleFile>;
  /** Those of the go.work first, which overrule those of its modules. */
  readonly replaces: readonly LocatedReplace[];
}

/** Workspaces, innermost first: the go command takes the nearest go.work above. */
function openWorkspaces(files: readonly WorkFile[], modules: readonly ModuleFile[]): readonly Workspace[] {
  return [...files]
    .sort((a, b) => b.dir.length - a.dir.length)
    .map((file) => {
      const dirs = new Set(file.uses.map((use) => joinPath(file.dir, use)));
      const members = modules.filter(({ dir }) => dirs.has(dir));
      return {
        members: new Set(members),
        byPath: new Map([...members].reverse().map((module) => [module.path, module])),
        replaces: [...replacesOf(file), ...members.flatMap(replacesOf)],
      };
    });
}

/** Maps of the same go.mod and go.work files, which both trees of nearly every pull request share. */
const maps = new Map<string, ModuleMap>();
const MAX_CACHED_MAPS = 16;

/** The module map of a tree. */
export function mapModules(tree: SourceTree): ModuleMap {
  const boundaries = new Set<string>();
  const workFiles: WorkFile[] = [];
  let key = '';
  let isWhole = true;
  for (const [path, { sha }] of tree.entries) {
    if (!/(^|\/)go\.(mod|work)$/.test(path)) continue;
    const text = tree.text(path);
    key += `${path} ${sha}\n`;
    isWhole &&= text !== undefined;
    if (path.endsWith('.mod')) boundaries.add(dirName(path));
    else if (text !== undefined) workFiles.push(parseGoWork(text, path));
  }
  const known = maps.get(key);
  if (known !== undefined) return known;
  const map = new ModuleMap(readModules(tree, boundaries), boundaries, workFiles);
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
