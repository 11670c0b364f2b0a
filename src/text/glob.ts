// Matches globs of settings and .gitattributes. They come from unknown repositories, so the matcher backtracks over one
// star at most: time grows with glob times path, whatever the glob.

/** Globs without braces that one with braces expands to. */
const maxAlternatives = 64;

/** Completes "the glob … " with what is wrong; null for a usable glob. */
export function globProblem(glob: string): string | null {
  if (/[@!+?*]\(/.test(glob)) return 'uses extended patterns such as "+(…)", which are not supported';
  if (glob.startsWith('!')) return 'starts with "!"; negated globs are not supported, list what to include';
  if (glob.startsWith('/') || glob.startsWith('./'))
    return 'starts with a slash; write it relative to the repository root';
  if (glob.includes('\\')) return 'contains a backslash; separate directories with "/"';
  if (expandBraces(glob, maxAlternatives + 1).length > maxAlternatives) {
    return `expands to more than ${maxAlternatives} globs; use fewer braces`;
  }
  return null;
}

/**
 * Matches a whole `/`-separated path. `*` and `?` match within one directory or file name, `[a-z]` and `[!a]` one
 * character, `**` between slashes any number of directories or none, and `{a,b}` either. A name that begins with a dot
 * is like any other. An unusable glob matches nothing.
 */
export function createGlob(glob: string): (path: string) => boolean {
  if (globProblem(glob) !== null) return () => false;
  const alternatives = expandBraces(glob, maxAlternatives).map((one) => one.split('/').map(readSegment));
  return (path) => {
    const names = path.split('/');
    return alternatives.some((segments) =>
      matchesSequence(segments, names, isGlobstar, (segment, name) => segment.matches(name)),
    );
  };
}

/** Matches a whole path against any of the globs. */
export function createAnyGlob(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map(createGlob);
  return (path) => matchers.some((matches) => matches(path));
}

interface Segment {
  readonly isGlobstar: boolean;
  readonly matches: (name: string) => boolean;
}
const isGlobstar = (segment: Segment) => segment.isGlobstar;

/** One character of a name, or a star. */
type Token = { readonly isStar: true } | { readonly isStar: false; readonly matches: (character: string) => boolean };

function readSegment(text: string): Segment {
  if (text === '**') return { isGlobstar: true, matches: () => true };
  if (!/[*?[]/.test(text)) return { isGlobstar: false, matches: (name) => name === text };
  const tokens = readTokens(text);
  const matchesOne = (token: Token, character: string) => token.isStar || token.matches(character);
  return {
    isGlobstar: false,
    matches: (name) => matchesSequence(tokens, [...name], ({ isStar }) => isStar, matchesOne),
  };
}

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [piece, set] of text.matchAll(/\[([!^]?\]?[^\]]*)\]|\*+|./gsu)) {
    if (set !== undefined) tokens.push({ isStar: false, matches: readSet(set) });
    else if (piece.startsWith('*')) tokens.push({ isStar: true });
    else tokens.push({ isStar: false, matches: piece === '?' ? () => true : (character) => character === piece });
  }
  return tokens;
}

/** The inside of "[a-cx]" or "[!a-c]". */
function readSet(text: string): (character: string) => boolean {
  const isNegated = /^[!^]/.test(text);
  const ranges = [...text.slice(isNegated ? 1 : 0).matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, from, to, one]) => [from ?? one!, to ?? one!] as const,
  );
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}

/**
 * Matches items against a pattern whose stars stand for any number of them. When it fails, only the last star is given
 * one item more: what earlier stars took was the least possible, so giving them more can help nothing.
 */
function matchesSequence<P, I>(
  pattern: readonly P[],
  items: readonly I[],
  isStar: (part: P) => boolean,
  matchesOne: (part: P, item: I) => boolean,
): boolean {
  let at = 0;
  let lastStar = -1;
  let resumeAt = 0;
  for (let item = 0; item < items.length; ) {
    const part = pattern[at];
    if (part !== undefined && isStar(part)) {
      lastStar = at;
      at += 1;
      resumeAt = item;
    } else if (part !== undefined && matchesOne(part, items[item]!)) {
      at += 1;
      item += 1;
    } else if (lastStar >= 0) {
      resumeAt += 1;
      item = resumeAt;
      at = lastStar + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isStar);
}

/** "a{b,c}" → "ab", "ac"; stops once `limit` are made. Braces without a comma are ordinary characters. */
function expandBraces(glob: string, limit: number): readonly string[] {
  const done: string[] = [];
  const waiting = [glob];
  while (waiting.length > 0 && done.length + waiting.length <= limit) {
    const next = waiting.shift()!;
    // The innermost pair first: its alternatives hold no further braces.
    const [whole, before, inside, after] = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(next) ?? [];
    if (whole === undefined) done.push(next);
    else waiting.push(...inside!.split(',').map((choice) => `${before}${choice}${after}`));
  }
  return [...done, ...waiting];
}
