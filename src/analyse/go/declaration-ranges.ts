// Cuts Go text into its declarations by their first words, without a parser: what may be looked for in one of them need not be looked
// for in the others.
import { countLineFeeds } from '../../text/line-index.ts';

/** Whole lines of a text. */
export interface DeclarationRange {
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
  /** 0-based line on which it starts. */
  readonly startRow: number;
  /** 0-based line that follows it, or the last one. */
  readonly endRow: number;
}

/** A declaration as gofmt sets it: at the beginning of a line. */
const DECLARATION = /^(?:func|type|var|const)\b/gm;
/** The same, with all that may hold such lines, and all that may hold the beginning of that. */
const DECLARATION_OR_OPAQUE =
  /^(?:func|type|var|const)\b|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/gm;

/**
 * The text in stretches: what stands before the first declaration, then each declaration with what follows it up to the next. Where
 * the code is not formatted one stretch may hold several; none ends within one.
 */
export function declarationRanges(text: string): readonly DeclarationRange[] {
  const isPlain = !text.includes('`') && !text.includes('/*');
  const starts = [...text.matchAll(isPlain ? DECLARATION : DECLARATION_OR_OPAQUE)]
    .filter(({ 0: word }) => isPlain || /^[ftvc]/.test(word))
    .map(({ index }) => index)
    .filter((index) => index > 0);
  const stretches: DeclarationRange[] = [];
  let [start, startRow] = [0, 0];
  for (const end of [...starts, text.length]) {
    const endRow = startRow + countLineFeeds(text, start, end);
    stretches.push({ start, end, startRow, endRow });
    [start, startRow] = [end, endRow];
  }
  return stretches;
}
