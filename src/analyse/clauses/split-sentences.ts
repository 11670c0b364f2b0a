// Splits a block into sentences with their offsets, and strips the markup of a sentence.

export interface Sentence {
  /** Offsets in the text that was split. */
  readonly start: number;
  readonly end: number;
  /** On one line, without markup; code in backticks is in `spans` and appears as "`1`". */
  readonly plain: string;
  /** Code in backticks, in order. */
  readonly spans: readonly string[];
}

/** Longer blocks are not prose. */
const MAX_BLOCK = 8_000;
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|incl|excl|resp|no|fig|al|St|Dr|Mr|Ms)\.$/i;

const NESTING: Readonly<Record<string, number>> = { '(': 1, '[': 1, ')': -1, ']': -1 };

/** Splits a text into sentences. A full stop in backticks, brackets or an abbreviation ends none. */
export function splitSentences(text: string): readonly Sentence[] {
  if (text.length > MAX_BLOCK) return [];
  const sentences: Sentence[] = [];
  let start = 0;
  let depth = 0;
  let isCode = false;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '`') isCode = !isCode;
    if (isCode) continue;
    depth = Math.max(0, depth + (NESTING[text[index]!] ?? 0));
    if (depth > 0 || !isEnd(text, start, index)) continue;
    const closing = /^["”'’*_]*/.exec(text.slice(index + 1, index + 5))?.[0] ?? '';
    pushSentence(sentences, text, start, index + 1 + closing.length);
    start = index + 1 + closing.length;
    index = start - 1;
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

/** The words of some Markdown, and its code. */
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
