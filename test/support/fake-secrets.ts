// Made-up credentials of every shape. They are put together while a test runs: written out, scanners would report this repository.

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALPHANUMERIC = `${LETTERS}0123456789`;

/** `length` characters of an alphabet that look random and are the same each time. */
export function fakeCharacters(length: number, alphabet: string = ALPHANUMERIC): string {
  let state = length * 2_654_435_761 + 12_345;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return alphabet[(state >>> 16) % alphabet.length];
  }).join('');
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JSON web token with a signature of 64 bytes. */
export function fakeJsonWebToken(): string {
  const claims = { iss: '123456', iat: 1_775_000_000, exp: 1_775_003_600, installation: 7_654_321 };
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.${fakeCharacters(342, `${ALPHANUMERIC}-_`)}`;
}

const LINE = 64;

/** @param lines of its body */
export function fakePrivateKey(lines = 5): string {
  const body = fakeCharacters(LINE * lines, `${ALPHANUMERIC}+/`).match(/.{64}/g)!;
  const name = ['RSA', 'PRIVATE', 'KEY'].join(' ');
  return [`-----BEGIN ${name}-----`, ...body, `${fakeCharacters(22)}==`, `-----END ${name}-----`].join('\n');
}

/** Tokens that can be told by themselves, by what they are called. */
export const FAKE_TOKENS: readonly (readonly [kind: string, token: string])[] = [
  ['GitHub token', `ghp_${fakeCharacters(36)}`],
  ['GitHub token', `gho_${fakeCharacters(36)}`],
  ['GitHub token', `ghu_${fakeCharacters(36)}`],
  ['GitHub token', `ghr_${fakeCharacters(76)}`],
  ['GitHub token', `ghs_${fakeCharacters(36)}`],
  ['GitHub token', `ghs_1234567_${fakeJsonWebToken()}`],
  ['GitHub token', `github_pat_${fakeCharacters(22)}_${fakeCharacters(59)}`],
  ['AWS access key ID', `AKIA${fakeCharacters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  ['AWS access key ID', `ASIA${fakeCharacters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  ['Anthropic API key', `sk-ant-api03-${fakeCharacters(93)}AA`],
  ['JSON Web Token', fakeJsonWebToken()],
  ['Stripe access token', `sk_live_${fakeCharacters(24)}`],
  ['Stripe access token', `rk_live_${fakeCharacters(24)}`],
  [
    'Slack bot token',
    `xoxb-${fakeCharacters(12, '123456789')}-${fakeCharacters(12, '123456789')}-${fakeCharacters(24)}`,
  ],
  ['OpenAI API key', `sk-proj-${fakeCharacters(74)}T3BlbkFJ${fakeCharacters(74)}`],
  ['Google Cloud API key', `AIza${fakeCharacters(35)}`],
  ['GitLab personal access token', `glpat-${fakeCharacters(20)}`],
  ['npm access token', `npm_${fakeCharacters(36)}`],
  ['SendGrid API token', `SG.${fakeCharacters(22)}.${fakeCharacters(43)}`],
];
