import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openModel } from '../../../src/agent/anthropic.ts';
import { BadInput, CannotReview, TryLater } from '../../../src/domain/errors.ts';
import type { ModelCall } from '../../../src/domain/ports.ts';
import {
  type Answer,
  type Asked,
  eventStream,
  eventsOf,
  type MessagesServer,
  startMessagesServer,
} from '../../support/messages-server.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDOFATEST', AWS_SECRET_ACCESS_KEY: 'secret-of-a-test' };
const OURS = [...Object.keys(KEYS), 'AWS_SESSION_TOKEN', 'AWS_BEARER_TOKEN_BEDROCK', 'AWS_PROFILE'];
const { signal } = new AbortController();
const call: ModelCall = {
  model: 'claude-sonnet-5-5',
  system: ['You are an architect.', 'These are the facts.'],
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Review this change.' }] }],
  maxTokens: 1000,
};

let server: MessagesServer;
let answer: Answer;
let before: Record<string, string | undefined>;

beforeEach(async () => {
  before = Object.fromEntries(OURS.map((name) => [name, process.env[name]]));
  for (const name of OURS) delete process.env[name];
  Object.assign(process.env, KEYS);
  answer = eventStream(eventsOf('Nothing to say.', 'claude-sonnet-5-5'));
  server = await startMessagesServer(() => answer);
});
afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await server.close();
});

async function ask(
  changes: Partial<ModelCall> = {},
  profile: 'global' | 'eu' = 'global',
  retryDelaysMs: number[] = [],
) {
  const service = { kind: 'bedrock', region: 'eu-central-1', profile, baseUrl: server.url } as const;
  return (await openModel(service, { retryDelaysMs })).respond({ ...call, ...changes }, signal);
}

/** The signature that the request must carry (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
function signatureOf({ path, headers, text }: Asked): string {
  const authorization = String(headers.authorization);
  const [, scope = '', names = ''] = /Credential=\w+\/([^,]+), SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const hash = (value: string) => createHash('sha256').update(value).digest('hex');
  const hmac = (key: string | Buffer, value: string) => createHmac('sha256', key).update(value).digest();
  const signed = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  const canonical = ['POST', uri, '', signed.join(''), names, hash(text)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${KEYS.AWS_SECRET_ACCESS_KEY}`);
  return hmac(key, toSign).toString('hex');
}

describe('through Amazon Bedrock', () => {
  test('a streamed answer comes back whole, with its tokens and its price', async () => {
    const turn = await ask();
    expect(turn).toMatchObject({
      content: [{ type: 'text', text: 'Nothing to say.' }],
      stopReason: 'end_turn',
      model: 'claude-sonnet-5-5',
      inputTokens: 120,
      cachedInputTokens: 90,
      outputTokens: 5,
    });
    expect(turn.costUsd).toBeCloseTo((10 * 2 + 90 * 0.1 + 20 * 2.5 + 5 * 10) / 1e6, 12);
  });

  test('the request is what Bedrock takes, cache marks and all, and is signed', async () => {
    await ask();
    const [asked] = server.asked as [Asked];
    expect(asked.path).toBe('/model/global.anthropic.claude-sonnet-5-5/invoke-with-response-stream');
    expect(asked.body).toMatchObject({
      anthropic_version: '2026-10-21',
      max_tokens: 1000,
      system: [
        { text: 'You are an architect.' },
        { text: 'These are the facts.', cache_control: { type: 'ephemeral' } },
      ],
    });
    expect(Object.keys(asked.body)).not.toEqual(expect.arrayContaining(['model']));
    const authorization = String(asked.headers.authorization);
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDOFATEST\/\d{8}\/eu-central-1\/bedrock\/aws4_request, SignedHeaders=/,
    );
    expect(authorization.endsWith(`Signature=${signatureOf(asked)}`)).toBe(true);
  });

  test('a bearer token stands for the signature', async () => {
    process.env.AWS_BEARER_TOKEN_BEDROCK = 'token-of-a-test';
    await ask();
    expect(server.asked[0]?.headers['x-api-key'] ?? server.asked[0]?.headers.authorization).toContain(
      'token-of-a-test',
    );
  });

  test('a model of before Claude 4.7 is asked by its old id and the old version of the API', async () => {
    await ask({ model: 'claude-haiku-4-5' });
    expect(server.asked[0]?.path).toBe(
      '/model/global.anthropic.claude-haiku-4-5-20251001-v1:0/invoke-with-response-stream',
    );
    expect(server.asked[0]?.body.anthropic_version).toBe('bedrock-2023-05-31');
  });

  test('a profile keeps the answer in its part of the world, which costs a tenth more', async () => {
    const [near, far] = [await ask({}, 'eu'), await ask({}, 'global')];
    expect(server.asked[0]?.path).toContain('/model/eu.anthropic.claude-sonnet-5-5/');
    expect(near.costUsd / far.costUsd).toBeCloseTo(1.1, 9);
  });

  test('a throttled stream is asked for again, then left to the queue', async () => {
    answer = eventStream([], { type: 'throttlingException', message: 'Too many tokens, please wait.' });
    const refused = ask({}, 'global', [1]);
    await expect(refused).rejects.toThrow(TryLater);
    await expect(refused).rejects.toThrow(
      'The model provider rate-limited the request (429: Too many tokens, please wait.).',
    );
    expect(server.asked).toHaveLength(2);
  });

  test('a prompt over the context is a turn that says so', async () => {
    answer = { status: 400, pieces: ['{"message":"Input is too long for requested model."}'] };
    expect(await ask()).toMatchObject({ stopReason: 'context_exceeded', costUsd: 0 });
  });

  test.each([
    [
      400,
      'The provided model identifier is invalid.',
      /^The model "claude-sonnet-5-5" does not exist \(400: .*Use a model that Amazon Bedrock offers/,
    ],
    [
      403,
      'You don’t have access to the model.',
      /^Amazon Bedrock denied access to "claude-sonnet-5-5" \(403: You don’t have access/,
    ],
    [400, 'Malformed input request.', /^Amazon Bedrock rejected the request \(400: Malformed input request\.\)/],
  ])('%i, "%s", is explained and never tried again', async (status, message, words) => {
    answer = { status, pieces: [JSON.stringify({ message })] };
    const refused = ask({}, 'global', [1, 1]);
    await expect(refused).rejects.toThrow(CannotReview);
    await expect(refused).rejects.toThrow(words);
    expect(server.asked).toHaveLength(1);
  });

  test('a package that is not installed is named, with what to run', async () => {
    const missing = () =>
      Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));
    const service = { kind: 'bedrock', region: 'us-east-1', profile: 'us', baseUrl: null } as const;
    const opened = openModel(service, { packages: { bedrock: missing, vertex: missing } });
    await expect(opened).rejects.toThrow(BadInput);
    await expect(opened).rejects.toThrow(
      'MODEL_PROVIDER=bedrock needs the optional package @anthropic-ai/bedrock-sdk, which is not installed. Run npm install @anthropic-ai/bedrock-sdk, or npm ci without --omit=optional.',
    );
  });
});
