// What can be said on a pull request, where it may stand, and how it moves: by GitHub's rules, refusals word for word.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { type Ask, send } from './client.ts';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\n`).join('');

describe('a conversation', () => {
  let github: GitHubDouble;
  let repository: Repository;
  let pull: PullRequest;
  const ask = (what: string, more: Ask = {}) =>
    send(github, what.replace('PULL', `/repos/acme/shop/pulls/${pull.number}`), {
      token: github.token(repository),
      ...more,
    });
  const comment = (fields: object) =>
    ask('POST PULL/comments', { body: { body: 'Hm', commit_id: pull.head.sha, path: 'long.txt', ...fields } });
  const review = (fields: object) => ask('POST PULL/reviews', { body: { event: 'COMMENT', ...fields } });

  beforeAll(async () => {
    github = await startGitHub();
    repository = await github.createRepository({
      owner: 'acme',
      name: 'shop',
      files: { 'long.txt': numbered(1, 60), 'logo.png': new Uint8Array([0, 1]), 'other.txt': 'untouched\n' },
    });
    const changed = numbered(1, 60).replace('line 10\n', 'LINE 10\nLINE 10b\n').replace('line 40\n', '');
    await repository.git.commit('feature', { 'long.txt': changed, 'logo.png': new Uint8Array([0, 2]) }, 'Change', {
      from: 'main',
    });
    pull = await github.people.openPullRequest({ repository, head: 'feature', author: 'robin' });
  });
  afterAll(() => github.close());

  test('a comment stands on any line of the diff, on either side', async () => {
    const stand = async (fields: object) => {
      const { status, body } = await comment(fields);
      return status === 201
        ? `${body.side} ${body.start_line ?? ''}-${body.line} @${body.position}`
        : body.errors[0].field;
    };
    expect(await stand({ line: 10 })).toBe('RIGHT -10 @5');
    expect(await stand({ line: 7 })).toBe('RIGHT -7 @1');
    expect(await stand({ line: 10, side: 'LEFT' })).toBe('LEFT -10 @4');
    expect(await stand({ line: 40, side: 'LEFT' })).toBe('LEFT -40 @14');
    expect(await stand({ start_line: 10, start_side: 'LEFT', line: 11, side: 'RIGHT' })).toBe('RIGHT 10-11 @6');
    expect(await stand({ position: 5 })).toBe('RIGHT -10 @5');
    pull.threads.length = 0;
  });

  test('a line outside the diff, a wrong range, a binary file and an unknown path are refused', async () => {
    const refusals = await Promise.all([
      comment({ line: 20 }),
      comment({ line: 11, start_line: 20 }),
      comment({ line: 10, start_line: 11 }),
      comment({ line: 43, start_line: 10 }),
      comment({ path: 'logo.png', line: 1 }),
      comment({ path: 'other.txt', line: 1 }),
      comment({ line: 10, commit_id: pull.base.sha }),
      comment({ line: 10, body: ' ' }),
      comment({ line: 10, body: 'x'.repeat(65_537) }),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual(refusals.map(() => 422));
    expect(
      refusals.map(({ body }) => `${body.message}: ${body.errors[0].message ?? body.errors[0].field}`),
    ).toMatchInlineSnapshot(`
[
  "Validation Failed: pull_request_review_thread.line must be part of the diff",
  "Validation Failed: pull_request_review_thread.start_line must be part of the diff",
  "Validation Failed: pull_request_review_thread.start_line must precede the end line.",
  "Validation Failed: pull_request_review_thread.start_line must be part of the same hunk as the line.",
  "Validation Failed: pull_request_review_thread.line must be part of the diff",
  "Validation Failed: path",
  "Validation Failed: pull_request_review_thread.commit_id is not part of the pull request",
  "Validation Failed: body",
  "Validation Failed: Body is too long (maximum is 65536 characters)",
]
`);
    expect(pull.threads).toHaveLength(0);
  });

  test('a comment on the file stands outside any line, even on a binary one', async () => {
    const { status, body } = await comment({ path: 'logo.png', subject_type: 'file' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ subject_type: 'file', line: null, path: 'logo.png' });
    await ask(`DELETE /repos/acme/shop/pulls/comments/${body.id}`);
    expect(github.conversation(pull).threads).toHaveLength(0);
  });

  test('one bad comment fails a review whole, and says which trouble it met', async () => {
    const comments = [
      { path: 'long.txt', line: 10, body: 'Good' },
      { path: 'long.txt', line: 20, body: 'Outside' },
      { path: 'nowhere.txt', line: 1, body: 'Where?' },
    ];
    const { status, body } = await review({ body: 'Look', comments });
    expect(status).toBe(422);
    expect(body).toEqual({
      message: 'Unprocessable Entity',
      errors: ['Line could not be resolved', 'Path could not be resolved'],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    });
    expect((await review({ body: 'Look', commit_id: '0'.repeat(40) })).body.errors).toEqual([
      'Commit is not part of the pull request',
    ]);
    expect((await review({ body: '' })).body.errors).toEqual(["Body can't be blank"]);
    expect(pull.reviews.filter((each) => each.body === 'Look')).toHaveLength(0);
  });

  test('a review waits as pending, seen by its author alone, until it is submitted', async () => {
    const pending = await ask('POST PULL/reviews', {
      body: { body: 'Later', comments: [{ path: 'long.txt', line: 10, body: 'Draft' }] },
    });
    expect(pending.body).toMatchObject({ state: 'PENDING' });
    expect(pending.body.submitted_at).toBeUndefined();
    expect((await ask('POST PULL/reviews', { body: { body: 'Another' } })).body.errors).toEqual([
      'User can only have one pending review per pull request',
    ]);
    expect((await ask('GET PULL/comments')).body).toEqual([]);
    expect(github.conversation(pull).threads).toHaveLength(0);
    const done = await ask(`POST PULL/reviews/${pending.body.id}/events`, { body: { event: 'COMMENT' } });
    expect(done.body).toMatchObject({ state: 'COMMENTED' });
    expect((await ask('GET PULL/comments')).body).toMatchObject([
      { body: 'Draft', pull_request_review_id: done.body.id },
    ]);
    const again = await ask('POST PULL/reviews', { body: { body: 'Never mind' } });
    expect((await ask(`DELETE PULL/reviews/${again.body.id}`)).status).toBe(200);
    expect((await ask(`DELETE PULL/reviews/${done.body.id}`)).status).toBe(422);
    pull.threads.length = 0;
  });

  test('a review can be changed by who wrote it, and dismissed where it judged', async () => {
    const mine = await review({ body: 'Mine' });
    expect((await ask(`PUT PULL/reviews/${mine.body.id}`, { body: { body: 'Mine, mended' } })).body.body).toBe(
      'Mine, mended',
    );
    const theirs = await github.people.review(pull, 'sam', 'REQUEST_CHANGES', 'No');
    const refused = await ask(`PUT PULL/reviews/${theirs.id}`, { body: { body: 'Yes' } });
    expect(refused.status).toBe(422);
    const dismiss = (id: number) =>
      ask(`PUT PULL/reviews/${id}/dismissals`, { body: { message: 'Settled', event: 'DISMISS' } });
    expect((await dismiss(mine.body.id)).status).toBe(422);
    const judged = await review({ event: 'REQUEST_CHANGES', body: 'No' });
    expect((await dismiss(judged.body.id)).body.state).toBe('DISMISSED');
    expect((await ask(`GET PULL/reviews/${judged.body.id}`)).body.state).toBe('DISMISSED');
    expect((await ask('GET PULL/reviews?per_page=100')).body.length).toBe(pull.reviews.length);
  });

  test('replies stand in the thread of the first comment', async () => {
    const first = await comment({ line: 10 });
    const reply = await ask(`POST PULL/comments/${first.body.id}/replies`, { body: { body: 'Because' } });
    expect(reply).toMatchObject({ status: 201, body: { in_reply_to_id: first.body.id, line: 10, body: 'Because' } });
    const nested = await ask(`POST PULL/comments/${reply.body.id}/replies`, { body: { body: 'And?' } });
    expect(nested.status).toBe(404);
    const [thread] = pull.threads;
    if (thread === undefined) throw new Error('there is a thread');
    await github.people.reply(thread, 'robin', 'I see');
    const edited = await ask(`PATCH /repos/acme/shop/pulls/comments/${reply.body.id}`, { body: { body: 'Since' } });
    expect(edited.body.body).toBe('Since');
    expect(github.conversation(pull).reviewComments.map((each) => `${each.author.login}: ${each.body}`)).toEqual([
      'go-backend-architect[bot]: Hm',
      'go-backend-architect[bot]: Since',
      'robin: I see',
    ]);
    const ofReview = await ask(`GET PULL/reviews/${reply.body.pull_request_review_id}/comments`);
    expect(ofReview.body).toMatchObject([{ body: 'Since' }]);
    pull.threads.length = 0;
  });

  test('comments on the conversation: written, changed, reacted to, deleted', async () => {
    const comments = `/repos/acme/shop/issues/${pull.number}/comments`;
    const made = await ask(`POST ${comments}`, { body: { body: 'Summary' } });
    expect(made).toMatchObject({ status: 201, body: { user: { login: 'go-backend-architect[bot]', type: 'Bot' } } });
    expect(made.body.performed_via_github_app.slug).toBe('go-backend-architect');
    const one = `/repos/acme/shop/issues/comments/${made.body.id}`;
    expect((await ask(`PATCH ${one}`, { body: { body: 'Summary, newer' } })).body.body).toBe('Summary, newer');
    const eyes = await ask(`POST ${one}/reactions`, { body: { content: 'eyes' } });
    expect(eyes.status).toBe(201);
    expect((await ask(`POST ${one}/reactions`, { body: { content: 'eyes' } })).status).toBe(200);
    expect((await ask(`GET ${one}`)).body.reactions).toMatchObject({ total_count: 1, eyes: 1 });
    expect((await ask(`GET ${one}/reactions`)).body).toMatchObject([{ content: 'eyes' }]);
    expect((await ask(`DELETE ${one}/reactions/${eyes.body.id}`)).status).toBe(204);
    expect(await ask(`POST ${comments}`, { body: { body: 'x'.repeat(65_537) } })).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'Body is too long (maximum is 65536 characters)' }] },
    });
    expect((await ask(`POST ${comments}`, { body: { body: 'x'.repeat(65_536) } })).status).toBe(201);
    expect((await ask(`DELETE ${one}`)).status).toBe(204);
    expect((await ask(`GET ${one}`)).status).toBe(404);
    expect((await ask(`GET ${comments}?per_page=1`)).body).toHaveLength(1);
  });

  test('after a push a thread follows its line, or is outdated when the line was changed', async () => {
    await comment({ line: 11, body: 'Follows' });
    await comment({ line: 10, body: 'Goes' });
    await comment({ line: 40, side: 'LEFT', body: 'Old side' });
    const before = pull.head.sha;
    const text = numbered(1, 60).replace('line 10\n', 'changed\nLINE 10b\n').replace('line 40\n', '');
    await github.people.push(pull, { 'long.txt': `a new first line\n${text}` });
    const { body } = await ask('GET PULL/comments');
    expect(
      body.map((each: Record<string, unknown>) => [each.body, each.line, each.original_line, each.position === null]),
    ).toEqual([
      ['Follows', 12, 11, false],
      ['Goes', null, 10, true],
      ['Old side', 40, 40, false],
    ]);
    expect(body[0]).toMatchObject({ commit_id: pull.head.sha, original_commit_id: before });
    expect(body[1]).toMatchObject({ commit_id: before, original_commit_id: before });
    expect((await comment({ line: 1, commit_id: before })).status).toBe(422);
    expect((await comment({ line: 10, commit_id: before })).status).toBe(201);
  });
});
