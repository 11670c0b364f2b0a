// GraphQL as GitHub speaks it: nullability, bots' logins, limits and refusals.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { type?: string; message: string; path?: readonly unknown[] }[];
}

describe('GraphQL', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;

  const ask = async (query: string, variables: object = {}, token = github.token(repository)): Promise<Answer> => {
    const headers = { authorization: `bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

  beforeAll(async () => {
    github = await startGitHub();
    const files = { 'go.mod': 'module shop\n', 'logo.png': new Uint8Array([137, 80, 0, 1]), 'a/a.go': 'package a\n' };
    repository = await github.createRepository({ owner: 'acme', name: 'shop', files });
    await repository.git.commit('feature', { 'a/a.go': 'package a\n\nfunc A() {}\n' }, 'Add A', { from: 'main' });
    pull = await github.people.openPullRequest({ repository, head: 'feature', author: 'robin' });
    await fetch(`${github.url}/repos/acme/shop/pulls/1/reviews`, {
      method: 'POST',
      headers: { authorization: `bearer ${github.token(repository)}` },
      body: JSON.stringify({ event: 'COMMENT', comments: [{ path: 'a/a.go', line: 3, body: 'Why?' }] }),
    });
    await github.people.comment(pull, 'robin', 'Done.');
  });
  afterAll(() => github.close());

  test('many objects come in one answer, and what is not there is null', async () => {
    const { data } = await ask(`{ repository(owner: "acme", name: "shop") {
      go: object(expression: "feature:a/a.go") { ... on Blob { oid byteSize text isBinary isTruncated } }
      image: object(expression: "main:logo.png") { ... on Blob { text isBinary byteSize } }
      none: object(expression: "main:nowhere") { oid }
      root: object(expression: "main:") { ... on Tree { entries { name type mode } } }
    } }`);
    expect(data?.repository).toMatchObject({
      go: { byteSize: 23, text: 'package a\n\nfunc A() {}\n', isBinary: false, isTruncated: false },
      image: { text: null, isBinary: true, byteSize: 4 },
      none: null,
      root: {
        entries: [{ name: 'a', type: 'tree', mode: 16384 }, { name: 'go.mod', mode: 33188 }, { name: 'logo.png' }],
      },
    });
  });

  test("a bot's login has no [bot] behind it, unlike REST's", async () => {
    const { data } = await ask(`{ viewer { login } repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
      state headRefOid comments(last: 5) { nodes { author { login __typename } body } }
      reviewThreads(first: 5) { nodes { path line isResolved comments(first: 1) { nodes { author { login __typename } } } } }
    } } }`);
    expect(data).toEqual({
      viewer: { login: 'go-backend-architect[bot]' },
      repository: {
        pullRequest: {
          state: 'OPEN',
          headRefOid: pull.head.sha,
          comments: { nodes: [{ author: { login: 'robin', __typename: 'User' }, body: 'Done.' }] },
          reviewThreads: {
            nodes: [
              {
                path: 'a/a.go',
                line: 3,
                isResolved: false,
                comments: { nodes: [{ author: { login: 'go-backend-architect', __typename: 'Bot' } }] },
              },
            ],
          },
        },
      },
    });
  });

  test('what the token may not see is null with an error, and the rest is answered', async () => {
    const other = await github.createRepository({
      owner: 'rival',
      name: 'secret',
      files: { a: 'a' },
      installed: false,
    });
    expect(other.private).toBe(true);
    const { data, errors } = await ask(`{
      mine: repository(owner: "acme", name: "shop") { name }
      theirs: repository(owner: "rival", name: "secret") { name }
    }`);
    expect(data).toEqual({ mine: { name: 'shop' }, theirs: null });
    expect(errors).toEqual([
      {
        type: 'NOT_FOUND',
        path: ['theirs'],
        locations: [{ line: 3, column: 7 }],
        message: "Could not resolve to a Repository with the name 'rival/secret'.",
      },
    ]);
  });

  test('a connection without a size, or with too large a one, is refused', async () => {
    const comments = (size: string) =>
      ask(`{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { comments${size} { totalCount } } } }`);
    expect((await comments('')).errors?.[0]?.type).toBe('MISSING_PAGINATION_BOUNDARIES');
    expect((await comments('(first: 101)')).errors?.[0]?.type).toBe('EXCESSIVE_PAGINATION');
    const pages = await ask(`{ repository(owner: "acme", name: "shop") { pullRequests(first: 100) { nodes {
      reviewThreads(first: 100) { nodes { comments(first: 100) { nodes { body } } } } } } } }`);
    expect(pages.errors?.[0]?.type).toBe('MAX_NODE_LIMIT_EXCEEDED');
  });

  test('pages follow each other by cursor', async () => {
    await github.people.comment(pull, 'robin', 'Again.');
    const query = `query ($after: String) { repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
      comments(first: 1, after: $after) { nodes { body } pageInfo { hasNextPage endCursor } } } } }`;
    type Page = {
      repository: {
        pullRequest: { comments: { nodes: { body: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
      };
    };
    const first = ((await ask(query)).data as Page).repository.pullRequest.comments;
    expect(first).toMatchObject({ nodes: [{ body: 'Done.' }], pageInfo: { hasNextPage: true } });
    const second = ((await ask(query, { after: first.pageInfo.endCursor })).data as Page).repository.pullRequest
      .comments;
    expect(second).toMatchObject({ nodes: [{ body: 'Again.' }], pageInfo: { hasNextPage: false } });
  });

  test('hiding a comment takes the right to write it, resolving a thread the right to push', async () => {
    const [comment] = pull.comments;
    const [thread] = pull.threads;
    const hide = `mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) {
      minimizedComment { isMinimized minimizedReason } } }`;
    expect((await ask(hide, { id: `IC_${comment?.id}` })).data).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: 'outdated' } },
    });
    const resolve = `mutation ($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { isResolved } } }`;
    const refused = await ask(resolve, { id: `PRRT_${thread?.id}` });
    expect(refused.errors).toMatchObject([{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]);
    const pusher = github.token(repository, { contents: 'write', pull_requests: 'write' });
    expect((await ask(resolve, { id: `PRRT_${thread?.id}` }, pusher)).data).toEqual({
      resolveReviewThread: { thread: { isResolved: true } },
    });
  });

  test("a field that GitHub's schema does not have is refused and recorded", async () => {
    expect(github.violations).toEqual([]);
    const { errors, data } = await ask('{ repository(owner: "acme", name: "shop") { starz } }');
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toContain('Cannot query field "starz"');
    expect(github.violations).toEqual([expect.stringContaining('starz')]);
    github.violations.length = 0;
  });
});
