// Globs as a linear-time regular expression: the patterns come from a model that somebody may be steering.
import { RE2JS } from 're2js';

const MAX_PATTERN = 500;

/**
 * A test for paths. `*` and `?` stay within a path segment, `**` crosses segments, `{a,b}` and `[a-z]` are alternatives.
 *
 * @throws Error that says what is wrong with the pattern
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (pattern.length > MAX_PATTERN) throw new Error(`the pattern has over ${MAX_PATTERN} characters`);
  const expression = RE2JS.compile(`^(?:${translate(pattern)})$`);
  return (path) => expression.matcher(path).find();
}

function translate(pattern: string): string {
  let out = '';
  let depth = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    const rest = pattern.slice(index);
    const character = pattern[index] ?? '';
    const bracket = character === '[' ? /^\[[!^]?\]?[^\]/]*\]/.exec(rest)?.[0] : undefined;
    if (rest.startsWith('**/')) {
      out += '(?:.*/)?';
      index += 2;
    } else if (rest.startsWith('**')) {
      out += '.*';
      index += 1;
    } else if (character === '*') out += '[^/]*';
    else if (character === '?') out += '[^/]';
    else if (bracket !== undefined) {
      out += `[${/^\[[!^]/.test(bracket) ? '^' : ''}${bracket
        .replace(/^\[[!^]?/, '')
        .slice(0, -1)
        .replace(/[\\[\]^]/g, '\\$&')}]`;
      index += bracket.length - 1;
    } else if (character === '{') {
      out += '(?:';
      depth += 1;
    } else if (character === '}' && depth > 0) {
      out += ')';
      depth -= 1;
    } else if (character === ',' && depth > 0) out += '|';
    else out += RE2JS.quote(character);
  }
  if (depth > 0) throw new Error('a "{" is never closed');
  return out;
}
