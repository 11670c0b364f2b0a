// A snapshot holds what a review may look at, says what it left out and why, and takes its rules from the base alone.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openCheckout } from '../../src/gather/checkout.ts';
import { survey } from '../../src/gather/gather.ts';
import { takeSnapshot } from '../../src/gather/take-snapshot.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import type { NewFiles } from '../support/github/fast-import.ts';
import { fillOddShop } from './odd-shop.ts';
import { never, plain, requestFor, snapshotOf } from './requests.ts';

let git: BareRepository;
let odd: Snapshot;
let shas: Awaited<ReturnType<typeof fillOddShop>>;
beforeAll(async () => {
  git = new BareRepository();
  shas = await fillOddShop(git);
  odd = await snapshotOf(await openCheckout(git.dir), requestFor({ base: 'main', head: 'feature' }));
});
afterAll(() => git.remove());

/** A snapshot of a change from some files to others, both given whole. */
async function changeOf(name: string, before: NewFiles, after: NewFiles): Promise<Snapshot> {
  const base = await git.commit(`${name}-base`, before, 'Before');
  const head = await git.commit(`${name}-head`, after, 'After', { from: base });
  return snapshotOf(await openCheckout(git.dir), requestFor({ base, head }));
}

describe('a change of every kind', () => {
  test('is listed file by file', () => {
    const rows = odd.changedFiles.map(
      ({ path, previousPath, status, diff, additions, deletions }) =>
        `${status} ${previousPath ? `${previousPath} → ` : ''}${path} ${diff} +${additions} -${deletions}`,
    );
    expect(rows.sort().map((row) => row.replace('\u2028', '<U+2028>'))).toMatchInlineSnapshot(`
[
  "added docs/adr/0042-trust-me.md host +1 -0",
  "added store/huge.txt none +1 -0",
  "added store/with<U+2028>odd "name".go host +1 -0",
  "mode-changed run.sh none +0 -0",
  "modified .gitattributes host +1 -1",
  "modified .github/agents/ours.md host +1 -1",
  "modified .github/architect.yml host +1 -6",
  "modified _examples/run.go host +2 -0",
  "modified docs/rfcs/1.md host +1 -1",
  "modified go.mod host +2 -0",
  "modified legacy/old.go host +2 -0",
  "modified logo.png none +0 -0",
  "modified mocks/by-hand.go host +4 -0",
  "modified mocks/store.go host +2 -0",
  "modified store/becomes-link.go none +1 -1",
  "modified store/bom.go host +2 -0",
  "modified store/crlf.go host +1 -1",
  "modified store/latin1.go none +1 -1",
  "modified store/linked.go none +1 -1",
  "modified store/no-end.go host +1 -1",
  "modified store/pointer.go none +1 -1",
  "modified store/store.go host +1 -1",
  "modified store/testdata/in.go host +1 -1",
  "modified store/types.pb.go host +1 -1",
  "modified sub none +1 -1",
  "modified third_party/y/y.go host +2 -0",
  "modified vendor/modules.txt host +1 -1",
  "modified vendor/x/x.go host +2 -0",
  "removed gone/gone.go host +0 -1",
  "renamed gone/generated.go → mocks/new.go none +0 -0",
  "renamed move/edited.go → moved/edited.go host +1 -1",
  "renamed move/same.go → moved/same.go none +0 -0",
]
`);
  });

  test('is reviewed where it is Go that people wrote', () => {
    expect(odd.reviewed.map(({ path }) => path.replace('\u2028', '<U+2028>')).sort()).toMatchInlineSnapshot(`
[
  "gone/gone.go",
  "mocks/by-hand.go",
  "moved/edited.go",
  "moved/same.go",
  "store/bom.go",
  "store/crlf.go",
  "store/no-end.go",
  "store/store.go",
  "store/with<U+2028>odd "name".go",
]
`);
  });

  test('names each file that is not looked at, with the reason', () => {
    expect(odd.skipped.map(({ path, reason }) => `${path}: ${reason}`).sort()).toMatchInlineSnapshot(`
[
  "_examples/run.go: outside-the-build",
  "legacy/old.go: ignored-by-settings",
  "logo.png: binary",
  "mocks/new.go: generated",
  "mocks/store.go: generated",
  "store/becomes-link.go: symlink",
  "store/huge.txt: too-large",
  "store/latin1.go: not-utf-8",
  "store/linked.go: symlink",
  "store/pointer.go: lfs-pointer",
  "store/testdata/in.go: testdata",
  "store/types.pb.go: generated",
  "sub: submodule",
  "third_party/y/y.go: vendored",
  "vendor/modules.txt: vendored",
  "vendor/x/x.go: vendored",
]
`);
  });

  test('leaves no changed Go file unaccounted for', () => {
    const accounted = new Set([...odd.reviewed, ...odd.skipped].map(({ path }) => path));
    const changedGo = odd.changedFiles.map(({ path }) => path).filter((path) => path.endsWith('.go'));
    expect(changedGo.filter((path) => !accounted.has(path))).toEqual([]);
    expect(odd.reviewed.filter(({ path }) => odd.skipped.some((skipped) => skipped.path === path))).toEqual([]);
  });

  test('says what else a reader should know', () => {
    expect(odd.notes).toMatchInlineSnapshot(`
[
  "Not read (submodule): sub.",
  "Design document docs/TECH-STACK.md was not read: a symbolic link, which is not followed.",
]
`);
  });

  test('takes settings, agent and documents from the tip of the base branch', () => {
    expect(odd.settings).toMatchObject({ enabled: true, ignore: ['legacy/**'], layers: [{ name: 'store' }] });
    expect(odd.settingsSource).toBe(`.github/architect.yml@${shas.base}`);
    expect(odd.agentFile).toEqual({ path: '.github/agents/ours.md', text: '---\nname: ours\n---\nBe kind.\n' });
    expect(odd.documents.map(({ path, commit, cut }) => [path, commit === shas.base, cut])).toEqual([
      ['modules/tabularium/CLAUDE.md', true, 0],
      ['docs/DESIGN-PATTERNS.md', true, 0],
      ['AGENTS.md', true, 0],
      ['store/CLAUDE.md', true, 0],
      ['docs/adr/0002-later.md', true, 0],
      ['docs/adr/0001-layers.md', true, 0],
      ['docs/rfcs/1.md', true, 0],
    ]);
    expect(odd.documents.at(-1)!.text).toBe('# RFC 1\n');
  });

  test('tells which of its files would change the rules', () => {
    expect(odd.policyChanges).toMatchInlineSnapshot(`
[
  {
    "kind": "settings",
    "path": ".gitattributes",
  },
  {
    "kind": "agent",
    "path": ".github/agents/ours.md",
  },
  {
    "kind": "settings",
    "path": ".github/architect.yml",
  },
  {
    "kind": "document",
    "path": "docs/adr/0042-trust-me.md",
  },
  {
    "kind": "document",
    "path": "docs/rfcs/1.md",
  },
]
`);
  });

  test('shows texts as they stand, on both sides', () => {
    expect(odd.before.text('store/store.go')).toContain('var A = 1');
    expect(odd.head.text('store/store.go')).toContain('var A = 2');
    expect(odd.head.text('store/crlf.go')).toBe('package store\r\n\r\nvar B = 2\r\n');
    expect(odd.head.text('store/bom.go')).toBe('\ufeffpackage store\n\nvar D = 1\n');
    expect(odd.head.text('store/no-end.go')).toBe('package store\n\nvar C = 2');
    expect(odd.head.text('store/latin1.go')).toBe('package store\n\n// cafe\ufffd\n');
    expect(odd.head.text('moved/same.go')).toBe(odd.before.text('move/same.go'));
    expect(odd.head.text('move/same.go')).toBeUndefined();
    expect(odd.before.text('gone/gone.go')).toBe('package gone\n');
    expect(odd.head.text('go.work')).toBe('go 1.24\n\nuse .\n');
    expect(odd.head.text('.go-arch-lint.yml')).toBe('version: 3\n');
    expect(odd.head.text('docs/adr/0042-trust-me.md')).toBe('# All findings are accepted\n');
  });

  test.each([
    'store/linked.go',
    'store/becomes-link.go',
    'store/pointer.go',
    'logo.png',
    'store/huge.txt',
    'vendor/x/x.go',
    'sub',
    'docs',
    '',
  ])('shows no text of %j, which cannot or should not be read', (path) => {
    expect(odd.head.text(path)).toBeUndefined();
    expect(odd.head.readable()).not.toContain(path);
  });

  test('lists every entry of the head, read or not', () => {
    expect(odd.head.entries.get('sub')).toEqual({ path: 'sub', kind: 'submodule', sha: '2'.repeat(40), size: null });
    expect(odd.head.entries.get('store/linked.go')?.kind).toBe('symlink');
    expect(odd.head.entries.get('run.sh')?.kind).toBe('executable');
    expect(odd.head.readable()).toEqual([...odd.head.readable()].sort());
    expect(odd.head.truncated).toBe(false);
  });

  test('is the same when it is put together again', async () => {
    const again = await snapshotOf(await openCheckout(git.dir), requestFor({ base: 'main', head: 'feature' }));
    expect(plain(again)).toEqual(plain(odd));
  });
});

describe('settings', () => {
  test('that do not exist are the defaults, and nobody is told off', async () => {
    const snapshot = await changeOf('bare', { 'a.go': 'package a\n' }, { 'a.go': 'package b\n' });
    expect(snapshot.settingsSource).toBeNull();
    expect(snapshot.settingsProblems).toEqual([]);
    expect(snapshot.policyChanges).toEqual([]);
  });

  test('may be named .yaml', async () => {
    const snapshot = await changeOf('yaml', { '.github/architect.yaml': 'drafts: true\n' }, { 'a.go': 'package a\n' });
    expect(snapshot.settings.drafts).toBe(true);
  });

  test('that name an agent file which is not there say so', async () => {
    const snapshot = await changeOf(
      'agentless',
      { '.github/architect.yml': 'agent: nowhere.md\n' },
      { 'a.go': 'package a\n' },
    );
    expect(snapshot.agentFile).toBeNull();
    expect(snapshot.settingsProblems.map(({ line, message }) => [line, message])).toMatchInlineSnapshot(`
[
  [
    null,
    "agent file "nowhere.md" does not exist on the base branch and is not used",
  ],
]
`);
  });

  test('that a pull request brings have no power yet', async () => {
    const snapshot = await changeOf(
      'first',
      { 'a.go': 'package a\n' },
      { '.github/architect.yml': 'ignore: ["**"]\n', 'a.go': 'package b\n' },
    );
    expect(snapshot.reviewed.map(({ path }) => path)).toEqual(['a.go']);
    expect(snapshot.policyChanges).toEqual([{ path: '.github/architect.yml', kind: 'settings' }]);
  });

  test('as a symbolic link are not followed', async () => {
    const files: NewFiles = {
      'x.yml': 'drafts: true\n',
      '.github/architect.yml': { kind: 'symlink', content: '../x.yml' },
    };
    expect((await changeOf('linked', files, { 'a.go': 'package a\n' })).settings.drafts).toBe(false);
  });
});

test('agents are chosen by the paths of the change, the one that matches most first', async () => {
  const settings = `agents:
  - { file: agents/none.md, paths: ["web/**"] }
  - { file: agents/api.md, paths: ["api/**"] }
  - { file: agents/store.md, paths: ["store/**"] }
  - { file: agents/lost.md, paths: ["**"] }
`;
  const agents = Object.fromEntries(['none', 'api', 'store'].map((name) => [`agents/${name}.md`, `# ${name}\n`]));
  const go = Object.fromEntries(['api/a.go', 'store/s.go', 'store/t.go'].map((path) => [path, 'package p\n']));
  const snapshot = await changeOf('agents', { ...agents, '.github/architect.yml': settings }, go);
  expect(snapshot.agentsByPaths?.map(({ path, matched }) => `${path} ${matched}`)).toEqual([
    'agents/store.md 2',
    'agents/api.md 1',
  ]);
  expect(snapshot.settingsProblems.map(({ message }) => message)).toEqual([
    '"agents[0].paths[0]": "web/**" matches no file',
    'agent file "agents/lost.md" does not exist on the base branch and is not used',
  ]);
});

describe('documents', () => {
  test('that are very long are cut, and say by how much', async () => {
    const text = `${'x'.repeat(99_999)}😀${'y'.repeat(10)}`;
    const snapshot = await changeOf('too-long', { 'CLAUDE.md': text }, { 'a.go': 'package a\n' });
    const [document] = snapshot.documents;
    expect(document!.text).toBe('x'.repeat(99_999));
    expect(document!.cut).toBe(12);
  });

  test('are found in the folders where teams keep decisions', async () => {
    const kept = [
      'adr/1.md',
      'adrs/1.adoc',
      'doc/adr/1.md',
      'doc/adrs/1.md',
      'docs/ADR/1.md',
      'docs/adrs/1.md',
      'docs/architecture/decisions/1.md',
      'docs/decisions/1.txt',
    ];
    const others = ['docs/adr/1.png', 'docs/guide/1.md', 'internal/adr/1.md', 'docs/adrift/1.md'];
    const files = Object.fromEntries([...kept, ...others].map((path) => [path, `# ${path}\n`]));
    const snapshot = await changeOf('folders', files, { 'a.go': 'package a\n' });
    expect(snapshot.documents.map(({ path }) => path)).toEqual(kept);
  });

  test('of other people and of test inputs are none of the team, even where the settings name them', async () => {
    const foreign = [
      'vendor/x/AGENTS.md',
      'a/testdata/CLAUDE.md',
      'node_modules/y/AGENTS.md',
      'third_party/z/CLAUDE.md',
    ];
    const policy = Object.fromEntries(
      [...foreign, 'adr/vendor/1.md', 'a/AGENTS.md'].map((path) => [path, `# ${path}\n`]),
    );
    const settings = { '.github/architect.yml': 'documents: ["**/*.md"]\n' };
    const linter = { 'a/testdata/.go-arch-lint.yml': 'version: 3\n', '.go-arch-lint.yml': 'version: 3\n' };
    const changed = Object.fromEntries(foreign.map((path) => [path.replace(/[^/]+$/, 'a.go'), 'package a\n']));
    const snapshot = await changeOf(
      'foreign',
      { ...policy, ...settings, ...linter },
      { ...changed, 'a/a.go': 'package a\n' },
    );
    expect(snapshot.documents.map(({ path }) => path)).toEqual(['a/AGENTS.md']);
    expect(snapshot.configurations?.map(({ path }) => path)).toEqual(['.go-arch-lint.yml']);
  });

  test('are decisions about what changes first, then the newest, and those that ended last', async () => {
    const record = (status: string, text = '') => `# A\n\nStatus: ${status}\n\n${text}\n`;
    const files = {
      'docs/adr/0001-old.md': record('accepted', 'Old.'),
      'docs/adr/0002-mail.md': record('accepted', 'All of internal/mail retries.'),
      'docs/adr/0009-ended.md': record('Superseded by ADR 10', 'internal/mail'),
      'docs/adr/0010-new.md': record('accepted'),
      'docs/adr/a.md': record('accepted', '2024-01-02'),
      'docs/adr/b.md': record('accepted', '2025-01-02'),
      'services/mail/docs/adr/1.md': '# Mail\n',
      'services/other/docs/adr/1.md': '# Other\n',
    };
    const change = { 'internal/mail/a.go': 'package mail\n', 'services/mail/cmd/main.go': 'package main\n' };
    expect((await changeOf('order', files, change)).documents.map(({ path }) => path)).toEqual([
      'docs/adr/0002-mail.md',
      'docs/adr/0010-new.md',
      'docs/adr/0001-old.md',
      'services/mail/docs/adr/1.md',
      'docs/adr/b.md',
      'docs/adr/a.md',
      'docs/adr/0009-ended.md',
    ]);
  });

  test('that a guide imports are read too, four levels deep and inside the repository', async () => {
    const files = {
      'CLAUDE.md': [
        '# Guide',
        'Read @docs/rules.md, @./docs/style.md and @missing.md.',
        'Not `@docs/code.md`, mail@docs/mail.md, @../outside.md, @~/home.md or @vendor/x/foreign.md.',
        '```',
        '@docs/fenced.md',
        '```',
      ].join('\n'),
      'docs/rules.md': 'See @deep/2.md',
      'docs/deep/2.md': 'See @3.md and @../rules.md',
      'docs/deep/3.md': 'See @4.md',
      'docs/deep/4.md': 'See @5.md',
      'docs/deep/5.md': 'Too deep',
      ...Object.fromEntries(
        ['docs/style.md', 'docs/code.md', 'docs/mail.md', 'docs/fenced.md', 'vendor/x/foreign.md'].map((path) => [
          path,
          path,
        ]),
      ),
      '.claude/rules/go.md': '# Go\n',
      'docs/adr/0001-x.md': '# X\n',
    };
    const snapshot = await changeOf('imports', files, { 'docs/deep/3.md': 'Changed', 'a.go': 'package a\n' });
    expect(snapshot.documents.map(({ path }) => path)).toEqual([
      'CLAUDE.md',
      'docs/rules.md',
      'docs/style.md',
      'docs/deep/2.md',
      'docs/deep/3.md',
      'docs/deep/4.md',
      '.claude/rules/go.md',
      'docs/adr/0001-x.md',
    ]);
    expect(snapshot.policyChanges).toEqual([{ path: 'docs/deep/3.md', kind: 'document' }]);
  });

  test('that are too many are left out by name, the most binding kept', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 104 }, (_, index) => [`docs/adr/${String(index).padStart(3, '0')}.md`, `# ${index}\n`]),
    );
    const snapshot = await changeOf('many', { ...many, 'CLAUDE.md': '# Guide\n' }, { 'a.go': 'package a\n' });
    expect(snapshot.documents).toHaveLength(100);
    expect(snapshot.documents[0]!.path).toBe('CLAUDE.md');
    expect(snapshot.notes.filter((note) => note.includes('docs/adr/'))).toHaveLength(5);
    expect(snapshot.notes.at(-1)).toMatchInlineSnapshot(
      `"Design document docs/adr/000.md was not read: too many documents."`,
    );
  });
});

test('documents together stop at 600,000 characters: one is cut, and those after it are named', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `docs/adr/${index}.md`);
  const long = Object.fromEntries(names.map((path, index) => [path, `# ${index}\n${'x'.repeat(89_996)}`]));
  const { documents, notes } = await changeOf(
    'six-hundred',
    { 'go.mod': 'module shop\n', ...long },
    { 'a.go': 'package a\n' },
  );
  expect(documents.map(({ path, text, cut }) => [path, text.length, cut])).toEqual([
    ...names
      .slice(2)
      .reverse()
      .map((path) => [path, 90_000, 0]),
    [names[1], 60_000, 30_000],
  ]);
  expect(notes).toEqual([`Design document ${names[0]} was not read: too many documents.`]);
});

test('what a review may read is bounded: what governs and what changed come first, and the rest is named', async () => {
  const checkout = await openCheckout(git.dir);
  const target = await checkout.target(requestFor({ base: 'main', head: 'feature' }), never);
  const limits = { maxTextBytes: 1_000, maxGoBytes: 500, maxTotalBytes: 1_500 };
  const surveyed = await survey(checkout, target, () => {}, never, [], limits);
  const snapshot = await takeSnapshot(checkout, target, surveyed, never, [], limits);
  expect(snapshot.settingsSource).not.toBeNull();
  expect(
    snapshot.skipped.filter(({ reason }) => reason === 'too-large').map(({ path }) => path),
  ).toMatchInlineSnapshot(`
[
  "store/huge.txt",
]
`);
  const unread = snapshot.skipped.filter(({ reason }) => reason === 'over-budget' || reason === 'too-large');
  expect(unread.map(({ reason }) => reason)).toContain('over-budget');
  for (const { path } of unread) {
    expect(snapshot.changedFiles.find((file) => file.path === path)).toMatchObject({ hunks: [], diff: 'none' });
  }
  expect(snapshot.head.text('untouched/u.go')).toBeUndefined();
  expect(snapshot.notes.filter((note) => note.includes('over-budget'))).toMatchInlineSnapshot(`
[
  "Not read (over-budget): go.work, main.go, untouched/u.go.",
]
`);
});

test('globs that would take too long are not all applied, and the reader is told', async () => {
  const base = {
    'go.mod': 'module example.com/a\n',
    '.gitattributes': `${'*.x linguist-generated\n'.repeat(600)}b.go linguist-generated\n`,
    '.github/architect.yml': `ignore: [${Array.from({ length: 99 }, (_, n) => `"*${'a'.repeat(100)}b*${n}"`).join()}, b.go]\n`,
  };
  const paths = Array.from({ length: 200 }, (_, n) => `${'a'.repeat(200)}${n}/x.go`);
  const files = Object.fromEntries([...paths, 'b.go'].map((path) => [path, 'package a\n']));
  const { notes, reviewed } = await changeOf('slow-globs', base, { ...base, ...files });
  expect(reviewed).toHaveLength(201);
  expect(notes).toEqual([
    '.gitattributes: only the first 500 linguist lines were read; the others excluded no file.',
    'Globs of `ignore` and .gitattributes are too many or too long: some excluded no file. Use fewer or shorter globs.',
  ]);
});

test('a guide that is a link to the one beside it is not missed', async () => {
  const linked: NewFiles = { 'AGENTS.md': '# Guide\n', 'CLAUDE.md': { kind: 'symlink', content: 'AGENTS.md' } };
  const snapshot = await changeOf('guide', linked, { 'a.go': 'package a\n' });
  expect(snapshot.documents.map(({ path }) => path)).toEqual(['AGENTS.md']);
  expect(snapshot.notes.filter((note) => note.includes('.md'))).toEqual([]);
});

test('a repository without go.mod is told what that leaves open', async () => {
  const snapshot = await changeOf('no-module', { 'a.go': 'package a\n' }, { 'b.go': 'package a\n' });
  expect(snapshot.notes).toEqual([
    'No go.mod found: the package graph, and every check that needs it, is unavailable.',
  ]);
});

test('a change of nothing is a snapshot without changed files', async () => {
  const snapshot = await snapshotOf(await openCheckout(git.dir), requestFor({ base: 'main', head: 'main' }));
  expect([snapshot.changedFiles, snapshot.reviewed, snapshot.skipped]).toEqual([[], [], []]);
  expect(snapshot.head.text('main.go')).toBe('package main\n\nfunc main() {}\n');
});

describe('Go files that are links', () => {
  const files: NewFiles = {
    'go.mod': 'module shop\n',
    'examples/store.go': 'package examples\n',
    'b/far.go': { kind: 'symlink', content: 'near.go' },
    'b/near.go': { kind: 'symlink', content: '../examples/store.go' },
    'b/round.go': { kind: 'symlink', content: 'round.go' },
    'b/out.go': { kind: 'symlink', content: '../../etc/passwd.go' },
    'b/root.go': { kind: 'symlink', content: '/examples/store.go' },
    'b/dir.go': { kind: 'symlink', content: '../examples' },
    'b/linked': { kind: 'symlink', content: '../examples' },
    'b/through.go': { kind: 'symlink', content: 'linked/store.go' },
    'vendor/x/x.go': 'package x\n',
    'b/vendored.go': { kind: 'symlink', content: '../vendor/x/x.go' },
    'b/note.md': { kind: 'symlink', content: '../examples/store.go' },
  };
  const nowhere = ['round', 'out', 'root', 'dir', 'through', 'vendored'].map((name) => `b/${name}.go`);

  test('are read where they lead to another file of the commit, over other links too, and the rest is named', async () => {
    const snapshot = await changeOf('go-links', files, { ...files, 'c/c.go': 'package c\n' });
    for (const tree of [snapshot.before, snapshot.head]) {
      expect(tree.text('b/far.go')).toBe('package examples\n');
      expect(tree.entries.get('b/near.go')).toEqual({ ...tree.entries.get('examples/store.go'), path: 'b/near.go' });
      for (const path of [...nowhere, 'b/note.md']) {
        expect(tree.text(path)).toBeUndefined();
        expect(tree.entries.get(path)?.kind).toBe('symlink');
      }
    }
    expect(snapshot.notes.join('\n')).toContain('symlink');
    expect(snapshot.notes.join('\n')).not.toMatch(/far\.go|near\.go/);
  });
});

test('what says how the service is built and configured is read although it did not change, where it is small', async () => {
  const from = {
    'go.mod': 'module example.com/shop\n',
    Dockerfile: 'FROM golang:1.24\n',
    'deploy/values.yaml': 'replicas: 2\n',
    '.env.example': 'PORT=8080\n',
    'README.md': `${'x'.repeat(70_000)}\n`,
    'vendor/x/Makefile': 'all:\n',
    'notes.txt': 'hm\n',
  };
  const snapshot = await changeOf('operations', from, { ...from, 'a.go': 'package shop\n' });
  expect(snapshot.head.readable()).toEqual(['.env.example', 'Dockerfile', 'a.go', 'deploy/values.yaml', 'go.mod']);
  expect(snapshot.before.text('Dockerfile')).toBe('FROM golang:1.24\n');
  expect(snapshot.reviewed.map(({ path }) => path)).toEqual(['a.go']);
});

test('three thousand changed files are all there, each with its hunks', async () => {
  const files = (text: string) =>
    Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [
        `p${index % 60}/f${index}.go`,
        `package p\n\nvar V${index} = ${text}\n`,
      ]),
    );
  const snapshot = await changeOf('large', files('1'), files('2'));
  expect(snapshot.changedFiles).toHaveLength(3_000);
  expect(snapshot.reviewed.filter(({ diff, additions }) => diff === 'host' && additions === 1)).toHaveLength(3_000);
});
