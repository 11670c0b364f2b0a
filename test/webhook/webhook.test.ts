import { createHmac } from 'node:crypto';
import { createServer, request as openRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Job } from '../../src/domain/job.ts';
import { isSignedBy } from '../../src/webhook/signature.ts';
import { createWebhook } from '../../src/webhook/webhook.ts';

const SECRET = 'a-secret-of-ours';
/** For the bodies that are being received: one of the largest, and a little. */
const ROOM = 26 << 20;
const CLOSED = {
  action: 'deleted',
  installation: { id: 3 },
};
let server: Server;
let url = '';
let store: (job: Job) => Promise<void>;
const jobs: Job[] = [];
const log: string[] = [];

beforeAll(async () => {
  const note = (fields: object, message: string) => log.push(`${message} ${JSON.stringify(fields)}`);
  const webhook = createWebhook({
    secret: SECRET,
    filter: { appId: 7, botLogin: 'architect[bot]', allowedBots: [], reviewLabel: 'architect-review' },
    store: (job) => store(job),
    log: { info: note, warn: note, error: note },
    maxBufferedBytes: ROOM,
  });
  server = createServer((request, response) => void webhook(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

beforeEach(() => {
  jobs.length = 0;
  log.length = 0;
  store = async (job) => {
    jobs.push(job);
  };
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function sign(body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
}

async function deliver(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'installation',
      'x-github-delivery': 'd1',
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
  return `${response.status} ${(await response.text()).trim()}`;
}

describe('a delivery', () => {
  test('is answered once its job is stored', async () => {
    expect(await deliver(JSON.stringify(CLOSED))).toBe('202 Accepted.');
    expect(jobs).toMatchObject([{ kind: 'forget', delivery: 'd1', installationId: 3, repositories: null }]);
  });

  test('that cannot be stored is not acknowledged, so that GitHub shows it as failed', async () => {
    store = async () => {
      throw new Error('the database is away');
    };
    expect(await deliver(JSON.stringify(CLOSED))).toBe('503 The delivery could not be stored. Please redeliver it.');
    expect(log.join()).toContain('delivery could not be stored');
  });

  test('that asks for nothing is acknowledged with the reason', async () => {
    expect(await deliver(JSON.stringify({ ...CLOSED, action: 'created' }))).toBe('200 Ignored: installation.created.');
    expect(await deliver('{}', { 'x-github-event': 'ping' })).toBe('200 pong');
    expect(jobs).toEqual([]);
  });

  test('may come as a form', async () => {
    const body = new URLSearchParams({ payload: JSON.stringify(CLOSED) }).toString();
    expect(await deliver(body, { 'content-type': 'application/x-www-form-urlencoded' })).toMatch(/^202/);
  });

  test('is proved over its bytes, before it is parsed', async () => {
    const wrong = '401 X-Hub-Signature-256 is missing or wrong. Is the webhook secret the same on both sides?';
    expect(await deliver('not json', { 'x-hub-signature-256': '' })).toBe(wrong);
    expect(await deliver('not json', { 'x-hub-signature-256': sign('another body') })).toBe(wrong);
    expect(await deliver('not json', { 'x-hub-signature-256': sign('not json').toUpperCase() })).toBe(wrong);
    expect(await deliver('not json')).toBe('400 The body is not JSON.');
    const bytes = new Uint8Array([0x7b, 0xff, 0x7d]);
    expect(await deliver(bytes)).toBe('400 The body is not JSON.');
    expect(await deliver(bytes, { 'x-hub-signature-256': sign(Buffer.from(bytes).toString('utf8')) })).toBe(wrong);
    expect(jobs).toEqual([]);
  });

  test('needs its headers, and a POST', async () => {
    expect(await deliver('{}', { 'x-github-delivery': '' })).toBe(
      '400 X-GitHub-Delivery and X-GitHub-Event are required.',
    );
    expect((await fetch(url)).status).toBe(405);
  });

  test('is refused while others that are not complete take all the room, and accepted after them', async () => {
    const headers = { 'x-hub-signature-256': sign(''), 'content-length': String(24 << 20) };
    const strangers = [1, 2].map(() => openRequest(url, { method: 'POST', headers }).on('error', () => {}));
    const answers = strangers.map((stranger) => new Promise((resolve) => stranger.on('response', resolve)));
    for (const stranger of strangers) stranger.write(Buffer.alloc(20 << 20));
    // Of two that would take more than there is, one is turned away.
    expect(await Promise.race(answers)).toMatchObject({ statusCode: 503 });
    for (const stranger of strangers) stranger.destroy();
    expect(await deliver(JSON.stringify(CLOSED))).toBe('202 Accepted.');
  });

  test('that grows over the limit while it is read is refused', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1 << 20));
      },
    });
    const headers = { 'x-hub-signature-256': sign('') };
    const outcome = await fetch(url, { method: 'POST', body: stream, duplex: 'half', headers }).then(
      (response) => response.status,
      () => 'the connection was closed',
    );
    expect([413, 'the connection was closed']).toContain(outcome);
    expect(jobs).toEqual([]);
  });
});

describe('a signature', () => {
  test('is right for its body and secret, and for no other', () => {
    const bytes = fc.uint8Array();
    fc.assert(
      fc.property(bytes, bytes, fc.string({ minLength: 1 }), (body, other, secret) => {
        const header = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
        expect(isSignedBy(secret, body, header)).toBe(true);
        expect(isSignedBy(secret, other, header)).toBe(Buffer.compare(body, other) === 0);
        expect(isSignedBy(`${secret}x`, body, header)).toBe(false);
      }),
    );
  });

  test('of any other form is wrong', () => {
    fc.assert(
      fc.property(fc.string(), (header) => expect(isSignedBy('secret', Buffer.from('{}'), header)).toBe(false)),
    );
    expect(isSignedBy('secret', Buffer.from('{}'), undefined)).toBe(false);
  });
});
