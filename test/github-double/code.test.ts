// Reading code from the stand-in: true because git answers, and cut where GitHub cuts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { extract } from 'tar-stream';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { type Ask, send } from './client.ts';

const LONG = `${'x'.repeat(40)}\n`.repeat(30);

describe('code', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;
  const ask = (what: string, more: Ask = {}) => send(github, what, { token: github.token(repository), ...more });

  beforeAll(async () => {
    github = await startGitHub({
      limits: {
        treeEntries: 10,
        contentBytes: 1000,
        blobBytes: 2000,
        pullFiles: 8,
        patchLinesPerFile: 50,
        patchLinesPerResponse: 100,
      },
    });
    repository = await github.createRepository({
      owner: 'acme',
      name: 'shop',
      files: {
        '.gitattributes': 'secret export-ignore\n',
        secret: 'not in archives\n',
        'go.mod': 'module shop\n',
        'cmd/main.go': 'package main\n\nfunc main() {}\n',
        'big.txt': LONG,
        'old/name.go': 'package old\n\nvar A = 1\nvar B = 2\nvar C = 3\nvar D = 4\n',
        link: { kind: 'symlink', content: 'go.mod' },
        'run.sh': { kind: 'executable', content: '#!/bin/sh\n' },
        'logo.png': new Uint8Array([137, 80, 78, 71, 0, 1]),
      },
    });
    await repository.git.commit(
      'feature',
      {
        'old/name.go': null,
        'new/näme.go': 'package old\n\nvar A = 1\nvar B = 2\nvar C = 3\nvar D = 5\n',
        'cmd/main.go': 'package main\r\n\r\nfunc main() {}',
        'logo.png': new Uint8Array([137, 80, 78, 71, 0, 2]),
        'run.sh': '#!/bin/sh\n',
        '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = https://example.com/sub.git\n',
        sub: { kind: 'submodule', sha: '1'.repeat(40) },
      },
      'Move things about',
      { from: 'main' },
    );
    await repository.git.commit('feature', { 'go.mod': 'module shop/v2\n' }, 'Second\n\nWith a body');
    await repository.git.commit('main', { 'README.md': '# Shop\n' }, 'The base goes on');
    pull = await github.people.openPullRequest({ repository, head: 'feature' });
  });
  afterAll(() => github.close());

  test('the same files always give the same SHA', () => {
    expect(pull.head.sha).toBe('ad8908408c0b3a5c067dd9811a2c1c4e57ce5e20');
  });

  test("a pull request's files: renamed, binary, of another mode, with CRLF and no line feed at the end", async () => {
    const { body, status } = await ask('GET /repos/acme/shop/pulls/1/files?per_page=100');
    expect(status).toBe(200);
    const files = body as unknown as Record<string, unknown>[];
    expect(
      files.map(({ filename, status: change, additions, deletions, previous_filename: from, patch }) => ({
        filename,
        change,
        counts: `+${additions} -${deletions}`,
        ...(from === undefined ? {} : { from }),
        patch: String(patch ?? 'none').replaceAll('\r', '<CR>'),
      })),
    ).toMatchInlineSnapshot(`
[
  {
    "change": "added",
    "counts": "+3 -0",
    "filename": ".gitmodules",
    "patch": "@@ -0,0 +1,3 @@
+[submodule "sub"]
+	path = sub
+	url = https://example.com/sub.git",
  },
  {
    "change": "modified",
    "counts": "+3 -3",
    "filename": "cmd/main.go",
    "patch": "@@ -1,3 +1,3 @@
-package main
-
-func main() {}
+package main<CR>
+<CR>
+func main() {}
\\ No newline at end of file",
  },
  {
    "change": "modified",
    "counts": "+1 -1",
    "filename": "go.mod",
    "patch": "@@ -1 +1 @@
-module shop
+module shop/v2",
  },
  {
    "change": "modified",
    "counts": "+0 -0",
    "filename": "logo.png",
    "patch": "none",
  },
  {
    "change": "renamed",
    "counts": "+1 -1",
    "filename": "new/näme.go",
    "from": "old/name.go",
    "patch": "@@ -3,4 +3,4 @@ package old
 var A = 1
 var B = 2
 var C = 3
-var D = 4
+var D = 5",
  },
  {
    "change": "modified",
    "counts": "+0 -0",
    "filename": "run.sh",
    "patch": "none",
  },
  {
    "change": "added",
    "counts": "+1 -0",
    "filename": "sub",
    "patch": "@@ -0,0 +1 @@
+Subproject commit 1111111111111111111111111111111111111111",
  },
]
`);
  });

  test('files come in pages that link to each other', async () => {
    const first = await ask('GET /repos/acme/shop/pulls/1/files?per_page=2');
    expect(first.headers.get('link')).toBe(
      `<${github.url}/repos/acme/shop/pulls/1/files?per_page=2&page=2>; rel="next", ` +
        `<${github.url}/repos/acme/shop/pulls/1/files?per_page=2&page=4>; rel="last"`,
    );
    const last = await ask('GET /repos/acme/shop/pulls/1/files?per_page=2&page=4');
    expect(last.headers.get('link')).toContain('rel="prev"');
    expect((await ask('GET /repos/acme/shop/pulls/1/files')).headers.get('link')).toBeNull();
  });

  test('a comparison starts at the merge base, not at the tip of the base', async () => {
    const { body } = await ask('GET /repos/acme/shop/compare/main...feature');
    const compared = body as unknown as Record<string, unknown> & {
      files: unknown[];
      commits: { sha: string; commit: { message: string } }[];
      merge_base_commit: { sha: string };
      base_commit: { sha: string };
    };
    expect(compared).toMatchObject({ status: 'diverged', ahead_by: 2, behind_by: 1, total_commits: 2 });
    expect(compared.merge_base_commit.sha).not.toBe(compared.base_commit.sha);
    expect(compared.files).toHaveLength(7);
    expect(compared.commits.map(({ commit }) => commit.message)).toEqual([
      'Move things about',
      'Second\n\nWith a body',
    ]);
    const second = await ask('GET /repos/acme/shop/compare/main...feature?per_page=1&page=2');
    expect(second.body).toMatchObject({ files: [], commits: [{ sha: pull.head.sha }] });
  });

  test('a tree tells modes and sizes, and says when it is cut', async () => {
    const { body } = await ask(`GET /repos/acme/shop/git/trees/${pull.head.sha}?recursive=1`);
    const { tree, truncated } = body as unknown as {
      tree: { path: string; mode: string; type: string; size?: number }[];
      truncated: boolean;
    };
    expect(truncated).toBe(true);
    expect(tree).toHaveLength(10);
    expect(tree.find(({ path }) => path === 'link')).toMatchObject({ mode: '120000', type: 'blob', size: 6 });
    const flat = await ask('GET /repos/acme/shop/git/trees/main');
    expect(flat.body).toMatchObject({ truncated: false });
    expect((await ask('GET /repos/acme/shop/git/trees/nowhere')).status).toBe(404);
  });

  test('blobs come in base64 or as they are, up to a size', async () => {
    const sha = (await repository.git.object('main:logo.png'))?.oid;
    const { body } = await ask(`GET /repos/acme/shop/git/blobs/${sha}`);
    expect(Buffer.from(body.content, 'base64')).toEqual(Buffer.from([137, 80, 78, 71, 0, 1]));
    await repository.git.commit('huge', { huge: 'y'.repeat(2001) }, 'Too much');
    const huge = await repository.git.object('huge:huge');
    expect(await ask(`GET /repos/acme/shop/git/blobs/${huge?.oid}`)).toMatchObject({
      status: 403,
      body: { message: 'This API returns blobs up to 100 MB in size.' },
    });
    expect((await ask(`GET /repos/acme/shop/git/blobs/${'0'.repeat(40)}`)).status).toBe(404);
    expect((await ask('GET /repos/acme/shop/git/blobs/main')).status).toBe(422);
  });

  test('contents: a file, a folder, a symlink, a submodule, and a file too large for JSON', async () => {
    const type = async (path: string) => (await ask(`GET /repos/acme/shop/contents/${path}?ref=feature`)).body;
    expect(await type('go.mod')).toMatchObject({ type: 'file', encoding: 'base64', size: 15 });
    expect(await type('link')).toMatchObject({ type: 'symlink', target: 'go.mod' });
    expect(await type('sub')).toMatchObject({ type: 'submodule', submodule_git_url: 'https://example.com/sub.git' });
    expect(await type('big.txt')).toMatchObject({ encoding: 'none', content: '', size: LONG.length });
    expect(await type('new')).toMatchObject([{ type: 'file', path: 'new/näme.go' }]);
    expect((await ask('GET /repos/acme/shop/contents/nowhere.go')).status).toBe(404);
    const raw = { headers: { accept: 'application/vnd.github.raw+json' } };
    const response = await ask('GET /repos/acme/shop/contents/big.txt', raw);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });

  test('the archive lies behind a redirect and leaves out what export-ignore names', async () => {
    const { status, headers } = await ask(`GET /repos/acme/shop/tarball/${pull.head.sha}`);
    expect(status).toBe(302);
    const response = await fetch(headers.get('location') ?? '');
    const paths: string[] = [];
    const archive = extract();
    archive.end(gunzipSync(Buffer.from(await response.arrayBuffer())));
    for await (const entry of archive) {
      paths.push(entry.header.name);
      entry.resume();
    }
    expect(paths).toContain(`acme-shop-${pull.head.sha.slice(0, 7)}/new/näme.go`);
    expect(paths.filter((path) => path.endsWith('/secret'))).toEqual([]);
    expect((await fetch(`${github.url}/_codeload/acme/shop/legacy.tar.gz/main`)).status).toBe(404);
  });

  test('commits know their pull requests, and a fork lends its commits', async () => {
    const fork = await github.fork(repository, 'contributor');
    const sha = await fork.git.commit('patch', { 'cmd/more.go': 'package main\n' }, 'From outside', { from: 'main' });
    const foreign = await github.people.openPullRequest({ repository, head: 'patch', fork, author: 'contributor' });
    expect((await ask(`GET /repos/acme/shop/commits/${sha}/pulls`)).body).toMatchObject([
      { number: foreign.number, head: { label: 'contributor:patch', repo: { full_name: 'contributor/shop' } } },
    ]);
    expect((await ask(`GET /repos/acme/shop/git/trees/${sha}`)).status).toBe(200);
    expect((await ask(`GET /repos/acme/shop/commits/${sha}`)).body).toMatchObject({
      files: [{ filename: 'cmd/more.go' }],
    });
    expect((await ask('GET /repos/contributor/shop')).status).toBe(404);
    github.people.deleteFork(foreign);
    expect((await ask(`GET /repos/acme/shop/pulls/${foreign.number}`)).body).toMatchObject({
      head: { repo: null, sha },
    });
  });

  test('patches go missing as they do on GitHub: of a file too large, and of all once an answer is too long', async () => {
    const lines = (count: number) => 'line\n'.repeat(count);
    const files = { a: lines(51), b: lines(40), c: lines(40), d: lines(1) };
    await repository.git.commit('wide', files, 'Much', { from: 'main' });
    const wide = await github.people.openPullRequest({ repository, head: 'wide' });
    const of = async (query: string) => {
      const { body } = await ask(`GET /repos/acme/shop/pulls/${wide.number}/files?${query}`);
      const entries = body as unknown as { filename: string; additions: number; patch?: string }[];
      return entries.map(
        (each) => `${each.filename} +${each.additions} ${each.patch === undefined ? 'no patch' : 'patch'}`,
      );
    };
    expect(await of('per_page=100')).toEqual(['a +51 no patch', 'b +40 patch', 'c +0 no patch', 'd +0 no patch']);
    expect(await of('per_page=2&page=2')).toEqual(['c +40 patch', 'd +1 patch']);
  });

  test('no more files are listed than GitHub lists', async () => {
    const files = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, `${at}\n`]));
    await repository.git.commit('many', files, 'Many', { from: 'main' });
    const many = await github.people.openPullRequest({ repository, head: 'many' });
    const { body } = await ask(`GET /repos/acme/shop/pulls/${many.number}/files?per_page=100`);
    expect(body).toHaveLength(8);
    expect((await ask(`GET /repos/acme/shop/pulls/${many.number}`)).body).toMatchObject({ changed_files: 11 });
  });

  test('code that exists is read where it lies, and nothing is written there', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'existing-'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, encoding: 'utf8' }).trim();
    git('init', '-q', '--initial-branch=trunk');
    writeFileSync(join(dir, 'a.go'), 'package a\n');
    git('add', '.');
    git('-c', 'user.name=R', '-c', 'user.email=r@example.com', 'commit', '-q', '-m', 'Begin');
    const from = { dir, branches: { main: 'trunk', feature: 'HEAD' } };
    const borrowed = await github.createRepository({ owner: 'acme', name: 'borrowed', from });
    await borrowed.git.commit('feature', { 'b.go': 'package a\n' }, 'More');
    await github.people.openPullRequest({ repository: borrowed, head: 'feature' });
    expect(await borrowed.git.branches()).toMatchObject({ main: git('rev-parse', 'HEAD') });
    expect(git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/trunk');
    expect(git('count-objects')).toContain('3 objects');
    rmSync(dir, { recursive: true });
  });
});
