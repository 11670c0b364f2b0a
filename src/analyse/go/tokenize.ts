// Reads all tokens of a Go file into arrays of numbers, for a parser with lookahead.
import type { Interner } from './interner.ts';
import { Lexer } from './lexer.ts';
import { token } from './token.ts';

/** The tokens of one file, in parallel arrays that end with `EOF`. */
export interface Tokens {
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly lines: Int32Array;
  /** Name id of an identifier; 0 for other tokens. */
  readonly ids: Int32Array;
}

// All files share these arrays: files are read one at a time, and nothing keeps tokens.
let capacity = 1 << 16;
let kinds = new Uint8Array(capacity);
let starts = new Int32Array(capacity);
let ends = new Int32Array(capacity);
let lines = new Int32Array(capacity);
let ids = new Int32Array(capacity);

function grow(): void {
  capacity *= 2;
  const larger = (old: Int32Array) => {
    const next = new Int32Array(capacity);
    next.set(old);
    return next;
  };
  const nextKinds = new Uint8Array(capacity);
  nextKinds.set(kinds);
  kinds = nextKinds;
  [starts, ends, lines, ids] = [larger(starts), larger(ends), larger(lines), larger(ids)];
}

/** Reads the tokens of `text` and interns its identifiers. The arrays are valid until the next call. Never throws. */
export function tokenize(text: string, interner: Interner): Tokens {
  const lexer = new Lexer(text);
  let count = 0;
  for (let kind = lexer.next(); ; kind = lexer.next()) {
    if (count === capacity) grow();
    kinds[count] = kind;
    starts[count] = lexer.start;
    ends[count] = lexer.end;
    lines[count] = lexer.line;
    ids[count] = kind === token.IDENT ? interner.id(text.slice(lexer.start, lexer.end)) : 0;
    count += 1;
    if (kind === token.EOF) return { count, kinds, starts, ends, lines, ids };
  }
}
