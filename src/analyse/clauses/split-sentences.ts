// Splits a block into its sentences without losing where they stand, and reads a sentence without its markup.

export interface Sentence {
  /** Offsets in the text that was split. */
  readonly start: number;
  readonly end: number;
  /** On one line, without markup; what stood in backticks is in `spans` and shows as "`1`". */
  readonly plain: string;
  /** What stood in backticks, in order. */
  readonly spans: readonly string[];
}

/** Longer blocks are no prose. */
const MAX_BLOCK = 8_000;
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|incl|excl|resp|no|fig|al|St|Dr|Mr|Ms)\.$/i;

/** Sentences of `text`. A full stop within backticks, brackets or an abbreviation ends none. */
export function splitSentences(text: string): readonly Sentence[] {
  if (text.length > MAX_BLOCK) return [];
  const sentences: Sentence[] = [];
  let start = 0;
  let depth = 0;
  let ticks = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text[index]!;
    if (unit === '`') ticks = !ticks;
    if (ticks) continue;
    if (unit === '(' || unit === '[') depth += 1;
    else if ((unit === ')' || unit === ']') && depth > 0) depth -= 1;
    else if (depth === 0 && isEnd(text, start, index)) {
      const end = index + 1 + (/^["”'’*_]*/.exec(text.slice(index + 1, index + 5))?.[0].length ?? 0);
      pushSentence(sentences, text, start, end);
      start = end;
      index = end - 1;
    }
  }
  pushSentence(sentences, text, start, text.length);
  return sentences;
}

function isEnd(text: string, start: number, index: number): boolean {
  const unit = text[index];
  if (unit !== '.' && unit !== '!' && unit !== '?') return false;
  if (!/^["”'’*_]*(\s+[>\s]*["“'‘(*_`[]*[\p{Lu}\d`]|\s*$)/u.test(text.slice(index + 1, index + 40))) return false;
  return !ABBREVIATION.test(text.slice(Math.max(start, index - 8), index + 1));
}

function pushSentence(sentences: Sentence[], text: string, from: number, to: number): void {
  const raw = text.slice(from, to);
  const start = from + (raw.length - raw.trimStart().length);
  const end = to - (raw.length - raw.trimEnd().length);
  if (end > start) sentences.push({ start, end, ...stripMarkup(text.slice(start, end)) });
}

/** The words of a piece of Markdown, with code set apart. */
export function stripMarkup(text: string): { plain: string; spans: readonly string[] } {
  const spans: string[] = [];
  const plain = text
    .replace(/(`+)(?!`)([^`]+?)\1(?!`)/g, (_, _ticks, code: string) => `\`${spans.push(code.trim())}\``)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/^\s*\[[ xX]\]\s/, '')
    .replace(/\n[ \t]*>+/g, '\n')
    .replace(/\*+|(?<![\p{L}\d])_+|_+(?![\p{L}\d])/gu, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
  return { plain, spans };
}
