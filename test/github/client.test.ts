// Every request to GitHub ends: in time, with the signal, or with an answer that is what was requested.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { createClient, type GitHubClient } from '../../src/github/client.ts';

const never = new AbortController().signal;
const label = { action: 'read the thing' };
const log = { debug() {}, info() {}, warn() {}, error() {} };
const deadlineMs = 150;
let server: Server;
let requests = 0;
let answer: (response: ServerResponse, request: IncomingMessage) => void = () => {};
const opened: ServerResponse[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    opened.push(response);
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  for (const response of opened.splice(0)) response.destroy();
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function connect(): GitHubClient {
  const { port } = server.address() as AddressInfo;
  return createClient(new Octokit({ baseUrl: `http://127.0.0.1:${port}`, log }), deadlineMs);
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const get = (client: GitHubClient, signal = never) =>
  client.rest(z.object({ name: z.string() }), label, 'GET /thing', {}, signal);
const query = (client: GitHubClient) =>
  client.graphql(z.object({ name: z.string() }), label, 'query { name }', {}, never);

describe('a server that', () => {
  test.each<[string, typeof answer]>([
    ['never answers', () => {}],
    ['answers half', (response) => response.writeHead(200, json).write('{"name": "sh')],
    ['refuses with half an answer', (response) => response.writeHead(403, json).write('{"message": "Re')],
  ])('%s is given up at the deadline', async (_what, act) => {
    answer = act;
    const started = performance.now();
    const message = 'GitHub did not answer within 0.15 s; could not read the thing.';
    await expect(get(connect())).rejects.toMatchObject({ name: 'TryLater', message });
    await expect(query(connect())).rejects.toMatchObject({ name: 'TryLater', message });
    expect(performance.now() - started).toBeGreaterThanOrEqual(2 * deadlineMs - 20);
    expect(performance.now() - started).toBeLessThan(10 * deadlineMs);
  });

  test.each<[string, typeof answer, RegExp]>([
    [
      'breaks off',
      (response) => response.writeHead(200, json).write('{"name": "sh', () => response.destroy()),
      /reached/,
    ],
    [
      'sends half and calls it whole',
      (response) => response.writeHead(200, json).end('{"name": "sh'),
      /not the expected JSON/,
    ],
    [
      'sends a page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /not the expected JSON/,
    ],
    [
      'sends something else',
      (response) => response.writeHead(200, json).end('{"name": 7, "data": {"name": 7}}'),
      /\(at "name"\)/,
    ],
    ['sends nothing', (response) => response.writeHead(204).end(), /not the expected JSON/],
  ])('%s is asked again later', async (_what, act, message) => {
    answer = act;
    await expect(get(connect())).rejects.toMatchObject({ name: 'TryLater', message: expect.stringMatching(message) });
    await expect(query(connect())).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 5_000 });
  });

  test('takes long for an archive is waited for while bytes come', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/x-gzip' });
      let pieces = 0;
      const timer = setInterval(() => {
        if (pieces++ < 8) return void response.write('piece');
        clearInterval(timer);
        response.end();
      }, deadlineMs / 3);
    };
    const started = performance.now();
    const body = await connect().stream(label, 'GET /archive', {}, never);
    expect(await new Response(body).text()).toBe('piece'.repeat(8));
    expect(performance.now() - started).toBeGreaterThan(2 * deadlineMs);
  });

  test('stops in the middle of an archive is given up', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'application/x-gzip' }).write('piece');
    const body = await connect().stream(label, 'GET /archive', {}, never);
    await expect(new Response(body).text()).rejects.toThrow('GitHub did not answer within 0.15 s');
  });

  test('never begins an archive is given up', async () => {
    answer = () => {};
    await expect(connect().stream(label, 'GET /archive', {}, never)).rejects.toMatchObject({ name: 'TryLater' });
  });
});

describe('a signal', () => {
  test('that has fired sends nothing', async () => {
    const before = requests;
    const reason = new Error('a newer head');
    await expect(get(connect(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(requests).toBe(before);
  });

  test('that fires ends the request, and the stream, with its reason', async () => {
    answer = (response) => response.writeHead(200, json).write('{');
    const reason = new Error('closed');
    const controller = new AbortController();
    const body = await connect().stream(label, 'GET /archive', {}, controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    await expect(get(connect(), controller.signal)).rejects.toBe(reason);
    await expect(new Response(body).text()).rejects.toBe(reason);
  });
});

test('requests are counted', async () => {
  answer = (response) => response.writeHead(200, json).end('{"name": "shop", "data": {"name": "shop"}}');
  const client = connect();
  expect(client.host).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await get(client)).toEqual({ name: 'shop' });
  expect(await query(client)).toEqual({ name: 'shop' });
  expect(client.requestCount()).toBe(2);
});
