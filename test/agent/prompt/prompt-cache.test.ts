// What is sent in one turn begins, byte for byte, as what was sent in the turn before: only then is it read from the cache.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { judge } from '../../../src/agent/agent.ts';
import { openModel } from '../../../src/agent/anthropic.ts';
import type { Review } from '../../../src/domain/review.ts';
import {
  type Asked,
  callEventsOf,
  type MessagesServer,
  sse,
  startMessagesServer,
} from '../../support/messages-server.ts';
import { asksForVerdicts, confirmAll } from '../../support/refuter.ts';
import { makeArchitecture, makeLimits, makePorts, makeRequest, makeSnapshot } from '../../support/snapshot.ts';

const CODE = 'package worker\n\nfunc Run() {\n\tgo poll()\n}\n\nfunc poll() {}\n';
const finding = {
  section: 'concurrency-performance',
  severity: 'medium',
  title: 'The poller can not be stopped',
  path: 'worker/worker.go',
  quote: '\tgo poll()',
  rationale: 'Nothing ends this goroutine.',
  recommendation: 'Hand a context down.',
};

/** Reads twice, then submits; so does the refuter. */
function answer({ path, body }: Asked) {
  if (path.endsWith('/count_tokens')) return { pieces: ['{"input_tokens":20000}'] };
  const turn = body.messages.length;
  const read = () => sse(callEventsOf('Read', { file_path: '/repo/worker/worker.go', offset: turn }, body.model));
  if (turn < 5) return read();
  return asksForVerdicts(body)
    ? sse(callEventsOf('SubmitVerdicts', confirmAll(body.messages), body.model))
    : sse(callEventsOf('SubmitReview', { summary: 'It polls.', findings: [finding] }, body.model));
}

let server: MessagesServer;
let review: Review;
const turnsOf = (model: string) =>
  server.asked.filter(({ path, body }) => path === '/v1/messages' && body.model === model).map(({ body }) => body);

beforeAll(async () => {
  server = await startMessagesServer(answer);
  const model = await openModel({ kind: 'anthropic', apiKey: 'key', baseUrl: server.url });
  const snapshot = makeSnapshot(
    {},
    { 'worker/worker.go': CODE },
    { documents: { 'DESIGN.md': '# Design\n\nGoroutines end.\n' } },
  );
  review = await judge(makePorts({ model }), makeLimits(), makeRequest(), snapshot, makeArchitecture());
});
afterAll(() => server.close());

test.each([
  ['the architect’s', 'claude-sonnet-5-5'],
  ['the refuter’s', 'claude-haiku-5-5'],
])('model, system and tools stay as they are from turn to turn: %s', (_, model) => {
  const turns = turnsOf(model);
  expect(turns).toHaveLength(3);
  const prefixes = turns.map(({ system, tools }) => JSON.stringify([tools, system]));
  expect(new Set(prefixes).size).toBe(1);
  expect(turns[0].system.at(-1).cache_control).toEqual({ type: 'ephemeral' });
});

test.each(['claude-sonnet-5-5', 'claude-haiku-5-5'])(
  'the conversation only grows, and what was its end is marked: %s',
  (model) => {
    const turns = turnsOf(model);
    const withoutMarks = (messages: object[]) =>
      JSON.stringify(messages).replaceAll(',"cache_control":{"type":"ephemeral"}', '');
    for (const [index, { messages }] of turns.slice(1).entries()) {
      const before = turns[index].messages;
      expect(withoutMarks(messages.slice(0, before.length))).toBe(withoutMarks(before));
      // The cache that the turn before wrote ends here.
      expect(messages[before.length - 1].content.at(-1).cache_control).toEqual({ type: 'ephemeral' });
    }
  },
);

test('the prompt is counted once, as it is then sent', () => {
  const counted = server.asked.filter(({ path }) => path.endsWith('/count_tokens'));
  expect(counted).toHaveLength(1);
  const { max_tokens: _, stream: __, ...first } = turnsOf('claude-sonnet-5-5')[0];
  expect(counted[0]?.body).toEqual(first);
});

test('what the review was expected to cost stands beside what it cost', () => {
  expect(review.usage.estimatedCostUsd).toBeCloseTo(0.1575, 1);
  expect(review.usage.costUsd).toBeGreaterThan(0);
  expect(review.findings.map(({ title }) => title)).toEqual([finding.title]);
});
