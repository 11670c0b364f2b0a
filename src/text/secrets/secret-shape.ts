// A shape of secrets: words that announce one, and what has to stand there. Nothing here looks further than a stated
// bound.

/** Where a secret stands: offsets in UTF-16 units, the end exclusive. */
export interface SecretMatch {
  readonly start: number;
  readonly end: number;
  /** It is a credential and nothing else: no sample, no key of a test account, no password of a local database. */
  readonly isCertain: boolean;
  /** Left out: the shape's own. */
  readonly kind?: string;
}

export interface SecretShape {
  /** As people call it: "GitHub token". */
  readonly kind: string;
  /** In lower case; one of them stands in every secret of this shape, or before it. */
  readonly keywords: readonly string[];
  /**
   * What stands at a keyword that was found from `start` to `end`; an offset where none of this shape begins before
   * it, so that many keywords in a row are not each looked at.
   */
  find(text: string, start: number, end: number): SecretMatch | readonly SecretMatch[] | number | null;
}

/** What a sticky pattern matches at `at`, with the place of its first group, or of the whole where it has none. */
export function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): { value: string; start: number; end: number } | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return null;
  const value = found.slice(1).find((group) => group !== undefined) ?? found[0];
  const start = found.index + found[0].lastIndexOf(value);
  return { value, start, end: start + value.length };
}
