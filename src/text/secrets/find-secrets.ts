// Finds secrets in any text: source code, prose, logs, addresses, JSON.
import { CREDENTIAL_SHAPES } from './context-shapes.ts';
import { decodeWriting } from './decode-text.ts';
import { createKeywordScanner } from './keyword-scanner.ts';
import type { SecretMatch, SecretShape } from './secret-shape.ts';
import { TOKEN_SHAPES } from './token-shapes.ts';
import { VENDOR_SHAPES } from './vendor-shapes.ts';

/** A secret in a text: offsets in UTF-16 units, the end exclusive. */
export interface Secret {
  /** As people call it: "GitHub token", "password". */
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** It is a credential and nothing else: no sample, no key of a test account, no password of a local database. */
  readonly isCertain: boolean;
}

/** Ways of writing inside each other that are undone: JSON in a string in JSON. */
const MAX_DECODINGS = 3;

/** Those whose kind counts most come first. */
const SHAPES: readonly SecretShape[] = [...TOKEN_SHAPES, ...VENDOR_SHAPES, ...CREDENTIAL_SHAPES];
const KEYWORDS = SHAPES.flatMap(({ keywords }, shape) =>
  keywords.map((word) => ({ shape, length: word.length, word })),
);
const scan = createKeywordScanner(KEYWORDS.map(({ word }) => word));

type Found = SecretMatch & { readonly shape: number };

/** All secrets of a text in its order; none overlaps another. Takes time linear in its length. */
export function findSecrets(text: string): readonly Secret[] {
  const found = findAsWritten(text);
  let decoded = decodeWriting(text);
  let toOriginal = (start: number, end: number): readonly [number, number] => [start, end];
  for (let count = 0; decoded !== null && count < MAX_DECODINGS; count += 1) {
    const { text: inner, originOf } = decoded;
    const outer = toOriginal;
    toOriginal = (start, end) => outer(...originOf(start, end));
    for (const match of findAsWritten(inner)) {
      const [start, end] = toOriginal(match.start, match.end);
      found.push({ ...match, start, end });
    }
    decoded = decodeWriting(inner);
  }
  return merge(found);
}

function findAsWritten(text: string): Found[] {
  const found: Found[] = [];
  const doneUntil = new Map<number, number>();
  scan(text, (keyword, end) => {
    const { shape, length } = KEYWORDS[keyword]!;
    if (end - length < (doneUntil.get(shape) ?? 0)) return;
    const result = SHAPES[shape]!.find(text, end - length, end);
    if (typeof result === 'number') doneUntil.set(shape, result);
    if (result === null || typeof result === 'number') return;
    for (const match of 'start' in result ? [result] : result) {
      found.push({ ...match, shape });
      doneUntil.set(shape, match.end);
    }
  });
  return found;
}

/** Matches that overlap are one secret, of the kind that counts most. */
function merge(found: readonly Found[]): Secret[] {
  const merged: Found[] = [];
  for (const match of [...found].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || last.end <= match.start) merged.push(match);
    else merged[merged.length - 1] = unite(last, match);
  }
  return merged.map(({ shape, start, end, isCertain, kind }) => ({
    kind: kind ?? SHAPES[shape]!.kind,
    start,
    end,
    isCertain,
  }));
}

function unite(a: Found, b: Found): Found {
  const best = a.isCertain === b.isCertain ? (a.shape <= b.shape ? a : b) : a.isCertain ? a : b;
  return { ...best, start: a.start, end: Math.max(a.end, b.end) };
}
