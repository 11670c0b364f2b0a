// Reads the statements of functions, in Go's scopes: what each name stands for where the expressions use it.

import { token } from '../go/token.ts';
import { Op } from './expression-ir.ts';
import { ExpressionReader } from './expression-reader.ts';

export class BodyReader extends ExpressionReader {
  protected block(): void {
    if (!this.skip(token.LBRACE)) return;
    const header = this.inHeader;
    this.inHeader = false;
    this.build.openScope();
    this.deeper(() => this.statements());
    this.build.closeScope();
    this.inHeader = header;
    this.skip(token.RBRACE);
  }

  /** Statements up to the end of the block. Clauses of switch and select have a scope each. */
  private statements(): void {
    let inClause = false;
    while (this.kind !== token.RBRACE && this.kind !== token.EOF) {
      const before = this.at;
      if (this.kind === token.CASE || this.kind === token.DEFAULT) {
        if (inClause) this.build.closeScope();
        inClause = true;
        this.build.openScope();
        this.at += 1;
        if (this.kind !== token.COLON) this.simpleStatement();
        this.skip(token.COLON);
      } else this.deeper(() => this.statement());
      // Something that is no statement: what cannot be read is passed over.
      if (this.at === before) this.at += 1;
    }
    if (inClause) this.build.closeScope();
  }

  private statement(): void {
    switch (this.kind) {
      case token.SEMICOLON:
        this.at += 1;
        return;
      case token.LBRACE:
        this.block();
        return;
      case token.VAR:
      case token.CONST:
        this.localVariables();
        return;
      case token.TYPE:
        this.localTypes();
        return;
      case token.IF:
      case token.FOR:
      case token.SWITCH:
      case token.SELECT:
        this.branching();
        return;
      case token.RETURN:
      case token.GO:
      case token.DEFER:
        this.at += 1;
        if (this.kind !== token.SEMICOLON && this.kind !== token.RBRACE) this.expressions();
        return;
      case token.IDENT:
        if (this.kindAt(this.at + 1) === token.COLON) {
          this.at += 2;
          return;
        }
        this.simpleStatement();
        return;
      default:
        this.simpleStatement();
        return;
    }
  }

  private branching(): void {
    const isIf = this.kind === token.IF;
    this.at += 1;
    this.build.openScope();
    this.header();
    this.block();
    if (isIf && this.skip(token.ELSE)) this.deeper(() => this.statement());
    this.build.closeScope();
  }

  private header(): void {
    const before = this.inHeader;
    this.inHeader = true;
    while (this.kind !== token.LBRACE && this.kind !== token.EOF) {
      const at = this.at;
      if (!this.skip(token.SEMICOLON)) this.simpleStatement();
      if (this.at === at) this.at += 1;
    }
    this.inHeader = before;
  }

  /** An expression, an assignment, a definition, a send. */
  private simpleStatement(): void {
    const names = this.definedNames();
    if (names !== null) {
      this.defineFrom(names);
      return;
    }
    if (this.kind === token.RANGE) this.at += 1;
    this.expressions();
    if (this.skip(token.ASSIGN)) {
      if (this.kind === token.RANGE) this.at += 1;
      this.expressions();
    }
    this.skip(token.STEP);
  }

  /** Names before `:=`, which is passed; null (and no move) where none comes. */
  private definedNames(): number[] | null {
    const names: number[] = [];
    for (let at = this.at; this.kindAt(at) === token.IDENT; at += 2) {
      names.push(this.tokens.ids[at]!);
      const next = this.kindAt(at + 1);
      if (next === token.DEFINE) {
        this.at = at + 2;
        return names;
      }
      if (next !== token.COMMA) return null;
    }
    return null;
  }

  private defineFrom(names: readonly number[]): void {
    const { build } = this;
    const ranged = this.skip(token.RANGE);
    const values = this.expressions();
    const [first = 0] = values;
    if (ranged) {
      this.declare(names[0]!, build.term(Op.Key, first));
      if (names[1] !== undefined) this.declare(names[1], build.term(Op.Element, first));
    } else if (values.length === names.length) {
      for (const [position, name] of names.entries()) this.declare(name, values[position]!);
    } else {
      // `v, ok := m[k]` and the like give the value first; a call gives as many as it has results.
      const isCall = build.op(first) === Op.Call;
      for (const [position, name] of names.entries())
        this.declare(name, isCall ? build.result(first, position) : position === 0 ? first : 0);
    }
  }

  private localVariables(): void {
    this.at += 1;
    const grouped = this.skip(token.LPAREN);
    do {
      const names = this.nameList();
      const { values, type } = this.typeAndValues();
      for (const [position, name] of names.entries()) this.declare(name, this.variableTerm(type, values, position));
      if (grouped) while (this.skip(token.SEMICOLON)) {}
    } while (grouped && this.kind === token.IDENT);
    if (grouped) this.skip(token.RPAREN);
  }

  protected nameList(): number[] {
    const names: number[] = [];
    while (this.kind === token.IDENT) {
      names.push(this.id);
      this.at += 1;
      if (!this.skip(token.COMMA)) break;
    }
    return names;
  }

  /** `T = a, b`, each part of which may be missing. */
  protected typeAndValues(): { type: number; values: readonly number[] } {
    const isBare = this.kind === token.ASSIGN || this.kind === token.SEMICOLON || this.kind === token.RPAREN;
    const type = isBare || this.kind === token.RBRACE || this.kind === token.EOF ? 0 : this.type();
    return { type, values: this.skip(token.ASSIGN) ? this.expressions() : [] };
  }

  protected variableTerm(type: number, values: readonly number[], position: number): number {
    if (type !== 0) return this.build.term(Op.Value, type);
    return values.length > 1 || position === 0 ? (values[position] ?? 0) : this.build.result(values[0] ?? 0, position);
  }

  private localTypes(): void {
    this.at += 1;
    const grouped = this.skip(token.LPAREN);
    do {
      // Nobody outside can name it; its methods cannot be declared either.
      this.declare(this.id, 0);
      this.at += 1;
      this.build.openScope();
      if (this.kind === token.LBRACKET && this.kindAt(this.at + 1) === token.IDENT) this.typeParameters();
      this.skip(token.ASSIGN);
      this.type();
      this.build.closeScope();
      if (grouped) while (this.skip(token.SEMICOLON)) {}
    } while (grouped && this.kind === token.IDENT);
    if (grouped) this.skip(token.RPAREN);
  }
}
