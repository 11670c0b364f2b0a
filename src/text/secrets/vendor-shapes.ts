// Shapes of vendors' tokens, from the patterns of gitleaks.
import { GITLEAKS_PATTERNS } from './gitleaks-patterns.ts';
import { entropyOf, isPlaceholder } from './opaque-value.ts';
import { matchAt, type SecretShape } from './secret-shape.ts';

/**
 * A pattern that does not begin with its keyword is looked for from so many characters before it to so many after it.
 */
const LOOK_BACK = 100;
const LOOK_AHEAD = 400;
/** From the name of the vendor to the value. */
const ASSIGNMENT = /[ \t\w.-]{0,20}[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[`'"\s=]{0,5}/y;
/** Bits a character of a value that only its length tells from a word. */
const LEAST_ENTROPY = 3;

/** What follows a token must not go on with it. */
const END = '(?![0-9A-Za-z_-])';

function toShape(line: string): SecretShape {
  const [kind = '', type, keywords = '', entropy, flags = '', pattern = ''] = line
    .split(' | ')
    .map((field) => field.trim());
  const words = keywords.split(' ');
  const least = Number(entropy);
  if (type === 'assigned') return assigned(kind, words, new RegExp(`${pattern}${END}`, `${flags}y`), least);
  const isPrefix = words.some((word) => startOf(pattern).startsWith(word.slice(0, 2)));
  return isPrefix
    ? prefixed(kind, words, new RegExp(pattern, `${flags}y`), least)
    : somewhere(kind, words, new RegExp(pattern, flags), least);
}

/** The first characters that a pattern wants, in lower case. */
function startOf(pattern: string): string {
  return pattern
    .replace(/^(?:\\b|\(\?:|\()+/, '')
    .replaceAll('\\', '')
    .toLowerCase();
}

function prefixed(kind: string, keywords: readonly string[], pattern: RegExp, least: number): SecretShape {
  return {
    kind,
    keywords,
    find(text, start) {
      const found = matchAt(pattern, text, start);
      if (found === null || !isRandom(found.value, least)) return null;
      return { start: found.start, end: found.end, isCertain: !/test/i.test(found.value.slice(0, 12)) };
    },
  };
}

function somewhere(kind: string, keywords: readonly string[], pattern: RegExp, least: number): SecretShape {
  return {
    kind,
    keywords,
    find(text, start, end) {
      const from = Math.max(0, start - LOOK_BACK);
      const found = matchAt(pattern, text.slice(from, end + LOOK_AHEAD), 0);
      if (found === null || !isRandom(found.value, least)) return null;
      return { start: from + found.start, end: from + found.end, isCertain: true };
    },
  };
}

/** A value that is told by the name it is given to: enough to remove it, too little to report it. */
function assigned(kind: string, keywords: readonly string[], value: RegExp, least: number): SecretShape {
  return {
    kind,
    keywords,
    find(text, _start, end) {
      ASSIGNMENT.lastIndex = end;
      const operation = ASSIGNMENT.exec(text);
      const found = operation === null ? null : matchAt(value, text, end + operation[0].length);
      if (found === null || !/\d/.test(found.value)) return null;
      if (!isRandom(found.value, Math.max(least, LEAST_ENTROPY))) return null;
      return { start: found.start, end: found.end, isCertain: false };
    },
  };
}

function isRandom(value: string, least: number): boolean {
  return entropyOf(value) >= least && !isPlaceholder(value);
}

export const VENDOR_SHAPES: readonly SecretShape[] = GITLEAKS_PATTERNS.trim().split('\n').map(toShape);
