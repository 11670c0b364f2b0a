// A reader who waits looks at the check run: what the architect is about is there while the review goes on, also after a crash, and
// nothing of it once the review has ended.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PullRequest } from '../support/github.ts';
import { Gate, type Passing } from './gate.ts';
import { BAD_CHANGE, BETTER_CHANGE, Town, toldBy } from './town.ts';

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
let town: Town;
let gate: Gate;
let pull: PullRequest;

const TODOS = [
  { content: 'Read the change', status: 'completed' },
  { content: 'Check who calls Save', status: 'in_progress', activeForm: 'Checking who calls Save' },
  { content: 'Submit', status: 'pending' },
];
const IN_ORDER = [
  ['TodoWrite', { todos: TODOS }],
  ['SubmitReview', { summary: 'The order learns to store itself.', findings: [] }],
] as const;

/** The model is asked for its second turn, so its list is known. */
const isSecondTurn = ({ body }: Passing) => body.includes('"tool_result"');
const run = () => town.github.conversation(pull).checkRuns.at(-1);
/** What the App has shown of its list so far. */
const updates = () =>
  town.github.requests.filter(({ method, body }) => method === 'PATCH' && JSON.stringify(body).includes('Check who'));

beforeAll(async () => {
  model.on({ predicate: () => true }, ({ messages }) => {
    const turn = messages.filter(({ role }) => role === 'assistant').length;
    const [name, input] = IN_ORDER[turn] ?? IN_ORDER[1];
    return { toolCalls: [{ id: `toolu_${turn}`, name, arguments: JSON.stringify(input) }] };
  });
  await model.start();
  town = await Town.prepare(async () => {
    gate = await Gate.open(model.url);
    return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: gate.url };
  });
  await town.start();
}, 120_000);
afterAll(async () => {
  await town?.close();
  await Promise.all([gate?.close(), model.stop()]);
});

test('the list of what is to be done is on the check run while the architect is at work', async () => {
  const held = gate.hold('before', isSecondTurn);
  pull = await town.open(await town.shop(), BAD_CHANGE);
  await town.within('the second turn', held);
  await town.until('the list', () => run()?.summary?.includes('Check who calls Save'));
  const { status, title, summary } = run() ?? {};
  expect({ status, title, summary }).toMatchInlineSnapshot(`
{
  "status": "in_progress",
  "summary": "The architecture of this change is being reviewed. The result appears here.

Now: the architect thinks (turn 2).

- [x] Read the change
- [ ] ▸ Check who calls Save
- [ ] Submit",
  "title": "Reviewing: 1 of 3 done",
}
`);
}, 120_000);

test('after a crash it is shown again', async () => {
  await town.crash();
  const before = updates().length;
  const held = gate.hold('before', isSecondTurn);
  await town.start();
  await town.within('the second turn, once more', held);
  await town.until('the list, once more', () => updates().length > before);
  expect(run()).toMatchObject({ status: 'in_progress', title: 'Reviewing: 1 of 3 done' });
}, 120_000);

test('a newer head ends it, and a finished review shows nothing of it', async () => {
  const earlier = pull.head.sha;
  await town.github.people.push(pull, BETTER_CHANGE);
  const seen = await town.reviewed(pull);
  await town.until('the earlier run to end', () => {
    return pull.repository.checkRuns.every(({ status }) => status === 'completed');
  });
  const old = pull.repository.checkRuns.filter(({ headSha }) => headSha === earlier);
  expect(old.map(toldBy)).toEqual([expect.stringMatching(/^neutral: Superseded by [0-9a-f]{7}$/)]);
  expect(seen.checkRuns.map(toldBy)).toEqual(['success: No findings']);
  expect([...old, ...seen.checkRuns].map(({ summary }) => summary?.includes('Check who calls Save'))).toEqual([
    false,
    false,
  ]);
  expect(town.github.violations).toEqual([]);
}, 120_000);
