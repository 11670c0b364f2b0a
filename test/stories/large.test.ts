// A pull request that is too large for one reading, and an App that is killed in the midst of it.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Conversation, NewFiles } from '../support/github.ts';
import { asksForVerdicts, confirmAll } from '../support/refuter.ts';
import { Gate } from './gate.ts';
import { Town, toldBy } from './town.ts';

const PACKAGES = ['alpha', 'beta', 'gamma', 'delta', 'omega'];
const FILLING = `// ${'A long line that nobody needs to read. '.repeat(38)}\n`.repeat(40);
const pathOf = (name: string) => `internal/${name}/${name}.go`;
const CHANGE: NewFiles = Object.fromEntries(
  PACKAGES.map((name) => [
    pathOf(name),
    `package ${name}\n\n// Load forgets what went wrong.\nfunc Load(id string) error {\n\t_ = id\n\treturn nil\n}\n\n${FILLING}`,
  ]),
);

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
/** What the model was asked for, in this order. */
const asked: string[] = [];
let gate: Gate;
let town: Town;
let seen: Conversation;

function findingOf(name: string) {
  return {
    section: 'risk-mitigation',
    severity: 'medium',
    title: `Load of ${name} forgets its error`,
    path: pathOf(name),
    quote: 'func Load(id string) error {',
    rationale: 'Whoever calls it goes on with nothing.',
    recommendation: 'Return what went wrong.',
  };
}

function answer(text: string, tools: string): { readonly name: string; readonly input: object } {
  if (tools.includes('SubmitSynthesis')) {
    asked.push('the whole');
    return {
      name: 'SubmitSynthesis',
      input: { summary: 'Five packages load and forget their errors.', sameCause: [[1, 2, 3]] },
    };
  }
  const part = /You read (part \d+ of \d+)/.exec(text)?.[1] ?? 'all at once';
  asked.push(part);
  const names = PACKAGES.filter((name) => text.includes(`<<data diff "${pathOf(name)}"`));
  return {
    name: 'SubmitReview',
    input: { summary: `It adds ${names.join(' and ')}.`, findings: names.slice(0, 1).map(findingOf) },
  };
}

beforeAll(async () => {
  model.on({ predicate: asksForVerdicts }, ({ messages }) => {
    asked.push('the verdicts');
    const verdicts = JSON.stringify(confirmAll(messages));
    return { toolCalls: [{ id: 'toolu_verdicts', name: 'SubmitVerdicts', arguments: verdicts }] };
  });
  model.on({ predicate: () => true }, ({ messages, tools }) => {
    const text = messages
      .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
      .join();
    const { name, input } = answer(text.replaceAll('\\"', '"'), JSON.stringify(tools));
    return { toolCalls: [{ id: `toolu_${asked.length}`, name, arguments: JSON.stringify(input) }] };
  });
  await model.start();
  town = await Town.prepare(async () => {
    gate = await Gate.open(model.url);
    return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: gate.url };
  });
  await town.start();
  const held = gate.hold('before', ({ body }) => body.includes('You read part 2 of'));
  const pull = await town.open(await town.shop(), CHANGE);
  await town.within('the second part', held);
  await town.crash();
  await town.start();
  seen = await town.reviewed(pull);
}, 240_000);
afterAll(async () => {
  await town?.close();
  await Promise.all([gate?.close(), model.stop()]);
});

test('every part is paid for once, then one look at the whole, then the verdicts', () => {
  expect(asked).toEqual(['part 1 of 3', 'part 2 of 3', 'part 3 of 3', 'the whole', 'the verdicts']);
});

test('the review speaks of the whole, and says one cause once, with its places', () => {
  expect(seen.checkRuns.map(toldBy)).toEqual([expect.stringMatching(/^neutral: 1 medium/)]);
  expect([seen.comments.length, seen.reviews.length, seen.threads.length]).toEqual([1, 1, 1]);
  const body = seen.comments[0]?.body ?? '';
  expect(body).toContain('Five packages load and forget their errors.');
  expect(body).toContain('and 2 more places');
  expect(body).toContain('Large change: the model read it in 3 parts.');
});

test('every exchange with GitHub was as GitHub describes it', () => {
  expect(town.github.violations).toEqual([]);
});
