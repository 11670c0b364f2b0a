// Splits a sentence into the tokens that rules about dependencies are made of: names, marks, arrows, and phrases of a
// lexicon. Every step looks at a character once, or at a phrase of the lexicon.
import type { Lexicon } from './lexicon.ts';
import type { WordClass } from './word-class.ts';

export interface Token {
  readonly text: string;
  /** Empty for a word that the lexicon does not know. */
  readonly classes: ReadonlySet<WordClass>;
  /** A path in backticks, or one that stands as it is. */
  readonly isCode: boolean;
  readonly mark: Mark | null;
}

type Mark = 'comma' | 'semicolon' | 'colon' | 'open' | 'close' | 'dash' | 'slash' | 'right' | 'left' | 'stop';

const NONE: ReadonlySet<WordClass> = new Set();
const MARKS: Readonly<Record<string, Mark>> = {
  ',': 'comma',
  '，': 'comma',
  ';': 'semicolon',
  '；': 'semicolon',
  ':': 'colon',
  '：': 'colon',
  '(': 'open',
  '（': 'open',
  '[': 'open',
  ')': 'close',
  '）': 'close',
  ']': 'close',
  '—': 'dash',
  '–': 'dash',
  '|': 'dash',
  '/': 'slash',
  '→': 'right',
  '⇒': 'right',
  '⟶': 'right',
  '➜': 'right',
  '➡': 'right',
  '←': 'left',
  '⇐': 'left',
  '⟵': 'left',
  '。': 'stop',
  '!': 'stop',
  '！': 'stop',
  '?': 'stop',
};
const TWO: Readonly<Record<string, Mark>> = { '->': 'right', '=>': 'right', '<-': 'left', '--': 'dash' };

/** Longer sentences are not read. */
const MAX_TOKENS = 160;

/**
 * @param plain a sentence without markup, with code as "`1`"
 * @param spans the code
 */
export function readTokens(plain: string, spans: readonly string[], lexicon: Lexicon): readonly Token[] {
  const pieces = piecesOf(plain, spans, lexicon);
  if (pieces.length > MAX_TOKENS) return [];
  return lexicon.isUnspaced ? pieces : joinPhrases(pieces, lexicon);
}

function piecesOf(plain: string, spans: readonly string[], lexicon: Lexicon): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < plain.length && tokens.length <= MAX_TOKENS) {
    const taken = spanAt(plain, at, spans) ?? markAt(plain, at) ?? wordAt(plain, at, lexicon);
    if (taken === null) at += 1;
    else {
      tokens.push(taken.token);
      at = taken.end;
    }
  }
  return lexicon.isUnspaced ? joinLoose(tokens) : tokens;
}

interface Taken {
  readonly token: Token;
  readonly end: number;
}

function spanAt(plain: string, at: number, spans: readonly string[]): Taken | null {
  if (plain[at] !== '`') return null;
  const end = plain.indexOf('`', at + 1);
  const code = end === -1 ? undefined : spans[Number(plain.slice(at + 1, end)) - 1];
  return code === undefined ? null : { token: named(code), end: end + 1 };
}

function named(text: string): Token {
  return { text, classes: NONE, isCode: true, mark: null };
}

function markAt(plain: string, at: number): Taken | null {
  const two = TWO[plain.slice(at, at + 2)];
  if (two !== undefined) return { token: marked(two, plain.slice(at, at + 2)), end: at + 2 };
  const one = MARKS[plain[at]!];
  if (one !== undefined) return { token: marked(one, plain[at]!), end: at + 1 };
  const isBetween = plain[at] === '-' && plain[at - 1] === ' ' && plain[at + 1] === ' ';
  return isBetween ? { token: marked('dash', '-'), end: at + 1 } : null;
}

function marked(mark: Mark, text: string): Token {
  return { text, classes: NONE, isCode: false, mark };
}

const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
const IN_WORD = /[\p{L}\p{N}_'./*@+❌🚫⛔✗✘❎-]/u;

function wordAt(plain: string, at: number, lexicon: Lexicon): Taken | null {
  if (lexicon.isUnspaced) {
    const phrase = phraseAt(plain, at, lexicon);
    if (phrase !== null) return phrase;
    if (UNSPACED.test(plain[at]!)) return { token: word(plain[at]!), end: at + 1 };
  }
  let end = at;
  while (end < plain.length && isWordUnit(plain, end, lexicon)) end += 1;
  if (end === at) return null;
  const text = trimWord(plain.slice(at, end));
  return text === '' ? { token: marked('stop', '.'), end } : { token: toName(text), end };
}

function isWordUnit(plain: string, at: number, lexicon: Lexicon): boolean {
  const unit = String.fromCodePoint(plain.codePointAt(at)!);
  if (lexicon.isUnspaced && UNSPACED.test(unit)) return false;
  return IN_WORD.test(unit) || (plain.charCodeAt(at) >= 0xdc00 && plain.charCodeAt(at) <= 0xdfff);
}

/** Without the punctuation at its end. */
function trimWord(text: string): string {
  let end = text.length;
  while (end > 0 && ".'-".includes(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
}

/** A word with slashes is a path, or several names. */
function toName(text: string): Token {
  const isPath = text.includes('/') && !text.startsWith('/') && /^[\w.@*/+-]+$/.test(text);
  return isPath && text.toLowerCase() !== 'and/or' ? named(text) : word(text);
}

function word(text: string): Token {
  return { text, classes: NONE, isCode: false, mark: null };
}

/** The longest phrase of an unspaced language at an offset. */
function phraseAt(plain: string, at: number, { phrases }: Lexicon): Taken | null {
  const found = (phrases.get(plain[at]!) ?? []).filter(({ words }) => {
    const text = words.join('');
    if (!plain.startsWith(text, at)) return false;
    return UNSPACED.test(text[0]!) || text.length < 2 || !/\w/.test(plain[at - 1] ?? '') || text === plain[at];
  });
  if (found.length === 0) return null;
  const { length } = found[0]!.words;
  const classes = new Set(found.filter(({ words }) => words.length === length).map(({ of }) => of));
  const text = found[0]!.words.join('');
  return { token: { text, classes, isCode: false, mark: null }, end: at + text.length };
}

/** Characters in a row that no phrase knows are one word. */
function joinLoose(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const isLoose = ({ text, classes, isCode, mark }: Token) =>
      classes.size === 0 && !isCode && mark === null && UNSPACED.test(text[0]!);
    if (last !== undefined && isLoose(last) && isLoose(token)) joined[joined.length - 1] = word(last.text + token.text);
    else joined.push(token);
  }
  return joined;
}

/** Joins words to the longest phrases of the lexicon. */
function joinPhrases(tokens: readonly Token[], { phrases }: Lexicon): Token[] {
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]!;
    const isWord = !token.isCode && token.mark === null;
    const found = isWord ? (phrases.get(token.text.toLowerCase()) ?? []) : [];
    const fits = found.filter(({ words }) =>
      words.every((one, offset) => {
        const other = tokens[at + offset];
        return other !== undefined && !other.isCode && other.mark === null && other.text.toLowerCase() === one;
      }),
    );
    const length = fits[0]?.words.length ?? 1;
    const classes = new Set(fits.filter(({ words }) => words.length === length).map(({ of }) => of));
    const text = tokens
      .slice(at, at + length)
      .map((one) => one.text)
      .join(' ');
    joined.push(length === 1 && classes.size === 0 ? token : { text, classes, isCode: false, mark: null });
    at += length;
  }
  return joined;
}
