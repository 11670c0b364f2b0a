import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AnthropicOptions, openModel } from '../../../src/agent/anthropic.ts';
import { CannotReview, Superseded, TryLater } from '../../../src/domain/errors.ts';
import type { ModelCall } from '../../../src/domain/ports.ts';

/** Anthropic's own service, at that address. */
function open(baseUrl: string, options: AnthropicOptions = {}, apiKey = 'key-of-a-test') {
  return openModel({ kind: 'anthropic', apiKey, baseUrl }, options);
}

const NO_SIGNAL = new AbortController().signal;

function call(changes: Partial<ModelCall> = {}): ModelCall {
  return {
    model: 'claude-sonnet-5-5',
    system: ['You are an architect.', 'These are the facts.'],
    tools: [{ name: 'Read', description: 'Reads a file.', inputSchema: { type: 'object', properties: {} } }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Review this change.' }] }],
    maxTokens: 1000,
    ...changes,
  };
}

describe('against a stand-in for the Messages API', () => {
  let mock: LLMock;

  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
    await mock.start();
  });
  afterEach(() => mock.stop());

  const ask = async (signal = NO_SIGNAL, retryDelaysMs: number[] = [1, 1]) =>
    (await open(mock.url, { retryDelaysMs })).respond(call(), signal);

  test('a streamed answer comes back whole, with its tokens and its price', async () => {
    mock.onMessage(/Review/, {
      content: 'Nothing to say.',
      usage: { input_tokens: 1_000_000, output_tokens: 100_000 },
    });
    const turn = await ask();
    expect(turn).toEqual({
      content: [{ type: 'text', text: 'Nothing to say.' }],
      stopReason: 'end_turn',
      model: 'claude-sonnet-5-5',
      inputTokens: 1_000_000,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 100_000,
      costUsd: 3,
    });
  });

  test('a tool call comes back with its input, and thinking with its signature', async () => {
    mock.onMessage(/Review/, {
      reasoning: 'I should read the store.',
      reasoningSignature: 'c2lnbmF0dXJl',
      toolCalls: [{ id: 'toolu_1', name: 'Read', arguments: '{"file_path":"store.go"}' }],
    });
    const turn = await ask();
    expect(turn.stopReason).toBe('tool_use');
    expect(turn.content).toEqual([
      { type: 'thinking', thinking: 'I should read the store.', signature: 'c2lnbmF0dXJl' },
      { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'store.go' } },
    ]);
  });

  test('each passing fault is tried again', async () => {
    mock.onMessage(/Review/, { content: 'Done.' });
    mock.nextRequestError(529, { message: 'Overloaded', type: 'overloaded_error' });
    mock.nextRequestError(500, { message: 'Internal', type: 'api_error' });
    const waits: unknown[] = [];
    const port = await open(mock.url, { retryDelaysMs: [1, 2] });
    const turn = await port.respond(call(), NO_SIGNAL, (...wait) => waits.push(wait));
    expect(turn.content).toEqual([{ type: 'text', text: 'Done.' }]);
    expect(mock.getRequests()).toHaveLength(3);
    expect(waits).toEqual([
      ['The model provider failed (500: Internal).', 1],
      ['The model provider is overloaded (529: Overloaded).', 2],
    ]);
  });

  test.each([
    [429, 'rate_limit_error'],
    [529, 'overloaded_error'],
    [500, 'api_error'],
  ])('a fault that stays (%i) asks to try later', async (status, type) => {
    mock.onMessage(/Review/, { error: { message: 'Not now', type }, status });
    const refused = ask();
    await expect(refused).rejects.toThrow(TryLater);
    await expect(refused).rejects.toThrow(String(status));
  });

  test('a long Retry-After is left to the queue at once', async () => {
    mock.onMessage(/Review/, {
      error: { message: 'Slow down', type: 'rate_limit_error' },
      status: 429,
      retryAfter: 900,
    });
    const refused = ask();
    await expect(refused).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 900_000 });
    expect(mock.getRequests()).toHaveLength(1);
  });

  test.each([400, 401, 402, 403, 404])('%i is explained and never tried again', async (status) => {
    mock.onMessage(/Review/, { error: { message: 'the reason of the service' }, status });
    const refused = ask();
    await expect(refused).rejects.toThrow(CannotReview);
    await expect(refused).rejects.toThrow(`${status}`);
    expect(mock.getRequests()).toHaveLength(1);
  });

  test('a prompt over the context is a turn that says so', async () => {
    const message = 'prompt is too long: 1000001 tokens > 1000000 maximum';
    mock.onMessage(/Review/, { error: { message, type: 'invalid_request_error' }, status: 400 });
    const turn = await ask();
    expect(turn).toMatchObject({ stopReason: 'context_exceeded', content: [], costUsd: 0 });
  });

  test('a stream that breaks off is asked for again', async () => {
    mock.on({ userMessage: /Review/, sequenceIndex: 0 }, { content: 'x'.repeat(5_000) }, { truncateAfterChunks: 3 });
    mock.on({ userMessage: /Review/, sequenceIndex: 1 }, { content: 'Whole.' });
    const turn = await ask();
    expect(turn.content).toEqual([{ type: 'text', text: 'Whole.' }]);
  });

  test('an answer that is no JSON asks to try later', async () => {
    mock.onMessage(/Review/, { content: 'Never seen.' });
    mock.setChaos({ malformedRate: 1 });
    await expect(ask(NO_SIGNAL, [1])).rejects.toThrow(TryLater);
  });

  test('a service that is not there asks to try later', async () => {
    const port = await open('http://127.0.0.1:1', { retryDelaysMs: [1] });
    await expect(port.respond(call(), NO_SIGNAL)).rejects.toThrow(TryLater);
  });

  test('an abort stops the request with the reason it was given', async () => {
    mock.onMessage(/Review/, { content: 'Too late.' }, { latency: 200 });
    const controller = new AbortController();
    const answer = ask(controller.signal);
    setTimeout(() => controller.abort(new Superseded('a newer head', 'f'.repeat(40))), 50);
    await expect(answer).rejects.toMatchObject({ name: 'Superseded', message: 'a newer head' });
  });

  test('an abort ends a wait between two attempts', async () => {
    mock.onMessage(/Review/, { error: { message: 'Overloaded' }, status: 529 });
    const controller = new AbortController();
    // It is told of the wait just before it begins.
    const log = { warn: () => setImmediate(() => controller.abort()) };
    const port = await open(mock.url, { retryDelaysMs: [30_000], log });
    await expect(port.respond(call(), controller.signal)).rejects.toThrow();
    expect(mock.getRequests()).toHaveLength(1);
  });
});

describe('on the wire', () => {
  let server: Server;
  let seen: { headers: Record<string, unknown>; body: Record<string, unknown> }[];
  let reply: string[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        seen.push({ headers: request.headers, body: JSON.parse(text) });
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const event of reply) response.write(event);
        if (reply.at(-1)?.includes('message_stop') || reply.at(-1)?.includes('"error"')) response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const start = event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5-5',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 20, output_tokens: 1 },
    },
  });
  const end = (stopReason: string) => [
    event('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 5 } }),
    event('message_stop', {}),
  ];

  test('the prefix and the last two messages of ours are marked for the cache, and the conversation is sent whole', async () => {
    reply = [start, ...end('end_turn')];
    await (await open(url())).respond(
      call({
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'Review.' }] },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'Read', input: { file_path: 'x.go' } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'package x', is_error: false }] },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'b', name: 'Read', input: { file_path: 'y.go' } }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'b', content: 'package y', is_error: false }] },
        ],
      }),
      NO_SIGNAL,
    );
    const { body } = seen[0]!;
    expect(body).toMatchObject({
      model: 'claude-sonnet-5-5',
      stream: true,
      max_tokens: 1000,
      system: [
        { type: 'text', text: 'You are an architect.' },
        { type: 'text', text: 'These are the facts.', cache_control: { type: 'ephemeral' } },
      ],
    });
    expect(body).not.toHaveProperty('thread');
    const marks = (body.messages as { content: { cache_control?: object }[] }[]).map(
      ({ content }) => content.at(-1)?.cache_control !== undefined,
    );
    expect(marks).toEqual([false, false, true, false, true]);
  });

  test('tokens from and to the cache are counted apart, and the price with them', async () => {
    reply = [start, ...end('end_turn')];
    const turn = await (await open(url())).respond(call(), NO_SIGNAL);
    expect(turn).toMatchObject({ inputTokens: 120, cachedInputTokens: 90, cacheWriteTokens: 20, outputTokens: 5 });
    expect(turn.costUsd).toBeCloseTo((10 * 2 + 90 * 0.1 + 20 * 2.5 + 5 * 10) / 1e6, 12);
  });

  test.each([
    ['refusal', 'refusal'],
    ['max_tokens', 'max_tokens'],
    ['pause_turn', 'pause_turn'],
    ['model_context_window_exceeded', 'context_exceeded'],
  ])('a turn that stops for %s says so', async (said, meant) => {
    reply = [start, ...end(said)];
    const turn = await (await open(url())).respond(call(), NO_SIGNAL);
    expect(turn.stopReason).toBe(meant);
  });

  test('an error in the middle of a stream is tried again, then left to the queue', async () => {
    reply = [start, event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })];
    const port = await open(url(), { retryDelaysMs: [1] });
    await expect(port.respond(call(), NO_SIGNAL)).rejects.toThrow(/overloaded \(529/);
    expect(seen).toHaveLength(2);
  });

  test('a stream that goes silent is given up', async () => {
    reply = [start];
    const port = await open(url(), { retryDelaysMs: [], silenceMs: 100 });
    await expect(port.respond(call(), NO_SIGNAL)).rejects.toThrow('The model stopped responding.');
  });

  test('[1m] asks for the long context only where the model does not have it', async () => {
    reply = [start, ...end('end_turn')];
    const port = await open(url());
    await port.respond(call({ model: 'claude-sonnet-4-6[1m]' }), NO_SIGNAL);
    await port.respond(call({ model: 'claude-sonnet-5-5[1m]' }), NO_SIGNAL);
    expect(seen.map(({ body, headers }) => [body.model, headers['anthropic-beta']])).toEqual([
      ['claude-sonnet-4-6', 'context-1m-2025-08-07'],
      ['claude-sonnet-5-5', undefined],
    ]);
  });

  test('no key is in what is logged', async () => {
    reply = [start, event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })];
    const warn = jest.fn<(fields: object, message: string) => void>();
    const port = await open(url(), { retryDelaysMs: [1], log: { warn } }, 'sk-secret');
    await expect(port.respond(call(), NO_SIGNAL)).rejects.toThrow(TryLater);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain('sk-secret');
  });
});
