// What people read under their command.
import { describe, expect, test } from '@jest/globals';
import type { FindingDecision, RememberedFinding } from '../../src/domain/finding-state.ts';
import { CommandMistake } from '../../src/domain/job.ts';
import type { Refusal } from '../../src/domain/user-commands.ts';
import { commandReply } from '../../src/webhook/reply-texts.ts';

describe('a reply', () => {
  test('lists the commands', () => {
    expect(commandReply({ kind: 'help', unknown: false })).toMatchInlineSnapshot(`
"I review the Go architecture of pull requests and answer questions about it.

| Command | Effect |
| --- | --- |
| \`/architect\`, \`/architect review\` | reviews the current head; \`--full\`: all of it, \`--effort low\\|high\` |
| \`/architect ask QUESTION\` | answers a question about the architecture, here or on an issue ¹ |
| \`/architect decide CONTEXT -> DIR\` | designs the backend for the feature described in CONTEXT; writes \`architecture/backend-architecture.md\` and a section of \`architecture-decisions.md\` to DIR |
| \`/architect explain A3\` | says where a finding stands and what its rule means ¹ |
| \`/architect dismiss A3 REASON\` | dismisses a finding: it is wrong, or it does not matter here |
| \`/architect accept A3 REASON\` | accepts the risk of a finding |
| \`/architect reopen A3\` | undoes both |
| \`/architect pause\`, \`/architect resume\` | stops automatic reviews of this pull request, and starts them |
| \`/architect cancel\` | stops running reviews and answers |
| \`/architect config\` | shows the settings that apply, and where each comes from |
| \`/architect rules\` | lists your team’s rules and their state ¹ |
| \`/architect why\` | shows recent reviews, and why there was none ¹ |
| \`/architect help\` | shows this list ¹ |

¹ Everybody who can read this repository may use it; the others take write access.
Several commands in one comment run in their order, each on a line of its own."
`);
    expect(commandReply({ kind: 'help', unknown: true })?.split('\n')[0]).toMatchInlineSnapshot(
      `"Unknown command. These are available:"`,
    );
  });

  test('names what is wrong with a command, and shows a right one', () => {
    const mistakes = CommandMistake.options.map((mistake) => commandReply({ kind: 'mistaken', mistake }));
    expect([...mistakes, commandReply({ kind: 'too-many', most: 3 })]).toMatchInlineSnapshot(`
[
  "The question is missing. Example: \`/architect ask Where should retries live?\`",
  "The question is longer than 4,000 characters. Move details to a file in the repository and refer to it.",
  "The context file is missing. Example: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "CONTEXT and DIR must be paths relative to the repository root, without spaces, \`..\` or URLs. Example: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "This command is for pull requests. On an issue, use \`/architect ask QUESTION\` or \`/architect decide CONTEXT\`.",
  "Name the finding by the id at the end of its first line. Example: \`/architect explain A3\`",
  "Give the reason, so that others can follow it. Example: \`/architect dismiss A3 the importer runs once\`",
  "Unknown option. \`/architect review\` takes \`--full\` and \`--effort low\`, \`medium\` or \`high\`.",
  "One comment may give 10 commands; the rest of this one was left out.",
  "3 questions are already queued here. Wait for an answer, or stop them with \`/architect cancel\`.",
]
`);
  });

  test('says why somebody is refused', () => {
    const refused = (why: Refusal) => commandReply({ kind: 'refused', word: 'dismiss', why });
    expect([
      refused({ kind: 'not-a-writer' }),
      refused({ kind: 'no-access' }),
      refused({ kind: 'too-often', most: 6 }),
    ]).toMatchInlineSnapshot(`
[
  "\`/architect dismiss\` takes write access to this repository. Everybody who can read it may use \`ask\`, \`explain\`, \`why\`, \`rules\` and \`help\`.",
  "\`/architect dismiss\` takes access to this repository.",
  "People without write access have 6 commands an hour here. Please try again later.",
]
`);
  });

  const finding: RememberedFinding = {
    label: 'A3',
    title: 'Client without a timeout',
    severity: 'high',
    state: 'dismissed',
    path: 'internal/store/client.go',
    rule: 'concurrency/client-without-timeout',
    url: 'https://github.com/acme/shop/pull/1#discussion_r1',
    decision: { by: 'kim', reason: 'runs once @acme/team' },
  };
  const open = { critical: 0, high: 1, medium: 2, low: 0 };

  test('says where a finding stands after a decision, and how to undo it', () => {
    const decided = (to: FindingDecision['to']) =>
      commandReply({ kind: 'decided', finding: 'A3', to, lookup: { kind: 'found', finding, open } });
    expect([decided('dismissed'), decided('accepted'), decided('open')]).toMatchInlineSnapshot(`
[
  "**A3 is dismissed** until the code that it is about changes in meaning. Still open: 1 high and 2 medium. Undo: \`/architect reopen A3\`",
  "**The risk of A3 is accepted** until the code that it is about changes in meaning. Still open: 1 high and 2 medium. Undo: \`/architect reopen A3\`",
  "**A3 is open again.** Still open: 1 high and 2 medium.",
]
`);
    const unknown = (known: string[]) =>
      commandReply({ kind: 'decided', finding: 'A9', to: 'dismissed', lookup: { kind: 'unknown', known } });
    expect([unknown(['A1', 'A2']), unknown([])]).toMatchInlineSnapshot(`
[
  "There is no finding A9. Known: A1, A2.",
  "There is no finding A9: this pull request has none.",
]
`);
  });

  test('explains a finding by its rule, and makes foreign words harmless', () => {
    const rule = { id: 'a/b', why: 'It hangs.', exceptions: 'it is a test.', fix: 'Set a timeout.' };
    const lookup = { kind: 'found', finding, open } as const;
    expect(commandReply({ kind: 'explained', finding: 'A3', lookup, rule })).toMatchInlineSnapshot(`
"**A3 is dismissed** by kim: “runs once \`@acme/team\`”

[Client without a timeout](https://github.com/acme/shop/pull/1#discussion_r1) <sub>high · internal/store/client.go</sub>

**Why it matters.** It hangs.

**Fine when** it is a test.

**What to do.** Set a timeout.

<sub>Rule \`a/b\`</sub>"
`);
  });

  test('shows the settings with their sources, and what is wrong with them', () => {
    const settings = [
      { key: 'failOn', value: '"high"', sources: ['.github/architect.yml@abc'] },
      { key: 'drafts', value: 'false', sources: [] },
    ];
    const problems = [{ source: '.github/architect.yml', line: 3, message: '"ignore" matches no file: "x/**"' }];
    expect(commandReply({ kind: 'config', config: { settings, problems } })).toMatchInlineSnapshot(`
"**1 setting from files**

- \`failOn: "high"\` <sub>.github/architect.yml@abc</sub>

**Problems**

- .github/architect.yml:3: "ignore" matches no file: "x/**"

<details><summary>1 default</summary>

- \`drafts: false\`

</details>"
`);
  });

  test('lists the rules, the broken ones first', () => {
    const rule = { label: 'D#1', path: 'docs/D.md', startLine: 3, text: 'Prices are cents.', url: 'https://x/y' };
    const entries = [
      { ...rule, state: 'violated' },
      { ...rule, state: 'kept', url: null },
    ] as const;
    expect(commandReply({ kind: 'rules', ledger: { entries, branch: 'main' } })).toMatchInlineSnapshot(`
"**2 team rules on main: 1 broken, 1 kept**

- “Prices are cents.” [docs/D.md:3](https://x/y)

<details><summary>1 kept</summary>

- “Prices are cents.” docs/D.md:3

</details>

<sub>By the facts at the current head. What only a model can judge is in the check.</sub>"
`);
    expect(commandReply({ kind: 'rules', ledger: { entries: [], branch: 'main' } })).toMatchInlineSnapshot(
      `"**No team rules found on main.** Name your design documents in \`documents\`."`,
    );
  });

  test('lists the reviews with their state and the reason', () => {
    const at = '2026-11-01T10:20:30.000Z';
    const head = 'abcdef0123456789'.repeat(3).slice(0, 40);
    const reviews = [
      { head, at, state: 'running', detail: '' },
      { head, at, state: 'published', detail: 'advise' },
      { head, at, state: 'not-reviewed', detail: 'The pull request is a draft.' },
      { head, at, state: 'try-later', detail: 'The model provider is overloaded.' },
      { head: null, at, state: 'cancelled', detail: '' },
      { head, at, state: 'cannot-review', detail: 'GitHub refused us @kim <b>#12</b>\n[x](http://y)' },
    ] as const;
    expect(commandReply({ kind: 'why', reviews })).toMatchInlineSnapshot(`
"- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC is running.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC was published: it has findings.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC found nothing to review: The pull request is a draft.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC failed temporarily: The model provider is overloaded.
- The review requested on 2026-11-01 at 10:20 UTC was cancelled.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC failed: GitHub refused us \`@kim\` &lt;b&gt;\`#12\`&lt;/b&gt; \\[x\\](\`http://y\`)"
`);
    expect(commandReply({ kind: 'why', reviews: [] })).toMatchInlineSnapshot(
      `"This pull request has no reviews yet. Comment \`/architect\` to request one."`,
    );
  });

  test('is not needed where a reaction is enough', () => {
    expect(commandReply({ kind: 'accepted' })).toBeNull();
    expect(commandReply({ kind: 'cancelled', reviews: 1 })).toBeNull();
  });
});
