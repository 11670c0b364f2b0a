// Characters that a person does not see and a model reads: shown, taken out, or looked past when a quote is searched.

/**
 * Tag block, bidirectional controls, zero-width characters, variation selectors, soft hyphen, fillers and other characters without
 * a shape of their own (https://www.unicode.org/reports/tr36/, https://trojansource.codes/). Tab, line feed and carriage return
 * are not among them.
 */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** An emoji's own selector or joiner hides nothing. */
const EMOJI_JOINED =
  /(?<=\p{Extended_Pictographic})\uFE0F|(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})/gu;

/** Each hidden character as "⟨U+200B⟩". */
export function revealHidden(text: string): string {
  return replaceHidden(
    text,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

export function removeHidden(text: string): string {
  return replaceHidden(text, () => '');
}

function replaceHidden(text: string, replace: (character: string) => string): string {
  const kept = new Set([...text.matchAll(EMOJI_JOINED)].map(({ index }) => index));
  return text.replace(HIDDEN, (character, index: number) => (kept.has(index) ? character : replace(character)));
}

/** A text as it is compared, with the way back to the original. */
export interface Comparable {
  readonly text: string;
  /** Index in the original of a UTF-16 unit of `text`, or of its end. */
  readonly originOf: (index: number) => number;
}

/**
 * The text without what the model can not have seen as it stands: carriage returns before line feeds, hidden characters, and the
 * marks that stand for them.
 *
 * @param foldSpace also makes every run of white space one blank, for prose that is wrapped
 */
export function toComparable(original: string, foldSpace: boolean): Comparable {
  const skipped = `⟨U\\+[0-9A-F]{4,6}⟩|\\r(?=\\n)|${HIDDEN.source}`;
  if (!foldSpace && !new RegExp(skipped, 'u').test(original)) return { text: original, originOf: (index) => index };
  const skip = new RegExp(skipped, 'uy');
  let text = '';
  const origin: number[] = [];
  for (let index = 0; index < original.length; ) {
    skip.lastIndex = index;
    const length = skip.exec(original)?.[0].length ?? 0;
    if (length > 0) {
      index += length;
      continue;
    }
    const unit = original[index] ?? '';
    const isSpace = foldSpace && /\s/.test(unit);
    if (!isSpace || !text.endsWith(' ')) {
      text += isSpace ? ' ' : unit;
      origin.push(index);
    }
    index += 1;
  }
  return { text, originOf: (index) => origin[index] ?? original.length };
}
