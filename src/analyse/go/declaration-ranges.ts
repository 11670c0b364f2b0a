// Cuts Go text into its declarations by their first words, so that only those worth searching are parsed.
import { countLineFeeds } from '../../text/line-index.ts';
import { OpaqueText } from './comments-and-literals.ts';

/** A range of whole lines. */
export interface DeclarationRange {
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** 0-based line on which it starts. */
  readonly startRow: number;
  /** 0-based line after it, or the last one. */
  readonly endRow: number;
}

/** A declaration at the beginning of a line, where gofmt puts it. */
const DECLARATION = /(?:func|type|var|const)\b/y;

/**
 * Cuts a text into ranges: what precedes the first declaration, then each declaration up to the next. In unformatted
 * code a range may hold several declarations; no declaration is split.
 */
export function declarationRanges(text: string): readonly DeclarationRange[] {
  const ranges: DeclarationRange[] = [];
  let [start, startRow] = [0, 0];
  for (const end of [...declarationStarts(text), text.length]) {
    const endRow = startRow + countLineFeeds(text, start, end);
    ranges.push({ start, end, startRow, endRow });
    [start, startRow] = [end, endRow];
  }
  return ranges;
}

/** Offsets of the declarations, except one at offset 0. */
function declarationStarts(text: string): readonly number[] {
  // Only raw strings and block comments can contain the start of a line.
  const isPlain = !text.includes('`') && !text.includes('/*');
  const starts: number[] = [];
  const opaque = new OpaqueText(text);
  for (let at = text.indexOf('\n') + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    DECLARATION.lastIndex = at;
    if (DECLARATION.test(text) && (isPlain || !opaque.holds(at))) starts.push(at);
  }
  return starts;
}
