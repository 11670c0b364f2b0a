// Events of GitHub's, and the jobs that follow from them.
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Job } from '../../src/domain/job.ts';
import { type EventFilter, readEvent } from '../../src/webhook/read-event.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly Record<string, unknown>[];
}
// Its entry point is JSON, which Node imports as a module only with an attribute that differs between versions.
const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];

const FILTER: EventFilter = {
  appId: 7,
  botLogin: 'go-backend-architect[bot]',
  allowedBots: ['renovate[bot]'],
  reviewLabel: 'architect-review',
};
const AT = '2026-11-01T10:00:00Z';

function read(event: string, payload: unknown, filter = FILTER) {
  return readEvent({ id: 'delivery-1', event, payload, receivedAt: '2026-11-01T10:00:05Z' }, filter);
}

/** What an event leads to, in a line. */
function brief(event: string, payload: unknown): string {
  const reading = read(event, payload);
  if ('ignored' in reading) return `ignored: ${reading.ignored}`;
  const { job } = reading;
  switch (job.kind) {
    case 'review': {
      const { trigger, id, skipReason } = job.request;
      return `${trigger} ${id}${skipReason === undefined ? '' : ` skipped: ${skipReason}`}`;
    }
    case 'command':
      return `command ${job.word} by ${job.login}${job.thread === undefined ? '' : ` in thread ${job.thread}`}`;
    case 'reply':
      return `reply by ${job.login} in thread ${job.thread}: ${job.text}`;
    case 'rerun':
      return `rerun ${job.head[0]} of ${job.pullRequests.join(',') || '?'}`;
    case 'cancel':
      return `cancel ${job.pullRequest}: ${job.why}`;
    case 'merge-group':
      return `merge group ${job.head[0]} of ${job.pullRequest}`;
    case 'forget':
      return `forget ${job.repositories?.map(({ owner, name }) => `${owner}/${name}`).join(' ') ?? 'all'}`;
  }
}

const COMMON = {
  installation: { id: 3 },
  repository: { name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' } },
  sender: { login: 'kim', type: 'User' },
};

function pullRequest(action: string, changes: object = {}, more: object = {}) {
  return {
    ...COMMON,
    action,
    pull_request: {
      number: 12,
      title: 'Add a store',
      body: null,
      user: { login: 'kim', type: 'User' },
      draft: false,
      state: 'open',
      merged: false,
      updated_at: AT,
      head: { sha: 'a'.repeat(40), repo: { full_name: 'acme/shop' } },
      base: { ref: 'main', sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } },
      ...changes,
    },
    ...more,
  };
}

describe('an event of GitHub', () => {
  const examples = EXAMPLES.flatMap(({ name, examples }) => examples.map((payload) => [name, payload] as const));

  test('as GitHub documents it is read without an exception, and a job survives JSON', () => {
    expect(examples.length).toBeGreaterThan(300);
    const counts: Record<string, number> = {};
    for (const [name, payload] of examples) {
      // Most examples were recorded without an App, and would be ignored for that alone.
      for (const whole of [payload, { installation: { id: 1 }, ...payload }]) {
        const reading = read(name, whole);
        if ('ignored' in reading) continue;
        counts[reading.job.kind] = (counts[reading.job.kind] ?? 0) + 1;
        expect(Job.parse(JSON.parse(JSON.stringify(reading.job)))).toEqual(reading.job);
      }
    }
    expect(counts).toMatchInlineSnapshot(`
{
  "cancel": 4,
  "forget": 8,
  "merge-group": 4,
  "review": 17,
}
`);
  });

  test('of any JSON whatever is read without an exception', () => {
    const event = fc.constantFrom(
      'pull_request',
      'issue_comment',
      'check_run',
      'check_suite',
      'merge_group',
      'toString',
    );
    fc.assert(fc.property(event, fc.jsonValue(), (name, payload) => void read(name, payload)));
  });

  test('with any field of it spoiled is read without an exception', () => {
    const whole = examples.filter(([name]) => /^(pull_request|check_run|issue_comment|installation)/.test(name));
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.nat(), fc.jsonValue(), ([name, payload], at, value) => {
        const keys = Object.keys(payload);
        void read(name, { ...payload, [keys[at % keys.length] as string]: value });
      }),
    );
  });
});

describe('a pull request', () => {
  test('asks for a review, or ends one, or does neither', () => {
    const cases: [string, object, object][] = [
      ['opened', {}, {}],
      ['reopened', {}, {}],
      ['synchronize', {}, {}],
      ['ready_for_review', {}, {}],
      ['opened as a draft', { draft: true }, {}],
      ['edited', {}, { changes: { title: { from: 'x' } } }],
      ['edited', {}, { changes: { base: { ref: { from: 'dev' } } } }],
      ['labeled', {}, { label: { name: 'bug' } }],
      ['labeled', {}, { label: { name: 'architect-review' } }],
      ['closed', { state: 'closed' }, {}],
      ['closed', { state: 'closed', merged: true }, {}],
      ['opened', { user: { login: 'dependabot[bot]', type: 'Bot' } }, {}],
      ['opened', { user: { login: 'renovate[bot]', type: 'Bot' } }, {}],
      ['opened', { user: null }, {}],
      ['synchronize', {}, { sender: { login: 'pre-commit-ci[bot]', type: 'Bot' } }],
      ['labeled', {}, { label: { name: 'architect-review' }, sender: { login: 'actions[bot]', type: 'Bot' } }],
      ['synchronize', {}, { sender: { login: 'Go-Backend-Architect[bot]', type: 'Bot' } }],
      ['synchronize', { state: 'closed' }, {}],
      ['assigned', {}, {}],
      ['opened', { head: { sha: 'not a sha', repo: null } }, {}],
    ];
    const lines = cases.map(([action, changes, more]) => {
      const line = brief('pull_request', pullRequest(action.split(' ', 1)[0] as string, changes, more));
      return `${action} ${JSON.stringify({ ...changes, ...more })}: ${line}`;
    });
    expect(lines).toMatchInlineSnapshot(`
[
  "opened {}: opened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "reopened {}: reopened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "synchronize {}: pushed review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "ready_for_review {}: ready-for-review review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "opened as a draft {"draft":true}: opened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main/draft",
  "edited {"changes":{"title":{"from":"x"}}}: ignored: the base branch did not change",
  "edited {"changes":{"base":{"ref":{"from":"dev"}}}}: base-changed review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "labeled {"label":{"name":"bug"}}: ignored: another label",
  "labeled {"label":{"name":"architect-review"}}: labelled review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main/labelled",
  "closed {"state":"closed"}: cancel 12: the pull request was closed",
  "closed {"state":"closed","merged":true}: cancel 12: the pull request was merged",
  "opened {"user":{"login":"dependabot[bot]","type":"Bot"}}: opened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main skipped: The pull request was opened by dependabot[bot], a bot that is not in ALLOWED_BOTS. Comment /architect to review it.",
  "opened {"user":{"login":"renovate[bot]","type":"Bot"}}: opened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "opened {"user":null}: opened review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "synchronize {"sender":{"login":"pre-commit-ci[bot]","type":"Bot"}}: pushed review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "labeled {"label":{"name":"architect-review"},"sender":{"login":"actions[bot]","type":"Bot"}}: ignored: labelled by the bot actions[bot]",
  "synchronize {"sender":{"login":"Go-Backend-Architect[bot]","type":"Bot"}}: pushed review/acme/shop/12/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/main",
  "synchronize {"state":"closed"}: ignored: the pull request is not open",
  "assigned {}: ignored: pull_request.assigned does not change what is reviewed",
  "opened {"head":{"sha":"not a sha","repo":null}}: ignored: unexpected payload at pull_request.head.sha: a full lower-case git object name",
]
`);
  });

  test('is told as the event shows it', () => {
    const reading = read(
      'pull_request',
      pullRequest('opened', { head: { sha: 'a'.repeat(40), repo: null }, title: 'T', body: 'B', draft: true }),
    );
    expect(reading).toMatchObject({
      job: {
        at: AT,
        request: {
          installationId: 3,
          head: 'a'.repeat(40),
          base: 'b'.repeat(40),
          requestedBy: null,
          requestedAt: '2026-11-01T10:00:05Z',
          seen: {
            number: 12,
            title: 'T',
            body: 'B',
            author: 'kim',
            draft: true,
            baseRef: 'main',
            fork: true,
            state: 'open',
          },
        },
      },
    });
  });

  test('has an id that fits, however long its branch is', () => {
    const base = { ref: `release/${'x'.repeat(240)}`, sha: 'b'.repeat(40), repo: { full_name: 'acme/shop' } };
    const line = brief('pull_request', pullRequest('opened', { base, draft: true }));
    expect(line.length).toBeLessThan(260);
    expect(line).toMatch(/\/[0-9a-f]{32}\/draft$/);
  });
});

describe('a person', () => {
  const comment = (body: string, more: object = {}) => ({
    ...COMMON,
    action: 'created',
    issue: { number: 12, title: 'T', body: null, pull_request: {} },
    comment: { id: 99, body, created_at: AT },
    ...more,
  });

  test('is heard under a pull request', () => {
    const cases: [string, object][] = [
      ['writes a command', comment('/architect')],
      ['writes something else', comment('looks good to me')],
      ['asks', comment('/architect ask Where?')],
      ['edits a comment', comment('/architect', { action: 'edited' })],
      ['is a bot', comment('/architect', { sender: { login: 'x[bot]', type: 'Bot' } })],
      ['is a bot that is allowed', comment('/architect why', { sender: { login: 'Renovate[bot]', type: 'Bot' } })],
      ['is ourselves', comment('/architect', { sender: { login: 'go-backend-architect[bot]', type: 'Bot' } })],
    ];
    expect(cases.map(([what, payload]) => `${what}: ${brief('issue_comment', payload)}`)).toMatchInlineSnapshot(`
[
  "writes a command: command review by kim",
  "writes something else: ignored: not a command",
  "asks: command ask by kim",
  "edits a comment: ignored: not a new comment",
  "is a bot: ignored: written by a bot",
  "is a bot that is allowed: command why by Renovate[bot]",
  "is ourselves: ignored: written by a bot",
]
`);
  });

  test('is heard under an issue, where questions are answered and reviews are not', () => {
    const issue = { number: 12, title: 'Charging', body: 'x'.repeat(9_000) };
    const read12 = (body: string) => (read('issue_comment', comment(body, { issue })) as { job: object }).job;
    expect(read12('/architect ask Where?')).toMatchObject({
      kind: 'command',
      pullRequest: 12,
      word: 'ask',
      task: { kind: 'ask', question: 'Where?' },
      issue: { title: 'Charging', body: 'x'.repeat(6_000) },
    });
    expect(read12('/architect')).toMatchObject({ word: 'review', mistake: 'needs-pull-request' });
    expect(read12('/architect help')).not.toHaveProperty('mistake');
  });

  const check = (changes: object, more: object = {}) => ({
    ...COMMON,
    action: 'rerequested',
    check_run: { head_sha: 'c'.repeat(40), app: { id: 7 }, pull_requests: [{ number: 12 }], ...changes },
    ...more,
  });

  test('is heard at a check', () => {
    const cases: [string, object][] = [
      ['runs our check again', check({})],
      ['runs our check of a fork again', check({ pull_requests: [] })],
      ['runs the check of another App again', check({ app: { id: 8 } })],
      [
        'presses our button',
        check({}, { action: 'requested_action', requested_action: { identifier: 'review-again' } }),
      ],
      ['presses another button', check({}, { action: 'requested_action', requested_action: { identifier: 'fix' } })],
      ['sees a check created', check({}, { action: 'created' })],
    ];
    expect(cases.map(([what, payload]) => `${what}: ${brief('check_run', payload)}`)).toMatchInlineSnapshot(`
[
  "runs our check again: rerun c of 12",
  "runs our check of a fork again: rerun c of ?",
  "runs the check of another App again: ignored: a check of another App",
  "presses our button: rerun c of 12",
  "presses another button: ignored: check_run.requested_action requests nothing",
  "sees a check created: ignored: check_run.created requests nothing",
]
`);
  });

  test('who runs all checks again', () => {
    const suite = {
      head_sha: 'c'.repeat(40),
      app: { id: 7 },
      pull_requests: [{ number: 12 }, { number: 12 }, { number: 13, head: { sha: 'c'.repeat(40) } }],
    };
    expect(brief('check_suite', { ...COMMON, action: 'rerequested', check_suite: suite })).toBe('rerun c of 12,13');
    expect(brief('check_suite', { ...COMMON, action: 'requested', check_suite: suite })).toMatch(/^ignored/);
  });
});

test('a reply in a review thread is answered, unless it is for somebody else, begins a thread, or is a bot’s', () => {
  const reply = (body: string, changes: object = {}, sender = { login: 'kim', type: 'User' }) =>
    brief('pull_request_review_comment', {
      action: 'created',
      installation: { id: 1 },
      repository: { name: 'shop', full_name: 'acme/shop', owner: { login: 'acme' } },
      sender,
      pull_request: { number: 7 },
      comment: { id: 9, in_reply_to_id: 5, body, created_at: AT, ...changes },
    });
  expect([
    reply('This is fine: it runs once.'),
    reply('/architect dismiss A3 it runs once'),
    reply('@kim what do you think?'),
    reply('@go-backend-architect why?'),
    reply('👍'),
    reply('A new thread', { in_reply_to_id: undefined }),
    reply('I am a bot', {}, { login: 'other[bot]', type: 'Bot' }),
  ]).toMatchInlineSnapshot(`
[
  "reply by kim in thread 5: This is fine: it runs once.",
  "command dismiss by kim in thread 5",
  "ignored: says nothing to answer",
  "reply by kim in thread 5: @go-backend-architect why?",
  "ignored: says nothing to answer",
  "ignored: begins a thread of its own",
  "ignored: written by a bot",
]
`);
});

describe('a rerun of a commit that is no longer the head', () => {
  const stale = { number: 12, head: { sha: 'e'.repeat(40) } };
  const suite = (...pull_requests: object[]) => ({
    ...COMMON,
    action: 'rerequested',
    check_suite: { head_sha: 'c'.repeat(40), app: { id: 7 }, pull_requests },
  });

  test('starts nothing for that pull request', () => {
    expect(brief('check_suite', suite(stale))).toBe('ignored: the commit is no longer the head of a pull request');
    expect(brief('check_suite', suite(stale, { number: 13, head: { sha: 'c'.repeat(40) } }))).toBe('rerun c of 13');
  });
});

describe('the rest', () => {
  const group = (head_ref: string) => ({
    ...COMMON,
    sender: undefined,
    action: 'checks_requested',
    merge_group: { head_sha: 'd'.repeat(40), head_ref },
  });

  test('is about merge groups and installations', () => {
    const cases: [string, object][] = [
      ['merge_group', group('refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64')],
      ['merge_group', group('refs/heads/gh-readonly-queue/release/pr-1-x/pr-7-0a1b')],
      ['merge_group', group('refs/heads/other')],
      ['merge_group', { ...group('refs/heads/gh-readonly-queue/main/pr-1-0a'), action: 'destroyed' }],
      ['installation', { action: 'deleted', installation: { id: 3 } }],
      ['installation', { action: 'suspend', installation: { id: 3 } }],
      ['installation', { action: 'created', installation: { id: 3 } }],
      [
        'installation_repositories',
        {
          action: 'removed',
          installation: { id: 3 },
          repositories_removed: [{ full_name: 'acme/shop' }, { full_name: 'strange' }],
        },
      ],
      ['installation_repositories', { action: 'added', installation: { id: 3 }, repositories_removed: [] }],
      ['star', COMMON],
    ];
    expect(cases.map(([event, payload]) => `${event}: ${brief(event, payload)}`)).toMatchInlineSnapshot(`
[
  "merge_group: merge group d of 104",
  "merge_group: merge group d of 7",
  "merge_group: ignored: the merge group names no pull request",
  "merge_group: ignored: merge_group.destroyed requests nothing",
  "installation: forget all",
  "installation: forget all",
  "installation: ignored: installation.created",
  "installation_repositories: forget acme/shop",
  "installation_repositories: ignored: no repository was removed",
  "star: ignored: star events are not handled",
]
`);
  });
});
