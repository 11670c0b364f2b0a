// Reads types, signatures, fields and method sets from the tokens of a file.

import type { Interner } from '../go/interner.ts';
import { token } from '../go/token.ts';
import type { Tokens } from '../go/tokenize.ts';
import { type Field, type InterfaceType, Op, type Signature, UseKind } from './expression-ir.ts';
import type { IndexBuilder } from './index-builder.ts';

/** Brackets within brackets: nobody writes as many, and what does is not read. */
const MAX_DEPTH = 250;

/** The file nests deeper than can be read. */
export class TooDeep extends Error {}

export interface Parameter {
  /** Name id; 0 where there is none. */
  readonly name: number;
  readonly type: number;
  readonly variadic: boolean;
}

export class TypeReader {
  private position = 0;
  private readonly last: number;
  private depth = 0;
  protected readonly tokens: Tokens;
  protected readonly build: IndexBuilder;
  protected readonly names: Interner;
  private readonly blank: number;

  constructor(tokens: Tokens, build: IndexBuilder, names: Interner) {
    this.tokens = tokens;
    this.last = tokens.count - 1;
    this.build = build;
    this.names = names;
    this.blank = names.id('_');
  }

  /** Index of the token that comes next. Nobody goes beyond the last, `EOF`: behind it stand the tokens of an earlier file. */
  protected get at(): number {
    return this.position;
  }
  protected set at(next: number) {
    this.position = next < this.last ? next : this.last;
  }
  protected get kind(): number {
    return this.tokens.kinds[this.at]!;
  }
  protected kindAt(at: number): number {
    return at < this.tokens.count ? this.tokens.kinds[at]! : token.EOF;
  }
  protected get id(): number {
    return this.tokens.ids[this.at]!;
  }
  protected get line(): number {
    return this.tokens.lines[this.at]!;
  }

  /** Takes a token of `kind` when it comes next. */
  protected skip(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.at += 1;
    return true;
  }

  protected deeper<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new TooDeep();
    const value = read();
    this.depth -= 1;
    return value;
  }

  protected declare(name: number, term: number): void {
    if (name !== 0 && name !== this.blank) this.build.declare(name, term);
  }

  /** Position after the bracket that closes the one at `at`. */
  protected closing(at: number): number {
    let open = 0;
    for (let now = at; now < this.tokens.count; now++) {
      const kind = this.tokens.kinds[now]!;
      if (kind === token.LPAREN || kind === token.LBRACKET || kind === token.LBRACE) open += 1;
      else if (kind === token.RPAREN || kind === token.RBRACKET || kind === token.RBRACE) {
        open -= 1;
        if (open <= 0) return now + 1;
      }
    }
    return this.tokens.count - 1;
  }

  /** Reads a type; 0 (and a move of one token at least, short of a closing bracket) where none can be read. */
  protected type(): number {
    return this.deeper(() => this.readType());
  }

  private readType(): number {
    const { build } = this;
    switch (this.kind) {
      case token.IDENT:
        return this.typeName();
      case token.STAR:
        this.at += 1;
        return build.term(Op.Pointer, this.type());
      case token.LPAREN: {
        this.at += 1;
        const inner = this.type();
        this.skip(token.RPAREN);
        return inner;
      }
      case token.LBRACKET:
        this.at = this.closing(this.at);
        return build.term(Op.Slice, this.type());
      case token.MAP: {
        this.at += 1;
        if (!this.skip(token.LBRACKET)) return 0;
        const key = this.type();
        this.skip(token.RBRACKET);
        const value = this.type();
        return value === 0 ? 0 : build.term(Op.Map, key === 0 ? value : key, value);
      }
      case token.ARROW:
        this.at += 1;
        return this.type();
      case token.CHAN:
        this.at += 1;
        this.skip(token.ARROW);
        return build.term(Op.Channel, this.type());
      case token.FUNC:
        this.at += 1;
        return build.term(Op.Function, this.keep(this.signature().signature));
      case token.STRUCT:
        this.at += 1;
        return build.term(Op.Struct, build.structs.push(this.fields()) - 1);
      case token.INTERFACE:
        this.at += 1;
        return build.term(Op.Interface, build.interfaces.push(this.methods()) - 1);
      case token.ELLIPSIS:
      case token.TILDE:
        this.at += 1;
        return this.type();
      case token.RPAREN:
      case token.RBRACE:
      case token.RBRACKET:
      case token.EOF:
        return 0;
      default:
        this.at += 1;
        return 0;
    }
  }

  protected keep(signature: Signature): number {
    return this.build.signatures.push(signature) - 1;
  }

  private typeName(): number {
    const { build } = this;
    const line = this.line;
    const local = build.lookUp(this.id);
    let term = local >= 0 ? 0 : build.term(Op.Name, this.id);
    this.at += 1;
    if (this.kind === token.DOT && this.kindAt(this.at + 1) === token.IDENT) {
      this.at += 1;
      term = build.term(Op.Member, term, this.id);
      this.at += 1;
    }
    if (term !== 0) build.use(term, line, UseKind.Type);
    if (this.kind === token.LBRACKET && this.kindAt(this.at + 1) !== token.RBRACKET) this.typeArguments();
    return term;
  }

  protected typeArguments(): void {
    const end = this.closing(this.at);
    this.at += 1;
    while (this.at < end - 1) {
      const before = this.at;
      this.type();
      this.skip(token.COMMA);
      if (this.at === before) this.at += 1;
    }
    this.at = end;
  }

  /** Reads `(parameters) results`. */
  protected signature(): { signature: Signature; parameters: readonly Parameter[]; results: readonly Parameter[] } {
    const parameters = this.parameters();
    const results = this.results();
    const types = (list: readonly Parameter[]) => list.map((one) => one.type);
    const variadic = parameters.at(-1)?.variadic === true;
    return { signature: { parameters: types(parameters), results: types(results), variadic }, parameters, results };
  }

  private results(): readonly Parameter[] {
    const { kind } = this;
    if (kind === token.LPAREN) return this.parameters();
    const isType =
      kind === token.IDENT ||
      kind === token.STAR ||
      kind === token.LBRACKET ||
      kind === token.ARROW ||
      kind === token.MAP ||
      kind === token.CHAN ||
      kind === token.FUNC ||
      kind === token.STRUCT ||
      kind === token.INTERFACE;
    return isType ? [{ name: 0, type: this.type(), variadic: false }] : [];
  }

  /** Reads a parenthesised list: either all of its entries have names or none has. */
  protected parameters(): readonly Parameter[] {
    if (!this.skip(token.LPAREN)) return [];
    const entries: { name: number; at: number; type: number; variadic: boolean; alone: boolean }[] = [];
    while (this.kind !== token.RPAREN && this.kind !== token.EOF) {
      const before = this.at;
      const alone =
        this.kind === token.IDENT &&
        (this.kindAt(this.at + 1) === token.COMMA || this.kindAt(this.at + 1) === token.RPAREN);
      const name = this.kind === token.IDENT && (alone || this.isNameBeforeType()) ? this.id : 0;
      if (name !== 0) this.at += 1;
      const variadic = this.kind === token.ELLIPSIS;
      entries.push({ name, at: before, type: alone ? 0 : this.type(), variadic, alone });
      while (this.skip(token.COMMA) || this.skip(token.SEMICOLON)) {}
      if (this.at === before) this.at += 1;
    }
    this.skip(token.RPAREN);
    const named = entries.some((entry) => entry.name !== 0 && !entry.alone);
    const after = this.at;
    let type = 0;
    for (const entry of entries.reverse()) {
      if (!entry.alone) type = entry.type;
      else if (named) entry.type = type;
      else {
        this.at = entry.at;
        entry.type = this.type();
        entry.name = 0;
      }
    }
    this.at = after;
    return entries.reverse();
  }

  /** An identifier with a type behind it, as in `x []T`, rather than a type of its own, as in `pkg.T` or `T[int]`. */
  private isNameBeforeType(): boolean {
    const next = this.kindAt(this.at + 1);
    if (next === token.DOT) return false;
    if (next !== token.LBRACKET) return true;
    if (this.kindAt(this.at + 2) === token.RBRACKET) return true;
    const after = this.kindAt(this.closing(this.at + 1));
    return (
      after !== token.COMMA &&
      after !== token.RPAREN &&
      after !== token.SEMICOLON &&
      after !== token.STRING &&
      after !== token.RBRACE
    );
  }

  /** Reads the type parameters at `[` and declares their names. */
  protected typeParameters(): boolean {
    if (this.kind !== token.LBRACKET) return false;
    const end = this.closing(this.at);
    this.at += 1;
    let isName = true;
    const names: number[] = [];
    for (let now = this.at, open = 0; now < end - 1; now++) {
      const kind = this.kindAt(now);
      if (isName && kind === token.IDENT && open === 0) names.push(this.tokens.ids[now]!);
      isName = kind === token.COMMA && open === 0;
      if (kind === token.LBRACKET || kind === token.LPAREN || kind === token.LBRACE) open += 1;
      if (kind === token.RBRACKET || kind === token.RPAREN || kind === token.RBRACE) open -= 1;
    }
    for (const name of names) this.declare(name, 0);
    this.at = end;
    return true;
  }

  private fields(): readonly Field[] {
    const fields: Field[] = [];
    if (!this.skip(token.LBRACE)) return fields;
    while (this.kind !== token.RBRACE && this.kind !== token.EOF) {
      const before = this.at;
      const line = this.line;
      const names: number[] = [];
      if (this.kind === token.IDENT && !this.isEmbedded()) {
        do {
          if (this.kind === token.IDENT) names.push(this.id);
          this.at += 1;
        } while (this.skip(token.COMMA));
      }
      const embedded = names.length === 0;
      const type = this.type();
      if (embedded) names.push(this.baseName(type));
      const tag = this.kind === token.STRING ? this.at : -1;
      if (tag >= 0) this.at += 1;
      const [tagStart, tagEnd] = tag < 0 ? [0, 0] : [this.tokens.starts[tag]!, this.tokens.ends[tag]!];
      for (const name of names) fields.push({ name, type, embedded, tagStart, tagEnd, line });
      this.skip(token.SEMICOLON);
      if (this.at === before) this.at += 1;
    }
    this.skip(token.RBRACE);
    return fields;
  }

  private isEmbedded(): boolean {
    const next = this.kindAt(this.at + 1);
    if (next === token.DOT || next === token.SEMICOLON || next === token.STRING || next === token.RBRACE) return true;
    return next === token.LBRACKET && !this.isNameBeforeType();
  }

  private baseName(type: number): number {
    const { build } = this;
    const op = build.op(type);
    return op === Op.Pointer
      ? this.baseName(build.a(type))
      : op === Op.Member
        ? build.b(type)
        : op === Op.Name
          ? build.a(type)
          : 0;
  }

  private methods(): InterfaceType {
    const methods: InterfaceType['methods'][number][] = [];
    const embeds: number[] = [];
    let constraint = false;
    this.skip(token.LBRACE);
    while (this.kind !== token.RBRACE && this.kind !== token.EOF) {
      const before = this.at;
      if (this.kind === token.IDENT && this.kindAt(this.at + 1) === token.LPAREN) {
        const { id: name, line } = this;
        this.at += 1;
        methods.push({ name, line, signature: this.signature().signature });
      } else {
        const parts: number[] = [];
        do {
          constraint ||= this.kind === token.TILDE;
          parts.push(this.type());
        } while (this.skip(token.BAR));
        if (parts.length > 1) constraint = true;
        else embeds.push(parts[0]!);
      }
      this.skip(token.SEMICOLON);
      if (this.at === before) this.at += 1;
    }
    this.skip(token.RBRACE);
    return { methods, embeds, constraint };
  }
}
