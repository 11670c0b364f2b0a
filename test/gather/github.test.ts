// GitHub is read in few requests, byte for byte, and never twice for the same SHA.
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { openCheckout } from '../../src/gather/checkout.ts';
import { survey } from '../../src/gather/gather.ts';
import { takeSnapshot } from '../../src/gather/take-snapshot.ts';
import { asked, eventOf, type Hosted, host } from './hosted-repository.ts';
import { fillOddShop } from './odd-shop.ts';
import { never, plain, requestFor, snapshotOf } from './requests.ts';

let hosted: Hosted;
afterEach(async () => {
  expect(hosted.github.violations).toEqual([]);
  await hosted.close();
});

const goFiles = (count: number, text: string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `p${index % 7}/f${index}.go`,
      `package p\n\nvar V${index} = ${text}\n`,
    ]),
  );

/** Everything but what only a host knows. */
function comparable(snapshot: Snapshot): object {
  return plain({ ...snapshot, target: { ...snapshot.target, htmlUrl: null } });
}

describe('requests', () => {
  test('for twenty changed files of a service: five when all is new, three after a push, none when done again', async () => {
    hosted = await host({ 'go.mod': 'module shop\n', 'CLAUDE.md': '# Guide\n', ...goFiles(300, '1') });
    const pull = await hosted.pull(goFiles(20, '2'));
    const cold = await snapshotOf(hosted.port(), eventOf(pull));
    expect(cold.reviewed).toHaveLength(20);
    expect(asked(hosted.github).sort()).toEqual([
      'GET _codeload',
      'GET compare',
      'GET tarball',
      'GET trees',
      'GET trees',
      'POST graphql',
    ]);

    const since = hosted.github.requests.length;
    await hosted.github.people.push(pull, goFiles(20, '3'));
    const later = await snapshotOf(hosted.port(), eventOf(pull));
    expect(later.head.text('p0/f0.go')).toContain('= 3');
    expect(asked(hosted.github, since).sort()).toEqual(['GET compare', 'GET trees', 'POST graphql']);

    const done = hosted.github.requests.length;
    const port = hosted.port();
    const target = await port.target(eventOf(pull), never);
    const again = await takeSnapshot(port, target, { organisationSettings: null, changedFiles: 20 }, never);
    expect(plain(again)).toEqual(plain(later));
    expect(asked(hosted.github, done)).toEqual([]);
  });

  test('are counted', async () => {
    hosted = await host(goFiles(3, '1'));
    const port = hosted.port();
    await snapshotOf(port, eventOf(await hosted.pull(goFiles(1, '2'))));
    expect(port.requestCount()).toBe(hosted.github.requests.length);
  });

  test('that a damaged cache makes necessary are made again', async () => {
    hosted = await host(goFiles(3, '1'));
    const pull = await hosted.pull(goFiles(1, '2'));
    const first = await snapshotOf(hosted.port(), eventOf(pull));
    const { readdir, truncate } = await import('node:fs/promises');
    for (const name of await readdir(hosted.cacheDir, { recursive: true })) {
      if (name.endsWith('.pack')) await truncate(`${hosted.cacheDir}/${name}`, 20);
    }
    expect(plain(await snapshotOf(hosted.port(), eventOf(pull)))).toEqual(plain(first));
  });
});

describe('the target', () => {
  test('is asked for where the event does not show it', async () => {
    hosted = await host(goFiles(2, '1'));
    const pull = await hosted.pull(goFiles(1, '2'));
    const shown = await hosted.port().target(eventOf(pull), never);
    const found = await hosted.port().target(requestFor({ pullRequest: pull.number, trigger: 'command' }), never);
    // Only GitHub's own answer tells of labels, as its events do.
    expect({ ...found, pullRequest: { ...found.pullRequest, labels: undefined } }).toEqual(shown);
    expect(found).toMatchObject({ head: pull.head.sha, base: pull.base.sha, htmlUrl: 'https://github.com/acme/shop' });
    expect(found.pullRequest).toMatchObject({
      number: pull.number,
      title: 'Change',
      body: 'Why',
      author: 'robin',
      fork: false,
      state: 'open',
    });
  });

  test('stays the head that was asked for when the pull request moves on', async () => {
    hosted = await host(goFiles(2, '1'));
    const pull = await hosted.pull(goFiles(1, '2'));
    const old = pull.head.sha;
    await hosted.github.people.push(pull, goFiles(2, '3'));
    const target = await hosted.port().target(requestFor({ pullRequest: pull.number, head: old }), never);
    expect(target.head).toBe(old);
  });

  test('of a fork is read from the repository that it goes into', async () => {
    hosted = await host(goFiles(2, '1'));
    const fork = await hosted.github.fork(hosted.shop, 'robin');
    await fork.git.commit('feature', goFiles(1, '2'), 'Change', { from: 'main' });
    const pull = await hosted.github.people.openPullRequest({ repository: hosted.shop, fork, head: 'feature' });
    const snapshot = await snapshotOf(hosted.port(), requestFor({ pullRequest: pull.number }));
    expect(snapshot.target.pullRequest.fork).toBe(true);
    expect(snapshot.reviewed.map(({ path }) => path)).toEqual(['p0/f0.go']);
    expect(snapshot.head.text('p0/f0.go')).toContain('= 2');
  });

  test('without a pull request needs both commits by their full SHAs', async () => {
    hosted = await host(goFiles(2, '1'));
    const pull = await hosted.pull(goFiles(1, '2'));
    const { seen } = eventOf(pull);
    await expect(hosted.port().target(requestFor({ head: 'feature', base: 'main', seen }), never)).rejects.toThrow(
      '"feature" is not a full commit SHA',
    );
  });

  test('without a pull request and without commits is the tip of the default branch', async () => {
    hosted = await host(goFiles(2, '1'));
    await hosted.pull(goFiles(1, '2'));
    const tip = await hosted.shop.git.commit('main', goFiles(1, '3'), 'Meanwhile');
    const target = await hosted.port().target(requestFor(), never);
    expect(target).toMatchObject({ head: tip, base: tip, mergeBase: tip, pullRequest: { number: null } });
  });
});

describe('the same commits', () => {
  test('make the same snapshot, from GitHub or from a checkout, in every odd case', async () => {
    hosted = await host({});
    await hosted.shop.git.run(['update-ref', '-d', 'refs/heads/main']);
    const shas = await fillOddShop(hosted.shop.git);
    const pull = await hosted.github.people.openPullRequest({ repository: hosted.shop, head: 'feature' });
    const request = eventOf(pull);
    const fromGitHub = await snapshotOf(hosted.port(), request);
    const local = await snapshotOf(await openCheckout(hosted.shop.git.dir), { ...request, base: shas.base });
    expect(comparable(fromGitHub)).toEqual(comparable(local));
    expect(fromGitHub.reviewed.length).toBeGreaterThan(5);
  });

  test('make it also where the archive leaves files out or rewrites them', async () => {
    const attributes = 'hidden/** export-ignore\nversion.go export-subst\n*.go text eol=crlf\n';
    hosted = await host({
      '.gitattributes': attributes,
      'version.go': 'package v // $Format:%H$\n',
      'hidden/h.go': 'package h\n',
      ...goFiles(260, '1'),
    });
    const pull = await hosted.pull(goFiles(2, '2'));
    const fromGitHub = await snapshotOf(hosted.port(), eventOf(pull));
    expect(asked(hosted.github)).toContain('GET tarball');
    expect(fromGitHub.head.text('version.go')).toBe('package v // $Format:%H$\n');
    expect(fromGitHub.head.text('hidden/h.go')).toBe('package h\n');
    expect(comparable(fromGitHub)).toEqual(
      comparable(await snapshotOf(await openCheckout(hosted.shop.git.dir), eventOf(pull))),
    );
  });

  test('make it also where the archive cannot be had', async () => {
    hosted = await host(goFiles(260, '1'));
    const pull = await hosted.pull(goFiles(2, '2'));
    hosted.github.fault({ match: { path: /_codeload/ }, kind: 'disconnect' });
    const snapshot = await snapshotOf(hosted.port(), eventOf(pull));
    expect(snapshot.head.readable()).toHaveLength(260);
    expect(hosted.warnings).toEqual(['archive not readable; its files are requested instead']);
  });
});

describe('what GitHub leaves out is made good:', () => {
  test('patches that are missing are computed, and equal to those of git', async () => {
    const long = (text: string) =>
      `package p\n\n${Array.from({ length: 60 }, (_, index) => `var ${text}${index} = ${index}\n`).join('')}`;
    hosted = await host(
      { 'a.go': long('a'), 'b.go': long('b'), 'gone.go': long('gone') },
      { limits: { patchLinesPerFile: 30 } },
    );
    const pull = await hosted.pull({
      'a.go': long('c'),
      'b.go': long('b').replace('= 30', '= 31'),
      'new.go': long('new'),
      'gone.go': null,
    });
    const fromGitHub = await snapshotOf(hosted.port(), eventOf(pull));
    const local = await snapshotOf(await openCheckout(hosted.shop.git.dir), eventOf(pull));
    expect(
      fromGitHub.changedFiles.map(({ path, diff, additions, deletions }) => [path, diff, additions, deletions]),
    ).toEqual([
      ['a.go', 'computed', 60, 60],
      ['b.go', 'host', 1, 1],
      ['gone.go', 'computed', 0, 62],
      ['new.go', 'computed', 62, 0],
    ]);
    const withoutHeadings = ({ changedFiles }: Snapshot) =>
      changedFiles.map(({ hunks }) => hunks.map((hunk) => ({ ...hunk, heading: '' })));
    expect(withoutHeadings(fromGitHub)).toEqual(withoutHeadings(local));
  });

  test('patches and counts that are gone because the answer grew too long', async () => {
    hosted = await host(goFiles(40, '1'), { limits: { patchLinesPerResponse: 20 } });
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(40, '2'))));
    expect(new Set(snapshot.reviewed.map(({ diff }) => diff))).toEqual(new Set(['host', 'computed']));
    expect(
      snapshot.reviewed.filter(
        ({ additions, deletions, hunks }) => additions === 1 && deletions === 1 && hunks.length === 1,
      ),
    ).toHaveLength(40);
  });

  test('files beyond the three hundred of a comparison, page by page', async () => {
    hosted = await host(goFiles(420, '1'));
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(420, '2'))));
    expect(snapshot.reviewed.filter(({ diff }) => diff === 'host')).toHaveLength(420);
    expect(asked(hosted.github).filter((one) => one === 'GET pulls')).toHaveLength(9);
  });

  test('files beyond the three thousand of a pull request, from the trees', async () => {
    hosted = await host(goFiles(3_020, '1'));
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(3_020, '2'))));
    expect(snapshot.changedFiles).toHaveLength(3_020);
    expect(snapshot.reviewed.filter(({ diff }) => diff === 'host')).toHaveLength(3_000);
    expect(snapshot.reviewed.filter(({ diff, additions }) => diff === 'computed' && additions === 1)).toHaveLength(20);
    expect(hosted.github.requests.length).toBeLessThanOrEqual(70);
  });

  test('pages that tell of a newer head are not believed', async () => {
    hosted = await host(goFiles(310, '1'));
    const pull = await hosted.pull(goFiles(310, '2'));
    const request = eventOf(pull);
    await hosted.github.people.push(pull, { ...goFiles(5, '3'), 'later.go': 'package later\n' });
    const snapshot = await snapshotOf(hosted.port(), request);
    expect(snapshot.changedFiles).toHaveLength(310);
    for (const { path, hunks } of snapshot.changedFiles) {
      expect([path, hunks[0]!.lines.find(({ kind }) => kind === 'added')!.text]).toEqual([
        path,
        expect.stringMatching(/= 2$/),
      ]);
    }
  });

  test('listings that are cut, folder by folder', async () => {
    hosted = await host({ 'go.mod': 'module shop\n', ...goFiles(140, '1') }, { limits: { treeEntries: 50 } });
    const pull = await hosted.pull(goFiles(3, '2'));
    const snapshot = await snapshotOf(hosted.port(), eventOf(pull));
    expect(snapshot.head.truncated).toBe(false);
    expect(comparable(snapshot)).toEqual(
      comparable(await snapshotOf(await openCheckout(hosted.shop.git.dir), eventOf(pull))),
    );
  });

  test('listings that stay cut are said to be, and nothing is concluded from them', async () => {
    hosted = await host({ 'go.mod': 'module shop\n', ...goFiles(140, '1') }, { limits: { treeEntries: 15 } });
    const snapshot = await snapshotOf(
      hosted.port(),
      eventOf(await hosted.pull({ 'p6/f97.go': 'package p\n', 'a.go': 'package a\n' })),
    );
    expect(snapshot.head.truncated).toBe(true);
    expect(snapshot.changedFiles.map(({ path }) => path).sort()).toEqual(['a.go', 'p6/f97.go']);
    expect(snapshot.skipped).toEqual([{ path: 'p6/f97.go', reason: 'unavailable' }]);
    expect(snapshot.notes.filter((note) => note.includes('is incomplete'))).toHaveLength(2);
  });

  test('files that no listing shows are those of this head, as far as anybody knows', async () => {
    hosted = await host({ 'go.mod': 'module shop\n', ...goFiles(310, '1') }, { limits: { treeEntries: 15 } });
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(310, '2'))));
    expect(snapshot.head.truncated).toBe(true);
    expect(snapshot.changedFiles).toHaveLength(310);
    // There may be more than the host lists, and no tree tells.
    expect(snapshot.hasMoreChanges).toBe(true);
  });

  test('a content that does not hash to its SHA is thrown away', async () => {
    hosted = await host({ 'go.mod': 'module shop\n' });
    const pull = await hosted.pull({ 'a.go': 'package p\n', 'b.go': 'package p // b\n' });
    const [oid = '', other = ''] = await Promise.all(
      ['a.go', 'b.go'].map((path) => hosted.shop.git.text(['rev-parse', `feature:${path}`])),
    );
    const forged = 'package forged\n';
    const b0 = { oid, text: forged, isTruncated: false };
    const b1 = { oid: other, text: 'package p // b\n', isTruncated: false };
    const data = { repository: { b0, b1 }, organisation: null };
    hosted.github.fault({ match: { path: '/graphql' }, status: 200, body: { data }, times: 9 });
    const body = { sha: oid, encoding: 'base64', content: Buffer.from(forged).toString('base64') };
    hosted.github.fault({ match: { path: new RegExp(`git/blobs/${oid}$`) }, status: 200, body, times: 9 });
    const snapshot = await snapshotOf(hosted.port(), eventOf(pull));
    expect(snapshot.head.text('a.go')).toBeUndefined();
    expect(snapshot.skipped).toEqual([{ path: 'a.go', reason: 'unavailable' }]);
    expect(snapshot.reviewed.map(({ path }) => path)).toEqual(['b.go']);
  });

  test('texts that GraphQL cuts or cannot show, one by one', async () => {
    const odd = {
      'long.go': `package p\n\n// ${'x'.repeat(3_000)}\n`,
      'latin1.go': Buffer.from('package p // \xe9\n', 'latin1'),
      'nul.go': 'package p\n\0',
    };
    hosted = await host({ 'go.mod': 'module shop\n', ...odd }, { limits: { graphqlTextBytes: 2_000 } });
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull({ 'a.go': 'package p\n' })));
    expect(snapshot.head.text('long.go')).toBe(odd['long.go']);
    expect(snapshot.head.text('latin1.go')).toBe('package p // \ufffd\n');
    expect(snapshot.head.text('nul.go')).toBeUndefined();
    expect(asked(hosted.github).filter((one) => one === 'GET blobs')).toHaveLength(3);
    expect(snapshot.notes).toEqual(['Not read (binary): nul.go.']);
  });

  test('a file that GitHub does not give is named, and the others are reviewed', async () => {
    hosted = await host({ 'go.mod': 'module shop\n' }, { limits: { graphqlTextBytes: 20, blobBytes: 50 } });
    const snapshot = await snapshotOf(
      hosted.port(),
      eventOf(await hosted.pull({ 'a.go': `package p // ${'x'.repeat(60)}\n`, 'b.go': 'package p\n' })),
    );
    expect(snapshot.skipped).toEqual([{ path: 'a.go', reason: 'unavailable' }]);
    expect(snapshot.reviewed.map(({ path }) => path)).toEqual(['b.go']);
  });
});

describe("the organisation's settings", () => {
  const settings = { '.github/architect.yml': 'failOn: high\nfailon: low\n' };

  test('hold where the repository has none, and are named with their commit', async () => {
    hosted = await host(goFiles(2, '1'));
    const shared = await hosted.github.createRepository({
      owner: 'acme',
      name: '.github',
      files: settings,
      private: false,
    });
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(1, '2'))));
    const sha = await shared.git.commitOf('main');
    expect(snapshot.settings.failOn).toBe('high');
    expect(snapshot.settingsSource).toBe(`acme/.github/.github/architect.yml@${sha}`);
    expect(snapshot.settingsProblems).toEqual([
      {
        source: `acme/.github/.github/architect.yml@${sha}`,
        line: 2,
        message: 'unknown setting "failon"; did you mean "failOn"?',
      },
    ]);
    // They came along with the contents.
    expect(asked(hosted.github).filter((one) => one === 'POST graphql')).toHaveLength(1);
  });

  test("give way to the repository's own", async () => {
    hosted = await host({ ...goFiles(2, '1'), '.github/architect.yml': 'failOn: low\n' });
    await hosted.github.createRepository({ owner: 'acme', name: '.github', files: settings, private: false });
    const snapshot = await snapshotOf(hosted.port(), eventOf(await hosted.pull(goFiles(1, '2'))));
    expect(snapshot.settings.failOn).toBe('low');
  });

  test('are those that held when the review began, also after a restart', async () => {
    hosted = await host(goFiles(2, '1'));
    const shared = await hosted.github.createRepository({
      owner: 'acme',
      name: '.github',
      files: settings,
      private: false,
    });
    const pull = await hosted.pull(goFiles(1, '2'));
    const target = await hosted.port().target(eventOf(pull), never);
    const surveyed = await survey(hosted.port(), target, () => {}, never);
    await shared.git.commit('main', { '.github/architect.yml': 'failOn: never\n' }, 'Relax');
    expect((await takeSnapshot(hosted.port(), target, surveyed, never)).settings.failOn).toBe('high');
  });

  test.each([
    ['there is no such repository', null],
    ['the App may not see it', { private: true, installed: false }],
    ['it is empty', { files: {} }],
    ['the file is not in it', { private: false, files: { 'README.md': 'hi\n' } }],
  ])('are the defaults where %s', async (_case, wish) => {
    hosted = await host(goFiles(2, '1'));
    if (wish) await hosted.github.createRepository({ owner: 'acme', name: '.github', files: settings, ...wish });
    const pull = await hosted.pull(goFiles(1, '2'));
    const snapshot = await snapshotOf(hosted.port(), eventOf(pull));
    expect([snapshot.settings.failOn, snapshot.settingsSource]).toEqual(['never', null]);
    // Asked on its own, too: all contents come from the cache now.
    expect((await snapshotOf(hosted.port(), eventOf(pull))).settingsSource).toBeNull();
  });
});

test('a snapshot of one repository is never made of what was read for another', async () => {
  hosted = await host(goFiles(2, '1'));
  const pull = await hosted.pull(goFiles(1, '2'));
  await snapshotOf(hosted.port(), eventOf(pull));
  const twin = await hosted.github.createRepository({
    owner: 'acme',
    name: 'twin',
    from: { dir: hosted.shop.git.dir, branches: { main: 'main', feature: 'feature' } },
  });
  const other = await hosted.github.people.openPullRequest({ repository: twin, head: 'feature' });
  const since = hosted.github.requests.length;
  const port = hosted.port({ auth: hosted.github.token(twin) });
  await snapshotOf(port, { ...eventOf(other), repository: { owner: 'acme', name: 'twin' } });
  expect(asked(hosted.github, since).sort()).toEqual(['GET compare', 'GET trees', 'GET trees', 'POST graphql']);
});
