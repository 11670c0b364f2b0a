// Counts the exported types of a Go file, the interfaces among them and its lines, with a light scanner: the question is asked of whole
// packages, where a full parse would be too dear.

/** What one file declares at its top level. */
export interface TypeCount {
  /** Exported types, aliases included. */
  readonly types: number;
  /** Those of them that are interfaces. */
  readonly interfaces: number;
  readonly lines: number;
}

/** Comments and literals, which may hold anything. */
const OPAQUE = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+'/g;
const PIECE = /[{}()\n]|\btype\b/g;
const SPEC = /[\t ]*(\p{Lu}[\p{L}\p{Nd}_]*)([^\n{]*)/uy;
/** What stands between a name and the first brace: type parameters at most, and an equals sign. */
const INTERFACE = /^\s*(?:\[.*\]\s*)?=?\s*interface\s*$/;

/** Counts one file. Never throws: what cannot be understood is not counted. */
export function countTypes(text: string): TypeCount {
  const code = text.replace(OPAQUE, (found) =>
    found.includes('\n') ? '\n'.repeat(found.split('\n').length - 1) : ' ',
  );
  let [types, interfaces, depth, lines] = [0, 0, 0, text === '' || text.endsWith('\n') ? 0 : 1];
  let isInGroup = false;
  const read = (at: number) => {
    SPEC.lastIndex = at;
    const found = SPEC.exec(code);
    if (found === null) return;
    types += 1;
    if (code[SPEC.lastIndex] === '{' && INTERFACE.test(found[2]!)) interfaces += 1;
  };
  PIECE.lastIndex = 0;
  for (let piece = PIECE.exec(code); piece !== null; piece = PIECE.exec(code)) {
    const after = PIECE.lastIndex;
    const mark = piece[0];
    if (mark === '\n') {
      lines += 1;
      if (isInGroup && depth === 1) read(after);
    } else if (mark === '{' || mark === '(') depth += 1;
    else if (mark === '}' || mark === ')') {
      depth -= 1;
      if (depth === 0) isInGroup = false;
    } else if (depth === 0) {
      isInGroup = /^\s*\(/.test(code.slice(after, after + 50));
      if (!isInGroup) read(after);
    }
  }
  return { types, interfaces, lines };
}
