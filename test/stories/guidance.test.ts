// Questions and decisions: asked in a comment, answered once, with what holds.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, expect } from '@jest/globals';
import type { Issue, IssueComment, NewFiles, PullRequest, Repository } from '../support/github.ts';
import { txtar } from '../support/txtar.ts';
import { storiesIn } from './story.ts';
import { GOOD_CHANGE, SHOP, steady, type Town } from './town.ts';

type Request = Parameters<Extract<Parameters<LLMock['on']>[1], (...args: never[]) => unknown>>[0];

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
const { story, epilogue } = storiesIn(async () => {
  await model.start();
  return { ANTHROPIC_API_KEY: 'key-of-a-story', ANTHROPIC_BASE_URL: model.url, MAX_TURNS: '4' };
});
afterAll(() => model.stop());

const BILLING = txtar(`
-- docs/billing/context.md --
# Billing

Orders are charged once a day, in the night.
-- docs/billing/architecture-decisions.md --
# Decisions

The frontend shows the last bill.
`);

const SUBMISSION = {
  answer: 'Keep the sum in `internal/api`, and charge from a queue.',
  sections: {
    'service-architecture': [
      {
        text: 'Leave `domain.Order` without a client of the bank.',
        alternatives: [
          { name: 'A method Order.Charge', tradeOff: 'Shorter to call, and the domain then knows the bank.' },
        ],
        effort: { amount: 3, unit: 'days' },
        citations: [
          { kind: 'code', path: 'internal/domain/order.go', quote: 'type Order struct {' },
          {
            kind: 'document',
            path: 'docs/DESIGN-PATTERNS.md',
            quote: 'A price is a whole number of cents, never a float.',
          },
        ],
      },
    ],
  },
  examples: [{ title: 'A charge', code: 'func  charge( order domain.Order ) error { return nil }' }],
  packages: ['context'],
  services: ['Amazon SQS'],
};

const call = (name: string, input: object, id = name) => ({
  toolCalls: [{ id: `toolu_${id}`, name, arguments: JSON.stringify(input) }],
});
const offers = (tool: string) => (request: Request) => JSON.stringify(request.tools ?? []).includes(`"${tool}"`);

// The reviews of these pull requests find nothing.
model.on({ predicate: offers('SubmitReview') }, call('SubmitReview', { summary: 'A small change.', findings: [] }));
/** The model submits so where this stands in what it is shown. */
function answer(words: string, input: object): void {
  const isMeant = (request: Request) => JSON.stringify(request.messages).includes(words);
  model.on({ predicate: isMeant }, call('SubmitGuidance', input, words.replace(/\W/g, '')));
}
const advice = (changes: object) => ({
  ...SUBMISSION,
  sections: { 'api-design': [{ ...SUBMISSION.sections['service-architecture'][0], ...changes }] },
});
answer(
  'Story of a false quote',
  advice({ citations: [{ kind: 'code', path: 'internal/domain/order.go', quote: 'type Order interface {' }] }),
);
answer('Story of weeks', advice({ text: 'This takes three weeks.' }));
answer('Story of broken Go', { ...SUBMISSION, examples: [{ title: 'A charge', code: 'func charge( {' }] });
model.on({ predicate: offers('SubmitGuidance') }, call('SubmitGuidance', SUBMISSION));

/** What we said of questions, oldest first. */
function told(issue: Issue): IssueComment[] {
  return issue.comments.filter(
    ({ author, body }) => author.login === 'go-backend-architect[bot]' && !body.includes('architect:summary'),
  );
}

async function asked(town: Town, issue: Issue, command: string, login = 'mkeller'): Promise<IssueComment> {
  const before = told(issue).length;
  await town.github.people.comment(issue, login, command);
  await town.until(`an answer to ${command}`, () => told(issue).length > before, PATIENCE_MS);
  return told(issue).at(-1) as IssueComment;
}

async function open(town: Town, files: NewFiles = SHOP): Promise<PullRequest> {
  const pull = await town.open(await town.shop(files), GOOD_CHANGE);
  await town.reviewed(pull);
  return pull;
}

/** An answer waits behind the review of its pull request. */
const PATIENCE_MS = 150_000;
let owners = 0;

/** A shop whose settings let decisions be committed, on an installation that grants this. */
async function permitting(town: Town, contents: 'read' | 'write'): Promise<Repository> {
  owners += 1;
  const settings = `${SHOP['.github/architect.yml']}commitDecisions: true\n`;
  const repository = await town.github.createRepository({
    owner: `acme-c${owners}`,
    name: 'shop',
    files: { ...SHOP, ...BILLING, '.github/architect.yml': settings },
    roles: { mkeller: 'write', stranger: 'read' },
    installed: false,
  });
  const rest = { metadata: 'read', pull_requests: 'write', checks: 'write', issues: 'write' } as const;
  town.github.install(repository, { ...rest, contents });
  return repository;
}

/** As `steady`, for owners of this file too. */
const calm = (text: string | undefined) =>
  steady(
    text
      ?.replace(/\bacme-c?\d+\b/g, 'acme')
      .replace(/#issuecomment-\d+/g, '#issuecomment-<id>')
      .replace(/comment-\d+\b/g, 'comment-<id>')
      .replace(/"comment":\d+/g, '"comment":<id>')
      .replace(/\b[0-9a-f]{64}\b/g, '<digest>'),
  );

story(
  'a question on a pull request is answered once, below it',
  async (town) => {
    const pull = await open(town);
    const said = await asked(
      town,
      pull,
      '/architect ask Where should charging live?\n\nWe charge <!-- now --> in the night.',
    );
    await town.until('the sign that it is done', () => pull.comments.some(({ reactions }) => reactions.length === 2));
    await town.github.settled();
    return {
      body: said.body,
      count: told(pull).length,
      reactions: pull.comments.flatMap(({ reactions }) => reactions.map((each) => each.content)),
    };
  },
  ({ body, count, reactions }) => {
    expect([count, reactions]).toEqual([1, ['eyes', 'rocket']]);
    expect(calm(body)).toMatchInlineSnapshot(`
"### Go architecture · Guidance

> Where should charging live? We charge in the night.
>
> <sub>[Asked here](https://github.com/acme/shop/pull/1#issuecomment-<id>)</sub>

Keep the sum in \`internal/api\`, and charge from a queue.

**Service architecture**

- Leave \`domain.Order\` without a client of the bank. _Effort: about 2 hours measured._
  - Alternative: **A method Order.Charge**. Shorter to call, and the domain then knows the bank.
  - Evidence: [\`internal/domain/order.go:4\`](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L4) \`type Order struct {\`
  - Evidence: [\`docs/DESIGN-PATTERNS.md:3\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md#L3) \`A price is a whole number of cents, never a float.\`

**Example: A charge**

\`\`\`go
func charge(order domain.Order) error { return nil }
\`\`\`

Go packages: \`context\` (standard library).

AWS services: Amazon SQS.

<details><summary>Consulted 1 document</summary>

- [\`docs/DESIGN-PATTERNS.md\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md) at \`<short>\`

</details>

<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time> · claude-sonnet-5-5 · 0 tokens in · 0 out · \\$0</sub>

<!-- architect:guidance v1 {"comment":<id>,"about":null,"state":"answered"} -->"
`);
  },
);

story(
  'a question on an issue is answered about the default branch; reviews are not asked for there',
  async (town) => {
    const repository = await town.shop();
    const issue = town.github.people.openIssue(repository, 'Charging', 'Orders have to be charged.');
    const said = await asked(town, issue, '/architect ask Where should charging live?');
    const refused = await asked(town, issue, '/architect');
    const shown = JSON.stringify(
      model.getRequests().filter(({ body }) => JSON.stringify(body).includes('Orders have to be charged.')),
    );
    return { body: said.body, refused: refused.body, shown };
  },
  ({ body, refused, shown }) => {
    expect(calm(body.split('\n').slice(0, 6).join('\n'))).toMatchInlineSnapshot(`
"### Go architecture · Guidance

> Where should charging live?
>
> <sub>[Asked here](https://github.com/acme/shop/issues/1#issuecomment-<id>)</sub>
"
`);
    expect(calm(refused)).toMatchInlineSnapshot(`
"This command is for pull requests. On an issue, use \`/architect ask QUESTION\` or \`/architect decide CONTEXT\`.

<!-- architect:reply <id> -->"
`);
    expect(shown).toContain('# The issue where it was asked');
  },
);

story(
  'a decision is proposed in one comment, which the next run edits',
  async (town) => {
    const pull = await open(town, { ...SHOP, ...BILLING });
    const first = await asked(town, pull, '/architect decide docs/billing/context.md -> docs/billing');
    const body = first.body;
    first.body = body.replaceAll('Keep the sum', 'Kept the sum');
    await town.github.people.comment(pull, 'mkeller', '/architect decide docs/billing/context.md');
    await town.until('the comment to be edited', () => first.body.includes('Keep the sum'), PATIENCE_MS);
    return {
      body,
      again: first.body,
      count: told(pull).length,
      head: pull.head.sha,
      commits: await pull.repository.git.between('main', pull.head.sha, 9),
    };
  },
  ({ body, again, count, commits }) => {
    expect([count, commits.length]).toEqual([1, 1]);
    expect(calm(body)).toMatchInlineSnapshot(`
"### Go architecture · Decision on \`docs/billing/context.md\`

Keep the sum in \`internal/api\`, and charge from a queue.

Two proposed documents; nothing was committed.

<details><summary><code>docs/billing/architecture/backend-architecture.md</code></summary>

## Backend Architecture Recommendations

Keep the sum in \`internal/api\`, and charge from a queue.

### Service Architecture

- Leave \`domain.Order\` without a client of the bank. _Effort: about 2 hours measured._
  - Alternative: **A method Order.Charge**. Shorter to call, and the domain then knows the bank.
  - Evidence: [\`internal/domain/order.go:4\`](https://github.com/acme/shop/blob/<sha>/internal/domain/order.go#L4) \`type Order struct {\`
  - Evidence: [\`docs/DESIGN-PATTERNS.md:3\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md#L3) \`A price is a whole number of cents, never a float.\`

### Implementation Example

#### A charge

\`\`\`go
func charge(order domain.Order) error { return nil }
\`\`\`

### Packages and Services

Go packages: \`context\` (standard library).

AWS services: Amazon SQS.

<sub>Written by go-backend-architect (claude-sonnet-5-5) from \`docs/billing/context.md\` and the code at \`<short>\`.</sub>

</details>

<details><summary><code>docs/billing/architecture-decisions.md</code>: the section &quot;Backend Architecture Recommendations&quot;</summary>

## Backend Architecture Recommendations

Keep the sum in \`internal/api\`, and charge from a queue.

**Service Architecture**

- Leave \`domain.Order\` without a client of the bank. _Alternatives considered: A method Order.Charge._

Trade-offs, evidence and examples: \`architecture/backend-architecture.md\`.

<sub>Written by go-backend-architect (claude-sonnet-5-5) from \`docs/billing/context.md\` and the code at \`<short>\`.</sub>

</details>

<details><summary>Consulted 2 documents</summary>

- [\`docs/billing/context.md\`](https://github.com/acme/shop/blob/<sha>/docs/billing/context.md) at \`<short>\`
- [\`docs/DESIGN-PATTERNS.md\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md) at \`<short>\`

</details>

<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time> · claude-sonnet-5-5 · 0 tokens in · 0 out · \\$0</sub>

<!-- architect:guidance v1 {"comment":<id>,"about":"docs/billing/context.md -\\u003e docs/billing","state":"answered"} -->"
`);
    expect(calm(again).replace(/"comment":<id>/, '')).toBe(calm(body).replace(/"comment":<id>/, ''));
  },
);

story(
  'a decision is committed in one commit where the base allows it, the new head is checked, and the next run replaces it',
  async (town) => {
    const pull = await town.open(await permitting(town, 'write'), GOOD_CHANGE);
    await town.reviewed(pull);
    const before = pull.head.sha;
    const said = await asked(town, pull, '/architect decide docs/billing/context.md');
    const { git } = pull.repository;
    const { checkRuns } = await town.reviewed(pull);
    const body = said.body;
    await town.github.people.comment(pull, 'mkeller', '/architect decide docs/billing/context.md');
    await town.until('the comment to be edited', () => said.body !== body, PATIENCE_MS);
    return {
      body,
      again: said.body,
      checks: checkRuns.length,
      count: told(pull).length,
      commits: await git.between(before, pull.head.sha, 9),
      message: await git.text(['log', '-1', '--format=%B', pull.head.sha]),
      changed: await git.text(['diff', '--name-only', before, pull.head.sha]),
      decisions: await git.text(['show', `${pull.head.sha}:docs/billing/architecture-decisions.md`]),
    };
  },
  ({ body, again, checks, count, commits, message, changed, decisions }) => {
    expect([count, checks, commits.length]).toEqual([1, 1, 2]);
    expect(calm(body)).toMatchInlineSnapshot(`
"### Go architecture · Decision on \`docs/billing/context.md\`

Keep the sum in \`internal/api\`, and charge from a queue.

Committed to \`change-1\` as [\`<short>\`](https://github.com/acme/shop/commit/<sha>).

- [\`docs/billing/architecture/backend-architecture.md\`](https://github.com/acme/shop/blob/<sha>/docs/billing/architecture/backend-architecture.md)
- [\`docs/billing/architecture-decisions.md\`](https://github.com/acme/shop/blob/<sha>/docs/billing/architecture-decisions.md)

<details><summary>Consulted 2 documents</summary>

- [\`docs/billing/context.md\`](https://github.com/acme/shop/blob/<sha>/docs/billing/context.md) at \`<short>\`
- [\`docs/DESIGN-PATTERNS.md\`](https://github.com/acme/shop/blob/<sha>/docs/DESIGN-PATTERNS.md) at \`<short>\`

</details>

<sub>[\`<short>\`](https://github.com/acme/shop/commit/<sha>) · <time> · claude-sonnet-5-5 · 0 tokens in · 0 out · \\$0</sub>

<!-- architect:guidance v1 {"comment":<id>,"about":"docs/billing/context.md -\\u003e docs/billing","state":"answered"} -->"
`);
    expect(changed.split('\n')).toEqual([
      'docs/billing/architecture-decisions.md',
      'docs/billing/architecture/backend-architecture.md',
    ]);
    expect(
      decisions.startsWith('# Decisions\n\nThe frontend shows the last bill.\n\n<!-- architect:backend begin -->\n'),
    ).toBe(true);
    expect(decisions.match(/architect:backend begin/g)).toHaveLength(1);
    expect(calm(message)).toMatchInlineSnapshot(`
"Backend architecture for docs/billing/context.md

Requested by mkeller.

Architect-Request: guide/acme/shop/1/comment-<id>"
`);
    expect(again.split('\n').length).toBe(body.split('\n').length);
    expect(body).toContain('docs/billing/architecture/backend-architecture.md');
  },
);

story(
  'a decision is proposed where the App may not write, and it says why',
  async (town) => {
    const pull = await town.open(await permitting(town, 'read'), GOOD_CHANGE);
    await town.reviewed(pull);
    return (await asked(town, pull, '/architect decide docs/billing/context.md')).body;
  },
  (body) => {
    expect(/^The documents were not committed.*$/m.exec(body)?.[0]).toMatchInlineSnapshot(
      `"The documents were not committed: the App lacks the permission "contents: write". Add it in the App's settings; a repository owner must then approve it."`,
    );
    expect(body).toContain(
      '<details><summary><code>docs/billing/architecture/backend-architecture.md</code></summary>',
    );
  },
);

story(
  'a reader is answered, a reader’s order is refused in words, and a bot is not heard',
  async (town) => {
    const pull = await open(town);
    await town.github.people.comment(pull, 'other[bot]', '/architect ask Where?');
    const order = await town.github.people.comment(pull, 'stranger', '/architect decide docs/none.md');
    await town.until('a sign for the reader', () => order.reactions.length === 2);
    const question = await asked(town, pull, '/architect ask Where should charging live?', 'stranger');
    return { signs: order.reactions.map(({ content }) => content), told: told(pull).length, question: question.body };
  },
  (seen) => {
    expect([seen.signs, seen.told]).toEqual([['eyes', 'confused'], 2]);
    expect(seen.question).toContain('Where should charging live?');
  },
);

story(
  'what cannot be obeyed is answered with what to write instead, and no model is asked',
  async (town) => {
    const pull = await open(town);
    const words: string[] = [];
    for (const command of [
      '/architect ask',
      `/architect ask ${'x'.repeat(4001)}`,
      '/architect decide',
      '/architect decide ../secrets.md',
      '/architect decide docs/a.md -> https://evil.example',
      '/architect decide docs/none.md',
    ]) {
      words.push(calm((await asked(town, pull, command)).body));
    }
    return words.map((body) => body.replace(/\n\n<!-- .* -->$/, ''));
  },
  (words) =>
    expect(words).toMatchInlineSnapshot(`
[
  "The question is missing. Example: \`/architect ask Where should retries live?\`",
  "The question is longer than 4,000 characters. Move details to a file in the repository and refer to it.",
  "The context file is missing. Example: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "CONTEXT and DIR must be paths relative to the repository root, without spaces, \`..\` or URLs. Example: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "CONTEXT and DIR must be paths relative to the repository root, without spaces, \`..\` or URLs. Example: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "### Go architecture · No decision

> decide docs/none.md

There is no file "docs/none.md" at \`<short>\`. Give the path relative to the repository root.",
]
`),
);

for (const [what, lie] of [
  ['a false quote', 'api-design'],
  ['weeks', 'api-design'],
  ['broken Go', 'example'],
] as const) {
  story(
    `${what} that the model insists on is never said, and the reader is told`,
    async (town) =>
      (await asked(town, town.github.people.openIssue(await town.shop(), 'x'), `/architect ask Story of ${what}`)).body,
    (body) => {
      expect(body).not.toMatch(lie === 'example' ? /```go/ : /\*\*API design\*\*/);
      expect(body).toContain('<details><summary>Checked and dropped: 1 claim</summary>');
    },
  );
}

epilogue();
