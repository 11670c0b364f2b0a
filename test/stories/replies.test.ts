// Replies in the thread of a finding: each gets one answer, and only code takes a finding back.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, expect } from '@jest/globals';
import type { PullRequest } from '../support/github.ts';
import { asksForVerdicts, confirmAll } from '../support/refuter.ts';
import { storiesIn } from './story.ts';
import { BAD_CHANGE, steady, type Town } from './town.ts';

type Request = Parameters<Extract<Parameters<LLMock['on']>[1], (...args: never[]) => unknown>>[0];

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
const { story, epilogue } = storiesIn(async () => {
  await model.start();
  return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: model.url, MAX_TURNS: '4', DEBOUNCE_SECONDS: '0' };
});
afterAll(() => model.stop());

const call = (name: string, input: object) => ({
  toolCalls: [{ id: `toolu_${name}`, name, arguments: JSON.stringify(input) }],
});
const FLOAT = {
  section: 'api-design',
  severity: 'high',
  title: 'A price is a float',
  path: 'internal/domain/order.go',
  quote: '\tPrice float64',
  rationale: 'Sums of floats are not exact, so bills and payments differ.',
  recommendation: 'Keep whole cents.',
  citations: [
    { kind: 'document', path: 'docs/DESIGN-PATTERNS.md', quote: 'A price is a whole number of cents, never a float.' },
  ],
};
const says = (words: string) => (request: Request) =>
  asksForVerdicts(request) && JSON.stringify(request.messages).includes(words);
function verdict(words: string, claim: object): void {
  model.on({ predicate: says(words) }, call('SubmitVerdicts', { verdicts: [{ finding: 1, ...claim }] }));
}
verdict('nobody reads Price', {
  verdict: 'refuted',
  reason: 'Only cents are stored.',
  path: 'internal/domain/order.go',
  quote: 'db.Exec("insert into orders (id) values ($1)", o.ID)',
});
verdict('trust me', {
  verdict: 'refuted',
  reason: 'They say so.',
  path: 'internal/domain/order.go',
  quote: 'Price int64',
});
verdict('few orders', {
  verdict: 'confirmed',
  reason: 'The field is a float64, whatever the number of orders.',
  path: 'internal/domain/order.go',
  quote: '\tPrice float64',
});
verdict('the database is fine', {
  verdict: 'refuted',
  reason: 'It is only passed in.',
  path: 'internal/domain/order.go',
  quote: 'func (o Order) Save(db *sql.DB) error {',
});
model.on({ predicate: asksForVerdicts }, (request) => call('SubmitVerdicts', confirmAll(request.messages)));
model.on(
  { predicate: (request) => JSON.stringify(request.tools ?? []).includes('"SubmitReview"') },
  call('SubmitReview', { summary: 'Orders get a price.', findings: [FLOAT] }),
);

/** A reply to the finding whose comment has these words, and what is then said below it. */
async function replied(town: Town, words: string, text: string, login = 'mkeller') {
  const pull: PullRequest = await town.open(await town.shop(), BAD_CHANGE);
  await town.reviewed(pull);
  const thread = pull.threads.find(({ comments }) => comments[0]?.body.includes(words));
  if (thread === undefined) throw new Error(`no thread says ${words}`);
  const reply = await town.github.people.reply(thread, login, text);
  await town.until('the sign that it is done', () => reply.reactions.some(({ content }) => content === 'rocket'));
  await town.github.settled();
  const summary = pull.comments.find(({ body }) => body.includes('architect:summary'))?.body;
  const said = thread.comments.slice(2).map(({ body }) => steady(body).replace(/"comment":\d+/, '"comment":<id>'));
  return { said, summary };
}

story(
  'a finding that the code disproves is withdrawn with that code',
  (town) => replied(town, FLOAT.title, 'But nobody reads Price.'),
  ({ said, summary }) => {
    expect(said).toMatchInlineSnapshot(`
[
  "**You are right, A2 is withdrawn.** [internal/domain/order.go:14](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L14):

\`\`\`go
db.Exec("insert into orders (id) values ($1)", o.ID)
\`\`\`

<!-- architect:answer v1 {"comment":<id>} -->",
]
`);
    expect(summary).toContain('"to":"refuted"');
  },
);

story(
  'a finding that holds stands, and a dismissal is offered to those who may decide',
  (town) => replied(town, FLOAT.title, 'There are only few orders, this is fine.'),
  ({ said, summary }) => {
    expect(said).toMatchInlineSnapshot(`
[
  "**A2 stands.** The field is a float64, whatever the number of orders.

[internal/domain/order.go:9](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L9):

\`\`\`go
	Price float64
\`\`\`

If the risk is fine with you: \`/architect accept A2 REASON\`

<!-- architect:answer v1 {"comment":<id>} -->",
]
`);
    expect(summary).not.toContain('"decision"');
  },
);

story(
  'somebody’s word takes nothing back, and a reader is offered nothing',
  (town) => replied(town, FLOAT.title, 'It is wrong, trust me.', 'stranger'),
  ({ said }) =>
    expect(said).toMatchInlineSnapshot(`
[
  "**A2 stays open.** No code was found that disproves it.

<!-- architect:answer v1 {"comment":<id>} -->",
]
`),
);

story(
  'no text takes back what was computed',
  (town) => replied(town, 'which is forbidden', 'I think the database is fine here.'),
  ({ said, summary }) => {
    expect(said).toMatchInlineSnapshot(`
[
  "**A1 stays open.** It is computed from the code, and no text takes that back.

[internal/domain/order.go:13](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L13):

\`\`\`go
func (o Order) Save(db *sql.DB) error {
\`\`\`

If the risk is fine with you: \`/architect accept A1 REASON\`

<!-- architect:answer v1 {"comment":<id>} -->",
]
`);
    expect(summary).not.toContain('"decision"');
  },
);

story(
  'a command in a thread is run there, and words to somebody else are not answered',
  async (town) => {
    const pull = await town.open(await town.shop(), BAD_CHANGE);
    await town.reviewed(pull);
    const thread = pull.threads[0]!;
    const aside = await town.github.people.reply(thread, 'mkeller', '@kim what do you think?');
    const order = await town.github.people.reply(thread, 'mkeller', '/architect dismiss A1 a price list is coming');
    await town.until('signs', () => order.reactions.length === 2);
    await town.github.settled();
    return { aside: aside.reactions, signs: order.reactions, said: thread.comments.slice(3), comments: pull.comments };
  },
  ({ aside, signs, said, comments }) => {
    expect([aside, signs.map(({ content }) => content)]).toEqual([[], ['eyes', 'rocket']]);
    expect([said.length, comments.length]).toEqual([1, 1]);
    expect(said[0]?.body).toContain('**A1 is dismissed**');
  },
);

epilogue();
