import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readAgent } from '../../../src/agent/definition/agent-definition.ts';
import { createGrepTool } from '../../../src/agent/tools/grep.ts';
import { createToolbox } from '../../../src/agent/tools/toolbox.ts';
import { createWorkspace } from '../../../src/agent/tools/workspace.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { makeArchitecture, makeSnapshot } from '../../support/snapshot.ts';
import { parseArchive } from '../../support/txtar.ts';

const { files } = parseArchive(`
-- go.mod --
module example.com/shop

go 1.24
-- cmd/shop/main.go --
package main

import "example.com/shop/internal/store"

func main() {
	store.Open("shop.db")
}
-- internal/store/store.go --
package store

import "context"

// Open opens the store.
func Open(name string) *Store {
	return &Store{ctx: context.Background()}
}

type Store struct {
	ctx context.Context
}
-- docs/DESIGN.md --
# New design

Anything goes.
-- logo.png --
not text
`);
const base = '# Design\n\nHandlers must not open stores.\n';

function snapshot(): Snapshot {
  const made = makeSnapshot({ ...files, 'docs/DESIGN.md': base, 'old.go': 'package old\n' }, files, {
    documents: { 'docs/DESIGN.md': base },
  });
  const readable = Object.keys(files).filter((path) => path !== 'logo.png');
  return {
    ...made,
    head: {
      ...made.head,
      text: (path) => (path === 'logo.png' ? undefined : files[path]),
      readable: () => readable.sort(),
    },
  };
}

const ALL = readAgent('---\nname: a\n---\nBody\n', 'a.md');
const { signal } = new AbortController();

async function use(name: string, input: unknown, from = snapshot()): Promise<string> {
  const tool = createToolbox(ALL, from, makeArchitecture(), [], () => {}).find((known) => known.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  const { text, isError } = await tool.run(input, signal);
  return isError ? `ERROR ${text}` : text;
}

describe('Read', () => {
  test('shows numbered lines, by absolute and by relative path', async () => {
    expect(await use('Read', { file_path: '/repo/cmd/shop/main.go' })).toMatchInlineSnapshot(`
"     1	package main
     2	
     3	import "example.com/shop/internal/store"
     4	
     5	func main() {
     6		store.Open("shop.db")
     7	}"
`);
    expect(await use('Read', { file_path: 'cmd/shop/main.go', offset: 5, limit: 2 })).toMatchInlineSnapshot(`
"     5	func main() {
     6		store.Open("shop.db")
(1 more line. Continue with offset 7.)"
`);
  });

  test('shows a document as it stands at the base, and says so', async () => {
    expect(await use('Read', { file_path: 'docs/DESIGN.md' })).toMatchInlineSnapshot(`
"(docs/DESIGN.md: as it is at the base; the version in this pull request does not apply to this review)
     1	# Design
     2	
     3	Handlers must not open stores."
`);
  });

  test('answers what cannot be read with what to do', async () => {
    expect([
      await use('Read', { file_path: 'store.go' }),
      await use('Read', { file_path: 'internal' }),
      await use('Read', { file_path: 'nothing.go' }),
      await use('Read', { file_path: 'logo.png' }),
      await use('Read', { file_path: 'old.go' }),
      await use('Read', { file_path: '/repo/../etc/passwd' }),
      await use('Read', { file_path: 'go.mod', offset: 99 }),
      await use('Read', { path: 'go.mod' }),
    ]).toMatchInlineSnapshot(`
[
  "ERROR There is no file "store.go" at the head. Did you mean internal/store/store.go?",
  "ERROR "internal" is a directory. List it with Glob, for example pattern "*" and path "internal".",
  "ERROR There is no file "nothing.go" at the head. Find its name with Glob.",
  "ERROR "logo.png" cannot be read: it is a file that reviews do not load.",
  "ERROR "old.go" cannot be read: this pull request removes it; its text is in the diff.",
  "ERROR Path is outside the repository; use a path below /repo.",
  "ERROR The file has 3 lines. Use an offset of at most 3.",
  "ERROR Read was not run. Fix this and call the tool again:
- file_path: Invalid input: expected string, received undefined",
]
`);
  });

  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    '/proc/self/environ',
    '/repo/../../proc/self/environ',
    'file:///etc/passwd',
  ])('%s is not there to be read', async (file_path) => {
    expect(await use('Read', { file_path })).toMatch(/^ERROR /);
  });

  test('cuts a long file and says how to go on', async () => {
    const long = { 'long.go': `package long\n${'// 0123456789\n'.repeat(20_000)}` };
    const text = await use('Read', { file_path: 'long.go', limit: 10_000 }, makeSnapshot({}, long));
    expect(text.length).toBeLessThan(45_000);
    expect(text).toMatch(/\(\d+ more lines\. Continue with offset \d+\.\)$/);
  });

  test('cuts a long line, and says how to see the rest', async () => {
    const long = makeSnapshot({}, { 'long.go': `package long\n//${'x'.repeat(2_500)}end\n` });
    const text = await use('Read', { file_path: 'long.go' }, long);
    expect(text).toMatch(/ \[…505 more characters\]\n\(Lines are cut after 2000 characters\. See .* cut -c 2001-\)$/);
    expect(await use('Bash', { command: 'sed -n 2p long.go | cut -c 2001-' }, long)).toMatch(/^x{502}end$/);
  });

  test('shows characters that nobody sees', async () => {
    const hidden = { 'a.go': 'package a // \u202Eevil\u200B\u{E0041}\n' };
    expect(await use('Read', { file_path: 'a.go' }, makeSnapshot({}, hidden))).toBe(
      '     1\tpackage a // ⟨U+202E⟩evil⟨U+200B⟩⟨U+E0041⟩',
    );
  });
});

describe('Glob', () => {
  test('lists paths that match', async () => {
    expect(await use('Glob', { pattern: '**/*.go' })).toBe('cmd/shop/main.go\ninternal/store/store.go');
    expect(await use('Glob', { pattern: '*', path: '/repo/internal/store' })).toBe(
      'store.go'.replace(/^/, 'internal/store/'),
    );
    expect(await use('Glob', { pattern: '/repo/**/*.md' })).toBe('docs/DESIGN.md');
  });

  test('says what to try when nothing matches', async () => {
    expect(await use('Glob', { pattern: '*.go' })).toBe('No files found. To search all directories, try "**/*.go".');
  });

  test('refuses what it does not understand', async () => {
    expect(await use('Glob', { pattern: '+(a|b)' })).toMatch(/^ERROR The pattern uses extended patterns/);
    expect(await use('Glob', { pattern: '*', path: '../..' })).toMatch(/^ERROR Path is outside/);
  });

  test('no pattern makes it slow', async () => {
    const long = { [`${'a'.repeat(2_000)}.go`]: 'package a\n' };
    const started = performance.now();
    expect(await use('Glob', { pattern: `${'*a'.repeat(60)}b` }, makeSnapshot({}, long))).toMatch(/^No files found/);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('Grep', () => {
  test('names files, shows lines with context, counts', async () => {
    expect(await use('Grep', { pattern: 'context\\.' })).toBe('internal/store/store.go');
    expect(await use('Grep', { pattern: 'context\\.', output_mode: 'count' })).toBe('internal/store/store.go:2');
    expect(await use('Grep', { pattern: 'context\\.', output_mode: 'content', '-C': 1 })).toMatchInlineSnapshot(`
"internal/store/store.go-6-func Open(name string) *Store {
internal/store/store.go:7:	return &Store{ctx: context.Background()}
internal/store/store.go-8-}
--
internal/store/store.go-10-type Store struct {
internal/store/store.go:11:	ctx context.Context
internal/store/store.go-12-}"
`);
    expect(
      await use('Grep', { pattern: 'OPEN', output_mode: 'content', '-i': true, '-n': false, type: 'go' }),
    ).toMatchInlineSnapshot(`
"cmd/shop/main.go:	store.Open("shop.db")
internal/store/store.go:// Open opens the store.
internal/store/store.go:func Open(name string) *Store {"
`);
  });

  test('searches across lines only when asked', async () => {
    const pattern = 'struct \\{\\s+ctx';
    expect(await use('Grep', { pattern })).toBe('No matches found.');
    expect(await use('Grep', { pattern, multiline: true, output_mode: 'content' })).toBe(
      'internal/store/store.go:10:type Store struct {\ninternal/store/store.go:11:\tctx context.Context',
    );
  });

  test('searches documents as they stand at the base', async () => {
    expect(await use('Grep', { pattern: 'goes|must', output_mode: 'content', glob: '*.md' })).toBe(
      'docs/DESIGN.md:3:Handlers must not open stores.',
    );
  });

  test('narrows by path, glob and type', async () => {
    expect(await use('Grep', { pattern: 'package', path: 'cmd' })).toBe('cmd/shop/main.go');
    expect(await use('Grep', { pattern: 'package', glob: 'internal/**/*.go' })).toBe('internal/store/store.go');
    expect(await use('Grep', { pattern: 'shop', type: 'go', path: '/repo' })).toBe('cmd/shop/main.go');
  });

  test('pages through many matches', async () => {
    const many = { 'many.go': `package many\n${'var x = 1\n'.repeat(1_000)}` };
    const text = await use(
      'Grep',
      { pattern: 'var', output_mode: 'content', head_limit: 2, offset: 1 },
      makeSnapshot({}, many),
    );
    expect(text).toBe(
      'many.go:3:var x = 1\nmany.go:4:var x = 1\n(997 more. Narrow the search, or continue with offset 3.)',
    );
  });

  test('refuses what it does not understand, and says what to do', async () => {
    expect([
      await use('Grep', { pattern: '(' }),
      await use('Grep', { pattern: '(?=look)' }),
      await use('Grep', { pattern: 'x', type: 'cobol' }),
      await use('Grep', { pattern: 'x', path: 'nowhere' }),
    ]).toMatchInlineSnapshot(`
[
  "ERROR Invalid pattern: error parsing regexp: missing closing ): \`(?m)(\`. Use RE2 syntax; escape ( { [ . and the like with a backslash.",
  "ERROR Invalid pattern: error parsing regexp: invalid or unsupported Perl syntax: \`(?=\`. Use RE2 syntax; escape ( { [ . and the like with a backslash.",
  "ERROR There is no type "cobol". Types are go, md, markdown, yaml, json, toml, sql, proto, tf, sh, docker; or use glob.",
  "No readable files match. Widen path, glob or type.",
]
`);
  });

  test('no pattern and no file stop the event loop', async () => {
    const evil = { 'a.go': 'package a // a\n', 'evil.go': `${'a'.repeat(200_000)}!\n` };
    const grep = createGrepTool(createWorkspace(makeSnapshot({}, evil)), { maxMs: 3_000, maxFileMs: 1_000 });
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const reply = await grep.run({ pattern: '(a?){500}a{500}[^a]' }, signal);
    clearInterval(timer);
    expect(reply.text).toBe(
      'No matches found.\n(The search timed out. Give a path, a glob, or a pattern with fewer matches.)',
    );
    // One turn in 44 s is what it takes to fail.
    expect(turns).toBeGreaterThan(30);
  });

  test('a pattern that is only slow to a backtracking engine is answered', async () => {
    const evil = { 'evil.go': `${'a'.repeat(20_000)}!\n` };
    expect(await use('Grep', { pattern: '(a+)+$' }, makeSnapshot({}, evil))).toBe('No matches found.');
  });
});

test('a search with no end to its matches is stopped, and says so', async () => {
  const texts = { 'a.go': 'a'.repeat(2_000), 'b.go': 'a', 'c.go': 'a' };
  const searched = async (maxMs: number, maxFileMs: number) => {
    const grep = createGrepTool(createWorkspace(makeSnapshot({}, texts)), { maxMs, maxFileMs });
    const input = { pattern: '(?s)a.*b|a', multiline: true, output_mode: 'content', '-n': false, head_limit: 0 };
    return (await grep.run(input, signal)).text.replace(/a{9,}( \[.*\])?/, 'a…');
  };
  const stopped = '(The search timed out. Give a path, a glob, or a pattern with fewer matches.)';
  expect(await searched(60_000, 60_000)).toBe('a.go:a…\nb.go:a\nc.go:a');
  expect(await searched(60_000, 0)).toBe(`a.go:a…\nb.go:a\nc.go:a\n${stopped}`);
  expect(await searched(0, 0)).toBe(`No matches found.\n${stopped}`);
});

test('an agent gets only the tools that it names', () => {
  const names = (front: string) =>
    createToolbox(
      readAgent(`---\nname: a\n${front}\n---\nBody\n`, 'a.md'),
      snapshot(),
      makeArchitecture(),
      [],
      () => {},
    ).map(({ name }) => name);
  expect(names('tools: Read, Bash(git log:*)')).toContain('Read');
  expect(names('tools: Read, Bash(git log:*)')).not.toContain('Grep');
  expect(names('tools: KillShell')).toContain('KillBash');
  expect(names('tools: WebFetch')).toEqual(['PackageGraph', 'Symbol']);
  expect(names('tools: WebFetch\ndisallowedTools: Symbol')).toEqual(['PackageGraph']);
  expect(names('disallowedTools: Grep')).not.toContain('Grep');
  expect(names('color: red')).toEqual(expect.arrayContaining(['Read', 'Glob', 'Grep']));
});

test('no tool throws, whatever it is given', async () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('**', '../', '/repo', '(', '[', '{'),
  );
  const input = fc.dictionary(
    fc.constantFrom(
      'file_path',
      'pattern',
      'path',
      'glob',
      'type',
      'output_mode',
      '-A',
      'head_limit',
      'offset',
      'limit',
    ),
    value,
  );
  const tools = createToolbox(ALL, snapshot(), makeArchitecture(), [], () => {}).filter(({ name }) =>
    ['Read', 'Glob', 'Grep'].includes(name),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...tools), input, async (tool, given) => {
      const { text } = await tool.run(given, signal);
      expect(text).not.toBe('');
      expect(text.length).toBeLessThan(45_000);
    }),
    { numRuns: 300 },
  );
});
