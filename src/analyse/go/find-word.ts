// Finds a word in Go code, outside of comments and literals.
import { OpaqueText } from './comments-and-literals.ts';
import { isWordCode } from './lexer.ts';

/**
 * Offset of the first whole word in code that passes `isWanted`; -1 if there is none.
 *
 * @param isWanted called with the offset after the word, before the comments and literals are looked for
 */
export function findWord(text: string, word: string, isWanted: (end: number) => boolean): number {
  const opaque = new OpaqueText(text);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    const isWhole = !isWordCode(text.charCodeAt(at - 1)) && !isWordCode(text.charCodeAt(end));
    if (isWhole && isWanted(end) && !opaque.holds(at)) return at;
  }
  return -1;
}
