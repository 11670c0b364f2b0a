// Phrases of rules about dependencies, language by language, so that a sentence can be searched for them.
import { ENGLISH } from './english.ts';
import { CHINESE, EUROPEAN, JAPANESE, KOREAN, TURKISH } from './non-english-words.ts';
import type { WordClass, Words } from './word-class.ts';

/** Marks that stand for words. */
const MARKS: Words = { never: '❌, 🚫, ⛔, ✗, ✘, ❎' };

const withEnglish = (words: Words): Words =>
  Object.fromEntries(
    [...new Set([...Object.keys(MARKS), ...Object.keys(words)])].map((key) => {
      const of = key as WordClass;
      return [of, [words[of], MARKS[of]].filter((list) => list !== undefined).join(', ')];
    }),
  );

/** Phrases of one language. */
export interface Lexicon {
  /** The verb ends the sentence. */
  readonly verbLast: boolean;
  /** Words are not parted by blanks. */
  readonly isUnspaced: boolean;
  /** By their first word or character, longest first. */
  readonly phrases: ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly of: WordClass }[]>;
}

function compile(words: Words, isUnspaced: boolean, verbLast = false): Lexicon {
  const phrases = new Map<string, { words: readonly string[]; of: WordClass }[]>();
  for (const [of, list] of Object.entries(words) as [WordClass, string][])
    for (const phrase of list.split(',').map((one) => one.trim().replace(/\s+/g, ' '))) {
      if (phrase === '') continue;
      const parts = isUnspaced ? [...phrase] : phrase.split(' ');
      phrases.set(parts[0]!, [...(phrases.get(parts[0]!) ?? []), { words: parts, of }]);
    }
  for (const [, found] of phrases) found.sort((a, b) => b.words.length - a.words.length);
  return { verbLast, isUnspaced, phrases };
}

const english = compile(withEnglish(ENGLISH), false);
const european = EUROPEAN.map((words) => compile(withEnglish(words), false));
const turkish = compile(withEnglish(TURKISH), false, true);
const chinese = compile(withEnglish(CHINESE), true);
const japanese = compile(withEnglish(JAPANESE), true, true);
const korean = compile(withEnglish(KOREAN), true, true);

/** Lexicons to try for a text, the likeliest first. */
export function lexiconsFor(text: string): readonly Lexicon[] {
  if (/[\u3040-\u30ff]/.test(text)) return [japanese, english];
  if (/[\uac00-\ud7af]/.test(text)) return [korean, english];
  if (/[\u3400-\u9fff]/.test(text)) return [chinese, english];
  return [english, ...european, turkish];
}
