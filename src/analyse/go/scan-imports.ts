// Reads the head of a Go file (build lines, package clause, imports) and stops at the first other declaration:
// thousands of files in the time of a few full parses.
import { type BuildLines, noBuildLines, readBuildLines } from './build-constraint.ts';
import { Lexer } from './lexer.ts';
import { token } from './token.ts';

interface ScannedImport {
  /** Import path without its quotes. */
  readonly path: string;
  /** Alias, "_" or "."; null if there is none. */
  readonly name: string | null;
  /** 1-based line of the path. */
  readonly line: number;
  /** That line, trimmed. */
  readonly quote: string;
}

/** What precedes the declarations of a file. */
export interface FileHead {
  /** null if there is no package clause; then the go command cannot use the file. */
  readonly packageName: string | null;
  readonly build: BuildLines;
  readonly imports: readonly ScannedImport[];
  /** Imports "C". */
  readonly cgo: boolean;
  /** Has the standard header of generated code (https://go.dev/s/generatedcode). */
  readonly generated: boolean;
}

const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;

/** Reads the head of one Go file. Never throws; malformed text ends the scan. */
export function scanHead(text: string): FileHead {
  const lexer = new Lexer(text);
  const isPackage = lexer.next() === token.PACKAGE;
  if (isPackage) lexer.next();
  const packageName = isPackage && lexer.kind === token.IDENT ? text.slice(lexer.start, lexer.end) : null;
  // Build constraints stand above the package clause.
  const head = text.slice(0, lexer.end);
  const imports = packageName === null ? [] : scanImports(text, lexer);
  return {
    packageName,
    build: head.includes('//') ? readBuildLines(head) : noBuildLines,
    imports,
    cgo: imports.some((site) => site.path === 'C'),
    generated: GENERATED.test(head),
  };
}

/** Reads import declarations and, like the go command (readGoFiles in go/build/read.go), ignores line ends. */
function scanImports(text: string, lexer: Lexer): readonly ScannedImport[] {
  const imports: ScannedImport[] = [];
  while (nextPart(lexer) === token.IMPORT) {
    if (nextPart(lexer) !== token.LPAREN) {
      const spec = importSpec(text, lexer);
      if (spec === null) break;
      imports.push(spec);
      continue;
    }
    while (nextPart(lexer) !== token.RPAREN) {
      const spec = importSpec(text, lexer);
      if (spec === null) return imports;
      imports.push(spec);
    }
  }
  return imports;
}

/** Moves to the next token that is no semicolon. */
function nextPart(lexer: Lexer): number {
  while (lexer.next() === token.SEMICOLON) {}
  return lexer.kind;
}

/** Reads `name "path"` from the current token on and stops at its last token; null if it is malformed. */
function importSpec(text: string, lexer: Lexer): ScannedImport | null {
  const isNamed = lexer.kind === token.IDENT || lexer.kind === token.DOT;
  const name = isNamed ? text.slice(lexer.start, lexer.end) : null;
  if (isNamed) nextPart(lexer);
  const { start, end, line } = lexer;
  const isClosed = end - start > 1 && text[end - 1] === text[start];
  if (lexer.kind !== token.STRING || !isClosed) return null;
  return { path: text.slice(start + 1, end - 1), name, line, quote: lineAround(text, start) };
}

/** The line at an offset, trimmed. */
function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text
    .slice(start, end < 0 ? text.length : end)
    .replace(/^\uFEFF/, '')
    .trim();
}
