// The App is killed while reviews are under way, one at each point where it can be: every request that a review makes is held once
// before it has reached the other side, and every write once after. Started again, all of them end as if nothing had happened.
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewFiles, PullRequest } from '../support/github.ts';
import { asksForVerdicts, confirmAll } from '../support/refuter.ts';
import { Gate, type Passing, type When } from './gate.ts';
import { BAD_CHANGE, Town } from './town.ts';

/** Turns of the prepared model: two looks, then the review. */
const LOOKS = [
  { name: 'Read', input: { file_path: 'internal/domain/order.go' } },
  { name: 'Grep', input: { pattern: 'Cents' } },
];
const SUBMISSION = {
  summary: 'The order learns to store itself.',
  findings: [
    {
      section: 'risk-mitigation',
      severity: 'high',
      title: 'A price is a float',
      path: 'internal/domain/order.go',
      quote: '\tPrice float64',
      rationale: 'Sums of floats are off by a cent now and then.',
      recommendation: 'Keep cents only.',
      citations: [
        {
          kind: 'document',
          path: 'docs/DESIGN-PATTERNS.md',
          quote: 'A price is a whole number of cents, never a float.',
        },
      ],
    },
  ],
};

/** Every turn of the model that a review of the shop takes. */
const TURNS = ['turn 0', 'turn 1', 'turn 2', 'the verdicts', 'the second verdicts'] as const;

interface Request {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  readonly tools?: readonly object[];
}

function turnOf(request: Request): string {
  const answers = request.messages.filter((message) => message.role === 'assistant').length;
  if (!asksForVerdicts(request)) return `turn ${answers}`;
  return JSON.stringify(request.messages).includes('Another reviewer confirmed')
    ? 'the second verdicts'
    : 'the verdicts';
}

interface Point {
  readonly name: string;
  readonly side: 'github' | 'model';
  readonly when: When;
  /** Whether this is the request, of those that concern the pull request at all. */
  readonly matches: (passing: Passing) => boolean;
}

const write = (name: string, method: string, path: RegExp, words = /^/): Point[] =>
  (['before', 'after'] as const).map((when) => ({
    name: `${name}, ${when}`,
    side: 'github',
    when,
    matches: (passing) => passing.method === method && path.test(passing.path) && words.test(passing.body),
  }));
const read = (name: string, matches: Point['matches']): Point => ({ name, side: 'github', when: 'before', matches });
const turn = (name: string): Point => ({
  name: `${name} of the model`,
  side: 'model',
  when: 'before',
  matches: ({ body }) => turnOf(JSON.parse(body) as Request) === name,
});

const POINTS: readonly Point[] = [
  read('the comparison', ({ path }) => path.includes('/compare/')),
  ...write('the start of the check run', 'POST', /\/check-runs$/),
  read('a tree', ({ path }) => path.includes('/git/trees/')),
  read('the files', ({ path, body }) => path === '/graphql' && body.includes('object(oid')),
  ...TURNS.map(turn),
  read('what was said before', ({ path, body }) => path === '/graphql' && body.includes('Conversation')),
  ...write('the inline comments', 'POST', /\/pulls\/\d+\/reviews$/),
  ...write('the summary', 'POST', /\/issues\/\d+\/comments$/),
  ...write('the end of the check run', 'PATCH', /\/check-runs\/\d+$/, /"status":"completed"/),
];

/** Words that stand in everything that the model is asked about one pull request. */
const wordsOf = (index: number) => `Story number ${index}.`;

function changeOf(index: number): NewFiles {
  const path = 'internal/domain/order.go';
  return { [path]: `${BAD_CHANGE[path]}\n// ${wordsOf(index)}\n` };
}

describe('Killed at any point and started again', () => {
  const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  /** "index: turn" of every answer that the model gave. */
  const paid: string[] = [];
  const pulls: PullRequest[] = [];
  let town: Town;
  let gates: { github: Gate; model: Gate };

  beforeAll(async () => {
    model.on({ predicate: () => true }, (request) => {
      const index = /Story number (\d+)\./.exec(JSON.stringify(request.messages))?.[1];
      const turn = turnOf(request as Request);
      paid.push(`${index}: ${turn}`);
      const call = (name: string, input: object) => ({
        toolCalls: [{ id: `toolu_${paid.length}`, name, arguments: JSON.stringify(input) }],
      });
      if (turn.endsWith('verdicts')) return call('SubmitVerdicts', confirmAll(request.messages));
      const look = LOOKS[(TURNS as readonly string[]).indexOf(turn)];
      return look === undefined ? call('SubmitReview', SUBMISSION) : call(look.name, look.input);
    });
    await model.start();
    town = await Town.prepare(async (github) => {
      gates = { github: await Gate.open(github.url), model: await Gate.open(model.url) };
      return {
        GITHUB_BASE_URL: gates.github.url,
        ANTHROPIC_BASE_URL: gates.model.url,
        ANTHROPIC_API_KEY: 'key-of-a-story',
        CONCURRENCY: '30',
      };
    });
    await town.start();
    const held = POINTS.map(async (point, index) => {
      const repository = await town.shop();
      const { login } = repository.owner;
      const isOurs = ({ path, body }: Passing) => path.startsWith(`/repos/${login}/`) || body.includes(`"${login}"`);
      const isTold = ({ body }: Passing) => body.includes(wordsOf(index));
      const concerns = point.side === 'model' ? isTold : isOurs;
      const caught = gates[point.side].hold(point.when, (passing) => concerns(passing) && point.matches(passing));
      pulls[index] = await town.open(repository, changeOf(index));
      await town.within(`the App to reach ${point.name}`, caught);
    });
    await Promise.all(held);
    await town.crash();
    await town.start();
  }, 240_000);

  afterAll(async () => {
    await town?.close();
    await Promise.all([gates?.github.close(), gates?.model.close(), model.stop()]);
  });

  test.each(POINTS.map((point, index) => [point.name, index] as const))(
    '%s',
    async (_, index) => {
      const pull = pulls[index];
      if (pull === undefined) throw new Error('it was never opened');
      const seen = await town.concluded(pull, 'failure');
      expect(seen.checkRuns.map((run) => run.conclusion)).toEqual(['failure']);
      expect([seen.comments.length, seen.reviews.length, seen.threads.length]).toEqual([1, 1, 2]);
      const turns = paid.filter((each) => each.startsWith(`${index}: `));
      expect(turns.sort()).toEqual(TURNS.map((each) => `${index}: ${each}`).sort());
    },
    150_000,
  );

  test('every exchange with GitHub was as GitHub describes it', () => {
    expect(town.github.violations).toEqual([]);
  });
});
