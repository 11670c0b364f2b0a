import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { helpText, parseCommand, whyText } from '../../src/webhook/command.ts';

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
    expect(parseCommand(comment)).toBe(word);
  });

  test('is one of five words or none, whatever is written', () => {
    const words = [null, 'review', 'cancel', 'why', 'help', 'unknown'];
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(parseCommand(text))));
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(parseCommand(`/architect ${text}`))));
  });
});

describe('an answer', () => {
  test('lists the commands', () => {
    expect(helpText(false)).toMatchInlineSnapshot(`
"I review the Go architecture of pull requests. These are mine, for people who may write to this repository:

| Command | What happens |
| --- | --- |
| \`/architect\` or \`/architect review\` | reviews the pull request as it is now |
| \`/architect cancel\` | stops the review that is under way |
| \`/architect why\` | tells what became of the last reviews, and why |
| \`/architect help\` | shows this list |"
`);
    expect(helpText(true).split('\n')[0]).toMatchInlineSnapshot(
      `"That is not a command I know. These are mine, for people who may write to this repository:"`,
    );
  });

  test('tells what became of the reviews', () => {
    const at = '2026-11-01T10:20:30.000Z';
    const head = 'abcdef0123456789'.repeat(3).slice(0, 40);
    expect(
      whyText([
        { head, at, state: 'running', detail: '' },
        { head, at, state: 'published', detail: 'advise' },
        { head, at, state: 'not-reviewed', detail: 'The pull request is a draft.' },
        { head: null, at, state: 'cancelled', detail: '' },
        { head, at, state: 'cannot-review', detail: 'GitHub refused us @kim <b>#12</b>\n[x](http://y)' },
      ]),
    ).toMatchInlineSnapshot(`
"- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC is under way.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC was published: with findings.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC judged nothing: The pull request is a draft.
- The review asked for on 2026-11-01 at 10:20 UTC was cancelled.
- The review of \`abcdef0\` on 2026-11-01 at 10:20 UTC could not be done: GitHub refused us @​kim b#​12/b x(http://y)."
`);
    expect(whyText([])).toMatchInlineSnapshot(
      `"No review of this pull request is on record. Write \`/architect\` to ask for one."`,
    );
  });
});
