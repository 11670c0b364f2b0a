// Reads one Go file into its index: declarations, and in each of them the names that it uses.

import type { Interner } from '../go/interner.ts';
import { token } from '../go/token.ts';
import { tokenize } from '../go/tokenize.ts';
import { BodyReader } from './body-reader.ts';
import type { FileIndex, IndexedDeclaration } from './expression-ir.ts';
import { Op } from './expression-ir.ts';
import { IndexBuilder, TooLarge } from './index-builder.ts';
import { TooDeep } from './type-reader.ts';

/**
 * Reads a file. `withBodies`: false for generated code, whose declarations are wanted and whose calls nobody asks for.
 * null: the file nests deeper, or is larger, than is read.
 */
export function readFile(text: string, names: Interner, withBodies: boolean): FileIndex | null {
  const build = new IndexBuilder();
  try {
    const reader = new FileReader(tokenize(text, names), build, names);
    const declared = reader.read(text, withBodies);
    const { signatures, structs, interfaces, calls: details, queries: statements } = build;
    return {
      ...build.finish(),
      declarations: declared,
      signatures,
      structs,
      interfaces,
      calls: details,
      queries: statements,
    };
  } catch (error) {
    if (error instanceof TooDeep || error instanceof TooLarge) return null;
    throw error;
  }
}

class FileReader extends BodyReader {
  private readonly found: IndexedDeclaration[] = [];
  private withBodies = true;

  read(text: string, withBodies: boolean): readonly IndexedDeclaration[] {
    this.text = text;
    this.withBodies = withBodies;
    while (this.kind !== token.EOF) {
      const before = this.at;
      if (this.kind === token.FUNC) this.func();
      else if (this.kind === token.TYPE) this.group(() => this.typeSpec());
      else if (this.kind === token.VAR) this.group(() => this.variables('variable'));
      else if (this.kind === token.CONST) this.group(() => this.variables('constant'));
      else if (this.kind === token.IMPORT) this.imports();
      if (this.at === before) this.at += 1;
    }
    return this.found;
  }

  private imports(): void {
    this.at += 1;
    if (this.kind === token.LPAREN) this.at = this.closing(this.at);
  }

  /** One specification, or several in parentheses. */
  private group(spec: () => void): void {
    this.at += 1;
    if (!this.skip(token.LPAREN)) {
      spec();
      return;
    }
    while (this.kind !== token.RPAREN && this.kind !== token.EOF) {
      const before = this.at;
      spec();
      while (this.skip(token.SEMICOLON)) {}
      if (this.at === before) this.at += 1;
    }
    this.skip(token.RPAREN);
  }

  private keepDeclared(
    given: Pick<IndexedDeclaration, 'kind' | 'name' | 'startLine' | 'from'> & Partial<IndexedDeclaration>,
  ): void {
    const endLine = this.tokens.lines[Math.max(0, this.at - 1)]!;
    const to = this.build.useCount;
    this.found.push({ receiver: -1, flag: false, signature: null, term: 0, generic: false, endLine, to, ...given });
  }

  private func(): void {
    const { build, line: startLine } = this;
    const from = build.useCount;
    this.declaring = this.found.length;
    this.at += 1;
    build.openScope();
    const receiver = this.kind === token.LPAREN ? this.receiver() : null;
    const name = this.kind === token.IDENT ? this.id : 0;
    if (name !== 0) this.at += 1;
    const generic = this.typeParameters() || receiver?.generic === true;
    const { signature, parameters, results } = this.signature();
    this.declareParameters(parameters);
    this.declareParameters(results);
    this.body();
    build.closeScope();
    if (name === 0) return;
    const owner = receiver === null ? {} : { receiver: receiver.name, flag: receiver.pointer };
    this.keepDeclared({
      kind: receiver === null ? 'function' : 'method',
      name,
      startLine,
      from,
      signature,
      generic,
      ...owner,
    });
  }

  private body(): void {
    if (this.kind !== token.LBRACE) return;
    if (this.withBodies) this.block();
    else this.at = this.closing(this.at);
  }

  /** `(s *Store[T])`: declares `s` and `T`. */
  private receiver(): { name: number; pointer: boolean; generic: boolean } {
    const { build } = this;
    const end = this.closing(this.at);
    let at = this.at + 1;
    const variable =
      this.kindAt(at) === token.IDENT && this.kindAt(at + 1) !== token.RPAREN && this.kindAt(at + 1) !== token.LBRACKET
        ? at++
        : -1;
    const pointer = this.kindAt(at) === token.STAR;
    while (this.kindAt(at) === token.STAR || this.kindAt(at) === token.LPAREN) at += 1;
    const name = this.kindAt(at) === token.IDENT ? this.tokens.ids[at]! : -1;
    const generic = this.kindAt(at + 1) === token.LBRACKET;
    const type = name < 0 ? 0 : build.term(Op.Name, name);
    if (generic)
      for (let now = at + 2; now < end && this.kindAt(now) !== token.RBRACKET; now++)
        if (this.kindAt(now) === token.IDENT) this.declare(this.tokens.ids[now]!, 0);
    if (variable >= 0)
      this.declare(this.tokens.ids[variable]!, build.term(Op.Value, pointer ? build.term(Op.Pointer, type) : type));
    this.at = end;
    return { name, pointer, generic };
  }

  private typeSpec(): void {
    if (this.kind !== token.IDENT) return;
    const { build, id: name, line: startLine } = this;
    const from = build.useCount;
    this.declaring = this.found.length;
    this.at += 1;
    build.openScope();
    // `type T [N]int` is an array, `type T[P any]` has a parameter.
    const isGeneric =
      this.kindAt(this.at) === token.LBRACKET &&
      this.kindAt(this.at + 1) === token.IDENT &&
      this.kindAt(this.at + 2) !== token.RBRACKET;
    const generic = isGeneric && this.typeParameters();
    const flag = this.skip(token.ASSIGN);
    const term = this.type();
    build.closeScope();
    this.keepDeclared({ kind: 'type', name, startLine, from, term, flag, generic });
  }

  private variables(kind: 'variable' | 'constant'): void {
    const { build, line: startLine } = this;
    const from = build.useCount;
    this.declaring = this.found.length;
    const names = this.nameList();
    if (names.length === 0) return;
    const { type, values } = this.typeAndValues();
    for (const [position, name] of names.entries())
      this.keepDeclared({ kind, name, startLine, from, term: this.variableTerm(type, values, position) });
  }
}
