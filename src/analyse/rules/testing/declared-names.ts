// Tells whether a function body declares a name.
import { asPattern } from '../engine/go-file.ts';

export function declaresName(body: string, name: string): boolean {
  const word = asPattern(name);
  return new RegExp(
    `\\bvar\\s+(?:\\w+\\s*,\\s*)*${word}\\b|(?<![.\\w])${word}\\b\\s*(?:,[^\\n=]*)?:=|,\\s*${word}\\b\\s*(?:,[^\\n=]*)?:=`,
  ).test(body);
}
