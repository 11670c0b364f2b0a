// The publisher against GitHub as it answers over HTTP: what people see, in how many requests, and after which accidents.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CannotReview, TryLater } from '../../src/domain/errors.ts';
import { readMarker } from '../../src/publish/markers.ts';
import { type HostedPullRequest, hostPullRequest, onFile, onLines, onOneLine } from './hosted-pull-request.ts';
import { clearReview } from './reviews.ts';

let host: HostedPullRequest;
beforeEach(async () => {
  host = await hostPullRequest();
});
afterEach(async () => {
  await host.github.close();
  expect(host.github.violations).toEqual([]);
});

const seen = () => host.github.conversation(host.pull);
const places = () => seen().threads.map(({ path, startLine, line }) => `${path}:${startLine ?? ''}-${line ?? ''}`);
const runs = () => seen().allCheckRuns.map(({ status, conclusion, title }) => ({ status, conclusion, title }));

describe('a review', () => {
  test('is one check run, one review with inline comments and one summary comment, in five requests', async () => {
    const published = await host.say();
    expect(host.requests()).toEqual([
      'POST /repos/acme/orders/check-runs',
      'POST /graphql',
      'POST /repos/acme/orders/pulls/1/reviews',
      'POST /repos/acme/orders/issues/1/comments',
      expect.stringMatching('PATCH /repos/acme/orders/check-runs/'),
    ]);
    expect(runs()).toEqual([
      { status: 'completed', conclusion: 'neutral', title: '1 high, 1 medium · 1 new layer violation' },
    ]);
    expect(places()).toEqual(['internal/domain/order.go:-5', 'internal/payment/client.go:4-7']);
    expect(seen().comments).toHaveLength(1);
    expect(seen().reviews.map(({ state, body }) => [state, body.split('\n')[0]])).toEqual([
      ['COMMENTED', expect.stringContaining('2 inline comments for')],
    ]);
    expect(published).toEqual({
      checkRunId: seen().checkRuns[0]?.id,
      summaryCommentId: seen().comments[0]?.id,
      reviewId: seen().reviews[0]?.id,
      inlineComments: 2,
      superseded: false,
    });
  });

  test('shows that it has begun, with what it is about to do', async () => {
    const { request, target } = host.publication();
    await host.publisher.open(request, target, host.signal);
    expect(runs()).toEqual([{ status: 'in_progress', conclusion: null, title: 'Fetching the change' }]);
    expect(seen().checkRuns[0]?.externalId).toBe(request.id);
  });

  test('shows where the work is until it has ended, and nothing after', async () => {
    const { request, target } = host.publication();
    const opened = await host.publisher.open(request, target, host.signal);
    const todos = [{ text: 'Check the callers of Put', state: 'in-progress' as const }];
    const show = (message: string) =>
      host.another().show(target, opened, { room: 'agent', message, todos }, host.signal);
    expect(await show('Checking the callers of Put')).toBe(true);
    expect(runs()).toEqual([{ status: 'in_progress', conclusion: null, title: 'Reviewing: 0 of 1 done' }]);
    expect(seen().checkRuns[0]?.summary).toContain('- [ ] ▸ Check the callers of Put');
    await host.publisher.publish({ ...host.publication(), opened }, host.signal);
    const ended = runs();
    expect(seen().checkRuns[0]?.summary).not.toContain('Check the callers of Put');
    expect(await show('Still at it')).toBe(false);
    expect(runs()).toEqual(ended);
  });

  test('annotates the lines and offers to review again', async () => {
    await host.say();
    const [run] = seen().checkRuns;
    expect(run?.annotations).toHaveLength(2);
    expect(run?.actions).toEqual([
      { label: 'Review again', description: 'Review this commit again.', identifier: 'review-again' },
    ]);
  });

  test.each([
    ['clear', 'success'],
    ['advise', 'neutral'],
    ['block', 'failure'],
  ] as const)('that ends "%s" is a check that ends "%s"', async (verdict, conclusion) => {
    await host.say({ verdict, ...(verdict === 'clear' ? { findings: [] } : {}) });
    expect(runs()[0]?.conclusion).toBe(conclusion);
  });

  test('of nothing is a skipped check, and not a word in the conversation', async () => {
    await host.say({ verdict: 'not-reviewed', notReviewed: 'No Go files changed.', findings: [] });
    expect(runs()).toEqual([
      { status: 'completed', conclusion: 'skipped', title: 'Not reviewed: No Go files changed.' },
    ]);
    expect(seen().comments).toEqual([]);
  });

  test('of nothing that a person asked for is answered where it was asked', async () => {
    await host.say(
      { verdict: 'not-reviewed', notReviewed: 'No Go files changed.', findings: [] },
      host.request({ trigger: 'command' }),
    );
    expect(seen().comments).toHaveLength(1);
  });

  test('with two hundred findings has all of them as annotations, fifty a request', async () => {
    const findings = Array.from({ length: 130 }, (_, index) => ({
      ...onFile,
      id: `f-${index}`,
      path: 'internal/other.go',
    }));
    await host.say({ findings });
    const patches = host.requests().filter((request) => request.startsWith('PATCH'));
    expect(patches).toHaveLength(3);
    expect(seen().checkRuns[0]?.annotations).toHaveLength(130);
    expect(runs()[0]).toMatchObject({ status: 'completed', conclusion: 'neutral' });
  });
});

describe('the next review', () => {
  test('says nothing twice: the summary is edited, open threads stand', async () => {
    await host.say();
    const [first] = seen().comments;
    await host.github.people.push(host.pull, { 'README.md': 'Hello.\n' });
    host.requests();
    await host.say({}, host.request({ id: 'second', trigger: 'pushed' }));
    expect(host.requests().map((request) => request.split(' ')[0])).toEqual(['POST', 'POST', 'PATCH', 'PATCH']);
    expect(seen().comments).toHaveLength(1);
    expect(seen().comments[0]?.id).toBe(first?.id);
    expect(seen().reviewComments).toHaveLength(2);
  });

  test('says what is new only', async () => {
    await host.say({ findings: [onOneLine] });
    await host.say({ findings: [onOneLine, onLines] }, host.request({ id: 'second' }));
    expect(places()).toEqual(['internal/domain/order.go:-5', 'internal/payment/client.go:4-7']);
  });

  test('leaves a finding alone that a person dismissed by resolving its thread', async () => {
    await host.say({ findings: [onOneLine] });
    await host.github.people.resolve(seen().threads[0]!, 'gopher');
    await host.say({ findings: [onOneLine] }, host.request({ id: 'second' }));
    expect(seen().threads).toHaveLength(1);
    expect(seen().comments[0]?.body).toContain('(dismissed in its thread)');
    await host.say({ findings: [] }, host.request({ id: 'third' }));
    await host.say({ findings: [onOneLine] }, host.request({ id: 'fourth' }));
    expect(seen().threads).toHaveLength(1);
  });

  test('takes back what is no longer true, and says it again when it is back', async () => {
    await host.say({ findings: [onOneLine] });
    await host.say({ findings: [] }, host.request({ id: 'second' }));
    const [thread] = seen().threads;
    expect(thread?.comments[0]?.minimized).not.toBeNull();
    expect(seen().comments[0]?.body).toContain('no longer found at');
    await host.say({ findings: [onOneLine] }, host.request({ id: 'third' }));
    expect(seen().threads).toHaveLength(2);
  });

  test('takes nothing back when it read less', async () => {
    await host.say({ findings: [onLines] });
    await host.say({ findings: [], mode: 'facts' }, host.request({ id: 'second' }));
    expect(seen().threads[0]).toMatchObject({ resolvedBy: null });
    expect(seen().comments[0]?.body).not.toContain('no longer found');
  });

  test('does not believe a summary that somebody else wrote', async () => {
    await host.say({ findings: [onOneLine] });
    const forged = seen().comments[0]!.body;
    await host.github.people.deleteComment(seen().comments[0]!);
    await host.github.people.comment(host.pull, 'mallory', forged);
    await host.github.people.comment(host.pull, 'go-backend-architect', forged);
    await host.say({ findings: [onOneLine] }, host.request({ id: 'second' }));
    expect(seen().comments.map((comment) => comment.author.login)).toEqual([
      'mallory',
      'go-backend-architect',
      host.github.app.botLogin,
    ]);
    expect(seen().comments[0]?.body).toBe(forged);
  });

  test('finds its summary among hundreds of comments', async () => {
    for (let count = 0; count < 120; count++) await host.github.people.comment(host.pull, 'gopher', `Remark ${count}`);
    await host.say();
    for (let count = 0; count < 30; count++) await host.github.people.comment(host.pull, 'gopher', `Remark ${count}`);
    await host.say({}, host.request({ id: 'second' }));
    const ours = seen().comments.filter((comment) => comment.author.login === host.github.app.botLogin);
    expect(ours).toHaveLength(1);
  });
});

describe('the head', () => {
  test('that moved on is not spoken about', async () => {
    const publication = host.publication();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    const next = await host.github.people.push(host.pull, { 'README.md': 'Hello.\n' });
    const published = await host.publisher.publish({ ...publication, opened }, host.signal);
    expect(published).toMatchObject({ superseded: true, summaryCommentId: null, reviewId: null });
    expect(runs()).toEqual([
      { status: 'completed', conclusion: 'neutral', title: `Superseded by ${next.slice(0, 7)}` },
    ]);
    expect(seen()).toMatchObject({ comments: [], reviews: [] });
  });

  test('of a closed pull request is not spoken about either', async () => {
    const publication = host.publication();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    await host.github.people.closePullRequest(host.pull);
    expect(await host.publisher.publish({ ...publication, opened }, host.signal)).toMatchObject({ superseded: true });
    expect(runs()).toEqual([{ status: 'completed', conclusion: 'neutral', title: 'Cancelled' }]);
    expect(seen().comments).toEqual([]);
  });
});

describe('a refused anchor', () => {
  const beyond = { ...onOneLine, id: 'beyond', title: 'Beyond the diff' };
  /** A diff that shows a line which GitHub's own does not. */
  const wrong = () => {
    const publication = host.publication({ findings: [beyond, onOneLine, onLines] });
    const [first, ...rest] = publication.files;
    const lines = first!.hunks[0]!.lines.map((line) => ({ ...line }));
    lines.push({ kind: 'added', text: 'made up', beforeLine: null, headLine: 400 });
    const review = {
      ...publication.review,
      findings: publication.review.findings.map((one) =>
        one.id === 'beyond' ? { ...one, startLine: 400, endLine: 400 } : one,
      ),
    };
    return { ...publication, review, files: [{ ...first!, hunks: [{ ...first!.hunks[0]!, lines }] }, ...rest] };
  };

  test('costs the other comments nothing, and goes on the file', async () => {
    const publication = wrong();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    const published = await host.publisher.publish({ ...publication, opened }, host.signal);
    expect(published.inlineComments).toBe(3);
    expect(
      seen()
        .threads.map(({ path, line, subjectType }) => `${subjectType} ${path}:${line ?? ''}`)
        .sort(),
    ).toEqual([
      'file internal/domain/order.go:',
      'line internal/domain/order.go:5',
      'line internal/payment/client.go:7',
    ]);
    expect(runs()[0]?.status).toBe('completed');
  });

  test('of a commit that left the pull request is tried later, and goes on no file', async () => {
    host.github.fault({
      match: { method: 'POST', path: /reviews$/ },
      status: 422,
      body: { message: 'Validation Failed', errors: [{ message: 'commit_id is not part of the pull request' }] },
    });
    const publication = { ...host.publication(), opened: { checkRunId: null } };
    await expect(host.publisher.publish(publication, host.signal)).rejects.toBeInstanceOf(TryLater);
    expect(seen().reviewComments).toEqual([]);
  });

  test('that even the file refuses is told in the summary', async () => {
    const publication = wrong();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    host.github.fault({
      match: { method: 'POST', path: /pulls\/1\/comments$/ },
      status: 422,
      body: { message: 'Validation Failed' },
    });
    const published = await host.publisher.publish({ ...publication, opened }, host.signal);
    expect(published.inlineComments).toBe(2);
    expect(seen().comments[0]?.body).toContain('<details><summary>High · Beyond the diff');
  });
});

describe('after a crash', () => {
  test('anywhere in publishing, saying it again leaves one of each', async () => {
    // The connection breaks after GitHub did what was asked, at each request in turn: the most that a killed process can leave undone.
    for (const lost of [0, 1, 2, 3]) {
      const one = await hostPullRequest();
      try {
        const publication = one.publication();
        const opened = await one.publisher.open(publication.request, publication.target, one.signal);
        one.github.fault({ kind: 'lose-answer', after: lost });
        await expect(one.publisher.publish({ ...publication, opened }, one.signal)).rejects.toBeInstanceOf(TryLater);
        one.github.clearFaults();
        await one.another().publish({ ...publication, opened }, one.signal);
        const { comments, reviews, reviewComments, allCheckRuns } = one.github.conversation(one.pull);
        expect([comments.length, reviews.length, reviewComments.length, allCheckRuns.length]).toEqual([1, 1, 2, 1]);
        expect(allCheckRuns[0]).toMatchObject({ status: 'completed', conclusion: 'neutral' });
        expect(allCheckRuns[0]?.annotations).toHaveLength(2);
        expect(comments[0]?.body).not.toContain('<details><summary>High');
      } finally {
        await one.github.close();
      }
    }
  });

  test('in opening, the run that is there is found again', async () => {
    const { request, target } = host.publication();
    const first = await host.publisher.open(request, target, host.signal);
    const again = await host.another({ mayBeRepeated: () => true }).open(request, target, host.signal);
    expect(again).toEqual(first);
    expect(runs()).toHaveLength(1);
  });

  test('a run that was left open is ended by the review that follows', async () => {
    const { request, target } = host.publication();
    await host.publisher.open(request, target, host.signal);
    await host.say();
    expect(runs().map((run) => run.status)).toEqual(['completed', 'completed']);
  });

  test('a summary that says the same is not sent again', async () => {
    const publication = host.publication();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    await host.publisher.publish({ ...publication, opened }, host.signal);
    host.requests();
    await host.publisher.publish({ ...publication, opened }, host.signal);
    expect(host.requests()).not.toContainEqual(expect.stringContaining('/issues/'));
  });

  test('a comment that a person deleted meanwhile is not posted again', async () => {
    const publication = host.publication();
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    await host.publisher.publish({ ...publication, opened }, host.signal);
    host.pull.threads.splice(0, 1);
    await host.publisher.publish({ ...publication, opened }, host.signal);
    expect(seen().reviews).toHaveLength(1);
    expect(seen().threads).toHaveLength(1);
  });
});

describe('a verdict is never lost', () => {
  const lock = { status: 403, body: { message: 'Unable to create comment because issue is locked.' }, times: 9 };
  const posts = { method: 'POST', path: /(reviews|comments)$/ };
  const publish = async () => {
    const { request, target, ...rest } = host.publication({ verdict: 'block' });
    const opened = await host.publisher.open(request, target, host.signal);
    const publication = { request, target, ...rest, opened };
    return { publication, opened, published: host.publisher.publish(publication, host.signal) };
  };
  const failed = expect.objectContaining({ status: 'completed', conclusion: 'failure' });

  test('a locked conversation: the check has verdict and annotations, and says what is missing', async () => {
    host.github.fault({ match: posts, ...lock });
    const { published } = await publish();
    expect(await published).toMatchObject({ summaryCommentId: null, inlineComments: 0, superseded: false });
    expect(runs()).toEqual([failed]);
    expect(seen().checkRuns[0]?.annotations).toHaveLength(2);
    expect(seen().checkRuns[0]?.summary).toMatch(/^\*\*The comments were not posted\.\*\* .*conversation is locked/);
  });

  test.each(['try-later', 'cannot-review'] as const)('nor by "%s" after a host that failed', async (kind) => {
    host.github.fault({ match: posts, status: 502 });
    const { publication, opened, published } = await publish();
    await expect(published).rejects.toBeInstanceOf(TryLater);
    const ending = { kind, why: 'GitHub answered 502.', retryAt: '2026-01-01T00:00:00Z' };
    await host.publisher.conclude(publication.request, opened, ending, host.signal);
    expect(runs()).toEqual([failed]);
    await host.publisher.publish(publication, host.signal);
    expect(runs()).toEqual([failed]);
    expect(seen().comments).toHaveLength(1);
    expect(seen().checkRuns[0]?.annotations).toHaveLength(2);
    expect(seen().checkRuns[0]?.summary).not.toContain('were not posted');
  });

  test('a review that waits keeps the gate closed', async () => {
    const { request, target } = host.publication();
    const opened = await host.publisher.open(request, target, host.signal);
    const ending = { kind: 'try-later', why: 'Busy.', retryAt: '2026-01-01T00:00:00Z' } as const;
    await host.publisher.conclude(request, opened, ending, host.signal);
    expect(runs()).toEqual([{ status: 'in_progress', conclusion: null, title: 'Retry scheduled' }]);
  });
});

describe('an end without a review', () => {
  test('is told on the run that was opened', async () => {
    const { request, target } = host.publication();
    const opened = await host.publisher.open(request, target, host.signal);
    await host.publisher.conclude(request, opened, { kind: 'out-of-time', deadlineMs: 600_000 }, host.signal);
    expect(runs()).toEqual([{ status: 'completed', conclusion: 'neutral', title: 'Timed out' }]);
  });

  test('finds the run by the request where it is not known', async () => {
    const { request, target } = host.publication();
    await host.publisher.open(request, target, host.signal);
    await host.publisher.conclude(request, null, { kind: 'superseded', by: 'f'.repeat(40) }, host.signal);
    expect(runs()).toEqual([{ status: 'completed', conclusion: 'neutral', title: 'Superseded by fffffff' }]);
  });

  test('that people can mend is shown even where no run was opened; one that nobody waits for is not', async () => {
    await host.publisher.conclude(host.request(), null, { kind: 'superseded', by: null }, host.signal);
    expect(runs()).toEqual([]);
    await host.publisher.conclude(
      host.request(),
      null,
      { kind: 'cannot-review', why: 'Contents may not be read.' },
      host.signal,
    );
    expect(runs()).toEqual([{ status: 'completed', conclusion: 'neutral', title: 'Could not review' }]);
  });

  test('after a passing fault does not keep the later review from its verdict', async () => {
    const publication = host.publication({ ...clearReview, verdict: 'clear' });
    const review = {
      ...publication.review,
      head: host.pull.head.sha,
      base: host.pull.base.sha,
      mergeBase: host.pull.base.sha,
    };
    const opened = await host.publisher.open(publication.request, publication.target, host.signal);
    await host.publisher.conclude(
      publication.request,
      opened,
      { kind: 'try-later', why: 'Busy.', retryAt: null },
      host.signal,
    );
    await host.publisher.publish({ ...publication, review, opened }, host.signal);
    expect(runs()).toEqual([{ status: 'completed', conclusion: 'success', title: 'No findings' }]);
  });
});

describe('a fault of GitHub', () => {
  const publish = async () => {
    const publication = host.publication();
    return host.publisher.publish({ ...publication, opened: { checkRunId: null } }, host.signal);
  };

  test('that passes says when to try again', async () => {
    host.github.secondaryRateLimit(90);
    await expect(publish()).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 90_000 });
    host.github.exhaustRateLimit(600);
    const error = await publish().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TryLater);
    expect((error as TryLater).retryAfterMs).toBeGreaterThan(500_000);
  });

  test('that says the commit is no longer there is tried later, and nothing moves to file level', async () => {
    const errors = ['Commit is not part of the pull request'];
    const body = { message: 'Unprocessable Entity', errors };
    host.github.fault({ match: { method: 'POST', path: /reviews$/ }, status: 422, body });
    host.requests();
    await expect(publish()).rejects.toMatchObject({ name: 'TryLater', retryAfterMs: 5_000 });
    expect(host.requests().filter((request) => /^POST .*\/(reviews|comments)$/.test(request))).toHaveLength(1);
  });

  test.each([500, 502, 503])('%i is tried later, and nothing is posted twice by the client', async (status) => {
    host.github.fault({ match: { method: 'POST', path: /reviews$/ }, status, times: 10 });
    await expect(publish()).rejects.toBeInstanceOf(TryLater);
    expect(host.requests().filter((request) => request.endsWith('/reviews'))).toHaveLength(1);
  });

  test('that is a missing permission names it', async () => {
    const { request, target } = host.publication();
    host.github.install(host.repository, { checks: 'read', metadata: 'read' });
    await expect(host.another().open(request, target, host.signal)).rejects.toThrow(CannotReview);
    const headers = { 'x-accepted-github-permissions': 'checks=write' };
    host.github.fault({ status: 403, headers, body: { message: 'Resource not accessible by integration' } });
    await expect(host.another().open(request, target, host.signal)).rejects.toThrow(/"checks: write"/);
  });

  test('of a pull request that is gone is not tried again', async () => {
    const publication = host.publication();
    const gone = {
      ...publication,
      target: { ...publication.target, pullRequest: { ...publication.target.pullRequest, number: 99 } },
    };
    await expect(host.publisher.publish({ ...gone, opened: { checkRunId: null } }, host.signal)).rejects.toThrow(
      CannotReview,
    );
  });
});

test('a fired signal stops before the next request', async () => {
  const publication = host.publication();
  const controller = new AbortController();
  controller.abort(new Error('superseded'));
  host.requests();
  await expect(
    host.publisher.publish({ ...publication, opened: { checkRunId: 1 } }, controller.signal),
  ).rejects.toThrow('superseded');
  expect(host.requests()).toEqual([]);
});

test('the summary remembers, hidden, what was said', async () => {
  await host.say();
  const marker = readMarker('summary', seen().comments[0]!.body);
  expect(marker).toMatchObject({ head: host.pull.head.sha, verdict: 'advise' });
  expect(marker?.history.map(({ id, state }) => [id, state])).toEqual([
    [onOneLine.id, 'open'],
    [onLines.id, 'open'],
  ]);
});
