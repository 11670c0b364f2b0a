import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLog } from '../../src/process/log.ts';
import { createScrubber } from '../../src/process/scrubber.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

describe('the log', () => {
  const secrets = ['hunter2-hunter2', privateKey, 'päss wörd/+='];

  function logged(write: (log: ReturnType<typeof createLog>) => void): string {
    const lines: string[] = [];
    write(createLog({ level: 'trace', secrets, write: (line) => lines.push(line) }));
    return lines.join('');
  }

  test('is one JSON object per line', () => {
    const text = logged((log) => log.info({ review: 'review/acme/shop/1' }, 'review published'));
    expect(JSON.parse(text)).toMatchObject({ level: 'info', review: 'review/acme/shop/1', msg: 'review published' });
  });

  test('contains no secret: in a message, field, error, stack or cause', () => {
    const cause = new Error(`password päss wörd/+= refused`);
    const error = Object.assign(new Error(`could not sign with ${privateKey}`, { cause }), {
      request: { headers: { authorization: 'token ghs_abcdefghijklmnop1234' } },
    });
    const text = logged((log) => {
      log.error({ err: error }, 'failed with hunter2-hunter2');
      log.warn({ privateKey, nested: { token: 'x'.repeat(30), deep: { apiKey: 'y'.repeat(30) } } });
      log.info(`postgres://me:${encodeURIComponent('päss wörd/+=')}@db/x`);
      log.info({ url: 'https://user:other-password@host/path', key: 'sk-ant-api03-abcdefgh' });
      log.debug({ authorization: `Bearer ${'z'.repeat(40)}` });
      log.info(Buffer.from('hunter2-hunter2').toString('base64'));
    });
    for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    expect(text).not.toMatch(/hunter2|päss|ghs_|x{30}|y{30}|z{30}|other-password|sk-ant-api03|PRIVATE KEY-----/);
    expect(text).not.toContain(privateKey.split('\n')[5]);
    expect(text.split('[redacted]').length).toBeGreaterThan(9);
  });

  test.each([
    ['as it is', 'päss wörd/+='],
    ['percent-encoded, outside a URL', encodeURIComponent('päss wörd/+=')],
    ['in base64', Buffer.from('päss wörd/+=').toString('base64')],
    ['in a JSON string', JSON.stringify({ password: 'päss wörd/+=' })],
  ])('redacts a known secret %s', (_form, text) => {
    const scrub = createScrubber(['päss wörd/+=']);
    expect(scrub(`the database refused ${text} twice`)).toMatch(/^the database refused .*\[redacted\].* twice$/);
    expect(scrub(`the database refused ${text} twice`)).not.toMatch(/p(ä|%C3%A4)ss|cMOkc3M/);
  });

  test('contains no secret, whatever surrounds it', () => {
    const scrub = createScrubber(secrets);
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...secrets), fc.string(), (before, secret, after) => {
        expect(scrub(JSON.stringify({ text: `${before}${secret}${after}` }))).not.toContain(
          JSON.stringify(secret).slice(1, -1),
        );
      }),
    );
  });
});
