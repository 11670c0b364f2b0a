import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BadInput } from '../../src/domain/errors.ts';
import { startHttpServer, startMetricsServer } from '../../src/process/http-server.ts';
import { createMetrics } from '../../src/process/metrics.ts';

const failures: string[] = [];
let isDatabaseUp = true;
const queue = {
  async depth() {
    if (!isDatabaseUp) throw new Error('the database is down');
    return { stored: 0, waiting: 1, running: 2 };
  },
  async checkHealth() {
    if (!isDatabaseUp) throw new Error('the database is down');
  },
  spending: async () => ({ spentUsd: 0, reservedUsd: 0, installations: [] }),
};
const options = {
  queue,
  metrics: createMetrics(),
  metricsToken: null,
  servesMetrics: true,
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

const TOKEN = 'a-token-of-the-operator';

test.each([
  [{}, 401],
  [{ authorization: TOKEN }, 401],
  [{ authorization: `Bearer ${TOKEN}x` }, 401],
  [{ authorization: `Bearer ${TOKEN.slice(0, -1)}` }, 401],
  [{ authorization: `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}` }, 401],
  [{ authorization: `Bearer ${TOKEN}` }, 200],
])('with a token, metrics are for who sends it: %j gives %i', async (headers, status) => {
  const guarded = await startHttpServer({ ...options, metricsToken: TOKEN }, { host: '127.0.0.1', port: 0 });
  const response = await fetch(`${guarded.url}/metrics?token=${TOKEN}`, { headers });
  const text = await response.text();
  expect(response.status).toBe(status);
  expect(text.includes('architect_')).toBe(status === 200);
  expect(text).not.toContain(TOKEN);
  expect((await fetch(`${guarded.url}/healthz`)).status).toBe(200);
  guarded.server.close();
});

test('metrics with an address of their own are served there and nowhere else', async () => {
  const rest = await startHttpServer({ ...options, servesMetrics: false }, { host: '127.0.0.1', port: 0 });
  const own = await startMetricsServer({ ...options, metricsToken: TOKEN }, { host: '127.0.0.1', port: 0 });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const statusOf = async (url: string) => (await fetch(url, { headers })).status;
  expect(await statusOf(`${rest.url}/metrics`)).toBe(404);
  expect(await statusOf(`${rest.url}/healthz`)).toBe(200);
  expect(await statusOf(`${own.url}/metrics`)).toBe(200);
  expect((await fetch(`${own.url}/metrics`)).status).toBe(401);
  expect(await statusOf(`${own.url}/readyz`)).toBe(404);
  expect((await fetch(`${own.url}/api/github/webhooks`, { method: 'POST' })).status).toBe(404);
  await expect(startMetricsServer(options, { host: '127.0.0.1', port: Number(new URL(own.url).port) })).rejects.toThrow(
    /^METRICS_PORT \d+ on 127.0.0.1 is in use\. Set METRICS_PORT to a free one\.$/,
  );
  rest.server.close();
  own.server.close();
});
