// Where a function's text defines a name by `:=`, so that from there on it is no package any more.

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
