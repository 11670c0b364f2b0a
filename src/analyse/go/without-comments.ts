// Removes the comments of Go text.
import { isCommentStart, opaqueEnd, opaqueStart } from './comments-and-literals.ts';

/** The text with a blank in place of each comment. */
export function withoutComments(text: string): string {
  if (!text.includes('//') && !text.includes('/*')) return text;
  let code = '';
  let from = 0;
  for (let at = opaqueStart(text, 0); at < text.length; ) {
    const end = opaqueEnd(text, at);
    if (isCommentStart(text, at)) {
      code += `${text.slice(from, at)} `;
      from = end;
    }
    at = opaqueStart(text, end);
  }
  return code + text.slice(from);
}
