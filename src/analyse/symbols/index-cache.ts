// Keeps what was read of files, by blob SHA: both trees of a pull request and its next push share nearly all of it. Beside the files
// it keeps which of them mention a name, so that nobody has to look through all of them.

import { Interner } from '../go/interner.ts';
import { KEYWORDS } from '../go/token.ts';
import type { Declared, FileIndex } from './expression-ir.ts';
import { lastName, Op, operandA, opOf } from './expression-ir.ts';
import { readFile } from './read-file.ts';

/** Numbers and names that a shelf holds before a new one is begun: some 250 MB. */
const MAX_NUMBERS = 40_000_000;
const MAX_NAMES = 2_000_000;

/** Position of a file's index on the shelf. */
export type Blob = number;

export class Shelf {
  readonly names = new Interner(KEYWORDS);
  private readonly files: (FileIndex | null)[] = [];
  private readonly bySha = new Map<string, Blob>();
  private readonly mentions = new Map<number, Blob[]>();
  private readonly methods = new Map<number, Blob[]>();
  private readonly interfaceMethods = new Map<number, Blob[]>();
  private numbers = 0;

  get isFull(): boolean {
    return this.numbers > MAX_NUMBERS || this.names.size > MAX_NAMES;
  }

  /** The blob of a text; read now where it is not known yet. */
  blobOf(sha: string, withBodies: boolean, text: () => string | undefined): Blob | undefined {
    const key = withBodies ? sha : `${sha} declarations`;
    const known = this.bySha.get(key);
    if (known !== undefined) return known;
    const given = text();
    if (given === undefined) return undefined;
    const blob = this.files.length;
    const index = readFile(given, this.names, withBodies);
    this.files.push(index);
    this.bySha.set(key, blob);
    if (index !== null) this.note(blob, index);
    return blob;
  }

  /** null: the file could not be read. */
  indexOf(blob: Blob): FileIndex | null {
    return this.files[blob] ?? null;
  }

  /** Files that use a name, methods of that name, interfaces with such a method; in the order in which they were read. */
  mentioning(name: number): readonly Blob[] {
    return this.mentions.get(name) ?? [];
  }
  declaringMethod(name: number): readonly Blob[] {
    return this.methods.get(name) ?? [];
  }
  withInterfaceMethod(name: number): readonly Blob[] {
    return this.interfaceMethods.get(name) ?? [];
  }

  private note(blob: Blob, index: FileIndex): void {
    this.numbers += index.terms.length + index.uses.length + index.declared.length * 24 + index.details.length * 40;
    const used = new Set<number>();
    for (let term = 1; term * 3 < index.terms.length; term++) used.add(lastName(index, term));
    for (const name of used) if (name >= 0) append(this.mentions, name, blob);
    for (const declared of index.declared) {
      if (declared.kind === 'method') append(this.methods, declared.name, blob);
      for (const name of methodNames(index, declared)) append(this.interfaceMethods, name, blob);
    }
  }
}

/** Names of the methods that an interface declares itself; none for anything else. */
function methodNames(index: FileIndex, declared: Declared): readonly number[] {
  if (declared.kind !== 'type' || opOf(index, declared.term) !== Op.Interface) return [];
  return index.interfaces[operandA(index, declared.term)]!.methods.map((method) => method.name);
}

function append(map: Map<number, Blob[]>, name: number, blob: Blob): void {
  const blobs = map.get(name);
  if (blobs === undefined) map.set(name, [blob]);
  else if (blobs.at(-1) !== blob) blobs.push(blob);
}

let current = new Shelf();

/** The shelf of this process; a full one is left to whoever still reads from it. */
export function currentShelf(): Shelf {
  if (current.isFull) current = new Shelf();
  return current;
}
