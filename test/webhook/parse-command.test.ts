import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CommandMistake } from '../../src/domain/job.ts';
import { helpText, mistakeText, parseCommand, tooManyText, whyText } from '../../src/webhook/parse-command.ts';

describe('a command', () => {
  test.each([
    ['/architect', 'review'],
    ['/architect review', 'review'],
    ['  /Architect   REVIEW  ', 'review'],
    ['/architect cancel\r\n\r\nthanks', 'cancel'],
    ['\n\n/architect why', 'why'],
    ['/architect help', 'help'],
    ['/architect review please', 'unknown'],
    ['/architect fail-on=never', 'unknown'],
    ['/architect constructor', 'unknown'],
    ['/architect --help', 'unknown'],
    [`/architect ${'x'.repeat(5000)}`, 'unknown'],
    ['/architecture is hard', null],
    ['/architect-review', null],
    ['please /architect', null],
    ['> /architect', null],
    ['thanks\n/architect', null],
    ['`/architect`', null],
    ['', null],
  ])('%j is %s', (comment, word) => {
    expect(parseCommand(comment)?.word ?? null).toBe(word);
  });

  test('to ask takes its question from the first line and below', () => {
    const ask = (question: string) => ({ word: 'ask', task: { kind: 'ask', question } });
    expect(parseCommand('/architect ask Where? ')).toEqual(ask('Where?'));
    expect(parseCommand('/architect ASK Where?\r\n\r\n- here\r\n- there')).toEqual(ask('Where?\n\n- here\n- there'));
    expect(parseCommand('/architect ask\nWhere?')).toEqual(ask('Where?'));
    expect(parseCommand('/architect ask \n ')).toEqual({ word: 'ask', mistake: 'no-question' });
    expect(parseCommand(`/architect ask ${'x'.repeat(4000)}`)).toEqual(ask('x'.repeat(4000)));
    expect(parseCommand(`/architect ask ${'x'.repeat(4001)}`)).toEqual({ word: 'ask', mistake: 'question-too-long' });
  });

  const decide = (context: string, into: string) => ({
    word: 'decide',
    task: { kind: 'decide', context, into, brought: null },
  });
  const unsafe = { word: 'decide', mistake: 'unsafe-path' };
  test.each([
    ['docs/billing/context.md -> docs/out', decide('docs/billing/context.md', 'docs/out')],
    ['`docs/billing/context.md` → `docs/out/`', decide('docs/billing/context.md', 'docs/out')],
    ['docs/billing/context.md\nthanks', decide('docs/billing/context.md', 'docs/billing')],
    ['context.md', decide('context.md', '')],
    ['docs/größe.md', decide('docs/größe.md', 'docs')],
    ['', { word: 'decide', mistake: 'no-context' }],
    ['../context.md', unsafe],
    ['docs/../../context.md', unsafe],
    ['/etc/passwd', unsafe],
    ['https://evil.example/context.md', unsafe],
    ['docs/./context.md', unsafe],
    ['docs//context.md', unsafe],
    ['docs\\context.md', unsafe],
    ['.git/config', unsafe],
    ['docs/context.md -> .', unsafe],
    ['docs/context.md -> ../out', unsafe],
    ['docs/context.md -> /tmp', unsafe],
    ['docs/context.md -> sub/.GIT/hooks', unsafe],
    ['docs/context.md out', unsafe],
    ['docs/context.md -> out more', unsafe],
    [`${'x'.repeat(301)}`, unsafe],
  ])('to decide on %j', (words, command) => {
    expect(parseCommand(`/architect decide ${words}`)).toEqual(command);
  });

  test('names no path but one below the root, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (context, into) => {
        const task = parseCommand(`/architect decide ${context} -> ${into}`)?.task;
        if (task?.kind !== 'decide') return;
        for (const path of [task.context, task.into]) expect(path).not.toMatch(/^\/|(^|\/)\.\.?(\/|$)|[\s:\\]/);
      }),
    );
  });

  test('is one of our words or none, whatever is written', () => {
    const words = [null, 'review', 'ask', 'decide', 'cancel', 'why', 'help', 'unknown'];
    const wordOf = (text: string) => parseCommand(text)?.word ?? null;
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(wordOf(text))));
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(wordOf(`/architect ${text}`))));
  });
});

describe('an answer', () => {
  test('lists the commands', () => {
    expect(helpText(false)).toMatchInlineSnapshot(`
"I review the Go architecture of pull requests, and answer questions about it. These are mine, for people who may write to this repository:

| Command | What happens |
| --- | --- |
| \`/architect\` or \`/architect review\` | reviews the pull request as it is now |
| \`/architect ask QUESTION\` | answers a question about the architecture, here or on an issue |
| \`/architect decide CONTEXT -> DIR\` | decides on the design that the file CONTEXT describes: \`architecture/backend-architecture.md\` and a section of \`architecture-decisions.md\`, in the folder DIR |
| \`/architect cancel\` | stops what is under way here |
| \`/architect why\` | tells what became of the last reviews, and why |
| \`/architect help\` | shows this list |"
`);
    expect(helpText(true).split('\n')[0]).toMatchInlineSnapshot(
      `"That is not a command I know. These are mine, for people who may write to this repository:"`,
    );
  });

  test('says what cannot be obeyed, and what to write instead', () => {
    const mistakes = CommandMistake.options.map((mistake) => mistakeText(mistake));
    expect([...mistakes, tooManyText(3)]).toMatchInlineSnapshot(`
[
  "There is no question. Write it after the word: \`/architect ask Where should retries live?\`",
  "The question is longer than 4,000 characters. Put the rest into a file of the repository, and name it.",
  "There is no context. Name the file that describes the feature: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "Context and folder are paths from the root of the repository, without blanks, \`..\` or addresses: \`/architect decide docs/billing/context.md -> docs/billing\`",
  "Reviews are of pull requests. On an issue I answer questions: \`/architect ask QUESTION\`",
  "3 questions wait here for their answers already. Ask again when one of them is answered, or stop them with \`/architect cancel\`.",
]
`);
  });

  test('tells what became of the reviews', () => {
    const at = '2026-11-01T10:20:30.000Z';
    const head = 'abcdef0123456789'.repeat(3).slice(0, 40);
    expect(
  whyText([
  { head, at, state: 'running', detail: '' },
  { head, at, state: 'published', detail: 'advise' },
  { head, at, state: 'not-reviewed', detail: 'The pull request is a draft.' },
  { head, at, state: 'try-later', detail: 'The model’s service is overloaded.' },
  { head: null, at, state: 'cancelled', detail: '' },
  { head, at, state: 'cannot-review', detail: 'GitHub refused us @kim <b>#12</b>\n[x](http://y)' }]
  )
).toMatchInlineSnapshot(`
"- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC is under way.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC was published: with findings.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC judged nothing: The pull request is a draft.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC could not be done then: The model’s service is overloaded.
- The review asked for on 2026-11-01 at 10:20 UTC was cancelled.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC could not be done: GitHub refused us \`@kim\` &lt;b&gt;\`#12\`&lt;/b&gt; \\[x\\](\`http://y\`)."
`);
    expect(whyText([])).toMatchInlineSnapshot(
      `"No review of this pull request is on record. Write \`/architect\` to ask for one."`,
    );
  });
});
