// A change that is too large for one reading: in which order it is read, in which conversations, and what is said of what was not read.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judge } from '../../../src/agent/agent.ts';
import { planParts } from '../../../src/agent/parts/plan-parts.ts';
import { rankFiles } from '../../../src/agent/parts/rank-files.ts';
import type { ApiChange, Fact } from '../../../src/domain/architecture.ts';
import { CannotReview, TryLater } from '../../../src/domain/errors.ts';
import type { Place } from '../../../src/domain/finding.ts';
import type { GoPackage } from '../../../src/domain/package-graph.ts';
import type { ModelCall, ModelTurn, Ports } from '../../../src/domain/ports.ts';
import { Review } from '../../../src/domain/review.ts';
import type { RunLimits } from '../../../src/domain/run-limits.ts';
import { Settings } from '../../../src/domain/settings.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { linksOf } from '../../../src/publish/links.ts';
import { checkOutput } from '../../../src/publish/markdown/check.ts';
import { makeArchitecture, makeLimits, makePorts, makeRequest, makeSnapshot } from '../../support/snapshot.ts';
import type { Files } from '../../support/txtar.ts';

const PACKAGES = ['api', 'billing', 'domain', 'report', 'store', 'users'] as const;

/** A new file of about `size` characters of diff. */
function goFile(name: string, size = 60_000): string {
  const line = `// ${'A long line that nobody needs to read. '.repeat(38)}\n`;
  return `package ${name}\n\nfunc Load() error { return nil }\n${line.repeat(Math.ceil(size / line.length))}`;
}

const large: Files = Object.fromEntries(PACKAGES.map((name) => [`internal/${name}/${name}.go`, goFile(name)]));
const settings = Settings.parse({ refute: false });
const snapshotOf = (head: Files, changes: Partial<Snapshot> = {}): Snapshot =>
  ({ ...makeSnapshot({}, head, { settings }), ...changes }) as Snapshot;

const place = (path: string): Place => ({
  path,
  startLine: 3,
  endLine: 3,
  quote: 'func Load() error { return nil }',
  side: 'head',
});

function goPackage(name: string, changes: Partial<GoPackage> = {}): GoPackage {
  return {
    importPath: `example.com/shop/internal/${name}`,
    name,
    dir: `internal/${name}`,
    module: 'example.com/shop',
    files: [`internal/${name}/${name}.go`],
    testFiles: [],
    imports: [],
    testImports: [],
    sites: [],
    testSites: [],
    layer: null,
    ...changes,
  };
}

const layerFact: Fact = {
  id: 'layer-violation:internal/store/store.go',
  kind: 'layer-violation',
  statement: 'The store imports the API.',
  places: [place('internal/store/store.go')],
};
const breaking: ApiChange = {
  package: 'example.com/shop/internal/domain',
  symbol: 'Load',
  name: 'Load',
  kind: 'removed',
  compatibility: 'breaking',
  before: 'func Load() error',
  after: null,
  place: place('internal/domain/domain.go'),
};
const users = 'example.com/shop/internal/users';
/** The store breaks a layer, the domain its callers, everybody imports the users. */
const architecture = makeArchitecture({
  after: {
    modules: [],
    cycles: [],
    packages: new Map(
      PACKAGES.map((name) => goPackage(name, name === 'users' ? {} : { imports: [users] })).map((one) => [
        one.importPath,
        one,
      ]),
    ),
  },
  facts: [layerFact],
  apiChanges: [breaking],
});

describe('the weight of a file', () => {
  const order = (from: Snapshot, facts = architecture) =>
    [...rankFiles(from, facts)].sort((a, b) => b[1] - a[1]).map(([path]) => path.replace(/^.*\//, ''));

  test('is made of the layer, the importers, the exported surface and the risks', () => {
    const weights = rankFiles(snapshotOf(large), architecture);
    const rounded = [...weights].map(([path, weight]) => `${path.replace(/^.*\//, '')} ${weight.toFixed(1)}`);
    expect(rounded).toMatchInlineSnapshot(`
[
  "api.go 0.0",
  "billing.go 0.0",
  "domain.go 8.0",
  "report.go 0.0",
  "store.go 10.0",
  "users.go 7.8",
]
`);
    const layered = Settings.parse({
      layers: [
        { name: 'domain', packages: ['internal/domain'] },
        { name: 'service', packages: ['internal/billing'], mayImport: ['domain'] },
        { name: 'transport', packages: ['internal/api'], mayImport: ['domain', 'service'] },
      ],
    });
    const inLayers = makeArchitecture({
      after: {
        modules: [],
        cycles: [],
        packages: new Map(
          [
            goPackage('domain', { layer: 'domain' }),
            goPackage('billing', { layer: 'service' }),
            goPackage('api', { layer: 'transport' }),
          ].map((one) => [one.importPath, one]),
        ),
      },
    });
    expect(order(snapshotOf(large, { settings: layered }), inLayers).slice(0, 3)).toEqual([
      'domain.go',
      'billing.go',
      'api.go',
    ]);
  });

  test('of a test is a quarter of its code’s', () => {
    const files = {
      'internal/store/store.go': goFile('store', 500),
      'internal/store/store_test.go': goFile('store', 500),
    };
    expect(order(snapshotOf(files))).toEqual(['store.go', 'store_test.go']);
  });
});

describe('the plan', () => {
  const plan = (head: Files, contextTokens = 200_000, systemSize = 20_000) =>
    planParts(snapshotOf(head), architecture, systemSize, contextTokens);
  const names = ({ parts }: ReturnType<typeof planParts>) => parts.map(({ packages }) => packages.join(' '));

  test('of a change that fits is one part', () => {
    const small = plan({ 'internal/api/api.go': goFile('api'), 'go.mod': 'module example.com/shop\n' });
    expect(small.parts).toHaveLength(1);
    expect(small.parts[0]?.files.map(({ path }) => path)).toEqual(['internal/api/api.go', 'go.mod']);
  });

  test('keeps packages whole, the weightiest first, and what is not Go last', () => {
    const other = { 'deploy/stack.yml': 'x: y\n'.repeat(40_000), 'internal/store/schema.sql': 'select 1;\n' };
    const made = plan({ ...large, ...other });
    expect(names(made)).toEqual([
      'internal/store internal/domain',
      'internal/users internal/api',
      'internal/billing internal/report deploy',
    ]);
    expect(made.parts[0]?.files.map(({ path }) => path)).toEqual([
      'internal/store/store.go',
      'internal/store/schema.sql',
      'internal/domain/domain.go',
    ]);
    expect(made.beyond).toEqual([]);
  });

  test('splits a package that is larger than a part between its files', () => {
    const files = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name) => [`internal/store/${name}.go`, goFile('store')]),
    );
    expect(names(plan(files))).toEqual(['internal/store', 'internal/store', 'internal/store']);
  });

  test('makes smaller parts for a model that takes in less', () => {
    expect(plan(large, 60_000).parts.map(({ files }) => files.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(
      plan({ 'internal/api/api.go': goFile('api'), 'internal/users/users.go': goFile('users') }, 60_000).parts,
    ).toHaveLength(2);
  });

  test('has twelve parts at the most, and names what is beyond them', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`p${index}/a.go`, goFile('p', 130_000)]));
    const made = plan(many);
    expect(made.parts).toHaveLength(12);
    expect(made.beyond).toHaveLength(18);
  });

  test('has every file once, whatever the change', () => {
    const file = fc.record({ dir: fc.constantFrom('a', 'b/c', 'd', ''), size: fc.integer({ min: 10, max: 90_000 }) });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 12 }), (given) => {
        const head = Object.fromEntries(
          given.map(({ dir, size }, index) => [`${dir === '' ? '' : `${dir}/`}f${index}.go`, goFile('p', size)]),
        );
        const { parts, beyond } = plan(head, 80_000);
        const paths = [...parts.flatMap(({ files }) => files), ...beyond].map(({ path }) => path);
        expect(paths.sort()).toEqual(Object.keys(head).sort());
      }),
      { numRuns: 30 },
    );
  });
});

const claim = (name: string, changes: object = {}) => ({
  section: 'risk-mitigation',
  severity: 'medium',
  title: `Load of ${name} says nothing`,
  path: `internal/${name}/${name}.go`,
  quote: 'func Load() error { return nil }',
  rationale: `An error of ${name} vanishes.`,
  recommendation: 'Return it.',
  ...changes,
});
const submission = (name: string, findings: object[] = []) => ({
  summary: `Part of ${name}.`,
  findings,
  recommendations: { 'testing-strategy': [`Test ${name}.`] },
});
const synthesis = {
  summary: 'The whole drops its errors.',
  recommendations: { 'testing-strategy': ['Test what fails.'] },
};

/** What the architect is asked for: "part 1", "synthesis"; and how often. */
function kindOf(call: ModelCall): string {
  if (call.tools.some(({ name }) => name === 'SubmitSynthesis')) return 'synthesis';
  return /You read (part \d+) of/.exec(JSON.stringify(call.messages[0]))?.[1] ?? 'whole';
}

type Answers = Readonly<Record<string, (call: ModelCall) => Partial<ModelTurn> | Error>>;
const submit = (input: object, name = 'SubmitReview'): Partial<ModelTurn> => ({
  content: [{ type: 'tool_use', id: 'toolu_1', name, input }],
});
const usual: Answers = {
  'part 1': () => submit(submission('store', [claim('store')])),
  'part 2': () => submit(submission('users', [claim('users')])),
  'part 3': () => submit(submission('billing', [claim('billing')])),
  synthesis: () => submit({ ...synthesis, sameCause: [[1, 2, 3]] }, 'SubmitSynthesis'),
};

async function run(answers: Answers = usual, changes: Partial<Ports & RunLimits> = {}, from = snapshotOf(large)) {
  const calls: ModelCall[] = [];
  const model: Ports['model'] = {
    async respond(call) {
      calls.push(structuredClone(call) as ModelCall);
      const turn = (answers[kindOf(call)] ?? usual[kindOf(call)])?.(call);
      if (turn instanceof Error) throw turn;
      return {
        content: [],
        stopReason: turn?.content ? 'tool_use' : 'end_turn',
        model: call.model,
        inputTokens: 1_000,
        cachedInputTokens: 800,
        cacheWriteTokens: 100,
        outputTokens: 200,
        costUsd: 0.01,
        ...turn,
      };
    },
  };
  const review = await judge(makePorts({ model, ...changes }), makeLimits(changes), makeRequest(), from, architecture);
  expect(Review.parse(review)).toEqual(review);
  return { review, calls, asked: calls.map(kindOf) };
}

/** Steps that keep what they returned, and their names. */
function keeper() {
  const kept = new Map<string, unknown>();
  const step: Ports['step'] = async <T>(name: string, work: (signal: AbortSignal) => Promise<T>) => {
    if (!kept.has(name)) kept.set(name, structuredClone(await work(new AbortController().signal)));
    return kept.get(name) as T;
  };
  return { kept, step };
}

describe('a large change', () => {
  test('is read in parts and drawn together, and one cause in several places is one finding', async () => {
    const { review, asked } = await run();
    expect(asked).toEqual(['part 1', 'part 2', 'part 3', 'synthesis']);
    expect(review).toMatchObject({
      mode: 'model',
      summary: synthesis.summary,
      recommendations: { 'testing-strategy': ['Test what fails.'] },
      notes: [],
      coverage: { reviewed: 6, factsOnly: [], notes: ['Large change: the model read it in 3 parts.'] },
      usage: { costUsd: 0.04 },
    });
    expect(
      review.findings.map(({ title, path, otherPlaces }) => [title, path, otherPlaces.map((one) => one.path)]),
    ).toEqual([
      [
        'Load of store says nothing',
        'internal/store/store.go',
        ['internal/users/users.go', 'internal/billing/billing.go'],
      ],
    ]);
  });

  test('begins each part with the same words, so that the cache is read, and shows each only its own diffs', async () => {
    const { calls } = await run();
    const parts = calls.slice(0, 3);
    expect(new Set(parts.map(({ system, tools }) => JSON.stringify([system, tools]))).size).toBe(1);
    const diffs = parts.map((call) =>
      [...JSON.stringify(call.messages).matchAll(/<<data diff \\+"(.*?)\\+"/g)].map(([, path]) => path),
    );
    expect(diffs).toEqual([
      ['internal/store/store.go', 'internal/domain/domain.go'],
      ['internal/users/users.go', 'internal/api/api.go'],
      ['internal/billing/billing.go', 'internal/report/report.go'],
    ]);
    expect(/# This part[^#]*/.exec(String(Object(parts[1]?.messages[0]?.content[0]).text))?.[0]).toMatchInlineSnapshot(`
"# This part

The change is too large to be read at once. You read part 2 of 3: "internal/users", "internal/api".
The diffs of the other parts are read in conversations of their own; look up with the tools what you need of them.
Review this part; the parts are merged afterwards.

"
`);
  });

  test('shows who waits which part is read', async () => {
    const told: string[] = [];
    await run(usual, {
      progress: ({ message, todos }) => {
        if (todos !== undefined) told.push(`${message}: ${todos.map(({ state }) => state).join(', ')}`);
      },
    });
    expect(told).toMatchInlineSnapshot(`
[
  "the architect reads part 1 of 3: in-progress, pending, pending",
  "the architect reads part 2 of 3: done, in-progress, pending",
  "the architect reads part 3 of 3: done, done, in-progress",
]
`);
  });

  test('says the same words about the same once, without anybody’s being asked', async () => {
    const title = 'Load says nothing';
    const same: Answers = {
      'part 1': () => submit(submission('store', [claim('store', { title })])),
      'part 2': () => submit(submission('users', [claim('users', { title })])),
      synthesis: () => submit(synthesis, 'SubmitSynthesis'),
    };
    const { review } = await run(same);
    expect(review.findings.map((one) => [one.title, one.otherPlaces.length])).toEqual([
      [title, 1],
      ['Load of billing says nothing', 0],
    ]);
  });

  test('loses no finding of its parts', async () => {
    const two = (name: string) =>
      submission(name, [claim(name), claim(name, { quote: `package ${name}`, title: `The name ${name} is wide` })]);
    const { review } = await run({
      'part 1': () => submit(two('store')),
      'part 2': () => submit(two('users')),
      synthesis: () => submit(synthesis, 'SubmitSynthesis'),
    });
    expect(review.findings).toHaveLength(5);
    expect([review.further, review.dropped]).toEqual([undefined, []]);
  });

  test('asks again for a synthesis that puts together what is apart', async () => {
    const apart = claim('users', { section: 'api-design' });
    let asked = 0;
    const { review, calls } = await run({
      'part 2': () => submit(submission('users', [apart])),
      synthesis: () => {
        asked += 1;
        return submit({ ...synthesis, sameCause: asked === 1 ? [[1, 2, 3]] : [[1, 3]] }, 'SubmitSynthesis');
      },
    });
    expect(JSON.stringify(calls.at(-1)?.messages.at(-1))).toContain(
      'These groups are not findings of one section: [1, 2, 3].',
    );
    expect(review.findings.map(({ section }) => section).sort()).toEqual(['api-design', 'risk-mitigation']);
  });

  test('killed at any turn and begun again, pays for none twice', async () => {
    const { kept, step } = keeper();
    const paid: string[] = [];
    const reading = (dies: string | null): Answers =>
      Object.fromEntries(
        Object.entries(usual).map(([kind, answer]) => [
          kind,
          (call: ModelCall) => {
            if (kind === dies) return new TryLater('overloaded', 1_000);
            paid.push(kind);
            return answer(call);
          },
        ]),
      );
    for (const dies of ['part 1', 'part 2', 'part 3', 'synthesis']) {
      await expect(run(reading(dies), { step })).rejects.toThrow(TryLater);
    }
    const { review } = await run(reading(null), { step });
    expect(paid).toEqual(['part 1', 'part 2', 'part 3', 'synthesis']);
    expect([...kept.keys()]).toEqual([
      'canary',
      'estimate',
      'part 1 turn 1',
      'part 2 turn 1',
      'part 3 turn 1',
      'synthesis turn 1',
    ]);
    expect(review.usage.costUsd).toBeCloseTo(0.04);
  });
});

describe('what was not read', () => {
  const unread = (review: Review) => review.coverage.factsOnly.map(({ path, reason }) => `${path}: ${reason}`);

  test('because the money ran out is named, and what was found is posted', async () => {
    const dear: Answers = { 'part 1': () => ({ ...submit(submission('store', [claim('store')])), costUsd: 4.4 }) };
    const { review, asked } = await run(dear);
    expect(asked).toEqual(['part 1']);
    expect(review).toMatchObject({
      mode: 'model',
      summary: 'Part of store.',
      findings: [{ title: 'Load of store says nothing' }],
    });
    expect(unread(review)).toEqual([
      'internal/users/users.go: over-budget',
      'internal/api/api.go: over-budget',
      'internal/billing/billing.go: over-budget',
      'internal/report/report.go: over-budget',
    ]);
    expect(review.notes).toMatchInlineSnapshot(`
[
  "Large change: the model read 2 of 6 Go files in 1 of 3 parts, most important first; the others were checked by facts only.",
  "The budget ran out before all files were read.",
]
`);
    const { title, summary } = checkOutput(review, linksOf(review, null));
    expect(title).toMatchInlineSnapshot(`"1 medium · 1 breaking API change · 4 files checked by facts only"`);
    expect(/<details><summary>Reviewed all.*?<\/details>/s.exec(summary)?.[0]).toMatchInlineSnapshot(`
"<details><summary>Reviewed all 6 changed Go files. The model did not read 4 of them; rules checked them.</summary>

- \`internal/users/users.go\`: checked by facts only: the budget ran out before the model read it
- \`internal/api/api.go\`: checked by facts only: the budget ran out before the model read it
- \`internal/billing/billing.go\`: checked by facts only: the budget ran out before the model read it
- \`internal/report/report.go\`: checked by facts only: the budget ran out before the model read it

</details>"
`);
  });

  test('and raises no concern is no praise of it', async () => {
    const { review } = await run({ 'part 1': () => ({ ...submit(submission('store')), costUsd: 4.4 }) });
    expect(review.verdict).toBe('clear');
    const { title, summary } = checkOutput(review, linksOf(review, null));
    expect(title).toBe('No findings · 1 breaking API change · 4 files checked by facts only');
    expect(summary).toContain('No findings in 2 Go files; rules found nothing in 4 others.');
  });

  test('is all of it where the budget does not reach for one part', async () => {
    const budget = { maxTurns: 10, maxOutputTokensPerTurn: 8_000, maxCostUsd: 0.0001, deadlineMs: 600_000 };
    const { review, asked } = await run(usual, { budget });
    expect(asked).toEqual([]);
    expect(review.mode).toBe('facts');
    expect(review.notes).toEqual([
      'The model review is estimated at $0.07 or more; the budget is $0.0001. This review consists of facts only.',
    ]);
  });

  test('because the model was steered there is judged by the facts; the other parts count', async () => {
    const { review } = await run({
      'part 2': ({ system }) =>
        submit({ ...submission('users'), summary: /the token (\S+)\./.exec(system[1] ?? '')?.[1] }),
      synthesis: () => submit(synthesis, 'SubmitSynthesis'),
    });
    expect(unread(review)).toEqual(['internal/users/users.go: steered', 'internal/api/api.go: steered']);
    expect(review.findings.map(({ path }) => path)).toEqual(['internal/store/store.go', 'internal/billing/billing.go']);
    expect(review.notes.join(' ')).toContain('Its answer was discarded.');
  });

  test('because it does not fit is tried once more, shorter', async () => {
    let asked = 0;
    const full: Answers = {
      'part 1': () => {
        asked += 1;
        return asked === 1 ? { stopReason: 'context_exceeded' } : submit(submission('store'));
      },
      'part 2': () => ({ stopReason: 'context_exceeded' }),
    };
    const { step, kept } = keeper();
    const { review } = await run(full, { step });
    expect([...kept.keys()].filter((name) => /part [12]/.test(name))).toEqual([
      'part 1 turn 1',
      'part 1 turn 2',
      'part 2 turn 1',
      'part 2 turn 2',
    ]);
    expect(unread(review)).toEqual(['internal/users/users.go: no-room', 'internal/api/api.go: no-room']);
  });

  test('because no request is taken is not asked for again and again', async () => {
    const { review, asked } = await run({ 'part 1': () => new CannotReview('The key is wrong.') });
    expect(asked).toEqual(['part 1']);
    expect(review).toMatchObject({
      mode: 'facts',
      notes: ['The key is wrong. This review consists of facts only.'],
    });
  });

  test('keeps the model from saying that a rule is kept', async () => {
    const clauses = { ...submission('store'), clausesChecked: ['docs/A.md#1'] };
    const { review } = await run({ 'part 1': () => ({ ...submit(clauses), costUsd: 4.4 }) });
    expect(review.clauses.filter(({ by }) => by === 'model')).toEqual([]);
  });
});

describe('a synthesis that cannot be had', () => {
  test('leaves the findings, the advice of the parts, and the summary of the facts', async () => {
    const { review } = await run({
      synthesis: () => ({ content: [{ type: 'text', text: 'Well done!' }], stopReason: 'end_turn' }),
    });
    expect(review.findings).toHaveLength(3);
    expect(review.recommendations['testing-strategy']).toEqual(['Test store.', 'Test users.', 'Test billing.']);
    expect(review.summary).toMatchInlineSnapshot(
      `"The change touches 6 Go files and adds 6 packages. It makes 1 breaking API change."`,
    );
    expect(review.notes).toMatchInlineSnapshot(`
[
  "The parts were not merged: the summary comes from the rules, and related findings may be listed separately. The model ended without submitting a summary of the whole.",
]
`);
  });

  test('because the model was steered is thrown away', async () => {
    const { review } = await run({
      synthesis: ({ system }) => submit({ summary: /the token (\S+)\./.exec(system[1] ?? '')?.[1] }, 'SubmitSynthesis'),
    });
    expect(review.notes.join(' ')).toContain('Its answer was discarded.');
    expect(review.findings).toHaveLength(3);
  });
});

test('a merged finding keeps the gravest that rests on something, and what each rests on', async () => {
  const cited = { citations: [{ kind: 'fact', factId: layerFact.id }] };
  const { review } = await run({
    'part 1': () => submit(submission('store', [claim('store', { ...cited, severity: 'low' })])),
    synthesis: () => submit({ ...synthesis, sameCause: [[1, 2, 3]] }, 'SubmitSynthesis'),
  });
  expect(review.findings).toHaveLength(1);
  expect(review.findings[0]).toMatchObject({ severity: 'low', citations: [{ factId: layerFact.id }] });
});
