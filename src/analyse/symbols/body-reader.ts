// Reads the statements of functions, in Go's scopes: what each name stands for where the expressions use it.

import { lex } from '../go/lexer.ts';
import { Op } from './expression-ir.ts';
import { ExpressionReader } from './expression-reader.ts';

export class BodyReader extends ExpressionReader {
  protected block(): void {
    if (!this.skip(lex.LBRACE)) return;
    const header = this.inHeader;
    this.inHeader = false;
    this.build.openScope();
    this.deeper(() => this.statements());
    this.build.closeScope();
    this.inHeader = header;
    this.skip(lex.RBRACE);
  }

  /** Statements up to the end of the block. Clauses of switch and select have a scope each. */
  private statements(): void {
    let inClause = false;
    while (this.kind !== lex.RBRACE && this.kind !== lex.EOF) {
      const before = this.at;
      if (this.kind === lex.CASE || this.kind === lex.DEFAULT) {
        if (inClause) this.build.closeScope();
        inClause = true;
        this.build.openScope();
        this.at += 1;
        if (this.kind !== lex.COLON) this.simpleStatement();
        this.skip(lex.COLON);
      } else this.deeper(() => this.statement());
      // Something that is no statement: what cannot be read is passed over.
      if (this.at === before) this.at += 1;
    }
    if (inClause) this.build.closeScope();
  }

  private statement(): void {
    switch (this.kind) {
      case lex.SEMICOLON:
        this.at += 1;
        return;
      case lex.LBRACE:
        this.block();
        return;
      case lex.VAR:
      case lex.CONST:
        this.localVariables();
        return;
      case lex.TYPE:
        this.localTypes();
        return;
      case lex.IF:
      case lex.FOR:
      case lex.SWITCH:
      case lex.SELECT:
        this.branching();
        return;
      case lex.RETURN:
      case lex.GO:
      case lex.DEFER:
        this.at += 1;
        if (this.kind !== lex.SEMICOLON && this.kind !== lex.RBRACE) this.expressions();
        return;
      case lex.IDENT:
        if (this.kindAt(this.at + 1) === lex.COLON) {
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
    const isIf = this.kind === lex.IF;
    this.at += 1;
    this.build.openScope();
    this.header();
    this.block();
    if (isIf && this.skip(lex.ELSE)) this.deeper(() => this.statement());
    this.build.closeScope();
  }

  private header(): void {
    const before = this.inHeader;
    this.inHeader = true;
    while (this.kind !== lex.LBRACE && this.kind !== lex.EOF) {
      const at = this.at;
      if (!this.skip(lex.SEMICOLON)) this.simpleStatement();
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
    if (this.kind === lex.RANGE) this.at += 1;
    this.expressions();
    if (this.skip(lex.ASSIGN)) {
      if (this.kind === lex.RANGE) this.at += 1;
      this.expressions();
    }
    this.skip(lex.STEP);
  }

  /** Names before `:=`, which is passed; null (and no move) where none comes. */
  private definedNames(): number[] | null {
    const names: number[] = [];
    for (let at = this.at; this.kindAt(at) === lex.IDENT; at += 2) {
      names.push(this.tokens.ids[at]!);
      const next = this.kindAt(at + 1);
      if (next === lex.DEFINE) {
        this.at = at + 2;
        return names;
      }
      if (next !== lex.COMMA) return null;
    }
    return null;
  }

  private defineFrom(names: readonly number[]): void {
    const { build } = this;
    const ranged = this.skip(lex.RANGE);
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
    const grouped = this.skip(lex.LPAREN);
    do {
      const names = this.nameList();
      const { values, type } = this.typeAndValues();
      for (const [position, name] of names.entries()) this.declare(name, this.variableTerm(type, values, position));
      if (grouped) while (this.skip(lex.SEMICOLON)) {}
    } while (grouped && this.kind === lex.IDENT);
    if (grouped) this.skip(lex.RPAREN);
  }

  protected nameList(): number[] {
    const names: number[] = [];
    while (this.kind === lex.IDENT) {
      names.push(this.id);
      this.at += 1;
      if (!this.skip(lex.COMMA)) break;
    }
    return names;
  }

  /** `T = a, b`, each part of which may be missing. */
  protected typeAndValues(): { type: number; values: readonly number[] } {
    const isBare = this.kind === lex.ASSIGN || this.kind === lex.SEMICOLON || this.kind === lex.RPAREN;
    const type = isBare || this.kind === lex.RBRACE || this.kind === lex.EOF ? 0 : this.type();
    return { type, values: this.skip(lex.ASSIGN) ? this.expressions() : [] };
  }

  protected variableTerm(type: number, values: readonly number[], position: number): number {
    if (type !== 0) return this.build.term(Op.Value, type);
    return values.length > 1 || position === 0 ? (values[position] ?? 0) : this.build.result(values[0] ?? 0, position);
  }

  private localTypes(): void {
    this.at += 1;
    const grouped = this.skip(lex.LPAREN);
    do {
      // Nobody outside can name it; its methods cannot be declared either.
      this.declare(this.id, 0);
      this.at += 1;
      this.build.openScope();
      if (this.kind === lex.LBRACKET && this.kindAt(this.at + 1) === lex.IDENT) this.typeParameters();
      this.skip(lex.ASSIGN);
      this.type();
      this.build.closeScope();
      if (grouped) while (this.skip(lex.SEMICOLON)) {}
    } while (grouped && this.kind === lex.IDENT);
    if (grouped) this.skip(lex.RPAREN);
  }
}
