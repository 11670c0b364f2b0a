// Unit: no line of the log carries a credential, wherever in an error, a request or a response it stood.
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLog } from '../../src/process/log.ts';
import { createScrubber } from '../../src/process/scrubber.ts';
import { FAKE_TOKENS, fakeCharacters, fakeJsonWebToken, fakePrivateKey } from '../support/fake-secrets.ts';

const GITHUB_TOKEN = `ghs_1234567_${fakeJsonWebToken()}`;
const SECRETS: readonly (readonly [string, string])[] = [
  ...FAKE_TOKENS,
  ['private key', fakePrivateKey()],
  ['password', `Xk29fQ${fakeCharacters(9)}`],
];

/** What octokit, the SDK of a model, a driver of a database and Node throw, with the secret where each may hold it. */
const EVENTS: readonly (readonly [string, (secret: string) => object])[] = [
  [
    'a header of the request',
    (secret) => ({ err: failure({ request: { headers: { authorization: `token ${secret}` } } }) }),
  ],
  [
    'a header of a cause',
    (secret) => ({ err: nested({ request: { headers: { Authorization: `Bearer ${secret}` } } }) }),
  ],
  [
    'another header',
    (secret) => ({ err: failure({ response: { headers: { 'set-cookie': [`a=${secret}; Path=/`, `b=${secret}`] } } }) }),
  ],
  [
    'headers as a list',
    (secret) => ({ err: failure({ rawHeaders: ['Authorization', `token ${secret}`, 'x-api-key', secret] }) }),
  ],
  ['a body in JSON', (secret) => ({ err: failure({ response: { data: JSON.stringify({ token: secret, n: 1 }) } }) })],
  [
    'a body in JSON in JSON',
    (secret) => ({ body: JSON.stringify({ inner: JSON.stringify({ client_secret: secret }) }) }),
  ],
  [
    'a body that was cut',
    (secret) => ({ body: JSON.stringify({ password: `${secret}${secret}` }).slice(0, -secret.length / 2) }),
  ],
  [
    'the message',
    (secret) => ({ err: new Error(`refused: https://x-access-token:${secret.replaceAll('\n', '')}@github.com/a/b`) }),
  ],
  ['the message of a cause', (secret) => ({ err: new Error('outer', { cause: new Error(`Bearer ${secret}`) }) })],
  ['a query', (secret) => ({ url: `https://codeload.github.com/a/b.tar.gz?token=${encodeURIComponent(secret)}&x=1` })],
  ['a query in a query', (secret) => ({ url: `/login?next=${encodeURIComponent(`/a?access_token=${secret}&x=1`)}` })],
  ['an object as Node prints it', (secret) => ({ text: inspect({ headers: { authorization: `token ${secret}` } }) })],
  [
    'a request as it was sent',
    (secret) => ({ text: `GET / HTTP/1.1\r\nAuthorization: Basic ${base64(`me:${secret}`)}\r\n\r\n` }),
  ],
  ['a field six deep', (secret) => ({ a: { b: { c: { d: { e: { privateKey: secret } } } } } })],
];

const base64 = (text: string) => Buffer.from(text).toString('base64');

function failure(details: object): Error {
  return Object.assign(new Error('the request failed'), details);
}

function nested(details: object): Error {
  return new Error('outer', { cause: new Error('middle', { cause: failure(details) }) });
}

function logged(fields: object, secrets: readonly string[] = []): string {
  const lines: string[] = [];
  createLog({ level: 'trace', secrets, write: (line) => lines.push(line) }).error(fields, 'it failed');
  return lines.join('');
}

function expectGone(line: string, secret: string): void {
  for (let at = Math.min(12, secret.length - 8); at + 8 <= secret.length; at += 5) {
    const part = secret.slice(at, at + 8);
    // Its first and last line say that a key stood there.
    if (/[-\n ]/.test(part)) continue;
    expect(line).not.toContain(part);
    expect(line).not.toContain(base64(secret.slice(at, at + 12)).slice(0, 8));
  }
}

describe.each(EVENTS)('a secret in %s', (_where, write) => {
  test.each(SECRETS)('is not logged: %s', (_kind, secret) => {
    const line = logged(write(secret));
    expectGone(line, secret);
    expect(JSON.parse(line)).toMatchObject({ level: 'error', msg: 'it failed' });
  });
});

test("of GitHub's tokens neither the payload nor the signature is logged", () => {
  const line = logged({ err: failure({ request: { headers: { authorization: `token ${GITHUB_TOKEN}` } } }) });
  for (const part of GITHUB_TOKEN.split('.')) expect(line).not.toContain(part.slice(0, 16));
});

test("the process's own secrets are not logged, however they are written", () => {
  const secret = 'päss "wörd"/+=\\n42';
  const key = fakePrivateKey();
  const line = logged(
    {
      a: secret,
      b: JSON.stringify({ secret }),
      c: JSON.stringify(JSON.stringify([secret])),
      d: encodeURIComponent(secret),
      e: `Basic ${base64(`me:${secret}`)}`,
      f: base64(`xyz${secret}zyx`),
      g: base64(secret).replaceAll('+', '-').replaceAll('/', '_'),
      h: `line ${key.split('\n')[3]} of it`,
    },
    [secret, key],
  );
  expect(() => JSON.parse(line)).not.toThrow();
  expect(line).not.toMatch(/wörd|w%C3%B6rd/);
  expect(line).not.toContain(base64(secret).slice(4, 16));
  expect(line).not.toContain(key.split('\n')[3]);
});

describe('what is no secret', () => {
  test.each([
    { inputTokens: 1200, outputTokens: 30, msg: 'turn 3' },
    { url: 'https://api.github.com/repos/acme/shop/pulls/7/files?per_page=100&page=2' },
    { err: 'Resource not accessible by integration' },
    { sha: fakeCharacters(40, '0123456789abcdef'), review: 'review/acme/shop/1' },
    { note: 'The token was refused: a new one is made.' },
    { list: ['password', 'token'], secret: '' },
  ])('is logged as it is: %j', (fields) => {
    const line = JSON.stringify(fields);
    expect(createScrubber([])(line)).toBe(line);
  });
});

test('a line stays JSON, and no token in it stays, whatever stands around', () => {
  const part = fc.oneof(
    fc.constantFrom(
      GITHUB_TOKEN,
      ...[
        'authorization',
        'token ',
        'password',
        '"',
        '\\',
        '\\"',
        ':',
        ',',
        '[',
        '=',
        '?token=',
        '\n',
        '%22',
        '`',
        "'",
        ' + ',
      ],
    ),
    fc.string({ maxLength: 8 }),
  );
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.constantFrom(1, null, true),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(text, fc.constantFrom('token', 'authorization', 'cookie')), tie('any'), { maxKeys: 3 }),
      text.map((inner) => JSON.stringify({ token: inner })),
    ),
  })).any;
  const scrub = createScrubber([]);
  const payload = GITHUB_TOKEN.split('.')[1]!.slice(0, 20);
  fc.assert(
    fc.property(value, (fields) => {
      const line = scrub(JSON.stringify({ fields }));
      expect(() => JSON.parse(line)).not.toThrow();
      expect(line).not.toContain(payload);
    }),
    { numRuns: 2_000 },
  );
});

test.each([[{ token: { password: 'A0#0" + ' }, list: [] }], [{ token: '?token=`', [GITHUB_TOKEN]: 1, text: '`' }]])(
  'a secret that seems to reach beyond its string leaves JSON: %#',
  (fields) => {
    const line = createScrubber([])(JSON.stringify(fields));
    expect(() => JSON.parse(line)).not.toThrow();
    expect(line).not.toContain(GITHUB_TOKEN.slice(-20));
  },
);
