// Unit: what is taken for a secret, however it is written, and what takes its place.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, oneLine, toCell, toCodeSpan, toInline, toProse, toTitle } from '../../../src/text/sanitize.ts';
import { findSecrets } from '../../../src/text/secrets/find-secrets.ts';
import { GITLEAKS_PATTERNS } from '../../../src/text/secrets/gitleaks-patterns.ts';
import { entropyOf, isPlaceholder } from '../../../src/text/secrets/opaque-value.ts';
import { redactSecrets, redactStrings } from '../../../src/text/secrets/redact-secrets.ts';
import { FAKE_TOKENS, fakeCharacters, fakeJsonWebToken, fakePrivateKey } from '../../support/fake-secrets.ts';

/** Ways to write a token, in source, JSON, addresses and headers. */
const WRITINGS: readonly (readonly [string, (token: string) => string])[] = [
  ['by itself', (token) => token],
  ['in a string', (token) => `var key = "${token}"`],
  ['in prose', (token) => `The token is ${token}, they said.`],
  ['as a field of JSON', (token) => JSON.stringify({ a: [token] })],
  ['in JSON in JSON', (token) => JSON.stringify({ body: JSON.stringify({ inner: JSON.stringify({ token }) }) })],
  ['after an escape', (token) => `"first\\n${token}\\n"`],
  ['in the userinfo of an address', (token) => `https://x-access-token:${token}@github.com/acme/shop.git`],
  ['as the user of an address', (token) => `https://${token}@github.com/acme/shop.git`],
  ['in a query', (token) => `https://api.github.com/x?token=${token}&page=2`],
  ['percent-encoded', (token) => `https://a.example/?next=${encodeURIComponent(`https://b.example/?t=${token}`)}`],
  ['with every sign percent-encoded', (token) => token.replace(/[_.-]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)],
  ['percent-encoded twice', (token) => encodeURIComponent(encodeURIComponent(`?t=${token}`))],
  ['in a header', (token) => `Authorization: token ${token}\r\nAccept: */*`],
  ['in a header of a shell command', (token) => `curl -H 'Authorization: Bearer ${token}' https://a.example`],
  ['in raw headers', (token) => JSON.stringify(['X-Key', token, 'accept', '*/*'])],
  ['with letters escaped', (token) => `"\\u00${token.charCodeAt(0).toString(16)}${token.slice(1)}"`],
  ['in two pieces', (token) => `"${token.slice(0, 9)}" + "${token.slice(9)}"`],
  ['in two pieces on two lines', (token) => `"${token.slice(0, 9)}" +\n\t\t"${token.slice(9)}"`],
  ['with a character that nobody sees', (token) => `${token.slice(0, 7)}\u200b${token.slice(7)}`],
];

/** Nothing of the token that is worth anything is left. */
function expectRemoved(shown: string, token: string): void {
  for (let at = 10; at + 12 <= token.length; at += 6) expect(shown).not.toContain(token.slice(at, at + 12));
}

describe('a token is replaced by what it is', () => {
  describe.each(FAKE_TOKENS.map(([kind, token], index) => [`${kind} (${index})`, kind, token] as const))(
    '%s',
    (_title, kind, token) => {
      test.each(WRITINGS)('%s', (_how, write) => {
        const shown = redactSecrets(write(token));
        expectRemoved(shown, token);
        expect(shown).toContain(`[${kind} removed]`);
        expect(redactSecrets(shown)).toBe(shown);
      });
    },
  );

  test('where it was cut', () => {
    const token = `ghs_1234567_${fakeJsonWebToken()}`;
    for (const length of [40, 80, 200, 400]) expectRemoved(redactSecrets(`failed: ${token.slice(0, length)}`), token);
  });

  test('and nothing around it changes', () => {
    const token = `ghp_${fakeCharacters(36)}`;
    expect(redactSecrets(`a(${token}), b`)).toBe('a([GitHub token removed]), b');
  });
});

/** Some texts that a pattern allows are no secrets by their entropy: the same ones are tried each time. */
const SEED = 20;

describe('every pattern of gitleaks', () => {
  const lines = GITLEAKS_PATTERNS.trim().split('\n');
  test.each(lines.map((line) => line.split(' | ').map((field) => field.trim())))(
    'finds what it says: %s',
    (kind = '', type = '', keywords = '', entropy = '', flags = '', pattern = '') => {
      const least = Math.max(Number(entropy), type === 'assigned' ? 3 : 0);
      const exact = pattern
        .replaceAll('\\b', '')
        .replaceAll('(?:^|', '(?:')
        .replaceAll('[\\w=\\-]', '\\w')
        .replaceAll(/([a-z])\.(?=[a-z])/g, '$1\\.');
      const value = fc.stringMatching(new RegExp(`^(?:${exact})$`, flags.replace('i', '')), { size: 'small' });
      const word = keywords.split(' ')[0]!;
      const isUsable = (text: string) =>
        entropyOf(text) >= least &&
        !isPlaceholder(text) &&
        text.length < 400 &&
        (type === 'token' ? /\w$/.test(text) : /^[^=].*\d/.test(text)) &&
        (type === 'assigned' || keywords.split(' ').some((one) => text.toLowerCase().includes(one)));
      const few = fc.sample(value, { numRuns: 60, seed: SEED }).filter(isUsable);
      const usable = (few.length > 0 ? few : fc.sample(value, { numRuns: 1_500, seed: SEED }).filter(isUsable)).slice(
        0,
        20,
      );
      for (const text of usable) {
        const written = type === 'assigned' ? `${word}_key = "${text}"` : `x = "${text}"`;
        const found = findSecrets(written);
        expect([written, found.length]).toEqual([written, 1]);
      }
      expect([kind, usable.length > 0]).toEqual([kind, true]);
    },
  );
});

describe('a private key', () => {
  const key = fakePrivateKey();
  const body = key.split('\n').slice(1, -1);

  test('loses its lines and keeps their number', () => {
    const shown = redactSecrets(`var key = \`${key}\`\n`);
    expect(shown.split('\n')).toHaveLength(key.split('\n').length + 1);
    for (const line of body) expect(shown).not.toContain(line.slice(0, 16));
    expect(shown.split('\n')[1]).toBe('[private key removed]');
  });

  test.each([
    ['in JSON', JSON.stringify({ key })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ key }))],
    ['in pieces', `"${key.split('\n').join('\\n" +\n\t"')}"`],
    ['without its end', key.split('\n').slice(0, -1).join('\n')],
    ['cut within a line', key.slice(0, 150)],
    ['indented', key.replace(/^/gm, '    ')],
    ['with line ends of Windows', key.replaceAll('\n', '\r\n')],
    ['on one line', key.replaceAll('\n', ' ')],
  ])('%s', (_how, text) => {
    const shown = redactSecrets(text);
    for (const line of body) expect(shown).not.toContain(line.slice(0, 20));
    expect(shown).toContain('[private key removed]');
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
    expect(redactSecrets(shown)).toBe(shown);
  });

  test('is no message about one', () => {
    const text = 'errors.New("no -----BEGIN PRIVATE KEY----- block was found in the file")';
    expect(redactSecrets(text)).toBe(text);
  });
});

describe('a credential that only the words around it tell', () => {
  const password = `Xk29fQ${fakeCharacters(5)}`;
  const opaque = fakeCharacters(28);

  test.each([
    ['password', `postgres://shop:${password}@db.internal:5432/shop`, password],
    ['password', `amqps://shop:${password}/x@mq.internal/`, password],
    ['password', `mongodb+srv://shop:${encodeURIComponent(`${password}@!`)}@a.mongodb.net,b.mongodb.net`, password],
    ['password', `sql.Open("mysql", "shop:${password}@tcp(db.internal:3306)/shop")`, password],
    ['password', `host=db.internal user=shop password=${password} sslmode=require`, password],
    ['password', `Server=db.internal;User Id=shop;Password=${password};`, password],
    ['password', `redis://:${password}@cache.internal:6379/0`, password],
    ['password', `DB_PASSWORD=${password}!`, password],
    ['password', `  password: ${password}!`, password],
    ['password', `Config{Password: "S3cr3t-Pa55phrase-2024!"}`, 'S3cr3t-Pa55phrase-2024!'],
    ['password', `pw := "${opaque}"`, opaque],
    ['password', `password := "hunter22"`, 'hunter22'],
    ['secret', `const cred = "${opaque}"`, opaque],
    ['API key', `c.APIKey = "${opaque}"`, opaque],
    ['API key', `req.Header.Set("X-Api-Key", "${opaque}")`, opaque],
    ['key', `"signing_key": "${opaque}"`, opaque],
    ['key', `SecretKey: aws.String("${opaque}")`, opaque],
    ['token', `t.Setenv("SERVICE_TOKEN", "${opaque}")`, opaque],
    ['token', `https://a.example/?access_token=${opaque}&page=1`, opaque],
    ['HMAC key', `m := hmac.New(sha256.New, []byte("${opaque}"))`, opaque],
    ['bearer token', `r.Header.Set("Authorization", "Bearer ${opaque}")`, opaque],
    ['bearer token', `r.Header.Set("Authorization", "token ${opaque}")`, opaque],
    ['basic credentials', `Authorization: Basic ${Buffer.from(`shop:${password}`).toString('base64')}`, 'c2hvcD'],
    [
      'signature',
      `https://s3.amazonaws.com/b/k?X-Amz-Signature=${fakeCharacters(64, '0123456789abcdef')}`,
      'f'.repeat(9),
    ],
  ])('%s in %s', (kind, text, secret) => {
    const shown = redactSecrets(text);
    expect(shown).toContain(`[${kind} removed]`);
    expect(shown).not.toContain(secret);
    expect(redactSecrets(shown)).toBe(shown);
  });

  test.each([
    'fmt.Sprintf("postgres://%s:%s@%s/shop", user, password, host)',
    'postgres://shop:$PASSWORD@db/shop',
    'postgres://shop:***@db/shop',
    'http://localhost:8080/orders@v1',
    'https://github.com/acme/shop@v1.2.3',
    'proxy http://10.0.0.1:3128/?q=a@b',
    'git@github.com:acme/shop.git',
    'password := os.Getenv("DB_PASSWORD")',
    'password := readPassword(cfg.Path)',
    'if password == "" {',
    'Password: req.Password,',
    'password: {{ .Values.db.password }}',
    'passwordHash := sha256.Sum256(raw)',
    'token := r.Header.Get("Authorization")',
    'Authorization: Bearer <token>',
    'the word of this review is the token 2a704d89-56fc-49fb-b129-41cdcca636ee.',
    'the bearer authentication-middleware',
    `nextPageToken: "${fakeCharacters(28)}"`,
    `digest sha256:${fakeCharacters(64, '0123456789abcdef')}`,
    `commit ${fakeCharacters(40, '0123456789abcdef')}`,
    'id = "0b9c7d1e-5a3f-4c2b-8d6e-1f2a3b4c5d6e"',
    'const publicTokensRoute = "public_tokens.route"',
    'passwordLabel = "Password"',
    'serviceToken = "kubernetes.io/service-account-token"',
    'envToken = "WAREHOUSE_HTTP_TOKEN"',
    'apiKey = "X-Shop-Platform-Api-Key"',
    'secret = "orders-db-credentials-prod"',
    'password = "password_must_contain_upper_lower_and_digit"',
    'token = "accounts.example.com/realms/shop"',
    'secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/db-AbCdEf"',
    'secret = "projects/42/secrets/db-password/versions/latest"',
    'cred = "docker-credential-ecr-login"',
    'secretKey = "Idempotency-Key-Header-V2"',
    'token = "urn:ietf:params:oauth:token-type:jwt"',
    'token = "https://auth.example.com/oauth2/v1/token"',
    'csrfToken = "__Host-csrf_token_v2_secure"',
    'token = "auth.token.expired.please.sign.in.again"',
    '"token": "Zugangsschlüssel"',
    '"api_key": "Paste the API key that we sent you by mail"',
    '"client_secret": "clientSecretMissingErrorCode42"',
    'secret = "sha256WithRSAEncryption"',
    'weighs_more_than_expected_in_this_place',
    'var id = "AKIAIOSFODNN7EXAMPLE"',
    `token := "ghp_${'x'.repeat(36)}"`,
  ])('is not in %s', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});

describe('what stands around secrets', () => {
  const words = fc.constantFrom(
    ...FAKE_TOKENS.map(([, token]) => token),
    fakePrivateKey(2),
    ...[
      'postgres://shop:Zk29fQpzL0a@db/x',
      'password = "',
      'token=',
      'Bearer ',
      '"',
      "'",
      '`',
      '\\n',
      '\n',
      '\r\n',
      ' + ',
      '%20',
    ],
    ...[
      '[GitHub token removed]',
      '://',
      '@',
      ':',
      '-----BEGIN PRIVATE KEY-----',
      'func main() {',
      'ü',
      '\u200b',
      '\ud83d',
      '.',
    ],
  );
  const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));

  test('keeps its lines, and does not change a second time', () => {
    fc.assert(
      fc.property(text, (original) => {
        const shown = redactSecrets(original);
        expect(shown.split('\n')).toHaveLength(original.split('\n').length);
        expect(redactSecrets(shown)).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never brings a token back', () => {
    const token = `ghs_1234567_${fakeJsonWebToken()}`;
    const border = fc.array(fc.constantFrom(' ', '"', '\n', '=', ':', '/', '(', '&', '\\n', '%22'), { maxLength: 3 });
    fc.assert(
      fc.property(text, border, border, text, (before, left, right, after) => {
        const around = [before, ' ', left.join(''), token, right.join(''), ' ', after].join('');
        expectRemoved(redactSecrets(around), token);
      }),
    );
  });

  test('is ordered and does not overlap', () => {
    fc.assert(
      fc.property(text, (original) => {
        let end = 0;
        for (const secret of findSecrets(original)) {
          expect(secret.start).toBeGreaterThanOrEqual(end);
          expect(secret.end).toBeGreaterThan(secret.start);
          end = secret.end;
        }
        expect(end).toBeLessThanOrEqual(original.length);
      }),
    );
  });
});

test('strings anywhere in a value are redacted, and what holds no secret is the same value', () => {
  const token = `ghp_${fakeCharacters(36)}`;
  const clean = { a: ['b', { c: 'd' }], e: 1, f: null };
  expect(redactStrings(clean)).toBe(clean);
  const dirty = { ...clean, g: [{ h: `token ${token}` }] };
  expect(redactStrings(dirty)).toEqual({ ...clean, g: [{ h: 'token [GitHub token removed]' }] });
  expect(redactStrings(dirty).a).toBe(clean.a);
});

test('text that is shown to people is redacted by the way, error messages included', () => {
  const token = `ghs_1234567_${fakeJsonWebToken()}`;
  const error = `GitHub refused https://x-access-token:${token}@github.com/acme/shop: ${token}`;
  for (const show of [toInline, toProse, toTitle, toCell, toCodeSpan, oneLine, escapeHtml]) {
    expect(show(error)).not.toContain(token.slice(-20));
    expect(show(error)).toContain('removed');
  }
});
