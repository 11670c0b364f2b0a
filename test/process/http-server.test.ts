import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BadInput } from '../../src/domain/errors.ts';
import { startHttpServer } from '../../src/process/http-server.ts';
import { createMetrics } from '../../src/process/metrics.ts';

const failures: string[] = [];
let isDatabaseUp = true;
const queue = {
  async depth() {
    if (!isDatabaseUp) throw new Error('the database is down');
    return { waiting: 1, running: 2 };
  },
  spending: async () => ({ spentUsd: 0, reservedUsd: 0, installations: [] }),
};
const options = {
  queue,
  metrics: createMetrics(),
  log: { error: (_fields: object, message?: string) => void failures.push(message ?? '') },
  webhook: async (_request: object, response: { end(text: string): unknown }) => void response.end('delivered'),
};
let running: Awaited<ReturnType<typeof startHttpServer>>;

beforeAll(async () => {
  running = await startHttpServer(options, { host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  running.server.close();
  running.server.closeAllConnections();
  await once(running.server, 'close');
});

async function get(path: string, method = 'GET'): Promise<[status: number, text: string]> {
  const response = await fetch(`${running.url}${path}`, { method });
  return [response.status, await response.text()];
}

test('deliveries go to the webhook, at its path and at the root', async () => {
  const delivered = [200, 'delivered'];
  expect(await get('/api/github/webhooks', 'POST')).toEqual(delivered);
  expect(await get('/api/github/webhooks?x=1', 'POST')).toEqual(delivered);
  expect(await get('/', 'POST')).toEqual(delivered);
  expect(await get('/')).toEqual([404, 'Not found. Webhooks are received at /api/github/webhooks.\n']);
});

test('without its database it is healthy, but neither ready nor measurable', async () => {
  expect(await get('/readyz')).toEqual([200, 'ready\n']);
  expect((await get('/metrics'))[1]).toContain('architect_queue_reviews{state="running"} 2');
  isDatabaseUp = false;
  const unavailable = [503, 'Temporarily unavailable. Please retry.\n'];
  expect(await get('/readyz')).toEqual(unavailable);
  expect(await get('/metrics')).toEqual(unavailable);
  expect(failures).toEqual(['request failed', 'request failed']);
  expect(await get('/healthz')).toEqual([200, 'ok\n']);
  isDatabaseUp = true;
  expect(await get('/readyz')).toEqual([200, 'ready\n']);
});

test.each(['//', '//x:y', '/%', 'http://[', '*'])('a request for %p does no harm', async (target) => {
  const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
  socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  let reply = '';
  socket.setEncoding('utf8').on('data', (text) => (reply += text));
  await once(socket, 'close');
  expect(reply).toMatch(/^HTTP\/1.1 40[04] /);
  expect((await get('/healthz'))[0]).toBe(200);
});

test('a port in use is bad input', async () => {
  const port = Number(new URL(running.url).port);
  const second = startHttpServer(options, { host: '127.0.0.1', port });
  await expect(second).rejects.toThrow(BadInput);
  await expect(second).rejects.toThrow(`PORT ${port} on 127.0.0.1 is in use. Set PORT to a free one.`);
});
