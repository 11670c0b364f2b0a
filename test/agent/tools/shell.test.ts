import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readAgent } from '../../../src/agent/definition/agent-definition.ts';
import { createToolbox } from '../../../src/agent/tools/toolbox.ts';
import { makeArchitecture, makeSnapshot } from '../../support/snapshot.ts';
import { parseArchive } from '../../support/txtar.ts';

const { files } = parseArchive(`
-- store/store.go --
package store

func Open() {}
-- modules/tabularium/CLAUDE.md --
# Tabularium

Models only.
-- docs/DESIGN-PATTERNS.md --
# Patterns
-- docs/TECH-STACK.md --
# Stack
`);

/** The tools of one agent over one workspace, as the model uses them. */
function openTools(documents: Record<string, string> = {}) {
  const said: string[] = [];
  const tools = createToolbox(
    readAgent('---\nname: a\n---\nBody\n', 'a.md'),
    makeSnapshot({}, files, { documents }),
    makeArchitecture(),
    [],
    ({ message, done, total }) => said.push(total === undefined ? message : `${message} (${done}/${total})`),
  );
  const use = async (name: string, input: unknown, signal = new AbortController().signal): Promise<string> => {
    const tool = tools.find((known) => known.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    const { text, isError } = await tool.run(input, signal);
    return isError ? `ERROR ${text}` : text;
  };
  return { use, said, bash: (command: string) => use('Bash', { command }) };
}

/** The script of the seed, as it stands there, without the context that only a workflow gives. */
const seed = readFileSync(new URL('../../fixtures/agents/seed.md', import.meta.url), 'utf8');
const LOADING = /```bash\n[\s\S]*?(REPO_ROOT=[\s\S]*?)```/.exec(seed)?.[1] ?? '';

describe('Bash', () => {
  test('runs the document-loading script of the seed as it is written', async () => {
    expect(await openTools({ 'docs/TECH-STACK.md': '# Stack at the base\n' }).bash(LOADING)).toMatchInlineSnapshot(`
"=== Loading critical backend documentation ===
=== Reading critical file: /repo/modules/tabularium/CLAUDE.md ===
# Tabularium

Models only.

---

=== Reading critical file: /repo/docs/DESIGN-PATTERNS.md ===
# Patterns

---

=== Reading critical file: /repo/docs/TECH-STACK.md ===
# Stack at the base

---
"
`);
  });

  test('stays where a command has gone', async () => {
    const { bash } = openTools();
    await bash('cd docs');
    expect(await bash('pwd; ls')).toBe('/repo/docs\nDESIGN-PATTERNS.md\nTECH-STACK.md');
  });

  test('has no host, no network, no git and no interpreter', async () => {
    const commands = [
      'cat /etc/passwd',
      'cat /proc/self/environ',
      'curl https://example.com',
      'git log',
      'go build ./...',
      'node -e 1',
      'python3 -c 1',
    ];
    const said = await openTools().bash(commands.join('; '));
    expect(said.split('\n').filter((line) => /not found|No such file|not available/.test(line))).toHaveLength(7);
  });

  test('sees nothing of the process that runs it', async () => {
    process.env.SECRET_OF_TEST = 'do-not-tell';
    expect(await openTools().bash('env; printenv; set; cat /proc/self/* 2>/dev/null')).not.toContain('do-not-tell');
    delete process.env.SECRET_OF_TEST;
  });

  test.each([
    ['an endless loop', 'while true; do :; done'],
    ['a string that doubles', 'x=aaaaaaaaaaaaaaaa; while true; do x="$x$x"; done'],
    ['a deep recursion', 'f() { f; }; f'],
    ['a huge expansion', 'echo {1..100000000}'],
  ])('ends %s', async (_, command) => {
    expect(await openTools().bash(command)).toMatch(/^ERROR /);
  });

  test('is ended in the midst of one long step, and keeps nobody waiting until then', async () => {
    const lines = (step: number) => Array.from({ length: 20_000 }, (_, index) => `${index * step}\n`).join('');
    const { use } = openTools({ 'a.txt': lines(7), 'b.txt': lines(11) });
    let turns = 0;
    const others = setInterval(() => {
      turns += 1;
    }, 5);
    const said = await use('Bash', { command: 'diff a.txt b.txt | wc -l', timeout: 100 });
    clearInterval(others);
    // On a busy machine the time is over before the long step begins.
    expect(said).toMatch(/^ERROR [\s\S]*\(Stopped after 100 ms\. Split the command, or search with Grep\.\)$/);
    expect(turns).toBeGreaterThan(5);
    expect(await use('Bash', { command: 'wc -l < a.txt' })).toBe('20000');
  });

  test('finds what the command before it has left, inside and outside of the repository', async () => {
    const { bash } = openTools();
    await bash('mkdir -p out /tmp/mine; echo kept > /tmp/mine/note; rm store/store.go; cd out');
    expect(await bash('pwd; cat /tmp/mine/note; ls ../store; rm -r /tmp/mine; rmdir ../out')).toBe(
      '/repo/out\nkept\nls: ../store: No such file or directory',
    );
    expect(await bash('pwd; ls; ls /tmp/mine || true')).toBe(
      '/repo\ndocs\nmodules\nls: /tmp/mine: No such file or directory',
    );
    expect(await bash('mkdir store; echo new > store/store.go; cat store/store.go')).toBe('new');
    expect(await bash('cat store/store.go')).toBe('new');
  });

  test('is stopped when the review is', async () => {
    const controller = new AbortController();
    const running = openTools().use('Bash', { command: 'while true; do echo x; done' }, controller.signal);
    controller.abort(new Error('a newer head'));
    await expect(running).rejects.toThrow('a newer head');
  });

  test('cuts a long output and says so', async () => {
    const text = await openTools().bash(
      'for i in {1..400}; do echo "01234567890123456789012345678901234567890123456789012345678901234567890123456789"; done',
    );
    expect(text.length).toBeLessThan(31_000);
    expect(text).toMatch(/\(\d+ more characters\. Narrow the command/);
  });

  test('keeps the output of a background command until it is asked for', async () => {
    const { use } = openTools();
    expect([
      await use('Bash', { command: 'ls docs', run_in_background: true }),
      await use('BashOutput', { bash_id: 'bash_1', filter: 'TECH-(' }),
      await use('BashOutput', { bash_id: 'bash_1', filter: '^TECH.*md$' }),
      await use('BashOutput', { bash_id: 'bash_1' }),
      await use('KillBash', { shell_id: 'bash_1' }),
      await use('BashOutput', { bash_id: 'bash_1' }),
      await use('BashOutput', { bash_id: 'bash_7' }),
    ]).toMatchInlineSnapshot(`
[
  "Running in the background as bash_1. Read its output with BashOutput.",
  "ERROR Invalid filter: error parsing regexp: missing closing ): \`(?m)TECH-(\`. Use RE2 syntax; escape ( { [ . and the like with a backslash.",
  "TECH-STACK.md",
  "(No new output: the command has ended.)",
  "bash_1 was ended.",
  "(The command was ended.)",
  "ERROR There is no background command "bash_7". There are: bash_1.",
]
`);
  });
});

describe('Write and Edit', () => {
  test('change a scratch copy that all tools share', async () => {
    const { use, bash } = openTools();
    expect([
      await use('Write', { file_path: '/repo/architecture/backend-architecture.md', content: '# Backend\n' }),
      await use('Edit', {
        file_path: 'architecture/backend-architecture.md',
        old_string: '# Backend',
        new_string: '# Our backend',
      }),
      await bash(
        'cat architecture/backend-architecture.md; echo more >> architecture/backend-architecture.md; echo new > notes.md',
      ),
      await use('Read', { file_path: 'architecture/backend-architecture.md' }),
      await use('Glob', { pattern: '*.md' }),
      await use('Grep', { pattern: 'more', output_mode: 'content' }),
      await bash('rm notes.md'),
      await use('Read', { file_path: 'notes.md' }),
    ]).toMatchInlineSnapshot(`
[
  "Created architecture/backend-architecture.md in the scratch copy (10 characters).",
  "Changed architecture/backend-architecture.md in the scratch copy.",
  "# Our backend",
  "(as you wrote it)
     1	# Our backend
     2	more",
  "notes.md",
  "architecture/backend-architecture.md:2:more",
  "(No output.)",
  "ERROR There is no file "notes.md" at the head. Find its name with Glob.",
]
`);
  });

  test('answer what cannot be done with what to do', async () => {
    const { use } = openTools();
    const edit = (old_string: string, new_string: string, file_path = 'store/store.go') =>
      use('Edit', { file_path, old_string, new_string });
    expect([
      await edit('func Close', 'func Shut'),
      await edit('n', 'm'),
      await edit('x', 'x'),
      await edit('', 'x'),
      await edit('x', 'y', 'store/none.go'),
      await use('Write', { file_path: '../../etc/cron.d/x', content: 'x' }),
      await use('Write', { file_path: 'big.txt', content: 'x'.repeat(400_001) }),
    ]).toMatchInlineSnapshot(`
[
  "ERROR old_string does not occur in the file. Read it, and copy the text exactly.",
  "ERROR old_string occurs 2 times. Include more of the surrounding text, or set replace_all.",
  "ERROR old_string and new_string are the same. Nothing was changed.",
  "ERROR old_string is empty, but the file is not. Say what to replace.",
  "ERROR There is no file "store/none.go" at the head. Find its name with Glob.",
  "ERROR Give the path of a file below /repo.",
  "ERROR Write was not run. Fix this and call the tool again:
- content: Too big: expected string to have <=400000 characters",
]
`);
  });

  test('have room for so much and no more', async () => {
    const { use } = openTools();
    expect(await use('Write', { file_path: 'a', content: 'x'.repeat(300_000) })).toMatch(/^Created/);
    expect(await use('Write', { file_path: 'b', content: 'x'.repeat(300_000) })).toMatch(
      /^ERROR You can write at most 400000/,
    );
    const explode = { file_path: 'a', old_string: 'x', new_string: 'y'.repeat(400_000), replace_all: true };
    expect(await use('Edit', explode)).toBe(
      'ERROR The file would have more than 10000000 characters. Nothing was changed.',
    );
    expect(await use('Write', { file_path: 'a', content: 'x' })).toMatch(/^Replaced/);
  });
});

test('TodoWrite shows the list to whoever waits, on one line without hidden characters', async () => {
  const { use, said } = openTools();
  const todos = [
    { content: 'Read', status: 'completed', activeForm: 'Reading' },
    { content: 'Check the callers', status: 'in_progress', activeForm: 'Checking\n@octocat\u202e' },
    { content: 'Submit', status: 'pending', activeForm: 'Submitting' },
  ];
  expect(await use('TodoWrite', { todos })).toBe('List saved: 1 of 3 done.');
  expect(said).toEqual(['Checking @octocat (1/3)']);
});
