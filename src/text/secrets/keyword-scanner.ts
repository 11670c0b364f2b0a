// Finds many keywords in one pass over a text, in time linear in its length whatever stands in it (Aho and Corasick,
// 1975).

/** Told of each keyword found, by its index in the list, with the offset behind its last character. */
type OnKeyword = (keyword: number, end: number) => void;

/** Characters that no keyword has; they start over. */
const OTHER = 0;

/**
 * Makes the function that finds the keywords. Letter case is ignored.
 *
 * @param keywords in lower case, of ASCII characters
 */
export function createKeywordScanner(keywords: readonly string[]): (text: string, onKeyword: OnKeyword) => void {
  const { classes, width } = classifyCharacters(keywords);
  const { next, found } = buildAutomaton(keywords, classes, width);
  // A look into the map at every character would take most of the time.
  const isEnd = new Uint8Array(next.length);
  for (const state of found.keys()) isEnd[state] = 1;
  return (text, onKeyword) => {
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      state = next[state + (code < 128 ? classes[code]! : OTHER)]!;
      if (isEnd[state] === 1) for (const keyword of found.get(state)!) onKeyword(keyword, at + 1);
    }
  };
}

/** The column of each character in the table: upper case in that of lower case. */
function classifyCharacters(keywords: readonly string[]): { classes: Uint8Array; width: number } {
  const classes = new Uint8Array(128);
  let width = 1;
  for (const character of new Set(keywords.join(''))) {
    classes[character.charCodeAt(0)] = width;
    classes[character.toUpperCase().charCodeAt(0)] = width;
    width += 1;
  }
  return { classes, width };
}

/** The table of states, each `width` wide and known by where it begins, and the keywords that end in a state. */
function buildAutomaton(keywords: readonly string[], classes: Uint8Array, width: number) {
  const states = 1 + keywords.reduce((sum, word) => sum + word.length, 0);
  const next = new Int32Array(states * width).fill(-1);
  const found = new Map<number, number[]>();
  let size = 1;
  for (const [index, keyword] of keywords.entries()) {
    let state = 0;
    for (const character of keyword) {
      const edge = state + classes[character.charCodeAt(0)]!;
      if (next[edge] === -1) {
        next[edge] = size * width;
        size += 1;
      }
      state = next[edge]!;
    }
    found.set(state, [...(found.get(state) ?? []), index]);
  }
  followSuffixes(next, found, width);
  return { next, found };
}

/**
 * Gives every state an edge for every character: where its word does not go on, that of its longest suffix that is a
 * state too.
 */
function followSuffixes(next: Int32Array, found: Map<number, number[]>, width: number): void {
  const suffixes = new Map<number, number>([[0, 0]]);
  const queue = [0];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const suffix = suffixes.get(state)!;
    for (let column = 0; column < width; column += 1) {
      const target = next[state + column]!;
      const otherwise = state === 0 ? 0 : next[suffix + column]!;
      if (target === -1) {
        next[state + column] = otherwise;
        continue;
      }
      suffixes.set(target, otherwise);
      const ended = found.get(otherwise);
      if (ended !== undefined) found.set(target, [...(found.get(target) ?? []), ...ended]);
      queue.push(target);
    }
  }
}
