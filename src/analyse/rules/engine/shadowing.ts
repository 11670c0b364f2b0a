// Finds where a name is a value's, so that it no longer stands for a package.
import { findWord } from '../../go/find-word.ts';
import { Lexer } from '../../go/lexer.ts';
import { token } from '../../go/token.ts';

/** Whether code mentions a name other than before a dot, as in `fmt.Errorf`: only then can a value have it. */
export function isDeclaredIn(text: string, name: string): boolean {
  const isSelected = (end: number) => text[end] === '.' && text[end + 1] !== '.';
  return findWord(text, name, (end) => !isSelected(end)) >= 0;
}

/** Offset at which the first `:=` that defines a name ends; infinite where there is none. */
export function definedFrom(text: string, name: string): number {
  let definedAt = Number.POSITIVE_INFINITY;
  findWord(text, name, (end) => {
    const lexer = new Lexer(text, end);
    while (lexer.next() === token.COMMA && lexer.next() === token.IDENT) {}
    if (lexer.kind !== token.DEFINE) return false;
    definedAt = lexer.end;
    return true;
  });
  return definedAt;
}
