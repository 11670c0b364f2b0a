import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BadInput, CannotReview, Superseded, TryLater } from '../../src/domain/errors.ts';
import type { CommandJob, CommandWord, Job } from '../../src/domain/job.ts';
import type { Question } from '../../src/domain/question.ts';
import type { PaidRun, Queue, ReviewJobs } from '../../src/queue/queue.ts';
import {
  createJobs,
  type Diary,
  delegate,
  nextMoment,
  openQueue,
  optionsOf,
  quietLog,
  reviewJob,
  sha,
  until,
  untilIdle,
} from './harness.ts';
import { stores, type TestStore } from './stores.ts';

const DEADLINE_MS = 1500;
const CLEAR = { verdict: 'clear', notReviewed: null } as const;

/** ReviewJobs that goes on until it is told to stop. */
function endless(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The number that a test has of its own, from those that it makes of it. */
function testOf(pullRequest: number | null): number {
  const number = pullRequest ?? 0;
  return number >= 100_000 ? Math.floor(number / 1000) : number % 7000;
}

describe.each(stores)('a queue on %s', (_name, openStore) => {
  let store: TestStore;
  let queue: Queue;
  let jobs: ReviewJobs;
  const diary: Diary = [];
  const outcomes: string[] = [];
  let pullRequest = 100;

  beforeAll(async () => {
    store = await openStore();
    queue = await openQueue(
      optionsOf({
        ...store,
        deadlineMs: DEADLINE_MS,
        debounceMs: 1000,
        concurrency: 3,
        log: quietLog(diary),
        metrics: { reviewEnded: (outcome) => outcomes.push(outcome), stepEnded() {} },
        jobs: {
          ...delegate(() => jobs),
          // A second look can come when the next test has begun.
          closeUnpublished: async (request, ...input) => {
            if (testOf(request.pullRequest) === pullRequest) await jobs.closeUnpublished(request, ...input);
          },
        },
      }),
    );
  }, 60_000);

  beforeEach(() => {
    diary.length = 0;
    outcomes.length = 0;
    pullRequest += 1;
  });

  afterAll(async () => {
    await queue.close();
    await store.remove();
  });

  /** ReviewJobs that notes what happens; `steps` run one after the other in every review. */
  function noting(steps: Readonly<Record<string, (signal: AbortSignal, run: PaidRun) => Promise<unknown>>>) {
    const notes: string[] = [];
    jobs = createJobs({
      async review(request, run) {
        notes.push(`begin ${request.head?.[0]}`);
        for (const [name, task] of Object.entries(steps)) {
          await run.step(name, async (signal) => {
            notes.push(name);
            return task(signal, run);
          });
        }
        notes.push(`end ${request.head?.[0]}`);
        return CLEAR;
      },
      async closeUnpublished(request, ending, kept) {
        notes.push(`${ending.kind} ${request.head?.[0]} ${JSON.stringify(kept('open'))}`);
      },
    });
    return notes;
  }

  describe('does a review', () => {
    test('once, if its event is delivered twice or two events have one head', async () => {
      const notes = noting({ open: async () => 1 });
      const job = reviewJob(pullRequest);
      expect(await queue.enqueue(job)).toBe('kept');
      expect(await queue.enqueue(job)).toBe('duplicate');
      expect(await queue.enqueue(reviewJob(pullRequest, { trigger: 'pushed' }))).toBe('duplicate');
      await untilIdle(queue);
      expect(await queue.enqueue(job)).toBe('duplicate');
      expect(notes).toEqual(['begin a', 'open', 'end a']);
      expect(outcomes).toEqual(['published']);
    });

    test('only for the last of several pushes, after they stop', async () => {
      const notes = noting({ open: async () => 1 });
      for (const letter of ['a', 'b', 'c']) {
        await queue.enqueue(reviewJob(pullRequest, { head: sha(letter), trigger: 'pushed' }));
      }
      await until(async () => (await queue.depth()).stored === 0, 'all pushes are enqueued');
      expect(await queue.depth()).toEqual({ stored: 0, waiting: 1, running: 0 });
      await untilIdle(queue);
      expect(notes).toEqual(['begin c', 'open', 'end c']);
    });

    test('of a head that came back, and not of a late event', async () => {
      const notes = noting({});
      const early = nextMoment();
      await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }));
      await untilIdle(queue);
      await queue.enqueue(reviewJob(pullRequest, { head: sha('b') }));
      await untilIdle(queue);
      expect(await queue.enqueue(reviewJob(pullRequest, { head: sha('c'), at: early }))).toBe('overtaken');
      expect(await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }))).toBe('kept');
      await untilIdle(queue);
      expect(notes).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin a', 'end a']);
    });

    test('again after the pull request was closed meanwhile and reopened', async () => {
      const notes = noting({ open: async (signal) => (notes.length < 3 ? endless(signal) : 7) });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => notes.includes('open'), 'it runs');
      const { repository, installationId } = reviewJob(pullRequest);
      const closed = { kind: 'cancel', delivery: 'closed', why: 'it was closed', pullRequest } as const;
      expect(await queue.enqueue({ ...closed, installationId, repository, at: nextMoment() })).toBe('done');
      await until(() => notes.includes('cancelled a undefined'), 'it has ended');
      expect(await queue.enqueue(reviewJob(pullRequest, { trigger: 'reopened' }))).toBe('kept');
      await untilIdle(queue);
      expect(notes.filter((note) => note !== 'cancelled a undefined')).toEqual([
        'begin a',
        'open',
        'begin a',
        'open',
        'end a',
      ]);
    });
  });

  describe('lets a newer head', () => {
    test('stop the running review at once and close it as superseded', async () => {
      let stoppedAfterMs = Number.NaN;
      let pushedAt = 0;
      const notes = noting({
        open: async () => ({ checkRunId: 7 }),
        turn: (signal) =>
          new Promise((resolve, reject) => {
            if (notes[0] !== 'begin a' || notes.includes('begin b')) return resolve('done');
            signal.addEventListener('abort', () => {
              stoppedAfterMs = performance.now() - pushedAt;
              reject(signal.reason);
            });
          }),
      });
      await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }));
      await until(() => notes.includes('turn'), 'the model is asked');
      pushedAt = performance.now();
      await queue.enqueue(reviewJob(pullRequest, { head: sha('b') }));
      await until(() => notes.includes('end b') && notes.some((note) => note.startsWith('superseded')), 'both end');
      expect(stoppedAfterMs).toBeLessThan(1000);
      expect(notes.filter((note) => note.endsWith('}') || note.startsWith('end'))).toEqual(
        expect.arrayContaining(['superseded a {"checkRunId":7}', 'end b']),
      );
      expect(notes).not.toContain('end a');
      expect(outcomes.sort()).toEqual(['published', 'superseded']);
    });

    test('stop a waiting review, which needs no closing', async () => {
      const notes = noting({ open: (signal) => (notes.includes('begin c') ? Promise.resolve(1) : endless(signal)) });
      const installationId = 900 + pullRequest;
      const others = [1, 2].map((number) => reviewJob(pullRequest * 1000 + number, { installationId, head: sha('e') }));
      for (const job of others) await queue.enqueue(job);
      await until(async () => (await queue.depth()).running === 2, 'the installation is busy');
      await queue.enqueue(reviewJob(pullRequest, { installationId, head: sha('a') }));
      await queue.enqueue(reviewJob(pullRequest, { installationId, head: sha('c') }));
      await untilIdle(queue);
      expect(notes).not.toContain('begin a');
      expect(notes.filter((note) => note.startsWith('superseded'))).toEqual([]);
    });

    test('stop a review that is scheduled for another attempt', async () => {
      const notes = noting({
        open: async () => {
          if (!notes.includes('begin b')) throw new TryLater('the host is down', 2000);
          return 1;
        },
      });
      await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }));
      await until(() => notes.includes('try-later a undefined'), 'the first attempt failed');
      await queue.enqueue(reviewJob(pullRequest, { head: sha('b') }));
      await until(() => notes.includes('end b') && notes.includes('superseded a undefined'), 'both have ended');
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(notes.filter((note) => note === 'begin a')).toHaveLength(1);
    });

    test('close the review a second time if its check run was being opened', async () => {
      const notes = noting({ open: (signal) => (notes.includes('begin b') ? Promise.resolve(1) : endless(signal)) });
      await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }));
      await until(() => notes.includes('open'), 'it opens');
      await queue.enqueue(reviewJob(pullRequest, { head: sha('b') }));
      await until(() => notes.filter((note) => note === 'superseded a undefined').length === 2, 'two looks');
    });
  });

  describe('when a job fails', () => {
    test('retries at the failed step and repeats no earlier one', async () => {
      let failures = 2;
      const attempts: unknown[] = [];
      const notes = noting({
        open: async () => ({ checkRunId: 3 }),
        turn: async () => 'an answer that was paid for',
        publish: async (_signal, run) => {
          attempts.push(run.attempt);
          failures -= 1;
          if (failures >= 0) throw new TryLater('the host is down', 1000);
          return 'posted';
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => notes.includes('end a'), 'it went through');
      expect(notes.filter((note) => !note.startsWith('begin'))).toEqual([
        'open',
        'turn',
        'publish',
        'try-later a {"checkRunId":3}',
        'publish',
        'try-later a {"checkRunId":3}',
        'publish',
        'end a',
      ]);
      expect(attempts).toEqual([1, 2, 3]);
    });

    test('retries a step within the attempt, and the job can tell', async () => {
      let failures = 2;
      const repeated: boolean[] = [];
      const notes = noting({
        open: async (_signal, run) => {
          repeated.push(run.mayBeRepeated());
          failures -= 1;
          if (failures >= 0) throw new TryLater('the host stumbled', 0);
          return { checkRunId: 3 };
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => notes.includes('end a'), 'it went through');
      expect(notes).toEqual(['begin a', 'open', 'open', 'open', 'end a']);
      // On a server another process may have been at it before this one.
      expect(repeated).toEqual([store.databaseUrl !== null, true, true]);
      expect(outcomes).toEqual(['published']);
    });

    test('starts the next attempt at the step whose retries failed', async () => {
      let failures = 3;
      const notes = noting({
        open: async () => ({ checkRunId: 3 }),
        publish: async () => {
          failures -= 1;
          if (failures >= 0) throw new TryLater('the host stumbles on', 0);
          return 'posted';
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => notes.includes('end a'), 'it went through');
      expect(notes.filter((note) => !note.startsWith('begin'))).toEqual([
        'open',
        'publish',
        'publish',
        'publish',
        'try-later a {"checkRunId":3}',
        'publish',
        'end a',
      ]);
    });

    test('gives up after five attempts and announces no retry', async () => {
      const endings: unknown[] = [];
      jobs = createJobs({
        review: async () => {
          throw new TryLater('the host is down', 10);
        },
        closeUnpublished: async (_request, ending) => {
          endings.push(ending);
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => endings.length === 5, 'five attempts', 30_000);
      expect(endings.at(-2)).toMatchObject({ kind: 'try-later', retryAt: expect.any(String) });
      expect(endings.at(-1)).toEqual({ kind: 'try-later', why: 'the host is down', retryAt: null });
    }, 40_000);

    test.each([
      ['cannot-review', new CannotReview('the permission is missing'), 'the permission is missing'],
      ['superseded', new Superseded('the head moved', sha('f')), undefined],
      ['cannot-review', new TypeError('secret details of a mistake'), 'Internal error; see the server log.'],
    ])('ends the check run as %s', async (kind, error, why) => {
      const endings: { kind: string; why?: string }[] = [];
      jobs = createJobs({
        review: (_request, run) =>
          run.step('open', async () => {
            throw error;
          }),
        closeUnpublished: async (_request, ending) => {
          endings.push(ending);
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => endings.length === 1, 'it ended');
      expect(endings[0]?.kind).toBe(kind);
      expect(endings[0]?.why).toBe(why);
    });

    test('closes a review at its deadline, even if it ignores the signal', async () => {
      const endings: unknown[] = [];
      jobs = createJobs({
        review: (_request, run) => run.step('open', () => new Promise<never>(() => {})),
        closeUnpublished: async (_request, ending) => {
          endings.push(ending);
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => endings.length > 0, 'it is out of time');
      expect(endings[0]).toEqual({ kind: 'out-of-time', deadlineMs: DEADLINE_MS });
    }, 20_000);

    test('retries closing the check run while the host is down', async () => {
      let tries = 0;
      jobs = createJobs({
        review: async () => {
          throw new CannotReview('no');
        },
        closeUnpublished: async () => {
          tries += 1;
          if (tries < 2) throw new TryLater('the host is down', 10);
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(() => tries === 2, 'the second try went through');
    });
  });

  describe('is fair:', () => {
    test('a busy installation does not keep another waiting', async () => {
      const busy = 5000 + pullRequest;
      const quiet = 6000 + pullRequest;
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const notes: string[] = [];
      jobs = createJobs({
        async review(request, run) {
          await run.step('open', () => (request.installationId === busy ? gate : Promise.resolve()));
          notes.push(request.installationId === busy ? 'busy' : 'quiet');
          return CLEAR;
        },
      });
      for (let number = 1; number <= 5; number++) {
        await queue.enqueue(reviewJob(pullRequest * 1000 + number, { installationId: busy }));
      }
      await until(async () => (await queue.depth()).running === 2, 'the busy one has its two places');
      await queue.enqueue(reviewJob(pullRequest, { installationId: quiet }));
      await until(() => notes.includes('quiet'), 'the quiet one is done');
      expect(notes).toEqual(['quiet']);
      open();
      await untilIdle(queue);
      expect(notes).toHaveLength(6);
    });
  });

  describe('runs commands:', () => {
    let comments = 0;
    function command(word: CommandWord, changes: Partial<CommandJob> = {}): CommandJob {
      comments += 1;
      return {
        kind: 'command',
        delivery: `command-${pullRequest}-${comments}`,
        installationId: 1,
        repository: { owner: 'acme', name: 'shop' },
        pullRequest,
        commentId: pullRequest * 100 + comments,
        word,
        login: 'kim',
        at: nextMoment(),
        ...changes,
      };
    }

    /** Takes orders, and notes what is answered. */
    function answering(changes: Partial<ReviewJobs> = {}) {
      const answers: unknown[] = [];
      jobs = createJobs({ answer: async (_order, given) => void answers.push(...given), ...changes });
      return answers;
    }

    test('reviews the current head for a person with write access', async () => {
      const requests: unknown[] = [];
      const answers = answering({
        review: async (request) => {
          requests.push(request);
          return CLEAR;
        },
      });
      const job = command('review');
      expect(await queue.enqueue(job)).toBe('kept');
      expect(await queue.enqueue(job)).toBe('duplicate');
      await until(() => requests.length === 1 && answers.length === 1, 'it is done');
      expect(requests[0]).toMatchObject({ trigger: 'command', head: null, pullRequest, requestedBy: 'kim' });
      expect(answers).toEqual([{ kind: 'accepted' }]);
    });

    test('refuses a person without write access', async () => {
      const answers = answering({ mayCommand: async () => false });
      await queue.enqueue(command('review'));
      await until(() => answers.length === 1, 'it is answered');
      expect(answers).toEqual([{ kind: 'refused', word: 'review', why: { kind: 'not-a-writer' } }]);
      expect(await queue.depth()).toEqual({ stored: 0, waiting: 0, running: 0 });
    });

    test('runs the commands of a comment in their order, and answers them together', async () => {
      const done: string[] = [];
      const given: unknown[] = [];
      answering({
        setPaused: async (_job, isPaused) => void done.push(isPaused ? 'pause' : 'resume'),
        decideFinding: async (_job, { finding, to, reason, by }) => {
          done.push(`${finding} ${to} by ${by}: ${reason}`);
          return { kind: 'unknown', known: ['A1'] };
        },
        readSettings: async () => {
          throw new CannotReview('GitHub refused.');
        },
        answer: async (_job, answers) => void given.push(answers),
      });
      const more = [
        { word: 'dismiss', finding: 'A3', reason: 'it runs once' },
        { word: 'config' },
        { word: 'help' },
      ] as const;
      await queue.enqueue(command('pause', { more: [...more] }));
      await until(() => given.length === 1, 'it is answered');
      expect(done).toEqual(['pause', 'A3 dismissed by kim: it runs once']);
      expect(given).toEqual([
        [
          { kind: 'paused' },
          { kind: 'decided', finding: 'A3', to: 'dismissed', lookup: { kind: 'unknown', known: ['A1'] } },
          { kind: 'failed', word: 'config', why: 'GitHub refused.' },
          { kind: 'help', unknown: false },
        ],
      ]);
    });

    test('lets readers ask what changes nothing, a few times an hour', async () => {
      const heard: number[] = [];
      const answers = answering({
        mayCommand: async () => false,
        hear: async ({ commentId }) => void heard.push(commentId),
      });
      const login = `reader-${pullRequest}`;
      await queue.enqueue(command('why', { login, more: [{ word: 'pause' }] }));
      await until(() => answers.length === 2, 'the first answer');
      expect(answers).toEqual([
        { kind: 'why', reviews: [] },
        { kind: 'refused', word: 'pause', why: { kind: 'not-a-writer' } },
      ]);
      for (let again = 0; again < 6; again += 1) await queue.enqueue(command('help', { login }));
      await until(() => answers.length === 8, 'all answers');
      expect(answers).toContainEqual({ kind: 'refused', word: 'help', why: { kind: 'too-often', most: 6 } });
      expect(heard).toHaveLength(7);
    });

    test('refuses everything to people who may not read', async () => {
      const answers = answering({ mayCommand: async () => false, mayRead: async () => false });
      await queue.enqueue(command('help'));
      await until(() => answers.length === 1, 'it is answered');
      expect(answers).toEqual([{ kind: 'refused', word: 'help', why: { kind: 'no-access' } }]);
    });

    test('cancels, explains and helps', async () => {
      const ended: string[] = [];
      const answers = answering({
        review: (_request, run) => run.step('open', endless),
        closeUnpublished: async (_request, ending) => void ended.push(JSON.stringify(ending)),
      });
      await queue.enqueue(reviewJob(pullRequest));
      await until(async () => (await queue.depth()).running === 1, 'it runs');
      await queue.enqueue(command('cancel'));
      await until(() => answers.length === 1 && ended.length > 0, 'it is cancelled');
      await queue.enqueue(command('why'));
      await until(() => answers.length === 2, 'it is explained');
      await queue.enqueue(command('help'));
      await queue.enqueue(command('unknown'));
      await until(() => answers.length === 4, 'help is given');
      expect(ended[0]).toBe('{"kind":"cancelled","why":"requested by kim"}');
      expect(answers.slice(0, 2)).toMatchObject([
        { kind: 'cancelled', reviews: 1 },
        { kind: 'why', reviews: [{ head: sha('a'), state: 'cancelled' }] },
      ]);
      expect(answers.slice(2)).toEqual(
        expect.arrayContaining([
          { kind: 'help', unknown: false },
          { kind: 'help', unknown: true },
        ]),
      );
    });

    const question = () => command('ask', { task: { kind: 'ask', question: 'Where?' } });

    test('answers a question once, retries temporary errors, and repeats no finished step', async () => {
      const seen: string[] = [];
      const answers = answering({
        answerQuestion: async ({ id, task }, run) => {
          await run.step('target', async () => seen.push('target'));
          await run.step('turn 1', async () => {
            seen.push(`turn of ${task.kind} ${id.split('/').slice(-2).join('/')}`);
            if (seen.length < 3) throw new TryLater('the model is overloaded', 0);
          });
        },
        explainNoAnswer: async (_question, why) => void seen.push(why),
      });
      const job = question();
      await queue.enqueue(job);
      await queue.enqueue({ ...job, delivery: `${job.delivery}-again` });
      await until(() => seen.length === 3, 'the answer');
      await untilIdle(queue);
      const turn = `turn of ask ${pullRequest}/comment-${job.commentId}`;
      expect([seen, answers]).toEqual([['target', turn, turn], [{ kind: 'accepted' }]]);
    });

    test('explains why there is no answer, and retries posting it', async () => {
      const said: string[] = [];
      let tries = 0;
      answering({
        answerQuestion: async () => {
          throw new BadInput('ask needs a model');
        },
        explainNoAnswer: async ({ place }: Question, why) => {
          tries += 1;
          if (tries === 1) throw new TryLater('the host is away', 0);
          said.push(`${place?.kind} ${place?.number}: ${why}`);
        },
      });
      await queue.enqueue({ ...question(), issue: { title: 'Charging', body: '' } });
      await until(() => said.length > 0, 'the excuse');
      expect([said, tries]).toEqual([[`issue ${pullRequest}: ask needs a model`], 2]);
    });

    test('explains a mistake in a command without calling the model', async () => {
      const answers = answering({ answerQuestion: () => Promise.reject(new Error('not to be asked')) });
      await queue.enqueue(command('ask', { mistake: 'no-question' }));
      await until(() => answers.length > 0, 'the answer');
      expect(answers).toEqual([{ kind: 'mistaken', mistake: 'no-question' }]);
    });

    test('limits the questions per conversation, and cancels them on command', async () => {
      const excuses: string[] = [];
      const answers = answering({
        answerQuestion: (_question, run) => run.step('turn 1', endless),
        explainNoAnswer: async (_question, why) => void excuses.push(why),
      });
      for (let asked = 0; asked < 4; asked += 1) await queue.enqueue(question());
      await until(() => answers.length === 4, 'four answers');
      expect(answers).toContainEqual({ kind: 'too-many', most: 3 });
      answers.length = 0;
      await queue.enqueue(command('cancel'));
      await until(() => answers.length === 1, 'the cancel');
      expect([answers, excuses]).toEqual([[{ kind: 'cancelled', reviews: 3 }], []]);
    });

    test('reruns the check for the pull requests of its commit', async () => {
      const requests: (number | null)[] = [];
      answering({
        findPullRequests: async () => [pullRequest, pullRequest + 7000],
        review: async (request) => {
          requests.push(request.pullRequest);
          return CLEAR;
        },
      });
      await queue.enqueue(reviewJob(pullRequest));
      await untilIdle(queue);
      const { pullRequest: _, commentId: __, word: ___, ...origin } = command('review');
      const rerun: Job = {
        ...origin,
        kind: 'rerun',
        head: sha('a'),
        pullRequests: [],
        delivery: `rerun-${pullRequest}`,
      };
      await queue.enqueue(rerun);
      await until(() => requests.length === 3, 'both are reviewed');
      expect(requests.sort()).toEqual([pullRequest, pullRequest, pullRequest + 7000].sort());
      await queue.enqueue({ ...rerun, delivery: `rerun-old-${pullRequest}`, head: sha('0') });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(requests.filter((number) => number === pullRequest)).toHaveLength(2);
    });

    test('copies the verdict to a merge group, and retries it', async () => {
      let tries = 0;
      answering({
        carryVerdict: async () => {
          tries += 1;
          if (tries === 1) throw new TryLater('the host is down', 10);
        },
      });
      const { commentId: _, word: __, login: ___, ...origin } = command('review');
      await queue.enqueue({ ...origin, kind: 'merge-group', head: sha('d'), delivery: `group-${pullRequest}` });
      await until(() => tries === 2, 'it is carried over');
    }, 20_000);
  });

  test('cancels the reviews of a removed installation', async () => {
    const notes = noting({ open: endless });
    const installationId = 8000 + pullRequest;
    await queue.enqueue(reviewJob(pullRequest, { installationId, name: 'gone' }));
    await queue.enqueue(reviewJob(pullRequest, { installationId, name: 'kept', head: sha('b') }));
    await until(async () => (await queue.depth()).running === 2, 'both run');
    const forget = { kind: 'forget', delivery: 'removed', installationId, at: nextMoment() } as const;
    await queue.enqueue({ ...forget, repositories: [{ owner: 'acme', name: 'gone' }] });
    expect((await queue.depth()).running).toBe(1);
    await queue.enqueue({ ...forget, repositories: null });
    await untilIdle(queue);
    expect(notes.filter((note) => note.startsWith('end'))).toEqual([]);
  });

  test('cancels the questions of a removed installation', async () => {
    const seen: string[] = [];
    jobs = createJobs({
      answerQuestion: (_question, run) =>
        run.step('turn 1', async (signal) => {
          seen.push('begun');
          await endless(signal).finally(() => seen.push('stopped'));
        }),
      explainNoAnswer: async (_question, why) => void seen.push(why),
    });
    const installationId = 9000 + pullRequest;
    const at = nextMoment();
    const origin = { delivery: `ask-${pullRequest}`, installationId, repository: { owner: 'acme', name: 'asked' }, at };
    const comment = { pullRequest, commentId: pullRequest * 100, word: 'ask' as const, login: 'kim' };
    await queue.enqueue({ kind: 'command', ...origin, ...comment, task: { kind: 'ask', question: 'Where?' } });
    await until(() => seen.includes('begun'), 'it is being answered');
    await queue.enqueue({ kind: 'forget', delivery: 'gone', installationId, repositories: null, at: nextMoment() });
    await until(() => seen.includes('stopped'), 'it is stopped');
    expect(seen).toEqual(['begun', 'stopped']);
  });

  test('reserves money for all attempts of a review and releases the rest after the last', async () => {
    const seen: object[] = [];
    let tries = 0;
    jobs = createJobs({
      async review(_request, run) {
        await run.step('reserve', () => run.spendBudget.reserve(3, 1));
        await run.step('turn', () => run.spendBudget.charge(0.25));
        seen.push(await queue.spending());
        await run.step('publish', async () => {
          tries += 1;
          if (tries === 1) throw new TryLater('the host is down', 1000);
        });
        return CLEAR;
      },
    });
    const before = await queue.spending();
    const spent = (usd: number, reservedUsd: number) => ({ spentUsd: before.spentUsd + usd, reservedUsd });
    await queue.enqueue(reviewJob(pullRequest, { installationId: 4711 }));
    await until(() => tries === 2, 'it is tried again');
    await untilIdle(queue);
    expect(seen).toMatchObject([spent(0.25, 2.75), spent(0.25, 2.75)]);
    expect(await queue.spending()).toMatchObject(spent(0.25, 0));
    expect((await queue.spending()).installations).toContainEqual({ id: '4711', spentUsd: 0.25 });
  }, 20_000);

  test('releases the reservation of a superseded review', async () => {
    jobs = createJobs({
      async review(request, run) {
        if (request.head === sha('b')) return CLEAR;
        await run.step('reserve', () => run.spendBudget.reserve(3, 1));
        return run.step('turn', endless);
      },
    });
    await queue.enqueue(reviewJob(pullRequest, { head: sha('a') }));
    await until(async () => (await queue.spending()).reservedUsd === 3, 'money is set aside');
    await queue.enqueue(reviewJob(pullRequest, { head: sha('b') }));
    await until(async () => (await queue.spending()).reservedUsd === 0, 'it is taken back');
    await untilIdle(queue);
  });

  test('cancels a scheduled attempt and releases its reservation', async () => {
    const ended: string[] = [];
    const answers: unknown[] = [];
    let begun = 0;
    jobs = createJobs({
      async review(_request, run) {
        begun += 1;
        await run.step('reserve', () => run.spendBudget.reserve(3, 1));
        throw new TryLater('the host is down', 600_000);
      },
      closeUnpublished: async (_request, ending) => void ended.push(ending.kind),
      answer: async (_order, given) => void answers.push(...given),
    });
    const { repository, installationId } = reviewJob(pullRequest);
    await queue.enqueue(reviewJob(pullRequest));
    await until(() => ended.length === 1, 'the first attempt failed');
    expect((await queue.spending()).reservedUsd).toBe(3);
    const comment = { commentId: pullRequest * 100, word: 'cancel' as const, login: 'kim', at: nextMoment() };
    const origin = { delivery: `cancel-${pullRequest}`, installationId, repository, pullRequest };
    await queue.enqueue({ kind: 'command', ...origin, ...comment });
    await until(() => ended.length === 2 && answers.length === 1, 'it is cancelled');
    expect([begun, ended, answers]).toEqual([1, ['try-later', 'cancelled'], [{ kind: 'cancelled', reviews: 1 }]]);
    expect((await queue.spending()).reservedUsd).toBe(0);
  });

  test('refuses a second queue in one process', async () => {
    await expect(openQueue(optionsOf({ ...store }))).rejects.toThrow('this process already has a queue');
  });
});
