// A local checkout is read whatever its form, never changed, never made to run anything; and what is wrong is said with a way out.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import { createGitRunner } from '../../src/gather/checkout/run-git.ts';
import { openCheckout } from '../../src/gather/checkout.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { never, plain, requestFor, snapshotOf } from './requests.ts';

let origin: BareRepository;
let scratch: string;
let main: string;
let feature: string;

beforeAll(async () => {
  origin = new BareRepository();
  const first = await origin.commit(
    'main',
    { 'go.mod': 'module shop\n', 'store/store.go': 'package store\n\nvar W = 0\n', 'old.go': body('old') },
    'Begin',
  );
  feature = await origin.commit(
    'feature',
    { 'store/store.go': 'package store\n\nvar W = 0\nvar X = 1\n', 'old.go': null, 'new.go': body('old') },
    'Add X\n\nBecause.',
    { from: first },
  );
  main = await origin.commit('main', { 'README.md': 'shop\n' }, 'Explain');
});
afterAll(() => origin.remove());
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'checkout-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function body(name: string): string {
  return `package shop\n\n${Array.from({ length: 20 }, (_, line) => `var ${name}${line} = ${line}\n`).join('')}`;
}

function git(dir: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Robin', '-c', 'user.email=robin@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', ['-C', dir, ...identity, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
}

/** A clone with a work tree, on the branch "feature". */
function clone(...options: string[]): string {
  const dir = join(scratch, 'clone');
  git(scratch, 'clone', '-q', '--branch', 'feature', ...options, `file://${origin.dir}`, dir);
  return dir;
}

async function targetOf(dir: string, wish: Partial<ReviewRequest> = {}) {
  const checkout = await openCheckout(dir);
  try {
    return await checkout.target(requestFor(wish), never);
  } finally {
    await checkout.close();
  }
}

/** The sentence that people read when it fails, with the folder of this run taken out. */
async function complaint(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error('it worked'),
    (thrown: unknown) => thrown as Error,
  );
  return `${error.name}: ${error.message.replaceAll(scratch, '/scratch').replace(/\b[0-9a-f]{12}\b/g, 'SHA')}`;
}

describe('what is reviewed when nothing is named', () => {
  test('is HEAD against its merge base with the default branch of origin', async () => {
    const target = await targetOf(clone());
    expect(target).toMatchObject({ head: feature, base: main, htmlUrl: null });
    expect(target.mergeBase).toBe(await origin.text(['merge-base', main, feature]));
    expect(target.pullRequest).toEqual({
      number: null,
      title: 'Add X',
      body: 'Because.',
      author: 'Robin Author',
      draft: false,
      baseRef: 'origin/main',
      fork: false,
      state: 'open',
    });
  });

  test.each([
    ['origin has no HEAD', (dir: string) => git(dir, 'remote', 'set-head', 'origin', '--delete')],
    [
      'there is no remote, and main is local',
      (dir: string) => {
        git(dir, 'branch', 'main', 'origin/main');
        git(dir, 'remote', 'remove', 'origin');
      },
    ],
    [
      'the default branch is called master',
      (dir: string) => {
        git(dir, 'branch', 'master', 'origin/main');
        git(dir, 'remote', 'remove', 'origin');
      },
    ],
    ['HEAD is detached', (dir: string) => git(dir, 'checkout', '-q', '--detach', 'feature')],
  ])('also where %s', async (_case, change) => {
    const dir = clone();
    change(dir);
    expect(await targetOf(dir)).toMatchObject({ head: feature, base: main });
  });

  test.each([
    ['a folder within the work tree', (dir: string) => join(dir, 'store')],
    [
      'a linked work tree',
      (dir: string) => {
        git(dir, 'worktree', 'add', '-q', '--detach', join(scratch, 'linked'), 'feature');
        return join(scratch, 'linked');
      },
    ],
    ['the .git folder', (dir: string) => join(dir, '.git')],
  ])('from %s', async (_case, place) => {
    expect(await targetOf(place(clone()))).toMatchObject({ head: feature, base: main });
  });

  test('in a bare repository is its HEAD', async () => {
    expect(await targetOf(origin.dir)).toMatchObject({ head: main, base: main, mergeBase: main });
  });
});

describe('what is named', () => {
  test.each([['feature'], ['origin/feature'], ['HEAD'], ['feature~0'], ['refs/heads/feature'], ['tagged']])(
    'may be any revision, such as %s',
    async (head) => {
      const dir = clone();
      git(dir, 'tag', '-a', '-m', 'A tag', 'tagged', 'feature');
      expect(await targetOf(dir, { head, base: 'origin/main' })).toMatchObject({ head: feature, base: main });
    },
  );

  test('is refused when it is no commit, and what to do is said', async () => {
    const dir = clone();
    for (const head of ['nowhere', '--all', 'HEAD:go.mod', '', 'a\nb', `${feature}^{blob}`]) {
      expect(await complaint(targetOf(dir, { head }))).toMatch(/^BadInput: there is no commit named "/);
    }
    expect(await complaint(targetOf(dir, { head: 'nowhere' }))).toMatchInlineSnapshot(
      `"BadInput: there is no commit named "nowhere" in this repository; check the spelling (git branch --all lists the branches), or fetch it: git fetch origin nowhere"`,
    );
  });
});

describe('what cannot be reviewed is said with a way out:', () => {
  test('no repository, no folder', async () => {
    expect(await complaint(openCheckout(scratch))).toMatchInlineSnapshot(
      `"BadInput: /scratch is not inside a git repository; run the command in one, or pass --repo"`,
    );
    expect(await complaint(openCheckout(join(scratch, 'missing')))).toMatchInlineSnapshot(
      `"BadInput: /scratch/missing is not a directory"`,
    );
  });

  test('a repository without a commit', async () => {
    git(scratch, 'init', '-q', 'empty');
    expect(await complaint(targetOf(join(scratch, 'empty')))).toMatchInlineSnapshot(
      `"BadInput: the repository has no commits"`,
    );
  });

  test('no default branch', async () => {
    git(scratch, 'init', '-q', '--initial-branch=trunk', 'lonely');
    git(join(scratch, 'lonely'), 'commit', '-q', '--allow-empty', '-m', 'One');
    expect(await complaint(targetOf(join(scratch, 'lonely')))).toMatchInlineSnapshot(
      `"BadInput: cannot determine the base branch (no origin/HEAD, main or master); pass --base"`,
    );
  });

  test('a shallow clone that does not reach back', async () => {
    const dir = clone('--depth=1', '--no-single-branch');
    expect(await complaint(targetOf(dir))).toMatchInlineSnapshot(
      `"BadInput: this clone is shallow and does not contain the merge base; run: git fetch --unshallow"`,
    );
    expect(await complaint(targetOf(dir, { base: 'HEAD~1' }))).toMatchInlineSnapshot(
      `"BadInput: there is no commit named "HEAD~1" in this repository; this clone is shallow and may not contain it; run: git fetch --unshallow"`,
    );
  });

  test('a shallow clone that reaches back far enough is reviewed', async () => {
    expect(await targetOf(clone('--depth=2', '--no-single-branch'))).toMatchObject({ head: feature, base: main });
  });

  test('histories without a common ancestor', async () => {
    const dir = clone();
    git(dir, 'checkout', '-q', '--orphan', 'other');
    git(dir, 'commit', '-q', '-m', 'Other');
    expect(await complaint(targetOf(dir))).toMatchInlineSnapshot(
      `"BadInput: SHA and SHA have no common ancestor; pass another --base"`,
    );
  });

  test('a partial clone, without a fetch for each file', async () => {
    git(origin.dir, 'config', 'uploadpack.allowFilter', 'true');
    const dir = clone('--filter=blob:none', '--no-checkout');
    const checkout = await openCheckout(dir);
    expect(await complaint(snapshotOf(checkout, requestFor()))).toMatchInlineSnapshot(
      `"BadInput: this partial clone lacks the contents of 4 files to review, such as new.go; fetch them with: git fetch --refetch --no-filter origin"`,
    );
    git(dir, 'fetch', '-q', '--refetch', '--no-filter', 'origin');
    expect((await snapshotOf(await openCheckout(dir), requestFor())).changedFiles).toHaveLength(2);
  });
});

test('the repository is named by its remote, without what the address may hold besides', async () => {
  const dir = clone();
  for (const url of [
    'git@github.com:acme/shop.git',
    'https://robin:secret@github.com/acme/shop.git',
    'https://github.com/acme/shop',
    'ssh://git@host:2222/deep/acme/shop.git/',
  ]) {
    git(dir, 'remote', 'set-url', 'origin', url);
    expect((await openCheckout(dir)).name).toEqual({ owner: 'acme', name: 'shop' });
  }
  git(dir, 'remote', 'remove', 'origin');
  expect((await openCheckout(dir)).name).toEqual({ owner: 'local', name: 'clone' });
});

describe('reading', () => {
  test('leaves the repository, its index and a dirty work tree as they are', async () => {
    const dir = clone();
    writeFileSync(join(dir, 'store/store.go'), 'package store // not committed\n');
    writeFileSync(join(dir, 'untracked.go'), 'package shop\n');
    const state = () =>
      (readdirSync(dir, { recursive: true }) as string[])
        .sort()
        .map((path) => [path, statSync(join(dir, path)).mtimeMs, statSync(join(dir, path)).size]);
    const before = state();
    const snapshot = await snapshotOf(await openCheckout(dir), requestFor());
    expect(state()).toEqual(before);
    expect(snapshot.head.text('store/store.go')).toBe('package store\n\nvar W = 0\nvar X = 1\n');
    expect(snapshot.head.text('untracked.go')).toBeUndefined();
  });

  test('runs nothing of the repository, and no setting or variable of the user changes what is read', async () => {
    const dir = clone();
    const calm = plain(await snapshotOf(await openCheckout(dir), requestFor()));
    git(dir, 'replace', `${feature}:store/store.go`, `${main}:README.md`);
    const marker = join(scratch, 'was-run');
    const program = join(scratch, 'program.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> ${marker}\ncat\n`);
    chmodSync(program, 0o755);
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
      writeFileSync(join(dir, '.git/hooks', hook), readFileSync(program), { mode: 0o755 });
    }
    const attributes = '*.go diff=evil filter=evil working-tree-encoding=UTF-16\n';
    writeFileSync(join(dir, '.git/info/attributes'), attributes);
    writeFileSync(join(dir, '.gitattributes'), '*.go -diff\n');
    writeFileSync(join(scratch, 'attributes'), '*.go -diff\n');
    const settings = {
      'core.fsmonitor': program,
      'core.pager': program,
      'core.quotePath': 'true',
      'core.attributesFile': join(scratch, 'attributes'),
      'diff.external': program,
      'diff.evil.textconv': program,
      'diff.evil.command': program,
      'filter.evil.smudge': program,
      'filter.evil.clean': program,
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.renames': 'false',
      'diff.context': '0',
      'diff.interHunkContext': '50',
      'diff.algorithm': 'patience',
      'diff.relative': 'true',
      'diff.orderFile': program,
      'diff.suppressBlankEmpty': 'true',
      'diff.colorMoved': 'zebra',
      'diff.submodule': 'log',
      'color.ui': 'always',
      'log.showSignature': 'true',
      'gpg.program': program,
      'format.pretty': 'raw',
    };
    for (const [name, value] of Object.entries(settings)) git(dir, 'config', name, value);
    const kept = { ...process.env };
    Object.assign(process.env, {
      GIT_DIR: join(scratch, 'elsewhere'),
      GIT_EXTERNAL_DIFF: program,
      GIT_INDEX_FILE: marker,
      GIT_DIFF_OPTS: '-u0',
      GIT_TRACE: marker,
    });
    try {
      expect(plain(await snapshotOf(await openCheckout(join(dir, 'store')), requestFor()))).toEqual(calm);
    } finally {
      process.env = kept;
    }
    expect(existsSync(marker) && readFileSync(marker, 'utf8')).toBe(false);
  });

  test('gives up at once when it is no longer wanted', async () => {
    const checkout = await openCheckout(clone());
    const target = await checkout.target(requestFor(), never);
    const reason = new Error('a newer head');
    const gone = AbortSignal.abort(reason);
    await expect(checkout.target(requestFor(), gone)).rejects.toBe(reason);
    await expect(checkout.changedFiles(target, gone)).rejects.toBe(reason);
    await expect(checkout.tree(target, target.head, gone)).rejects.toBe(reason);
    await expect(checkout.blobs(target, [], null, gone)).rejects.toBe(reason);
  });

  test('copes with file names of every kind', async () => {
    const names = [
      'plain.go',
      'with space.go',
      'tab\there.go',
      'line\nfeed.go',
      'quote".go',
      'back\\slash.go',
      'ä/ö.go',
      '-rf.go',
      ' lead.go',
      'a => b.go',
      '"',
      ':(top)x.go',
      '*.go',
      '😀.go',
    ];
    const head = await origin.commit(
      'names',
      Object.fromEntries(names.map((name, index) => [name, `package p${index}\n`])),
      'Names',
      { from: main },
    );
    const checkout = await openCheckout(origin.dir);
    const snapshot = await snapshotOf(checkout, requestFor({ base: main, head }));
    expect(snapshot.changedFiles.map(({ path }) => path).sort()).toEqual([...names].sort());
    for (const [index, name] of names.entries()) {
      const file = snapshot.changedFiles.find(({ path }) => path === name)!;
      expect(file.hunks[0]?.lines.map(({ text }) => text)).toEqual([`package p${index}`]);
      if (name.endsWith('.go')) expect(snapshot.head.text(name)).toBe(`package p${index}\n`);
    }
  });

  test('a repository with SHA-256 names', async () => {
    mkdirSync(join(scratch, 'sha256'));
    const dir = join(scratch, 'sha256');
    git(dir, 'init', '-q', '--object-format=sha256', '--initial-branch=main');
    writeFileSync(join(dir, 'a.go'), 'package a\n');
    git(dir, 'add', '.');
    git(dir, 'commit', '-q', '-m', 'One');
    git(dir, 'checkout', '-q', '-b', 'feature');
    writeFileSync(join(dir, 'a.go'), 'package a\n\nvar X int\n');
    git(dir, 'commit', '-q', '-a', '-m', 'Two');
    const snapshot = await snapshotOf(await openCheckout(dir), requestFor());
    expect(snapshot.target.head).toHaveLength(64);
    expect(snapshot.reviewed.map(({ path, additions }) => [path, additions])).toEqual([['a.go', 2]]);
  });

  test('a repository that lacks an object is read as far as it goes', async () => {
    const dir = clone();
    const sha = git(dir, 'rev-parse', 'feature:store/store.go');
    for (const pack of readdirSync(join(dir, '.git/objects/pack'))) {
      const at = join(dir, '.git/objects/pack', pack);
      if (!pack.endsWith('.pack')) continue;
      const bytes = readFileSync(at);
      rmSync(at, { force: true });
      rmSync(at.replace('.pack', '.idx'), { force: true });
      execFileSync('git', ['-C', dir, 'unpack-objects', '-q'], { input: bytes });
    }
    rmSync(join(dir, '.git/objects', sha.slice(0, 2), sha.slice(2)), { force: true });
    const snapshot = await snapshotOf(await openCheckout(dir), requestFor());
    expect(snapshot.skipped).toEqual([{ path: 'store/store.go', reason: 'unavailable' }]);
    expect(snapshot.head.text('new.go')).toBe(body('old'));
  });
});

test('git that waits for a pipe is stopped, and the error says where to look', async () => {
  const dir = clone();
  execFileSync('mkfifo', [join(dir, '.git', 'fifo')]);
  writeFileSync(join(dir, '.git', 'config'), '[include]\n\tpath = fifo\n', { flag: 'a' });
  const expected = /^git rev-parse did not end within 0\.5 s and was stopped; run "git status".*include\.path/;
  await expect(openCheckout(dir, 500)).rejects.toThrow(expected);
  const runner = createGitRunner(dir, join(dir, '.git'));
  await expect(runner(['cat-file', '--batch'], { deadlineMs: 500 })).rejects.toThrow(/^git cat-file did not end/);
});
