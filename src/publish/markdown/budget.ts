// Fits rendered text into the limit of its place, part by part: the most dispensable parts are left out whole, and
// returned.

/** UTF-8 bytes: never fewer than characters, whichever way GitHub counts those. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A part of a page: `priority` 0 must stay, the highest number goes first. */
export interface PagePart {
  readonly text: string;
  readonly priority: number;
  /** Shorter versions, longest first, tried when the text does not fit. */
  readonly shorter?: readonly string[];
}

export interface FittedPage {
  readonly text: string;
  /** Full texts of the parts that were shortened or left out, in their order. */
  readonly moved: readonly string[];
}

/**
 * Joins the parts by blank lines in at most `limit` bytes. `notice` ends a text that is not complete. Parts of priority
 * 0 are cut only if they alone are over the limit.
 */
export function fitInto(parts: readonly PagePart[], limit: number, notice: string): FittedPage {
  const wanted = parts.filter((part) => part.text !== '');
  const whole = wanted.map((part) => part.text).join('\n\n');
  if (sizeOf(whole) <= limit) return { text: whole, moved: [] };
  const chosen = new Map<PagePart, string>();
  let left = limit - sizeOf(notice) - 2;
  for (const part of [...wanted].sort((a, b) => a.priority - b.priority)) {
    const text = [part.text, ...(part.shorter ?? [])].find((option) => sizeOf(option) + 2 <= left);
    if (text !== undefined) chosen.set(part, text);
    else if (part.priority === 0) chosen.set(part, cutToSize(part.text, Math.max(0, left - 2)));
    left -= sizeOf(chosen.get(part) ?? '') + (chosen.has(part) ? 2 : 0);
  }
  const text = [...wanted.map((part) => chosen.get(part) ?? ''), notice].filter((one) => one !== '').join('\n\n');
  return { text, moved: wanted.filter((part) => chosen.get(part) !== part.text).map((part) => part.text) };
}

/** The start of `text` in at most `limit` bytes of UTF-8, with an ellipsis where text is missing. */
export function cutToSize(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  let end = limit - 3;
  if (end < 0) return '';
  // Steps back over a character that would be cut in half: continuation bytes are 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.subarray(0, end).toString('utf8')}…`;
}
