// Replaces secrets by what they are, so that a text can be shown, logged or sent.
import { findSecrets, type Secret } from './find-secrets.ts';
import { PRIVATE_KEY } from './token-shapes.ts';

/** Between two lines of a key that stand on one line, as in JSON. */
const ESCAPED_LINE_END = /^[ \t]{0,8}(?:\\{1,4}[nr]){0,4}$/;
const MAX_PASSES = 5;

/**
 * The text with "[GitHub token removed]" in place of each secret. Line feeds stay, so every other line keeps its
 * number and its words. Doing it twice changes nothing.
 */
export function redactSecrets(text: string): string {
  let current = text;
  // What is taken out can leave a shape that stood in its shadow.
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const next = replaceSecrets(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function replaceSecrets(text: string): string {
  const secrets = joinOnLine(text, findSecrets(text));
  let shown = '';
  let from = 0;
  for (const { kind, start, end } of secrets) {
    // A secret in several lines is replaced in each.
    const lines = text.slice(start, end).split(/(\r?\n)/);
    const removed = lines.map((part, index) => (index % 2 === 1 || part.trim() === '' ? part : `[${kind} removed]`));
    shown += text.slice(from, start) + removed.join('');
    from = end;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** The lines of one key that stand on one line of the text, as in JSON, are one. */
function joinOnLine(text: string, secrets: readonly Secret[]): Secret[] {
  const joined: Secret[] = [];
  for (const secret of secrets) {
    const last = joined.at(-1);
    const between = text.slice(last?.end ?? 0, secret.start);
    const isOne = last?.kind === PRIVATE_KEY && secret.kind === PRIVATE_KEY && ESCAPED_LINE_END.test(between);
    if (last !== undefined && isOne) joined[joined.length - 1] = { ...last, end: secret.end };
    else joined.push(secret);
  }
  return joined;
}

/**
 * A value of plain objects, arrays and strings with the secrets in every string redacted. What holds none stays as it
 * is.
 */
export function redactStrings<T>(value: T): T {
  if (typeof value === 'string') return redactSecrets(value) as T & string;
  if (Array.isArray(value)) {
    const items = value.map(redactStrings);
    return items.some((item, index) => item !== value[index]) ? (items as T & unknown[]) : value;
  }
  if (value === null || typeof value !== 'object' || !isPlain(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, redactStrings(item)] as const);
  const isSame = entries.every(([key, item]) => item === (value as Record<string, unknown>)[key]);
  return isSame ? value : (Object.fromEntries(entries) as T);
}

/** An object as JSON has them, also one of another realm: neither a map nor of a class. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
