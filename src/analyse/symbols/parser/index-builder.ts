// Collects what the parser finds in one file: declarations, terms, uses, and the scopes in which names are looked up.
import {
  type Field,
  type IndexedDeclaration,
  type InterfaceType,
  Op,
  type QueryLiteral,
  type RecordedCall,
  type Signature,
} from '../file-index.ts';
import { packCall, TermRows, UseRows, withResult } from '../packed.ts';

export class IndexBuilder {
  readonly declarations: IndexedDeclaration[] = [];
  readonly calls: RecordedCall[] = [];
  readonly queries: QueryLiteral[] = [];
  readonly terms = new TermRows();
  readonly uses = new UseRows();
  readonly signatures: Signature[] = [];
  readonly structs: (readonly Field[])[] = [];
  readonly interfaces: InterfaceType[] = [];
  private readonly scopeNames: number[] = [];
  private readonly scopeTerms: number[] = [];
  private readonly scopeStarts: number[] = [];

  /** The term of an operation; 0 if its operand is unknown. */
  term(op: number, a: number, b = 0): number {
    const mayBeZero =
      op === Op.Name || op === Op.Parameter || op === Op.Function || op === Op.Struct || op === Op.Interface;
    return a === 0 && !mayBeZero ? 0 : this.terms.term(op, a, b);
  }

  op(term: number): number {
    return this.terms.op(term);
  }
  a(term: number): number {
    return this.terms.a(term);
  }
  b(term: number): number {
    return this.terms.b(term);
  }

  /** Name id that a term ends in: of a member or of the name itself; -1 for other terms. */
  lastName(term: number): number {
    const op = this.op(term);
    return op === Op.Name ? this.a(term) : op === Op.Member ? this.b(term) : -1;
  }

  signature(signature: Signature): number {
    return this.term(Op.Function, this.signatures.push(signature) - 1);
  }

  /** First result of a call of `callee`. `call` is recorded unless it is null. */
  call(callee: number, call: RecordedCall | null): number {
    return this.term(Op.Call, callee, packCall(call === null ? -1 : this.calls.push(call) - 1));
  }

  /** Another result of the call that `term` is the first result of; 0 if `term` is no call. */
  result(term: number, position: number): number {
    const packed = this.op(term) === Op.Call ? withResult(this.b(term), position) : null;
    return packed === null ? 0 : this.term(Op.Call, this.a(term), packed);
  }

  openScope(): void {
    this.scopeStarts.push(this.scopeNames.length);
  }

  closeScope(): void {
    const start = this.scopeStarts.pop() ?? 0;
    this.scopeNames.length = start;
    this.scopeTerms.length = start;
  }

  declare(name: number, term: number): void {
    this.scopeNames.push(name);
    this.scopeTerms.push(term);
  }

  /** Term of a name declared in the function; -1 if no scope declares it. */
  lookUp(name: number): number {
    const { scopeNames } = this;
    for (let at = scopeNames.length - 1; at >= 0; at--) if (scopeNames[at] === name) return this.scopeTerms[at]!;
    return -1;
  }
}
