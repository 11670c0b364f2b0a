// Where a name is that of a value, so that it is no package any more.

/** Whether a name stands anywhere but before a dot, as in `fmt.Errorf`, and at the end of an import path: only then a value may have it. */
export function isDeclaredIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    const isSelected = text[end] === '.' && text[end + 1] !== '.';
    if (isSelected || text[end] === '"' || isWord(text.charCodeAt(end)) || isWord(text.charCodeAt(at - 1))) continue;
    return true;
  }
  return false;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** What comes after a name that `:=` defines. */
const DEFINES = /(?:\s*,\s*\w+)*\s*:=/y;

/** Offset at which the first `:=` that defines a name ends; infinite where there is none. */
export function definedFrom(text: string, name: string): number {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (at > 0 && !/[\s,({;]/.test(text[at - 1]!)) continue;
    DEFINES.lastIndex = at + name.length;
    if (DEFINES.test(text)) return DEFINES.lastIndex;
  }
  return Number.POSITIVE_INFINITY;
}
