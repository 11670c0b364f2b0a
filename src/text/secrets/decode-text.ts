// Reads a text as what it stands for: escapes of JSON, Go and URLs, strings in pieces, and characters that nobody
// sees. A secret written in any of these ways is the same secret.
import { binarySearch } from '../binary-search.ts';

/** A text that was decoded, with the way back. */
export interface DecodedWriting {
  readonly text: string;
  /** Where a stretch of `text`, which is not empty, begins and ends in the original. */
  readonly originOf: (start: number, end: number) => readonly [start: number, end: number];
}

/** A character that is written as something else. */
const ESCAPE = /%(?:25)?[0-9A-Fa-f]{2}|\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[nrtbf"'`/\\])/y;
/** From the plus sign between two pieces of a string to the second piece. */
const JOINT = /\+[ \t]{0,8}(?:\r?\n[ \t]{0,40})?["'`]/y;
const HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/;
const PERCENT = 0x25;
const PLUS = 0x2b;
const BACKSLASH = 0x5c;
const FIRST_HIDDEN = 0xad;

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function decode(written: string): string {
  if (written.startsWith('%')) return decodeCharacter(Number.parseInt(written.slice(-2), 16), written);
  if (!written.startsWith('\\')) return '';
  const kind = written[1]!;
  if (kind !== 'u' && kind !== 'x') return CONTROLS[kind] ?? kind;
  return decodeCharacter(Number.parseInt(written.slice(2), 16), written);
}

/** Secrets are ASCII; other bytes are left as they are written. */
function decodeCharacter(code: number, written: string): string {
  return code < 128 ? String.fromCharCode(code) : written;
}

/** Where what is written for another character, or for none, ends; `at` where there is nothing of the kind. */
function endOfEncoded(text: string, at: number, code: number): number {
  if (code >= FIRST_HIDDEN) return HIDDEN.test(text.charAt(at)) ? at + 1 : at;
  const pattern = code === PLUS ? JOINT : ESCAPE;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The quotation mark that ends the first piece; -1 where there is none. */
function startOfJoint(text: string, plus: number): number {
  let at = plus - 1;
  while (at > plus - 8 && (text[at] === ' ' || text[at] === '\t')) at -= 1;
  return /["'`]/.test(text[at] ?? '') ? at : -1;
}

/** The text decoded once; null where nothing in it is encoded. */
export function decodeWriting(text: string): DecodedWriting | null {
  // Pieces of the result by where they begin in it, and where they begin and end in the original.
  const pieces: string[] = [];
  const starts: number[] = [];
  const origins: (readonly [start: number, end: number])[] = [];
  let length = 0;
  let from = 0;
  const keep = (piece: string, start: number, end: number) => {
    if (piece === '') return;
    pieces.push(piece);
    starts.push(length);
    origins.push([start, end]);
    length += piece.length;
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== PERCENT && code !== BACKSLASH && code !== PLUS && code < FIRST_HIDDEN) continue;
    const start = code === PLUS ? startOfJoint(text, at) : at;
    const end = start < from ? at : endOfEncoded(text, at, code);
    if (end === at) continue;
    keep(text.slice(from, start), from, start);
    keep(decode(text.slice(at, end)), start, end);
    from = end;
    at = end - 1;
  }
  if (from === 0) return null;
  keep(text.slice(from), from, text.length);
  const pieceAt = (offset: number) => binarySearch(starts, (start) => start <= offset) - 1;
  return {
    text: pieces.join(''),
    originOf: (start, end) => {
      const [first, last] = [pieceAt(start), pieceAt(end - 1)];
      const startInside = start - starts[first]!;
      const restInside = starts[last]! + pieces[last]!.length - end;
      return [origins[first]![0] + startInside, origins[last]![1] - restInside];
    },
  };
}
