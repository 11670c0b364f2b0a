// Secrets that can be told by themselves: tokens with a prefix of their own, private keys.
import { entropyOf, isPlaceholder } from './opaque-value.ts';
import { matchAt, type SecretMatch, type SecretShape } from './secret-shape.ts';

export const PRIVATE_KEY = 'private key';

/** No token of a vendor is longer. */
const MAX_TOKEN = 8_000;
/** Characters of a private key between its first and its last line. */
const MAX_KEY = 20_000;

/** @param pattern sticky, with a bound on every repetition */
function token(
  kind: string,
  keywords: readonly string[],
  pattern: RegExp,
  isCertain: (value: string) => boolean,
): SecretShape {
  return {
    kind,
    keywords,
    find(text, start) {
      const found = matchAt(pattern, text, start);
      if (found === null || isPlaceholder(found.value)) return null;
      return { start: found.start, end: found.end, isCertain: isCertain(found.value) };
    },
  };
}

/**
 * Of an installation since April 2026 `ghs_`, the App's ID, `_` and a JSON web token; the others end with the letters
 * and digits. https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 */
const GITHUB_TOKEN =
  /gh[opsur]_(?:\d{1,20}_eyJ[\w-]{0,4000}(?:\.[\w-]{0,4000}){0,2}|[A-Za-z0-9]{36,255}|(?<![A-Za-z0-9]gh._)(?=[A-Za-z]{0,35}\d)[A-Za-z0-9]{16,35})/y;

/** Three parts, or five of an encrypted one; the last are missing where it was cut. */
const JSON_WEB_TOKEN = /eyJ[\w-]{8,600}\.[\w-]{8,4000}(?:\.[\w-]{0,4000}){0,3}/y;
const MAX_HEADER = 610;
const WORD = /[\w-]*/y;
/** Of https://jwt.io: "sub": "1234567890". */
const SAMPLE_CLAIMS = '.eyJzdWIiOiIxMjM0NTY3ODkwIi';

/** Shapes that are looked for before those of gitleaks: with names that our rules know, and where a token was cut. */
export const TOKEN_SHAPES: readonly SecretShape[] = [
  token('GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], GITHUB_TOKEN, (value) => {
    return value.includes('_eyJ') || (value.length >= 40 && entropyOf(value) >= 3);
  }),
  token('GitHub token', ['github_pat_'], /github_pat_[A-Za-z0-9_]{20,255}/y, (value) => {
    return value.length >= 71 && entropyOf(value) >= 3;
  }),
  token(
    'AWS access key ID',
    ['akia', 'asia', 'abia', 'acca'],
    /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}(?![A-Za-z0-9])/y,
    () => true,
  ),
  token('Anthropic API key', ['sk-ant-'], /sk-ant-[A-Za-z0-9_-]{8,400}/y, (value) => value.length >= 80),
  { kind: 'JSON Web Token', keywords: ['eyj'], find: findJsonWebToken },
  { kind: PRIVATE_KEY, keywords: ['private key-----', 'private key block-----'], find: findPrivateKey },
];

function findJsonWebToken(text: string, start: number): SecretMatch | number | null {
  const found = matchAt(JSON_WEB_TOKEN, text, start);
  if (found === null) {
    WORD.lastIndex = start;
    WORD.test(text);
    // Where this word is no header that a payload follows, no end of it is; of one that is too long the end may be.
    return text[WORD.lastIndex] === '.' ? Math.max(start + 1, WORD.lastIndex - MAX_HEADER) : WORD.lastIndex;
  }
  if (isPlaceholder(found.value)) return null;
  const signature = found.value.split('.')[2] ?? '';
  const isCertain = signature.length >= 16 && !found.value.includes(SAMPLE_CLAIMS);
  return { start: found.start, end: found.end, isCertain };
}

/** The body of a key, line by line: what stands around each line in source code stays. */
function findPrivateKey(text: string, start: number, end: number): readonly SecretMatch[] {
  if (!/-----BEGIN [A-Z0-9 ]{0,40}$/.test(text.slice(Math.max(0, start - 60), start))) return [];
  const after = text.slice(end, end + MAX_KEY);
  const next = after.indexOf('-----');
  const hasEnd = next !== -1 && after.startsWith('-----END', next);
  const body = next === -1 ? after : after.slice(0, next);
  if (!/[A-Za-z0-9+/=]{24}/.test(body)) return [];
  const isCertain = /[A-Za-z0-9+/=]{40}/.test(body) && !isPlaceholder(body);
  const matches: SecretMatch[] = [];
  let at = end;
  for (const [index, line] of body.split('\n').entries()) {
    const core = /[A-Za-z0-9+/=].*[A-Za-z0-9+/=]|[A-Za-z0-9+/=]/.exec(line.slice(0, MAX_TOKEN))?.[0] ?? '';
    // Of a key without an end everything that looks like its lines.
    const isOfKey = /^[A-Za-z0-9+/=]+$/.test(core) || (hasEnd && /^[A-Za-z0-9+/=:,. -]+$/.test(core));
    if (!hasEnd && !isOfKey && core !== '' && index > 0) break;
    const from = at + line.indexOf(core);
    if (core !== '' && isOfKey) matches.push({ start: from, end: from + core.length, isCertain });
    at += line.length + 1;
  }
  return matches;
}
