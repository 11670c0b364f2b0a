// Matches globs of settings and .gitattributes. They come from unknown repositories, so the matcher backtracks over one
// star at most: work grows with glob times path, whatever the glob, and a budget bounds it over all paths.

/** Globs without braces that one with braces expands to. */
const maxAlternatives = 64;
const maxCharacters = 500;
/** Comparisons of names or characters: about a second. A tree of 100,000 files takes half a million for one glob. */
const maxSteps = 40_000_000;

/** The work that globs may take together. Counted, so the same globs and paths always match the same. */
export interface GlobBudget {
  steps: number;
  /** True where the work was not finished: what was left matched nothing. */
  isSpent(): boolean;
}

export function createGlobBudget(steps = maxSteps): GlobBudget {
  return {
    steps,
    isSpent() {
      return this.steps < 0;
    },
  };
}

/** Completes "the glob … " with what is wrong; null for a usable glob. */
export function globProblem(glob: string): string | null {
  if (glob.length > maxCharacters) return `is longer than ${maxCharacters} characters`;
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
 * is like any other. An unusable glob matches nothing, and neither does one whose budget is spent.
 */
export function createGlob(glob: string, budget: GlobBudget = createGlobBudget()): (path: string) => boolean {
  return createAnyGlob([glob], budget);
}

/** Matches a whole path against any of the globs. */
export function createAnyGlob(
  globs: readonly string[],
  budget: GlobBudget = createGlobBudget(),
): (path: string) => boolean {
  const alternatives = globs.filter((glob) => globProblem(glob) === null).flatMap(readGlob);
  const matchesSegment = (segment: Segment, name: string) => segment.matches(name, budget);
  return (path) => {
    const names = path.split('/');
    for (const segments of alternatives) {
      if (budget.isSpent()) return false;
      if (matchesSequence(segments, names, isGlobstar, matchesSegment, budget)) return true;
    }
    return false;
  };
}

function readGlob(glob: string): readonly (readonly Segment[])[] {
  return expandBraces(glob, maxAlternatives).map((one) => one.split('/').map(readSegment));
}

interface Segment {
  readonly isGlobstar: boolean;
  readonly matches: (name: string, budget: GlobBudget) => boolean;
}
const isGlobstar = (segment: Segment) => segment.isGlobstar;

/** One character of a name, or a star. */
type Token = { readonly isStar: true } | { readonly isStar: false; readonly matches: (character: string) => boolean };

function readSegment(text: string): Segment {
  if (text === '**') return { isGlobstar: true, matches: () => true };
  if (!/[*?[]/.test(text)) return { isGlobstar: false, matches: (name) => name === text };
  const [, prefix, suffix] = /^([^*?[]*)\*([^*?[]*)$/.exec(text) ?? [];
  if (prefix !== undefined && suffix !== undefined) {
    const least = prefix.length + suffix.length;
    const matches = (name: string) => name.length >= least && name.startsWith(prefix) && name.endsWith(suffix);
    return { isGlobstar: false, matches };
  }
  const tokens = readTokens(text);
  const matchesOne = (token: Token, character: string) => token.isStar || token.matches(character);
  return {
    isGlobstar: false,
    matches(name, budget) {
      budget.steps -= name.length;
      return matchesSequence(tokens, [...name], ({ isStar }) => isStar, matchesOne, budget);
    },
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
  budget: GlobBudget,
): boolean {
  let at = 0;
  let lastStar = -1;
  let resumeAt = 0;
  budget.steps -= 1;
  for (let item = 0; item < items.length; ) {
    budget.steps -= 1;
    if (budget.steps < 0) return false;
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
  return budget.steps >= 0 && pattern.slice(at).every(isStar);
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
