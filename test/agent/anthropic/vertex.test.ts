import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openModel } from '../../../src/agent/anthropic.ts';
import { CannotReview } from '../../../src/domain/errors.ts';
import type { ModelCall } from '../../../src/domain/ports.ts';
import { type Answer, eventsOf, type MessagesServer, sse, startMessagesServer } from '../../support/messages-server.ts';

const { signal } = new AbortController();
const call: ModelCall = {
  model: 'claude-sonnet-5-5',
  system: ['You are an architect.'],
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Review this change.' }] }],
  maxTokens: 1000,
};

let server: MessagesServer;
let answer: Answer;
let dir: string;
let before: Record<string, string | undefined>;

/** Credentials that are exchanged for a token at an address of our own, as those of a workload outside of Google are. */
function writeCredentials(): string {
  const subject = path.join(dir, 'subject');
  const file = path.join(dir, 'credentials.json');
  writeFileSync(subject, 'token-of-the-workload');
  writeFileSync(
    file,
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${server.url}/token`,
      credential_source: { file: subject },
    }),
  );
  return file;
}

beforeEach(async () => {
  answer = sse(eventsOf('Nothing to say.', 'claude-sonnet-5-5'));
  dir = mkdtempSync(path.join(tmpdir(), 'architect-vertex-'));
  server = await startMessagesServer(({ path }) => {
    if (path !== '/token') return answer;
    return { pieces: ['{"access_token":"token-of-google","expires_in":3600,"token_type":"Bearer"}'] };
  });
  const { GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CLOUD_PROJECT } = process.env;
  before = { GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CLOUD_PROJECT };
  process.env.GOOGLE_APPLICATION_CREDENTIALS = writeCredentials();
  // Where it is not set, Google's library asks the network for it.
  process.env.GOOGLE_CLOUD_PROJECT = 'my-project';
});
afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(dir, { recursive: true, force: true });
  await server.close();
});

async function ask(changes: Partial<ModelCall> = {}, region = 'global') {
  const service = { kind: 'vertex', project: 'my-project', region, baseUrl: `${server.url}/v1` } as const;
  return (await openModel(service, { retryDelaysMs: [] })).respond({ ...call, ...changes }, signal);
}
const asked = () => server.asked.filter(({ path }) => path !== '/token');

describe('through Google Vertex', () => {
  test('a streamed answer comes back whole, and the request is what Vertex takes', async () => {
    const turn = await ask();
    expect(turn).toMatchObject({ content: [{ text: 'Nothing to say.' }], inputTokens: 120, cachedInputTokens: 90 });
    const [request] = asked();
    expect(request?.path).toBe(
      '/v1/projects/my-project/locations/global/publishers/anthropic/models/claude-sonnet-5-5:streamRawPredict',
    );
    expect(request?.headers.authorization).toBe('Bearer token-of-google');
    expect(request?.body).toMatchObject({ anthropic_version: '2026-10-21', stream: true, max_tokens: 1000 });
    expect(request?.body).not.toHaveProperty('model');
  });

  test('a model with a date is asked by Google’s id, and a fixed region costs a tenth more', async () => {
    const [fixed, free] = [await ask({ model: 'claude-haiku-4-5-20251001' }, 'europe-west1'), await ask()];
    expect(asked()[0]?.path).toContain(
      '/locations/europe-west1/publishers/anthropic/models/claude-haiku-4-5@20251001:',
    );
    expect(fixed.costUsd / free.costUsd).toBeCloseTo(1.1, 9);
  });

  test('a model that is not enabled is explained', async () => {
    const message = 'Publisher Model was not found or your project does not have access to it.';
    answer = { status: 404, pieces: [JSON.stringify({ error: { code: 404, message, status: 'NOT_FOUND' } })] };
    const refused = ask();
    await expect(refused).rejects.toThrow(CannotReview);
    await expect(refused).rejects.toThrow(
      /^The model "claude-sonnet-5-5" does not exist \(404: Publisher Model.*Use a model that Google Vertex offers/,
    );
  });

  test('credentials that cannot be had are named, with how to set them, and looked for again', async () => {
    const file = process.env.GOOGLE_APPLICATION_CREDENTIALS as string;
    process.env.GOOGLE_APPLICATION_CREDENTIALS = path.join(dir, 'missing.json');
    const service = { kind: 'vertex', project: 'my-project', region: 'global', baseUrl: `${server.url}/v1` } as const;
    const model = await openModel(service, { retryDelaysMs: [] });
    const refused = model.respond(call, signal);
    await expect(refused).rejects.toThrow(CannotReview);
    await expect(refused).rejects.toThrow(
      /^No credentials for Google Vertex \(.*\)\. Give this process Google credentials/,
    );
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
    expect(await model.respond(call, signal)).toMatchObject({ stopReason: 'end_turn' });
  });
});
