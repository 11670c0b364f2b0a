// Commands as people write them, and comments that are none.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parseCommand } from '../../src/webhook/parse-command.ts';

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
    ['    /architect', null],
    ['\t/architect review', null],
    [' \t/architect', null],
    ['\n\r\n   \t/architect ask Where?', null],
    ['\t\n   /architect', 'review'],
    ['```\n/architect\n```', null],
    ['~~~\n/architect\n~~~', null],
    ['<!-- -->\n/architect', null],
    ['<!--\n/architect\n-->', null],
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

  test('is prose at the start of the first block, as a Markdown parser reads it', () => {
    const markdown = new MarkdownIt({ html: true });
    const isProse = (comment: string) => {
      const [first, inside] = markdown.parse(comment, {});
      // A line of dashes below makes a heading of the words.
      const isWords = first?.type === 'paragraph_open' || (first?.type === 'heading_open' && first.markup !== '#');
      return isWords && /^\/architect(?!\S)/i.test(inside?.content ?? '');
    };
    const part = fc.constantFrom(
      ...[
        '/architect',
        '/architect review',
        ' ',
        '    ',
        '\t',
        '\n',
        '\n\n',
        '\r\n',
        '```',
        '~~~',
        '> ',
        '- ',
        '1. ',
        '# ',
      ],
      ...['<!--', '-->', '<div>', '<pre>', '`', 'thanks', '\\', '&#47;architect'],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const comment = parts.join('');
        expect([comment, parseCommand(comment) !== null]).toEqual([comment, isProse(comment)]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('is one of our words or none, whatever is written', () => {
    const words = [null, 'review', 'ask', 'decide', 'cancel', 'why', 'help', 'unknown'];
    const wordOf = (text: string) => parseCommand(text)?.word ?? null;
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(wordOf(text))));
    fc.assert(fc.property(fc.string(), (text) => expect(words).toContain(wordOf(`/architect ${text}`))));
  });
});
