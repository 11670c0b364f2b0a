// Check runs by GitHub's rules.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { type Ask, send } from './client.ts';

describe('a check run', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;
  const runs = '/repos/acme/shop/check-runs';
  const ask = (what: string, more: Ask = {}) => send(github, what, { token: github.token(repository), ...more });
  const start = (fields: object = {}) =>
    ask(`POST ${runs}`, { body: { name: 'Architecture', head_sha: pull.head.sha, status: 'in_progress', ...fields } });
  const annotation = (fields: object = {}) => ({
    path: 'a.go',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice',
    message: 'Here',
    ...fields,
  });

  beforeAll(async () => {
    github = await startGitHub();
    repository = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'a.go': 'package a\n' } });
    await repository.git.commit('feature', { 'b.go': 'package a\n' }, 'B', { from: 'main' });
    pull = await github.people.openPullRequest({ repository, head: 'feature' });
  });
  afterAll(() => github.close());

  test('begins, gathers annotations over several requests, and ends', async () => {
    const { body: begun, status } = await start({ external_id: 'review/1' });
    expect(status).toBe(201);
    expect(begun).toMatchObject({ status: 'in_progress', conclusion: null, external_id: 'review/1' });
    expect(begun.pull_requests).toMatchObject([{ number: pull.number, head: { sha: pull.head.sha } }]);
    const output = (count: number) => ({
      title: 'Two problems',
      summary: 'In short',
      annotations: Array.from({ length: count }, () => annotation()),
    });
    await ask(`PATCH ${runs}/${begun.id}`, { body: { output: output(50) } });
    const ended = await ask(`PATCH ${runs}/${begun.id}`, { body: { conclusion: 'neutral', output: output(2) } });
    expect(ended.body).toMatchObject({ status: 'completed', conclusion: 'neutral', output: { annotations_count: 52 } });
    expect((await ask(`GET ${runs}/${begun.id}/annotations?per_page=100`)).body).toHaveLength(52);
    expect((await ask(`GET ${runs}/${begun.id}`)).body.completed_at).not.toBeNull();
    const suite = `/repos/acme/shop/check-suites/${begun.check_suite.id}`;
    expect((await ask(`GET ${suite}`)).body).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    expect((await ask(`GET ${suite}/check-runs`)).body).toMatchObject({ total_count: 1 });
  });

  test('a run without an end, of an unknown commit or over a limit is refused', async () => {
    const { body: run } = await start();
    const change = (body: object) => ask(`PATCH ${runs}/${run.id}`, { body });
    const output = { title: 'T', summary: 'S' };
    const refusals = [
      await start({ head_sha: '0'.repeat(40) }),
      await start({ status: 'completed' }),
      await change({ status: 'completed' }),
      await change({ conclusion: 'splendid' }),
      await change({ conclusion: 'stale' }),
      await change({ output: { ...output, summary: 'x'.repeat(65_536) } }),
      await change({ output: { ...output, text: 'x'.repeat(65_536) } }),
      await change({ output: { ...output, annotations: Array.from({ length: 51 }, () => annotation()) } }),
      await change({ output: { ...output, annotations: [annotation({ start_line: 2 })] } }),
      await change({ output: { ...output, annotations: [annotation({ end_line: 2, start_column: 1 })] } }),
      await change({ output: { ...output, annotations: [annotation({ message: 'ü'.repeat(40_000) })] } }),
      await change({ output: { ...output, annotations: [annotation({ title: 'x'.repeat(256) })] } }),
      await change({ output: { summary: 'No title' } }),
      await change({ actions: [{ label: 'x'.repeat(21), description: 'd', identifier: 'i' }] }),
    ];
    expect(
      refusals.map(({ status, body }) => `${status} ${body.message.replaceAll('\n\n', ' ')}`),
    ).toMatchInlineSnapshot(`
[
  "422 No commit found for SHA: 0000000000000000000000000000000000000000",
  "422 Invalid request. "conclusion" is required when "status" is "completed" or "completed_at" is given.",
  "422 Invalid request. "conclusion" wasn't supplied.",
  "422 Invalid request. "conclusion" is not a member of ["action_required","cancelled","failure","neutral","success","skipped","stale","timed_out"].",
  "422 Invalid request. "stale" can be set by GitHub only.",
  "422 Invalid request. Only 65535 characters are allowed; more were supplied for "output.summary".",
  "422 Invalid request. Only 65535 characters are allowed; more were supplied for "output.text".",
  "422 Invalid request. No more than 50 items are allowed for "output.annotations".",
  "422 Invalid request. "end_line" must not be before "start_line".",
  "422 Invalid request. Columns can only be given when "start_line" and "end_line" are the same.",
  "422 Invalid request. "message" is over 64 KB.",
  "422 Invalid request. Only 255 characters are allowed for "title".",
  "422 Validation Failed",
  "422 Invalid request. Only 20 characters are allowed; more were supplied for "actions.0.label".",
]
`);
    const after = await ask(`GET ${runs}/${run.id}`);
    expect(after.body).toMatchObject({ status: 'in_progress', output: { title: null, annotations_count: 0 } });
    expect(github.violations.length).toBeGreaterThan(0);
    github.violations.length = 0;
  });

  test('of runs of one name the latest is listed, unless all are asked for', async () => {
    await start({ name: 'Twice' });
    const { body: second } = await start({ name: 'Twice' });
    github.people.foreignCheckRun(pull, 'Twice');
    const list = async (query: string) => {
      const { body } = await ask(`GET /repos/acme/shop/commits/feature/check-runs?check_name=Twice&${query}`);
      return body.check_runs.map(
        (run: { id: number; app: { slug: string } }) => `${run.app.slug} ${Math.sign(run.id - second.id)}`,
      );
    };
    expect(await list('')).toEqual(['another-app 1', 'go-backend-architect 0']);
    expect(await list(`app_id=${github.app.id}`)).toEqual(['go-backend-architect 0']);
    expect(await list(`app_id=${github.app.id}&filter=all`)).toEqual([
      'go-backend-architect 0',
      'go-backend-architect -1',
    ]);
  });

  test('only the App that made a run may change it', async () => {
    const foreign = github.people.foreignCheckRun(pull, 'Theirs');
    const refused = await ask(`PATCH ${runs}/${foreign.id}`, { body: { name: 'Ours' } });
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain('check run can only be modified by the GitHub App that created it');
  });

  test('a run on the head of a fork shows no pull request, as on GitHub', async () => {
    const fork = await github.fork(repository, 'contributor');
    await fork.git.commit('patch', { 'c.go': 'package a\n' }, 'C', { from: 'main' });
    const foreign = await github.people.openPullRequest({ repository, head: 'patch', fork });
    expect((await start({ head_sha: foreign.head.sha })).body.pull_requests).toEqual([]);
  });

  test('GraphQL tells the runs of a commit by App and name', async () => {
    const query = `query ($sha: GitObjectID!, $app: Int!) { repository(owner: "acme", name: "shop") { object(oid: $sha) {
      ... on Commit { checkSuites(first: 5, filterBy: {appId: $app}) { nodes { app { slug } status
        checkRuns(first: 9, filterBy: {checkName: "Twice", checkType: ALL}) { nodes { name status annotations(first: 1) { totalCount } } } } } } } } }`;
    const variables = { sha: pull.head.sha, app: github.app.id };
    const { body } = await ask('POST /graphql', { body: { query, variables } });
    const run = { name: 'Twice', status: 'IN_PROGRESS', annotations: { totalCount: 0 } };
    expect(body.data.repository.object.checkSuites.nodes).toEqual([
      { app: { slug: 'go-backend-architect' }, status: 'IN_PROGRESS', checkRuns: { nodes: [run, run] } },
    ]);
  });
});
