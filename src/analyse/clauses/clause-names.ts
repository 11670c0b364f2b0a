// Resolves the names in a clause to a directory, a layer or an import path of this repository.

import type { GoModule } from '../../domain/package-graph.ts';
import type { Settings } from '../../domain/settings.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { baseName, within } from '../graph/modules.ts';
import type { TreeGraph } from '../graph/package-graph.ts';

/** A resolved name. */
export type ResolvedName =
  | { readonly kind: 'dir'; readonly label: string; readonly dir: string }
  | { readonly kind: 'layer'; readonly label: string; readonly layer: string }
  | { readonly kind: 'import'; readonly label: string; readonly path: string };

export interface ClauseNames {
  /** Resolves code in backticks, in a document that governs `dir`. */
  resolveCode(code: string, dir: string): ResolvedName | null;
  /** Resolves a word: a layer of the settings, or the only directory of that name. */
  resolveWord(word: string, dir: string): ResolvedName | null;
  /** Tells whether a package directory belongs to a resolved name. */
  holds(resolved: ResolvedName, dir: string): boolean;
}

/** Packages of the standard library that a clause may name without a path. */
const STANDARD = new Set([
  ...['archive', 'bufio', 'bytes', 'cmp', 'compress', 'container', 'context', 'crypto', 'database', 'embed'],
  ...['encoding', 'errors', 'expvar', 'flag', 'fmt', 'go', 'hash', 'html', 'image', 'io', 'iter', 'log', 'maps'],
  ...['math', 'mime', 'net', 'os', 'path', 'plugin', 'reflect', 'regexp', 'runtime', 'slices', 'sort', 'strconv'],
  ...['strings', 'sync', 'syscall', 'testing', 'text', 'time', 'unicode', 'unsafe'],
]);

/** Tells whether an import path from outside of the repository belongs to the standard library. */
export function isStandard(importPath: string): boolean {
  return importPath === 'C' || !importPath.split('/', 1)[0]!.includes('.');
}

/** Resolves names in the directories and layers of these trees. */
export function createClauseNames(settings: Settings, ...graphs: readonly TreeGraph[]): ClauseNames {
  return new RepositoryNames(settings, graphs);
}

class RepositoryNames implements ClauseNames {
  private readonly dirs: readonly string[];
  private readonly modules: readonly Pick<GoModule, 'path' | 'dir'>[];
  private readonly layers: readonly { readonly name: string; readonly holds: (dir: string) => boolean }[];

  constructor(settings: Settings, graphs: readonly TreeGraph[]) {
    this.dirs = [...new Set(graphs.flatMap((graph) => [...graph.byDir.keys()]))];
    this.modules = [...new Set(graphs.flatMap((graph) => graph.modules.modules))];
    this.layers = settings.layers.map(({ name, packages }) => ({ name, holds: createAnyGlob(packages) }));
  }

  resolveCode(code: string, dir: string): ResolvedName | null {
    const path = cleanPath(code);
    if (path === null) return null;
    const found = this.directory(dir === '' ? path : `${dir}/${path}`, code) ?? this.directory(path, code);
    if (found !== null) return found;
    const module = this.modules.find((one) => (within(path, one.path) ?? '') !== '');
    if (module !== undefined) {
      const rest = within(path, module.path)!;
      return this.directory(module.dir === '' ? rest : `${module.dir}/${rest}`, code);
    }
    return isImportPath(path) ? { kind: 'import', label: code, path } : this.resolveWord(path, dir);
  }

  resolveWord(word: string, dir: string): ResolvedName | null {
    const layer = this.layers.find(({ name }) => isSameName(name, word));
    if (layer !== undefined) return { kind: 'layer', label: layer.name, layer: layer.name };
    const governed = dir === '' ? this.dirs : this.dirs.filter((known) => within(known, dir) !== null);
    const [only, ...others] = governed.filter((known) => isSameName(baseName(known), word));
    return only === undefined || others.length > 0 ? null : this.directory(only, word);
  }

  holds(resolved: ResolvedName, dir: string): boolean {
    if (resolved.kind === 'dir') return within(dir, resolved.dir) !== null;
    if (resolved.kind === 'import') return false;
    return this.layers.find(({ name }) => name === resolved.layer)?.holds(dir === '' ? '.' : dir) ?? false;
  }

  private directory(dir: string, label: string): ResolvedName | null {
    const exists = dir !== '' && this.dirs.some((known) => within(known, dir) !== null);
    return exists ? { kind: 'dir', label, dir } : null;
  }
}

/** "github.com/pkg/errors", or a package of the standard library. */
function isImportPath(path: string): boolean {
  const [first, ...rest] = path.split('/');
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(first!)) return rest.length > 0;
  return STANDARD.has(first!) && rest.every((element) => /^[a-z0-9]+$/.test(element));
}

/** "./internal/domain/...", "internal/domain/**" and "internal/domain/" name one directory. */
function cleanPath(code: string): string | null {
  const path = code
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/^(\.?\/)+/, '')
    .replace(/(\/(\.\.\.|\*{1,2}))+$/, '')
    .replace(/\/+$/, '');
  return /^[\w.@~-]+(\/[\w.@~-]+)*$/.test(path) ? path : null;
}

/** The word "handlers" names the layer "handler". */
function isSameName(name: string, word: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/(?<=[a-z]{3})s$/, '');
  return plain(name) === plain(word);
}
