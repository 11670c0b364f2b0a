// What the words of a clause can mean in this repository: which directory, layer or import path a name stands for.

import type { Settings } from '../../domain/settings.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { baseName, within } from '../graph/modules.ts';
import type { TreeGraph } from '../graph/package-graph.ts';

/** A name from a clause, resolved. */
export type ResolvedName =
  | { readonly kind: 'dir'; readonly label: string; readonly dir: string }
  | { readonly kind: 'layer'; readonly label: string; readonly layer: string }
  | { readonly kind: 'import'; readonly label: string; readonly path: string };

export interface ClauseNames {
  /** What code in backticks stands for, read from a document that governs `dir`. */
  resolveCode(code: string, dir: string): ResolvedName | null;
  /** What a word stands for: a layer of the settings, or the one directory of that name. */
  resolveWord(word: string, dir: string): ResolvedName | null;
  /** Whether a package directory is what was meant. */
  holds(resolved: ResolvedName, dir: string): boolean;
}

/** Packages of the standard library that a clause may name without a path. */
const STANDARD =
  /^(archive|bufio|bytes|cmp|compress|container|context|crypto|database|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|sync|syscall|testing|text|time|unicode|unsafe)(\/[a-z0-9]+)*$/;

/** Whether an import path from outside the repository is the standard library's. */
export function isStandard(importPath: string): boolean {
  return importPath === 'C' || !importPath.split('/', 1)[0]!.includes('.');
}

export function createClauseNames(settings: Settings, ...graphs: readonly TreeGraph[]): ClauseNames {
  const dirs = [...new Set(graphs.flatMap((graph) => [...graph.byDir.keys()]))];
  const modules = [...new Set(graphs.flatMap((graph) => graph.modules.modules))];
  const layers = settings.layers.map((layer) => ({
    name: layer.name,
    holds: createAnyGlob(layer.packages),
  }));
  const hasDir = (dir: string) => dir !== '' && dirs.some((known) => within(known, dir) !== null);
  const asDir = (dir: string, label: string): ResolvedName | null => (hasDir(dir) ? { kind: 'dir', label, dir } : null);
  return {
    resolveCode(code, dir) {
      const path = cleanPath(code);
      if (path === null) return null;
      const inside = dir === '' ? path : `${dir}/${path}`;
      const found = asDir(inside, code) ?? asDir(path, code);
      if (found !== null) return found;
      for (const module of modules) {
        const rest = within(path, module.path);
        if (rest !== null && rest !== '') return asDir(module.dir === '' ? rest : `${module.dir}/${rest}`, code);
      }
      const isImport = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/|$)/i.test(path) ? path.includes('/') : STANDARD.test(path);
      return isImport ? { kind: 'import', label: code, path } : this.resolveWord(path, dir);
    },
    resolveWord(word, dir) {
      const layer = layers.find(({ name }) => isSameName(name, word));
      if (layer !== undefined) return { kind: 'layer', label: layer.name, layer: layer.name };
      const named = dirs.filter(
        (known) => isSameName(baseName(known), word) && (dir === '' || within(known, dir) !== null),
      );
      return named.length === 1 ? asDir(named[0]!, word) : null;
    },
    holds(resolved, dir) {
      if (resolved.kind === 'dir') return within(dir, resolved.dir) !== null;
      if (resolved.kind === 'import') return false;
      return layers.find(({ name }) => name === resolved.layer)?.holds(dir === '' ? '.' : dir) ?? false;
    },
  };
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

/** "handlers" is the layer "handler". */
function isSameName(name: string, word: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/(?<=[a-z]{3})s$/, '');
  return plain(name) === plain(word);
}
