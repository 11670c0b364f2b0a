// Unit: what is shown of a credential that stands in the source.
import { expect, test } from '@jest/globals';
import { hardCodedSecret } from '../../../src/analyse/rules/risk/hard-coded-secret.ts';
import { FAKE_TOKENS } from '../../support/fake-secrets.ts';
import { examplesOf, inspectText } from './examples.ts';

test('a credential is not repeated in the quote', () => {
  const seen = examplesOf(hardCodedSecret).flatMap(({ text }) => inspectText(hardCodedSecret, text).matches);
  expect(seen.map(({ quote }) => quote)).toEqual([
    'var id = "AKIA',
    'var key = `----',
    'SecretKey: "',
    'return sql.Open("postgres", "postgres://orders:',
    'return sql.Open("mysql", "orders:',
    'r.Header.Set("Authorization", "Bearer ',
    'var service = "',
    'mac := hmac.New(sha256.New, []byte("',
    'pw := "',
    'const cred = "',
    'var apiKey = "',
    'var defaults = Config{Password: "',
    'c.APIKey = "AKIA',
    'var token = "xoxb',
  ]);
});

/** Put together here, for scanners would report this file. */
const TOKENS = FAKE_TOKENS.filter(([kind]) => kind !== 'AWS access key ID');

test.each(TOKENS)('%s is found in a string, in a raw string and in two pieces', (_kind, token) => {
  const half = Math.floor(token.length / 2);
  for (const literal of [`"${token}"`, `\`${token}\``, `"${token.slice(0, half)}" + "${token.slice(half)}"`]) {
    const { matches } = inspectText(hardCodedSecret, `package a\n\nvar value = ${literal}\n`);
    expect(matches).toHaveLength(1);
    expect(JSON.stringify(matches[0]?.data ?? {}) + matches[0]?.quote).not.toContain(token.slice(8));
  }
});
