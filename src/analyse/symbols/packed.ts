// Stores terms and uses as rows of numbers, and is the only file that knows how they are packed.
import { type FileIndex, Op } from './file-index.ts';

/** Numbers in a row. A term: operation, operand a, operand b. A use: term, line, kind. */
const ROW = 3;
/** Results of one call that are distinguished. */
const MAX_RESULTS = 16;
/** Rows that one file may have; a larger file is not indexed. */
const MAX_ROWS = 666_666;

/** A file has too many terms or uses. */
export class TooLarge extends Error {}

/** The terms of a file being parsed, each stored once. */
export class TermRows {
  private readonly numbers: number[] = [Op.Unknown, 0, 0];
  private readonly known = new Map<number, number>();

  /** The term of an operation and its operands. */
  term(op: number, a: number, b: number): number {
    // 22 + 26 + 4 bits.
    const key = (a * 2 ** 26 + b) * 16 + op;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const term = this.numbers.length / ROW;
    if (term > MAX_ROWS) throw new TooLarge();
    this.numbers.push(op, a, b);
    this.known.set(key, term);
    return term;
  }

  op(term: number): number {
    return this.numbers[term * ROW]!;
  }
  a(term: number): number {
    return this.numbers[term * ROW + 1]!;
  }
  b(term: number): number {
    return this.numbers[term * ROW + 2]!;
  }

  toArray(): Int32Array {
    return Int32Array.from(this.numbers);
  }
}

/** The uses of names in a file being parsed, in the order of its text. */
export class UseRows {
  private readonly numbers: number[] = [];

  get count(): number {
    return this.numbers.length / ROW;
  }

  add(term: number, line: number, kind: number): void {
    if (this.count > MAX_ROWS) throw new TooLarge();
    this.numbers.push(term, line, kind);
  }

  /** Changes the kind of the last use. */
  lastIs(kind: number): void {
    this.numbers[this.numbers.length - 1] = kind;
  }

  toArray(): Int32Array {
    return Int32Array.from(this.numbers);
  }
}

/** Operand b of `Op.Call` for the first result of a call. `recorded`: index of the recorded call, or -1. */
export function packCall(recorded: number): number {
  return MAX_RESULTS * (recorded + 1);
}

/** Operand b for another result of the same call; null if that result is not distinguished. */
export function withResult(packed: number, result: number): number | null {
  return result >= MAX_RESULTS ? null : packed - resultPosition(packed) + result;
}

/** Which result of the call, from operand b of `Op.Call`. */
export function resultPosition(packed: number): number {
  return packed % MAX_RESULTS;
}

/** Index of the recorded call, from operand b of `Op.Call`; -1 if the call is not recorded. */
export function recordedOf(packed: number): number {
  return Math.floor(packed / MAX_RESULTS) - 1;
}

export function termCount({ terms }: FileIndex): number {
  return terms.length / ROW;
}
export function opOf({ terms }: FileIndex, term: number): number {
  return terms[term * ROW]!;
}
export function operandA({ terms }: FileIndex, term: number): number {
  return terms[term * ROW + 1]!;
}
export function operandB({ terms }: FileIndex, term: number): number {
  return terms[term * ROW + 2]!;
}

export function useCount({ uses }: FileIndex): number {
  return uses.length / ROW;
}
export function usedTerm({ uses }: FileIndex, use: number): number {
  return uses[use * ROW]!;
}
export function usedOnLine({ uses }: FileIndex, use: number): number {
  return uses[use * ROW + 1]!;
}
/** A value of `UseKind`. */
export function useKindOf({ uses }: FileIndex, use: number): number {
  return uses[use * ROW + 2]!;
}

/** Name id that a term ends in: of a member or of the name itself; -1 for other terms. */
export function lastName(index: FileIndex, term: number): number {
  const op = opOf(index, term);
  return op === Op.Member ? operandB(index, term) : op === Op.Name ? operandA(index, term) : -1;
}

/** Term that a member is selected from: `r` of `r.GET`; 0 for other terms. */
export function ownerTerm(index: FileIndex, term: number): number {
  return opOf(index, term) === Op.Member ? operandA(index, term) : 0;
}
