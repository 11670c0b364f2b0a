// Reads the head of a Go file (package clause, build lines, imports) with a light scanner: thousands of files in the time a full
// parse takes for a few. It stops at the first declaration that is no import.
import { type BuildLines, noBuildLines, readBuildLines } from './build-constraint.ts';

export interface ScannedImport {
  /** Import path without its quotes. */
  readonly path: string;
  /** Explicit name ("_" and "." included); null where there is none. */
  readonly name: string | null;
  /** 1-based line on which the path stands. */
  readonly line: number;
  /** That line, trimmed. */
  readonly quote: string;
}

/** What a file's head says. */
export interface FileHead {
  /** null: there is no package clause, so the go command cannot use the file. */
  readonly packageName: string | null;
  readonly build: BuildLines;
  readonly imports: readonly ScannedImport[];
  /** Imports "C". */
  readonly cgo: boolean;
  /** Carries the standard header of generated code before the package clause (https://go.dev/s/generatedcode). */
  readonly generated: boolean;
}

const IDENTIFIER = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;

/** Reads the head of one Go file. Never throws: what cannot be understood ends the scan. */
export function scanHead(text: string): FileHead {
  const cursor = new HeadCursor(text);
  const packageName = cursor.word() === 'package' ? cursor.word() : null;
  const packageEnd = cursor.at;
  const imports: ScannedImport[] = [];
  if (packageName !== null) while (cursor.importDeclaration(imports)) {}
  // go/build looks for constraints up to the end of the imports; nothing after the package clause can be one.
  const head = text.slice(0, packageEnd);
  return {
    packageName,
    build: head.includes('//') ? readBuildLines(head) : noBuildLines,
    imports,
    cgo: imports.some((site) => site.path === 'C'),
    generated: GENERATED.test(head),
  };
}

class HeadCursor {
  at: number;
  private readonly text: string;
  private line = 1;
  private counted = 0;

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** The identifier or keyword that comes next; null (and no move) where something else does. */
  word(): string | null {
    this.skipSpace();
    IDENTIFIER.lastIndex = this.at;
    const match = IDENTIFIER.exec(this.text);
    if (match === null) return null;
    this.at = IDENTIFIER.lastIndex;
    return match[0];
  }

  /** Reads one import declaration into `into`; false where none comes next. */
  importDeclaration(into: ScannedImport[]): boolean {
    this.skip(';');
    const start = this.at;
    if (this.word() !== 'import') {
      this.at = start;
      return false;
    }
    if (!this.skip('(')) return this.importSpec(into);
    while (this.importSpec(into)) {
      this.skip(';');
    }
    return this.skip(')');
  }

  private importSpec(into: ScannedImport[]): boolean {
    const name = this.skip('.') ? '.' : this.word();
    this.skipSpace();
    const start = this.at;
    const path = this.stringLiteral();
    if (path === null) return false;
    into.push({ path, name, line: this.lineOf(start), quote: this.lineText(start) });
    return true;
  }

  private stringLiteral(): string | null {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== '`') return null;
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) return null;
    const value = this.text.slice(this.at + 1, end);
    if (quote === '"' && value.includes('\n')) return null;
    this.at = end + 1;
    return value;
  }

  /** Takes `mark` when it comes next. */
  private skip(mark: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  private skipSpace(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) {
        this.at += 1;
      } else if (code === 0x2f && text.charCodeAt(this.at + 1) === 0x2f) {
        const end = text.indexOf('\n', this.at);
        this.at = end < 0 ? text.length : end;
      } else if (code === 0x2f && text.charCodeAt(this.at + 1) === 0x2a) {
        const end = text.indexOf('*/', this.at + 2);
        this.at = end < 0 ? text.length : end + 2;
      } else {
        return;
      }
    }
  }

  private lineOf(offset: number): number {
    for (let next = this.text.indexOf('\n', this.counted); next >= 0 && next < offset; ) {
      this.line += 1;
      this.counted = next + 1;
      next = this.text.indexOf('\n', this.counted);
    }
    return this.line;
  }

  private lineText(offset: number): string {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1;
    const end = this.text.indexOf('\n', offset);
    return this.text
      .slice(start, end < 0 ? this.text.length : end)
      .replace(/^\uFEFF/, '')
      .trim();
  }
}
