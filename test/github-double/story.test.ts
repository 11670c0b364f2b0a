// The stand-in as an App meets it, through the client that the App uses.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { txtar } from '../support/txtar.ts';

describe('a stand-in for GitHub', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;
  let octokit: Octokit;
  const at = { owner: 'acme', repo: 'shop' };

  beforeEach(async () => {
    github = await startGitHub();
    const files = txtar('-- go.mod --\nmodule shop\n-- store/store.go --\npackage store\n\nfunc Open() {}\n');
    repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
    const changes = { 'store/store.go': 'package store\n\nfunc Dial() {}\n', 'store/key.go': 'package store\n' };
    await repository.git.commit('feature', changes, 'Dial instead', { from: 'main' });
    pull = await github.people.openPullRequest({ repository, head: 'feature', title: 'Dial' });
    octokit = new Octokit({ baseUrl: github.url, auth: github.token(repository), log: silent });
  });
  afterEach(() => github.close());

  test('an App signs in with its key and gets a token for its installation', async () => {
    const auth = { appId: github.app.id, privateKey: github.app.privateKey };
    const app = new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth, log: silent });
    const { data: installation } = await app.apps.getRepoInstallation(at);
    const { data: token } = await app.apps.createInstallationAccessToken({
      installation_id: installation.id,
      repositories: ['shop'],
      permissions: { contents: 'read' },
    });
    expect(token.permissions).toEqual({ metadata: 'read', contents: 'read' });
    expect(token.repositories?.map((each) => each.full_name)).toEqual(['acme/shop']);
    const reader = new Octokit({ baseUrl: github.url, auth: token.token, log: silent });
    expect((await reader.repos.getContent({ ...at, path: 'go.mod' })).status).toBe(200);
    await expect(reader.checks.create({ ...at, name: 'x', head_sha: pull.head.sha })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
  });

  test("a pull request's files carry git's own patches", async () => {
    const { data: files } = await octokit.pulls.listFiles({ ...at, pull_number: 1 });
    expect(files.map(({ filename, status, patch }) => ({ filename, status, patch }))).toEqual([
      { filename: 'store/key.go', status: 'added', patch: '@@ -0,0 +1 @@\n+package store' },
      {
        filename: 'store/store.go',
        status: 'modified',
        patch: '@@ -1,3 +1,3 @@\n package store\n \n-func Open() {}\n+func Dial() {}',
      },
    ]);
  });

  test('an inline comment outside the diff fails the whole review', async () => {
    const review = (line: number) =>
      octokit.pulls.createReview({
        ...at,
        pull_number: 1,
        event: 'COMMENT',
        body: 'Two remarks',
        comments: [
          { path: 'store/store.go', line: 3, body: 'Here' },
          { path: 'store/store.go', line, body: 'And there' },
        ],
      });
    await expect(review(4)).rejects.toMatchObject({ status: 422 });
    expect(github.conversation(pull).reviews).toEqual([]);
    await review(1);
    expect(github.conversation(pull).threads.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'store/store.go:3',
      'store/store.go:1',
    ]);
  });
});

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
