// Reads expressions: which names they use, and what each of them hangs on. It does not judge whether the code would compile.

import { token } from '../go/token.ts';
import { type Argument, MAX_RESULTS, Op, UseKind } from './expression-ir.ts';
import { isRecordedCall, isRecordedLiteral, looksLikeQuery } from './prefilter.ts';
import { type Parameter, TypeReader } from './type-reader.ts';

export abstract class ExpressionReader extends TypeReader {
  /** Text of the file: strings are looked at. */
  protected text = '';
  /** Position of the declaration that is being read. */
  protected declaring = 0;
  /** Position of the token that the last use stands at. */
  private usedAt = -1;
  /** In the head of an `if`, `for` or `switch` a `{` begins the block, no literal. */
  protected inHeader = false;

  protected declareParameters(parameters: readonly Parameter[]): void {
    for (const [position, { name, type, variadic }] of parameters.entries())
      this.declare(name, this.build.term(Op.Parameter, variadic ? this.build.term(Op.Slice, type) : type, position));
  }

  /** Reads the block that comes next. */
  protected abstract block(): void;

  protected expressions(): number[] {
    const terms = [this.expression()];
    while (this.skip(token.COMMA)) terms.push(this.expression());
    return terms;
  }

  /** Reads an expression and returns its term; 0 for arithmetic, comparisons and literals of basic types. */
  protected expression(): number {
    return this.deeper(() => {
      let term = this.unary();
      while (
        this.kind === token.OPERATOR ||
        this.kind === token.STAR ||
        this.kind === token.AND ||
        this.kind === token.BAR ||
        this.kind === token.ARROW
      ) {
        this.at += 1;
        this.unary();
        term = 0;
      }
      return term;
    });
  }

  private unary(): number {
    let received = 0;
    for (;;) {
      if (this.kind === token.ARROW) received += 1;
      else if (
        this.kind !== token.OPERATOR &&
        this.kind !== token.STAR &&
        this.kind !== token.AND &&
        this.kind !== token.TILDE
      )
        break;
      this.at += 1;
    }
    let term = this.primary();
    for (; received > 0; received--) term = this.build.term(Op.Element, term);
    return term;
  }

  private primary(): number {
    let term = this.operand();
    for (;;) {
      const next = this.suffix(term);
      if (next < 0) return term;
      term = next;
    }
  }

  private operand(): number {
    const { build } = this;
    switch (this.kind) {
      case token.IDENT: {
        const local = build.lookUp(this.id);
        const term = local >= 0 ? local : build.term(Op.Name, this.id);
        if (local < 0) this.use(term);
        this.at += 1;
        return term;
      }
      case token.STRING:
        if (looksLikeQuery(this.text, this.tokens.starts[this.at]!))
          build.queries.push({
            start: this.tokens.starts[this.at]!,
            end: this.tokens.ends[this.at]!,
            line: this.line,
            within: this.declaring,
          });
        this.at += 1;
        return 0;
      case token.NUMBER:
      case token.CHAR:
        this.at += 1;
        return 0;
      case token.FUNC:
        return this.functionLiteral();
      case token.LPAREN: {
        this.at += 1;
        const term = this.outsideHeader(() => this.expression());
        this.skip(token.RPAREN);
        return term;
      }
      case token.LBRACKET:
      case token.MAP:
      case token.CHAN:
      case token.STRUCT:
      case token.INTERFACE: {
        const type = this.type();
        if (this.kind === token.LBRACE) this.literalBody(type);
        else if (this.skip(token.LPAREN)) {
          this.outsideHeader(() => this.expression());
          this.skip(token.RPAREN);
        }
        return build.term(Op.Value, type);
      }
      case token.RPAREN:
      case token.RBRACE:
      case token.RBRACKET:
      case token.LBRACE:
      case token.SEMICOLON:
      case token.COLON:
      case token.COMMA:
      case token.EOF:
        return 0;
      default:
        this.at += 1;
        return 0;
    }
  }

  private outsideHeader<T>(read: () => T): T {
    const header = this.inHeader;
    this.inHeader = false;
    const value = read();
    this.inHeader = header;
    return value;
  }

  private functionLiteral(): number {
    this.at += 1;
    const { signature, parameters, results } = this.signature();
    const type = this.build.term(Op.Function, this.keep(signature));
    if (this.kind === token.LBRACE) {
      this.build.openScope();
      this.declareParameters(parameters);
      this.declareParameters(results);
      this.block();
      this.build.closeScope();
    }
    return this.build.term(Op.Value, type);
  }

  /** Reads one selector, call, index, assertion or literal body; -1 where none comes. */
  private suffix(term: number): number {
    switch (this.kind) {
      case token.DOT:
        return this.selector(term);
      case token.LPAREN:
        return this.call(term);
      case token.LBRACKET:
        return this.index(term);
      case token.LBRACE:
        if (this.inHeader || !this.isTypeName(term)) return -1;
        if (this.usedAt === this.at - 1) this.build.lastUseIs(UseKind.Composite);
        this.literalBody(term);
        return this.build.term(Op.Value, term);
      default:
        return -1;
    }
  }

  private isTypeName(term: number): boolean {
    const { build } = this;
    const op = build.op(term);
    if (op === Op.Name) return true;
    if (op === Op.Member) return build.op(build.a(term)) === Op.Name;
    return op === Op.Element && this.isTypeName(build.a(term));
  }

  private selector(term: number): number {
    const { build } = this;
    this.at += 1;
    if (this.skip(token.LPAREN)) {
      if (this.skip(token.TYPE)) {
        this.skip(token.RPAREN);
        return 0;
      }
      const type = this.type();
      this.skip(token.RPAREN);
      return build.term(Op.Value, type);
    }
    if (this.kind !== token.IDENT) return 0;
    // A member of something unknown is still a use of that name.
    const member = build.term(Op.Member, term === 0 ? build.term(Op.Parameter, 0) : term, this.id);
    this.use(member);
    this.at += 1;
    return member;
  }

  private call(term: number): number {
    const { build, tokens } = this;
    const op = build.op(term);
    const name = op === Op.Name ? build.a(term) : op === Op.Member ? build.b(term) : -1;
    const { line } = this;
    const start = tokens.starts[this.at]!;
    // Right before the bracket, as in `f(` and `x.f(`; a variable that holds a function was used where it was given its value.
    if (this.usedAt === this.at - 1) build.lastUseIs(UseKind.Call);
    this.at += 1;
    if (op === Op.Name && (name === this.names.id('new') || name === this.names.id('make'))) {
      const made = this.outsideHeader(() => (this.isTypeAhead() ? this.type() : this.expression()));
      this.arguments();
      return build.term(Op.Value, made);
    }
    const parts = this.arguments();
    // A call that is given what a telling call made: `orders.Register(api.Group("/orders"))`.
    const isTelling = name >= 0 && (isRecordedCall(this.names, name) || parts.some((part) => this.isTold(part.term)));
    if (!isTelling) return build.term(Op.Call, term);
    const detail = build.calls.push({ term, composite: false, line, start, args: parts, within: this.declaring });
    return build.term(Op.Call, term, MAX_RESULTS * detail);
  }

  /** Notes a use of `term` by the token that comes next. */
  private use(term: number): void {
    this.build.use(term, this.line, UseKind.Value);
    this.usedAt = this.at;
  }

  private isTold(term: number): boolean {
    return this.build.op(term) === Op.Call && this.build.b(term) >= MAX_RESULTS;
  }

  /** Within `new(` and `make(`: since Go 1.26 an expression may stand there, and then what follows the name goes on. */
  private isTypeAhead(): boolean {
    const { kind } = this;
    if (kind === token.IDENT) {
      if (this.build.lookUp(this.id) >= 0) return false;
      let at = this.at + 1;
      while (this.kindAt(at) === token.DOT) at += 2;
      for (let depth = 0; this.kindAt(at) === token.LBRACKET || depth > 0; at++) {
        if (this.kindAt(at) === token.LBRACKET) depth++;
        else if (this.kindAt(at) === token.EOF || (this.kindAt(at) === token.RBRACKET && --depth === 0)) break;
      }
      if (this.kindAt(at) === token.RBRACKET) at++;
      return this.kindAt(at) === token.RPAREN || this.kindAt(at) === token.COMMA;
    }
    return (
      kind !== token.STRING &&
      kind !== token.NUMBER &&
      kind !== token.CHAR &&
      kind !== token.LPAREN &&
      kind !== token.OPERATOR
    );
  }

  private arguments(): Argument[] {
    const parts: Argument[] = [];
    this.outsideHeader(() => {
      while (this.kind !== token.RPAREN && this.kind !== token.EOF) {
        const before = this.at;
        parts.push(this.part(0, () => this.expression()));
        this.skip(token.ELLIPSIS);
        while (this.skip(token.COMMA) || this.skip(token.SEMICOLON)) {}
        if (this.at === before) this.at += 1;
      }
    });
    this.skip(token.RPAREN);
    return parts;
  }

  private part(field: number, read: () => number): Argument {
    const start = this.tokens.starts[this.at]!;
    const from = this.build.useCount;
    const term = read();
    const end = this.tokens.ends[Math.max(0, this.at - 1)]!;
    return { field, start, end: Math.max(start, end), term, from, to: this.build.useCount };
  }

  private index(term: number): number {
    const { build } = this;
    this.at += 1;
    let sliced = false;
    this.outsideHeader(() => {
      while (this.kind !== token.RBRACKET && this.kind !== token.EOF) {
        const before = this.at;
        if (this.skip(token.COLON)) sliced = true;
        else this.expression();
        while (this.skip(token.COMMA) || this.skip(token.SEMICOLON)) {}
        if (this.at === before) this.at += 1;
      }
    });
    this.skip(token.RBRACKET);
    return sliced ? term : build.term(Op.Element, term);
  }

  private literalBody(type: number): void {
    const { build, tokens } = this;
    const op = build.op(type);
    const name = op === Op.Name ? build.a(type) : op === Op.Member ? build.b(type) : -1;
    const { line } = this;
    const start = tokens.starts[this.at]!;
    const parts: Argument[] = [];
    const element = op === Op.Slice ? build.a(type) : op === Op.Map ? build.b(type) : 0;
    this.at += 1;
    this.outsideHeader(() => {
      while (this.kind !== token.RBRACE && this.kind !== token.EOF) {
        const before = this.at;
        parts.push(this.literalElement(element));
        while (this.skip(token.COMMA) || this.skip(token.SEMICOLON)) {}
        if (this.at === before) this.at += 1;
      }
    });
    this.skip(token.RBRACE);
    if (name >= 0 && isRecordedLiteral(this.names, name))
      build.calls.push({ term: type, composite: true, line, start, args: parts, within: this.declaring });
  }

  /** `value`, `Field: value` or `key: value`; a value may be a literal body without its type. */
  private literalElement(element: number): Argument {
    const value = (): number => {
      if (this.kind !== token.LBRACE) return this.expression();
      this.deeper(() => this.literalBody(element));
      return 0;
    };
    if (this.kind === token.IDENT && this.kindAt(this.at + 1) === token.COLON) {
      const { id } = this;
      // A key that is a constant of this package is a use of it; the name of a field finds no declaration.
      if (element !== 0) this.operand();
      else this.at += 1;
      this.at += 1;
      return this.part(id, value);
    }
    const part = this.part(0, value);
    return this.skip(token.COLON) ? this.part(0, value) : part;
  }
}
