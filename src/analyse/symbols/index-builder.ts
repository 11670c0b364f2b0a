// Collects what is kept of one file while it is read: terms (each once), uses, signatures, and the scopes that names are looked up in.
import {
  type Field,
  type InterfaceType,
  MAX_RESULTS,
  Op,
  type QueryLiteral,
  type RecordedCall,
  type Signature,
} from './expression-ir.ts';

/** Names ids, operands and operations are packed into one number to find equal terms: 22 + 26 + 4 bits. */
const WIDTH = 2 ** 26;

/** Uses and terms that one file may have; a file beyond it is not indexed. */
const MAX_ENTRIES = 2_000_000;

export class TooLarge extends Error {}

export class IndexBuilder {
  readonly signatures: Signature[] = [];
  readonly structs: (readonly Field[])[] = [];
  readonly interfaces: InterfaceType[] = [];
  readonly calls: RecordedCall[] = [];
  readonly queries: QueryLiteral[] = [];
  private readonly terms: number[] = [Op.Unknown, 0, 0];
  private readonly known = new Map<number, number>();
  private readonly uses: number[] = [];
  private readonly scopeNames: number[] = [];
  private readonly scopeTerms: number[] = [];
  private readonly marks: number[] = [];

  term(op: number, a: number, b = 0): number {
    if (
      a === 0 &&
      op !== Op.Function &&
      op !== Op.Struct &&
      op !== Op.Interface &&
      op !== Op.Name &&
      op !== Op.Parameter
    )
      return 0;
    const key = (a * WIDTH + b) * 16 + op;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.terms.length > MAX_ENTRIES) throw new TooLarge();
    const id = this.terms.length / 3;
    this.terms.push(op, a, b);
    this.known.set(key, id);
    return id;
  }

  op(term: number): number {
    return this.terms[term * 3]!;
  }
  a(term: number): number {
    return this.terms[term * 3 + 1]!;
  }
  b(term: number): number {
    return this.terms[term * 3 + 2]!;
  }

  /** The `position`-th result of the call that `term` is the first result of; 0 where `term` is no call. */
  result(term: number, position: number): number {
    if (this.op(term) !== Op.Call || position >= MAX_RESULTS) return 0;
    const b = this.b(term);
    return this.term(Op.Call, this.a(term), b - (b % MAX_RESULTS) + position);
  }

  get useCount(): number {
    return this.uses.length / 3;
  }

  use(term: number, line: number, use: number): void {
    if (this.uses.length > MAX_ENTRIES) throw new TooLarge();
    this.uses.push(term, line, use);
  }

  /** What was taken for a value is called, or is the type of a literal. */
  lastUseIs(use: number): void {
    this.uses[this.uses.length - 1] = use;
  }

  openScope(): void {
    this.marks.push(this.scopeNames.length);
  }

  closeScope(): void {
    const mark = this.marks.pop() ?? 0;
    this.scopeNames.length = mark;
    this.scopeTerms.length = mark;
  }

  declare(name: number, term: number): void {
    this.scopeNames.push(name);
    this.scopeTerms.push(term);
  }

  /** Term of a name that the function declares; -1 where none of its scopes does. */
  lookUp(name: number): number {
    const { scopeNames } = this;
    for (let at = scopeNames.length - 1; at >= 0; at--) if (scopeNames[at] === name) return this.scopeTerms[at]!;
    return -1;
  }

  finish(): { terms: Int32Array; uses: Int32Array } {
    return { terms: Int32Array.from(this.terms), uses: Int32Array.from(this.uses) };
  }
}
