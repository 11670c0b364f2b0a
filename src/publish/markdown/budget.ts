// Keeps rendered text within the limits of the place it goes to. Measured after rendering, part by part: what does not fit is
// left out whole, most dispensable first, and handed back so that it can be said elsewhere.

/** Size that no counting of GitHub's exceeds: UTF-8 bytes are never fewer than characters, of whichever kind. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A part of a text: `priority` 0 must stay, the highest number goes first. */
export interface PagePart {
  readonly text: string;
  readonly priority: number;
  /** Shorter ways to say it, longest first, tried when the text does not fit. */
  readonly shorter?: readonly string[];
}

export interface Fitted {
  readonly text: string;
  /** Full texts of the parts that were shortened or left out, in their order. */
  readonly moved: readonly string[];
}

/**
 * The parts joined by blank lines in at most `limit` bytes. When something has to go, `notice` is added at the end; parts of
 * priority 0 are cut hard only if they alone are over the limit.
 */
export function fitInto(parts: readonly PagePart[], limit: number, notice: string): Fitted {
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

/** The start of `text` in at most `limit` bytes of UTF-8, with an ellipsis where something is missing. */
export function cutToSize(text: string, limit: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  let end = limit - 3;
  if (end < 0) return '';
  // Step back over a character that would be cut in half: continuation bytes are 10xxxxxx.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${bytes.subarray(0, end).toString('utf8')}…`;
}
