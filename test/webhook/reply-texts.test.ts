// What people read under their command.
import { describe, expect, test } from '@jest/globals';
import { CommandMistake } from '../../src/domain/job.ts';
import { commandReply } from '../../src/webhook/reply-texts.ts';

describe('a reply', () => {
  test('lists the commands', () => {
    expect(commandReply({ kind: 'help', unknown: false })).toMatchInlineSnapshot(`
"I review the Go architecture of pull requests and answer questions about it. These commands are available to people with write access:

| Command | Effect |
| --- | --- |
| \`/architect\` or \`/architect review\` | reviews the current head |
| \`/architect ask QUESTION\` | answers a question about the architecture, here or on an issue |
| \`/architect decide CONTEXT -> DIR\` | designs the backend for the feature described in CONTEXT; writes \`architecture/backend-architecture.md\` and a section of \`architecture-decisions.md\` to DIR |
| \`/architect cancel\` | stops running reviews and answers |
| \`/architect why\` | shows the status of recent reviews and the reason |
| \`/architect help\` | shows this list |"
`);
    expect(commandReply({ kind: 'help', unknown: true })?.split('\n')[0]).toMatchInlineSnapshot(
      `"Unknown command. These are available to people with write access:"`,
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
  "Only pull requests can be reviewed. On an issue, use \`/architect ask QUESTION\`.",
  "3 questions are already queued here. Wait for an answer, or stop them with \`/architect cancel\`.",
]
`);
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
    expect(commandReply({ kind: 'refused' })).toBeNull();
    expect(commandReply({ kind: 'cancelled', reviews: 1 })).toBeNull();
  });
});
