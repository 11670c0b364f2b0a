// Commands as people write them, and comments that are none.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { Command } from '../../src/domain/job.ts';
import { parseCommands } from '../../src/webhook/parse-command.ts';

/** The only command of a comment; undefined for none. */
function parseOne(comment: string) {
  const commands = parseCommands(comment);
  expect(commands.length).toBeLessThanOrEqual(1);
  return commands[0];
}

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
    ['thanks\n/architect', 'review'],
    ['thanks\n\n/architect why', 'why'],
    ['`a\n/architect\nb`', null],
    ['[a](\n/architect)', null],
    ['text <!--\n/architect\n-->', null],
    ['> quoted\n/architect', null],
    ['- item\n/architect', null],
    ['\\/architect', null],
    ['&#47;architect', null],
    ['/architect pause', 'pause'],
    ['/architect resume', 'resume'],
    ['/architect config', 'config'],
    ['/architect rules', 'rules'],
    ['/architect config now', 'unknown'],
    ['`/architect`', null],
    ['    /architect', null],
    ['\t/architect review', null],
    [' \t/architect', null],
    ['\n\r\n   \t/architect ask Where?', null],
    ['\t\n   /architect', 'review'],
    ['```\n/architect\n```', null],
    ['~~~\n/architect\n~~~', null],
    ['<!-- -->\n/architect', 'review'],
    ['<!--\n/architect\n-->', null],
    ['', null],
  ])('%j is %s', (comment, word) => {
    expect(parseOne(comment)?.word ?? null).toBe(word);
  });

  test('to ask takes its question from the first line and below', () => {
    const ask = (question: string) => ({ word: 'ask', task: { kind: 'ask', question } });
    expect(parseOne('/architect ask Where? ')).toEqual(ask('Where?'));
    expect(parseOne('/architect ASK Where?\r\n\r\n- here\r\n- there')).toEqual(ask('Where?\n\n- here\n- there'));
    expect(parseOne('/architect ask\nWhere?')).toEqual(ask('Where?'));
    expect(parseOne('/architect ask \n ')).toEqual({ word: 'ask', mistake: 'no-question' });
    expect(parseOne(`/architect ask ${'x'.repeat(4000)}`)).toEqual(ask('x'.repeat(4000)));
    expect(parseOne(`/architect ask ${'x'.repeat(4001)}`)).toEqual({ word: 'ask', mistake: 'question-too-long' });
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
    expect(parseOne(`/architect decide ${words}`)).toEqual(command);
  });

  test('names no path but one below the root, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (context, into) => {
        const task = parseOne(`/architect decide ${context} -> ${into}`)?.task;
        if (task?.kind !== 'decide') return;
        for (const path of [task.context, task.into]) expect(path).not.toMatch(/^\/|(^|\/)\.\.?(\/|$)|[\s:\\]/);
      }),
    );
  });

  test.each([
    ['', {}],
    [' --full', { full: true }],
    [' --effort high', { effort: 'high' }],
    [' --EFFORT=low --full', { effort: 'low', full: true }],
    [' --effort', { mistake: 'unknown-option' }],
    [' --effort max', { mistake: 'unknown-option' }],
    [' --fail-on never', { mistake: 'unknown-option' }],
  ])('to review with "%s"', (options, parsed) => {
    expect(parseOne(`/architect review${options}`)).toEqual({ word: 'review', ...parsed });
  });

  test.each([
    ['explain A3', { word: 'explain', finding: 'A3' }],
    ['explain `a12`', { word: 'explain', finding: 'A12' }],
    ['explain', { word: 'explain', mistake: 'no-finding' }],
    ['explain A3 please', { word: 'explain', mistake: 'no-finding' }],
    ['reopen A3', { word: 'reopen', finding: 'A3' }],
    ['dismiss A3 the importer  runs once', { word: 'dismiss', finding: 'A3', reason: 'the importer runs once' }],
    ['dismiss A3: runs once', { word: 'dismiss', finding: 'A3', reason: 'runs once' }],
    ['accept A3', { word: 'accept', finding: 'A3', mistake: 'no-reason' }],
    ['dismiss runs once', { word: 'dismiss', mistake: 'no-finding' }],
    ['dismiss', { word: 'dismiss', mistake: 'no-finding' }],
    [`accept A3 ${'x'.repeat(400)}`, { word: 'accept', finding: 'A3', reason: 'x'.repeat(300) }],
  ])('about a finding: %s', (words, command) => {
    expect(parseOne(`/architect ${words}`)).toEqual(command);
  });

  test('is run in its turn with the others of its comment', () => {
    const comment = 'Two things.\n/architect dismiss A3 runs once\n\n/architect ask Why?\n- here\n\n/architect';
    expect(parseCommands(comment)).toEqual([
      { word: 'dismiss', finding: 'A3', reason: 'runs once' },
      { word: 'ask', task: { kind: 'ask', question: 'Why?\n- here' } },
      { word: 'review' },
    ]);
  });

  test('is one of at most ten, and the tenth says that there were more', () => {
    expect(parseCommands('/architect why\n'.repeat(10)).map(({ word }) => word)).toEqual(Array(10).fill('why'));
    expect(parseCommands('/architect why\n'.repeat(50))[9]).toEqual({ word: 'unknown', mistake: 'too-many-commands' });
  });

  test('is where a line of prose starts with it, as a Markdown parser renders it', () => {
    const markdown = new MarkdownIt({ html: true, breaks: true });
    const part = fc.constantFrom(
      ...['/architect', '/architect why', ' ', '    ', '\t', '\n', '\n\n', '\r\n', '```', '~~~'],
      ...['---', '`', 'thanks', '[a](', ')', '*', '<b x="', '">'],
    );
    /** The starts of lines within top-level paragraphs and headings of the HTML, without their marks. */
    const startsOf = (html: string) =>
      [...html.matchAll(/^<(p|h[12])>([\s\S]*?)<\/\1>$/gm)]
        .flatMap(([, tag, inner = '']) => (tag === 'p' || inner.includes('/') ? inner.split(/<br>\n/) : []))
        .filter((line) => /^\/architect(?!\S)/i.test(line)).length;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const comment = parts.join('');
        const html = markdown.render(comment);
        expect([comment, parseCommands(comment).length]).toEqual([comment, Math.min(startsOf(html), 10)]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('never appears in code, in a quote or in HTML, whatever surrounds it', () => {
    const around = fc.constantFrom(
      ['```\n', '\n```'],
      ['~~~go\n', '\n~~~'],
      ['<!--\n', '\n-->'],
      ['> ', ''],
      ['- ', ''],
      ['    ', ''],
      ['<pre>\n', '\n</pre>'],
    );
    fc.assert(
      fc.property(fc.lorem(), around, (words, [before, after]) => {
        expect(parseCommands(`${words}\n\n${before}/architect${after}`)).toEqual([]);
      }),
    );
  });

  test('is one of our words or none, whatever is written', () => {
    const areKnown = (text: string) =>
      parseCommands(text).every((command) => Command.safeParse(command).success) && parseCommands(text).length <= 10;
    fc.assert(fc.property(fc.string(), (text) => areKnown(text)));
    fc.assert(fc.property(fc.string(), (text) => areKnown(`/architect ${text}`)));
  });
});
