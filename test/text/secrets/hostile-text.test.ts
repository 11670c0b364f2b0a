// Unit: no text makes the search for secrets slow. Counted in the processor's time, so that a busy machine does not matter.
import { expect, test } from '@jest/globals';
import { createScrubber } from '../../../src/process/scrubber.ts';
import { findSecrets } from '../../../src/text/secrets/find-secrets.ts';
import { GITLEAKS_PATTERNS } from '../../../src/text/secrets/gitleaks-patterns.ts';

const SIZE = 200_000;
/** Ten times what the slowest takes; a search in quadratic time would take minutes. */
const MAX_MS = 6_000;
const KEYWORDS = GITLEAKS_PATTERNS.trim()
  .split('\n')
  .flatMap((line) => line.split(' | ')[2]?.split(' ') ?? []);

test.each([
  ...[' ', '"', "'", '\\', '\\"', '%25', '"+"', '://', '://a:', '://a:b@', 'a:b@tcp(', '@', ':'],
  ...[
    'ghp_',
    'ghs_1_eyJ',
    'eyJ',
    'eyJa',
    'eyJaaaaaaaaaa.',
    'EAAC',
    'SG.',
    'atlasv1.',
    '_mmk',
    't3blbkfj',
    'xoxs-1-1-1-',
  ],
  ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN PRIVATE KEY-----\nMIIEabcdefghijklmnopqrstuvwxyz0123456789\n'],
  ...['password=', 'password="', 'password          ', '"password":"', '"password","', 'token:\\"', 'cred=', '?token='],
  ...[
    'bearer ',
    'Authorization: Basic AAAA',
    'cookie: ',
    'password=a host=',
    'hmac.New(sha256.New, []byte("',
    'Xk29fQpz',
  ],
  KEYWORDS.join(''),
  KEYWORDS.join('='),
])('%j, again and again', (fragment) => {
  const text = fragment.repeat(Math.ceil(SIZE / fragment.length));
  const before = process.cpuUsage();
  findSecrets(text);
  createScrubber(['a secret of ours'])(text);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(MAX_MS);
});

test('a JSON Web Token behind many words that begin like one is found', () => {
  const token = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"role":"owner","n":93841}').toString('base64url')}.Zk3_q8Lr0TtVb2Xy5Nw7Hj1Q`;
  const found = (before: string) => findSecrets(before + token).map(({ kind, end }) => [kind, end]);
  for (const before of [
    '',
    'eyJa'.repeat(500),
    `${'eyJa'.repeat(500)} `,
    'eyJa.'.repeat(500),
    `eyJ${'a'.repeat(9)}.eyJ.`,
  ])
    expect(found(before)).toEqual([['JSON Web Token', before.length + token.length]]);
});
