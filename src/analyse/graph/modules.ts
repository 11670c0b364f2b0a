// Finds the Go modules of a tree (go.mod, go.work, nested modules, local replaces) and maps directories to import paths
// as the go command does.
import type { SourceTree } from '../../domain/snapshot.ts';
import { type ModuleFile, parseGoMod, parseGoWork, type WorkFile } from './go-mod.ts';

export function dirName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins and normalizes repository paths: "a/b" + "../c" is "a/c"; null if it leaves the repository. */
export function joinPath(dir: string, relative: string): string | null {
  const parts = dir === '' ? [] : dir.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Tells whether `./...` of the go command skips a directory with this name. */
function isSkippedElement(element: string): boolean {
  return element.startsWith('_') || element.startsWith('.') || element === 'testdata' || element === 'vendor';
}

/** The modules in these directories that the go command would visit, outermost first. */
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

/** Answers that are cached by directory, and by module and import path. */
const MAX_ANSWERS = 50_000;

/** Maps each directory to the module of the nearest go.mod. */
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
    // If several modules claim a path, the outermost has it.
    this.byPath = new Map([...modules].reverse().map((module) => [module.path, module]));
  }

  /** The module and import path of a directory; null if `./...` of the go command skips it. */
  locate(dir: string): { readonly module: ModuleFile; readonly importPath: string } | null {
    const known = this.answers.get(dir);
    if (known !== undefined) return known;
    const answer = this.locateFresh(dir);
    if (this.answers.size >= MAX_ANSWERS) this.answers.clear();
    this.answers.set(dir, answer);
    return answer;
  }

  private locateFresh(dir: string): { module: ModuleFile; importPath: string } | null {
    let at = dir;
    while (!this.byDir.has(at)) {
      if (this.boundaries.has(at) || at === '') return null;
      at = dirName(at);
    }
    const module = this.byDir.get(at)!;
    const inside = at === '' ? dir : dir.slice(at.length + 1);
    if (inside === '') return { module, importPath: module.path };
    const isSkipped = inside.split('/').some(isSkippedElement) || isIgnored(inside, module.ignores);
    return isSkipped ? null : { module, importPath: `${module.path}/${inside}` };
  }

  /**
   * Directory that an import path names in this repository, as seen by the importing module: its own packages, modules
   * of its workspace, modules replaced by a local directory, then any other module of the repository, whose releases it
   * requires. null: outside of the repository.
   */
  directoryOf(importPath: string, from: ModuleFile): string | null {
    return this.target(importPath, from)?.dir ?? null;
  }

  /** Tells whether the go command builds an imported package from this commit, rather than from a required release. */
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
   * The module with the longest path provides the package (https://go.dev/ref/mod#resolve-pkg-mod); among equal paths
   * the first. The go command tries a shorter path if the package does not exist: this map does not know the
   * directories.
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

/** A module, as seen by an importer. */
interface Holder {
  readonly path: string;
  /** null: outside of this repository. */
  readonly dir: string | null;
  readonly isHere: boolean;
}

/** Target of an import. */
interface ImportTarget {
  readonly dir: string | null;
  readonly isHere: boolean;
}

interface LocatedReplace {
  /** Directory that local targets are relative to. */
  readonly dir: string;
  readonly replace: ModuleFile['replaces'][number];
}

/** Replacements of one version take precedence over those of all versions. */
function replacesOf({ dir, replaces }: Pick<ModuleFile, 'dir' | 'replaces'>): LocatedReplace[] {
  const ofOne = replaces.filter(({ version }) => version !== undefined);
  const ofEvery = replaces.filter(({ version }) => version === undefined);
  return [...ofOne, ...ofEvery].map((replace) => ({ dir, replace }));
}

/** Directory of a local replacement; null for another module's release, or outside of the repository. */
function localTarget(dir: string, { with: target }: LocatedReplace['replace']): string | null {
  return /^\.\.?(\/|$)/.test(target) ? joinPath(dir, target) : null;
}

/** Tells whether a replacement applies: one of a single version only if that version is required. */
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

/** Modules of one go.work. */
interface Workspace {
  readonly members: ReadonlySet<ModuleFile>;
  readonly byPath: ReadonlyMap<string, ModuleFile>;
  /** Replacements of the go.work take precedence over those of its modules. */
  readonly replaces: readonly LocatedReplace[];
}

/** Workspaces, innermost first: the go command uses the nearest go.work above. */
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

/** Maps by the go.mod and go.work files, which both trees of most pull requests share. */
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
  // A missing text may be available later.
  if (!isWhole) return map;
  if (maps.size >= MAX_CACHED_MAPS) maps.delete(maps.keys().next().value!);
  maps.set(key, map);
  return map;
}

/** What follows `prefix` in an import path, "" for the prefix itself; null if the path is not below it. */
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
