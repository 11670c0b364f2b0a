// Caches the index of each file by blob SHA: both trees of a pull request and its next push share most of them. Also
// maps each name to the files that use it, so that a search need not visit all files.

import { Interner } from '../go/interner.ts';
import { KEYWORDS } from '../go/token.ts';
import type { FileIndex, IndexedDeclaration } from './file-index.ts';
import { Op } from './file-index.ts';
import { lastName, operandA, opOf, termCount } from './packed.ts';
import { parseFile } from './parser/parse-file.ts';

/** Numbers and names in a cache before a new one replaces it: about 250 MB. */
const MAX_NUMBERS = 40_000_000;
const MAX_NAMES = 2_000_000;

/** Position of a file's index in the cache. */
export type IndexId = number;

export class IndexCache {
  readonly names = new Interner(KEYWORDS);
  private readonly files: (FileIndex | null)[] = [];
  private readonly bySha = new Map<string, IndexId>();
  private readonly mentions = new Map<number, IndexId[]>();
  private readonly methods = new Map<number, IndexId[]>();
  private readonly interfaceMethods = new Map<number, IndexId[]>();
  private numbers = 0;

  get isFull(): boolean {
    return this.numbers > MAX_NUMBERS || this.names.size > MAX_NAMES;
  }

  /** Id of a text's index, which is parsed unless it is cached. */
  read(sha: string, withBodies: boolean, text: () => string | undefined): IndexId | undefined {
    const key = withBodies ? sha : `${sha} declarations`;
    const known = this.bySha.get(key);
    if (known !== undefined) return known;
    const given = text();
    if (given === undefined) return undefined;
    const id = this.files.length;
    const index = parseFile(given, this.names, withBodies);
    this.files.push(index);
    this.bySha.set(key, id);
    if (index !== null) this.note(id, index);
    return id;
  }

  /** null: the file could not be parsed. */
  get(id: IndexId): FileIndex | null {
    return this.files[id] ?? null;
  }

  /**
   * Files that use a name, that declare a method of that name, or an interface with it, in the order they were read.
   */
  using(name: number): readonly IndexId[] {
    return this.mentions.get(name) ?? [];
  }
  declaringMethod(name: number): readonly IndexId[] {
    return this.methods.get(name) ?? [];
  }
  declaringInterfaceMethod(name: number): readonly IndexId[] {
    return this.interfaceMethods.get(name) ?? [];
  }

  private note(id: IndexId, index: FileIndex): void {
    this.numbers += index.terms.length + index.uses.length + index.declarations.length * 24 + index.calls.length * 40;
    const used = new Set<number>();
    for (let term = 1; term < termCount(index); term++) used.add(lastName(index, term));
    for (const name of used) if (name >= 0) append(this.mentions, name, id);
    for (const declaration of index.declarations) {
      if (declaration.kind === 'method') append(this.methods, declaration.name, id);
      for (const name of methodNames(index, declaration)) append(this.interfaceMethods, name, id);
    }
  }
}

/** Names of the methods that an interface declares itself. */
function methodNames(index: FileIndex, declaration: IndexedDeclaration): readonly number[] {
  if (declaration.kind !== 'type' || opOf(index, declaration.term) !== Op.Interface) return [];
  return index.interfaces[operandA(index, declaration.term)]!.methods.map((method) => method.name);
}

function append(map: Map<number, IndexId[]>, name: number, id: IndexId): void {
  const ids = map.get(name);
  if (ids === undefined) map.set(name, [id]);
  else if (ids.at(-1) !== id) ids.push(id);
}

let current = new IndexCache();

/** The cache of this process. A full one is replaced, and stays valid for those who still use it. */
export function currentIndexCache(): IndexCache {
  if (current.isFull) current = new IndexCache();
  return current;
}
