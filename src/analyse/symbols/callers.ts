// Who uses a declaration: every place whose name means it, and how many more places write the same name on something that the text
// does not tell.

import { type Declared, type FileIndex, lastName, Op, operandA, opOf, Use } from './expression-ir.ts';
import { meaningOf } from './resolve.ts';
import type { CodeFile, Meaning, Standing } from './symbol.ts';
import type { Code } from './symbol-table.ts';

/** Something that can be used: "dir#Store.Get". A method of an interface is named as one of a type is. */
export interface Target {
  readonly dir: string;
  /** "Store.Get". */
  readonly name: string;
}

/** One use. */
export interface Site {
  readonly file: CodeFile;
  readonly line: number;
  readonly use: 'value' | 'call' | 'literal' | 'type';
  /** Position among the uses of the file. */
  readonly at: number;
  /** The declaration around it. */
  readonly within: Declared | null;
}

export interface Sites {
  readonly sites: readonly Site[];
  /** Calls of a method of that name on something whose type the text does not tell. */
  readonly unresolved: number;
  /** There were more uses of the name than are looked at. */
  readonly cut: boolean;
}

/** Uses of one name that are looked up for one question. */
const MAX_LOOKED_UP = 20_000;

const USES = ['value', 'call', 'literal', 'type'] as const;

/** All uses of a target in the files that were read, by path and line; its own declaration is none. */
export function sitesOf(code: Code, target: Target): Sites {
  const own = target.name.split('.').at(-1)!;
  const name = code.names.known(own);
  const isMethod = target.name.includes('.');
  const sites: Site[] = [];
  let unresolved = 0;
  let left = MAX_LOOKED_UP;
  for (const file of code.filesOf(code.shelf.mentioning(name))) {
    const { uses } = file.index;
    for (const at of usesOfName(file.index, name)) {
      const term = uses[at * 3]!;
      const isBare = opOf(file.index, term) === Op.Name;
      if (isBare ? isMethod || !mayMeanBare(code, file, target) : left <= 0) continue;
      left -= 1;
      const meaning = meaningOf(code, file, term);
      if (isMeant(code, meaning, target)) sites.push(siteAt(file, at));
      else if (meaning === null && isMethod && uses[at * 3 + 2] === Use.Call && isOnUnknown(code, file, term))
        unresolved += 1;
    }
  }
  return { sites, unresolved, cut: left <= 0 };
}

const byName = new WeakMap<FileIndex, ReadonlyMap<number, readonly number[]>>();

/** Positions of the uses that end in a name; sorted out once for each file, for all trees that hold it. */
function usesOfName(index: FileIndex, name: number): readonly number[] {
  const known = byName.get(index);
  if (known !== undefined) return known.get(name) ?? [];
  const sorted = new Map<number, number[]>();
  for (let at = 0; at * 3 < index.uses.length; at++) {
    const last = lastName(index, index.uses[at * 3]!);
    const same = sorted.get(last);
    if (same === undefined) sorted.set(last, [at]);
    else same.push(at);
  }
  byName.set(index, sorted);
  return sorted.get(name) ?? [];
}

/** A name without a package in front is one of its own package, or of a dot import. */
function mayMeanBare(code: Code, file: CodeFile, { dir }: Target): boolean {
  return file.dir === dir || file.dotted.some((path) => code.dirOf(path, file.dir) === dir);
}

function isOnUnknown(code: Code, file: CodeFile, term: number): boolean {
  return meaningOf(code, file, operandA(file.index, term)) === null;
}

export function siteAt(file: CodeFile, at: number): Site {
  const { uses, declared } = file.index;
  const within = declared.find((one) => one.from <= at && at < one.to) ?? null;
  return { file, line: uses[at * 3 + 1]!, use: USES[uses[at * 3 + 2]!]!, at, within };
}

function isMeant(code: Code, meaning: Meaning, target: Target): boolean {
  const meant = targetOf(code, meaning);
  return meant !== null && meant.dir === target.dir && meant.name === target.name;
}

/** What a meaning names in the repository; null where it names nothing there. */
export function targetOf(code: Code, meaning: Meaning): Target | null {
  switch (meaning?.is) {
    case 'function':
      return targetAt(code, meaning.standing);
    case 'interface-method': {
      const { standing, name } = meaning.method;
      const { dir, name: owner } = targetAt(code, standing);
      return { dir, name: `${owner}.${code.names.text(name)}` };
    }
    case 'type':
      return meaning.type.is === 'named' ? targetAt(code, meaning.type.standing) : null;
    case 'value':
      return meaning.variable === null ? null : targetAt(code, meaning.variable);
    default:
      return null;
  }
}

export function targetAt(code: Code, { file, declared }: Standing): Target {
  return { dir: file.dir, name: nameOf(code, declared) };
}

/** "NewStore", "Store.Get". */
export function nameOf(code: Code, declared: Declared): string {
  const name = code.names.text(declared.name);
  return declared.receiver < 0 ? name : `${code.names.text(declared.receiver)}.${name}`;
}

/** The declaration of a target; null where it was not read (a method of an interface has its interface's). */
export function standingOf(code: Code, { dir, name }: Target): Standing | null {
  const [owner, method] = name.split('.') as [string, string | undefined];
  const found = code.package(dir);
  const ownerId = code.names.known(owner);
  if (method === undefined) return found.names.get(ownerId) ?? null;
  return found.methods.get(ownerId)?.get(code.names.known(method)) ?? found.names.get(ownerId) ?? null;
}

export function keyOf({ dir, name }: Target): string {
  return `${dir}#${name}`;
}
