// Guidance on GitHub: posted once, edited in place, committed on top of the very head that was read, or not at all.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { TryLater } from '../../../src/domain/errors.ts';
import type { GuidanceDelivery } from '../../../src/domain/ports.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { TreeEntry } from '../../../src/domain/snapshot.ts';
import { createClient } from '../../../src/github/client.ts';
import { createGitHubGuidancePublisher, type GitHubGuidancePublisher } from '../../../src/publish/github.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../../support/github.ts';
import { DECIDE, makeGuidance, makeInquiry } from '../../support/question.ts';
import { makeSnapshot, makeTree } from '../../support/snapshot.ts';

const { signal } = new AbortController();
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const DECISIONS = '# Decisions\n\nAsk once.\n';
const FILES = { 'go.mod': 'module example.com/shop\n', 'docs/billing/architecture-decisions.md': DECISIONS };
const RECOMMENDATIONS = 'docs/billing/architecture/backend-architecture.md';
let github: GitHubDouble;
let repository: Repository;
let pull: PullRequest;
let publisher: GitHubGuidancePublisher;

beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());
afterEach(() => github.clearFaults());

let shops = 0;
beforeEach(async () => {
  shops += 1;
  repository = await github.createRepository({ owner: `acme-${shops}`, name: 'shop', files: FILES, installed: false });
  github.install(repository, { contents: 'write', issues: 'write', pull_requests: 'write', metadata: 'read' });
  await repository.git.commit('change', { 'a.go': 'package shop\n' }, 'A change', { from: 'main' });
  pull = await github.people.openPullRequest({ repository, head: 'change' });
  publisher = connect();
});

/** A publisher whose tokens are limited as the App's are. */
function connect(contents: 'read' | 'write' = 'write'): GitHubGuidancePublisher {
  const open = (permissions: Record<string, 'read' | 'write'>) =>
    createClient(new Octokit({ auth: github.token(repository, permissions), baseUrl: github.url, log: QUIET }));
  return createGitHubGuidancePublisher({
    client: open({ contents: 'read', issues: 'write', pull_requests: 'write' }),
    branchClient: open({ contents }),
    botLogin: github.app.botLogin,
    appId: github.app.id,
    log: { warn: () => {} },
  });
}

interface Wish {
  readonly mayCommit?: boolean;
  readonly fork?: boolean;
  readonly question?: Partial<Question>;
  readonly files?: Readonly<Record<string, string>>;
  readonly kinds?: Readonly<Record<string, TreeEntry['kind']>>;
}

function delivery({
  mayCommit = true,
  fork = false,
  question = {},
  files = FILES,
  kinds = {},
}: Wish = {}): GuidanceDelivery {
  const { target } = makeSnapshot({}, {});
  const tree = makeTree(files, pull.head.sha);
  const entries = [...tree.entries.values()].map((entry) => ({ ...entry, kind: kinds[entry.path] ?? entry.kind }));
  const place = { kind: 'pull-request', number: pull.number, commentId: 70, title: '', body: '' } as const;
  const name = { owner: repository.owner.login, name: 'shop' };
  return {
    question: makeInquiry(DECIDE, { id: `guide/${shops}/comment-70`, repository: name, place, ...question }),
    target: {
      ...target,
      repository: name,
      head: pull.head.sha,
      pullRequest: { ...target.pullRequest, number: pull.number, fork },
    },
    guidance: makeGuidance({ task: { kind: 'decide', context: 'docs/billing/context.md', into: 'docs/billing' } }),
    mayCommit,
    head: { ...tree, entries: new Map(entries.map((entry) => [entry.path, entry])) },
  };
}

const ours = () => pull.comments.filter(({ author }) => author.login === github.app.botLogin);
const why = () => /^The documents were not committed: (.*)$/m.exec(ours()[0]?.body ?? '')?.[1];
const fileAt = (sha: string, path: string) => repository.git.text(['show', `${sha}:${path}`]);

describe('a decision that may be committed', () => {
  test('is one commit on top of the head, with both files, and one comment that leads to them', async () => {
    const before = pull.head.sha;
    await publisher.deliver(delivery(), signal);
    expect(await repository.git.between(before, pull.head.sha, 9)).toEqual([pull.head.sha]);
    expect((await fileAt(pull.head.sha, 'docs/billing/architecture-decisions.md')).startsWith(DECISIONS)).toBe(true);
    expect(await fileAt(pull.head.sha, RECOMMENDATIONS)).toContain('### Concurrency & Performance');
    expect(await fileAt(pull.head.sha, 'a.go')).toBe('package shop');
    expect(
      ours().map(({ body }) => body.includes(`Committed to \`change\` as [\`${pull.head.sha.slice(0, 7)}\`]`)),
    ).toEqual([true]);
  });

  test('is not committed twice when a crash comes between the commit and its record', async () => {
    const asked = delivery();
    github.fault({ match: { method: 'POST', path: /comments$/ }, status: 503, times: 1 });
    await expect(publisher.deliver(asked, signal)).rejects.toThrow(TryLater);
    const committed = pull.head.sha;
    expect(committed).not.toBe(asked.target.head);
    await publisher.deliver(asked, signal);
    expect([pull.head.sha, ours().length]).toEqual([committed, 1]);
    expect(ours()[0]?.body).toContain('Committed to `change`');
  });

  test('is not committed over a head that moved on, before or in the midst of it', async () => {
    const asked = delivery();
    await github.people.push(pull, { 'b.go': 'package shop\n' });
    const moved = pull.head.sha;
    await publisher.deliver(asked, signal);
    expect([pull.head.sha, why()]).toEqual([moved, expect.stringContaining('the branch has new commits')]);
  });

  test('is not committed where the branch is moved between the look and the push', async () => {
    const asked = delivery();
    github.fault({
      match: { method: 'PATCH', path: /git\/refs/ },
      status: 422,
      body: { message: 'Update is not a fast forward' },
    });
    await publisher.deliver(asked, signal);
    expect([pull.head.sha, why()]).toEqual([asked.target.head, expect.stringContaining('the branch has new commits')]);
  });

  test.each<[string, Wish, RegExp]>([
    ['from a fork', { fork: true }, /comes from a fork/],
    [
      'over a file of somebody else',
      { files: { ...FILES, [RECOMMENDATIONS]: '# Mine\n' } },
      /was not created by this tool/,
    ],
    [
      'into a symbolic link',
      { kinds: { 'docs/billing/architecture-decisions.md': 'symlink' } },
      /is not a regular file/,
    ],
    ['below a file', { files: { ...FILES, 'docs/billing/architecture': 'x' } }, /is not a regular file/],
    [
      'into broken marks',
      { files: { ...FILES, 'docs/billing/architecture-decisions.md': '<!-- architect:backend end -->\n' } },
      /unbalanced section markers/,
    ],
  ])('is proposed instead of being written %s', async (_what, wish, said) => {
    const before = pull.head.sha;
    await publisher.deliver(delivery(wish), signal);
    expect([pull.head.sha, why()]).toEqual([before, expect.stringMatching(said)]);
    expect(ours()[0]?.body).toContain(`<details><summary><code>${RECOMMENDATIONS}</code></summary>`);
  });

  test('is proposed where the token may not write', async () => {
    await connect('read').deliver(delivery(), signal);
    expect(why()).toContain('lacks the permission "contents: write"');
  });
});

describe('a comment', () => {
  test('is posted once for a decision, and edited when it is made again', async () => {
    const once = delivery({ mayCommit: false });
    await publisher.deliver(once, signal);
    await publisher.deliver(once, signal);
    const place = { ...once.question.place!, commentId: 71 };
    const guidance = { ...once.guidance, answer: 'Think again.' };
    await publisher.deliver({ ...once, guidance, question: { ...once.question, place } }, signal);
    expect(ours()).toHaveLength(1);
    expect(ours()[0]?.body).toContain('Think again.');
  });

  test('does not take a mark for ours that somebody else wrote', async () => {
    const forged =
      '<!-- architect:guidance v1 {"comment":70,"about":"docs/billing/context.md -> docs/billing","state":"answered"} -->';
    await github.people.comment(pull, 'robin', forged);
    await publisher.deliver(delivery({ mayCommit: false }), signal);
    expect(ours()).toHaveLength(1);
    expect(pull.comments[0]?.body).toBe(forged);
  });

  test('says once why there is no answer, and leaves an earlier decision alone', async () => {
    const asked = delivery({ mayCommit: false });
    await publisher.deliver(asked, signal);
    const question = { ...asked.question, place: { ...asked.question.place!, commentId: 72 } };
    await publisher.explainNoAnswer(question, 'The model passed.', signal);
    await publisher.explainNoAnswer(question, 'The model passed.', signal);
    expect(ours().map(({ body }) => body.split('\n')[0])).toEqual([
      '### Go architecture · Decision on `docs/billing/context.md`',
      '### Go architecture · No decision',
    ]);
  });

  test('fits, however much there is to say', async () => {
    const asked = delivery({ mayCommit: false });
    const advice = Array.from({ length: 12 }, (_, index) => ({
      text: `${index} ${'Ä long word. '.repeat(110)}`,
      alternatives: [{ name: 'x', tradeOff: 'y'.repeat(600) }],
      effort: null,
      citations: [],
    }));
    const sections = makeGuidance().sections.map(({ section }) => ({ section, advice }));
    for (const task of [asked.guidance.task, { kind: 'ask', question: 'Where?' } as const]) {
      await publisher.deliver({ ...asked, guidance: { ...asked.guidance, task, sections } }, signal);
    }
    for (const { body } of ours()) expect([...body].length).toBeLessThan(65_536);
    expect(ours().length).toBeGreaterThan(0);
  });
});
