// The review on a terminal, in a pipe and as JSON.
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Review } from '../../src/domain/review.ts';
import { publish, reviewJsonSchema } from '../../src/publish/publish.ts';
import { createTerminalPublisher, type TerminalOptions } from '../../src/publish/terminal.ts';
import {
  clearReview,
  farFinding,
  layerFinding,
  publication,
  request,
  review,
  target,
  timeoutFinding,
} from './reviews.ts';

async function print(one: Review, options: Partial<TerminalOptions> = {}): Promise<string> {
  let text = '';
  const publisher = createTerminalPublisher({
    format: 'terminal',
    colour: false,
    width: 80,
    write: (part) => (text += part),
    ...options,
  });
  await publish(publisher, { ...publication, review: one }, new AbortController().signal);
  return text;
}

test('a review of everything at a commit says so in its first line', async () => {
  const whole: Review = { ...clearReview, whole: true };
  const first = (text: string) => text.split('\n')[0];
  expect([first(await print(whole)), first(await print(whole, { format: 'markdown' }))]).toMatchInlineSnapshot(`
[
  "Go architecture  acme/orders  ddddddd, full repository",
  "### Go architecture · No findings · full repository",
]
`);
});

describe('on a terminal', () => {
  test('a finding that a second model verified says so', async () => {
    const said = (one: Review) => print(one).then((text) => text.match(/Verified:.*?check\./gs));
    expect(await said({ ...review, findings: [timeoutFinding] })).toMatchInlineSnapshot(`
[
  "Verified: a second model confirmed it against the code. It never fails the
  check.",
]
`);
    expect(await said({ ...review, findings: [layerFinding] })).toBeNull();
  });

  test('a finding names the rule that made it, which is what explains it or leaves it out', async () => {
    expect(await print({ ...review, findings: [layerFinding] })).toContain(
      '\n  internal/domain/order.go:5 · fact · service/layer-violation · layer-4f1c20aa\n',
    );
  });

  test('a review reads from the verdict down', async () => {
    const short: Review = {
      ...review,
      findings: [farFinding],
      dropped: [],
      consulted: [],
      recommendations: clearReview.recommendations,
    };
    expect(await print(short)).toMatchInlineSnapshot(`
"Go architecture  acme/orders  aaaaaaa…ddddddd

1 low
Orders are now saved from the domain itself, and paying for one calls the
gateway in line. The first turns the dependency between domain and store around;
the second puts a network call on the request path.

Low · Store.Get loses its context parameter
  internal/domain/order.go:90 · fact · API design · api-1187aa02

  90 │ func (s *Store) Get(id string) (Order, error) {

  Callers outside this module stop compiling.

  Recommendation: Add \`GetContext\` beside it and deprecate \`Get\`.

  Evidence: fact api-changed:internal/domain#Store.Get

Structural changes
  • New packages: internal/payment.
  • New imports: internal/domain → internal/store and internal/api →
    internal/payment.
  • Removed imports: internal/store → internal/domain.
  • Layer violations: 1 new, 2 existing.
  • Breaking API changes: internal/store (Store.Get).

Reviewed 4 of 7 changed Go files; skipped 2 generated and 1 vendored.
  internal/api/api.pb.go: generated
  internal/api/api_grpc.pb.go: generated
  vendor/github.com/x/y/y.go: vendored
1 finding of \`concurrency/defer-in-loop\` suppressed by a comment: closed by the
pool.
3 findings of \`network\` suppressed by the settings: only the importer runs it.
\`concurrency/no-deadline\`: undecided in 2 places.

42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · $0.14
"
`);
  });

  test('a clear review is a few lines', async () => {
    expect(await print(clearReview)).toMatchInlineSnapshot(`
"Go architecture  acme/orders  aaaaaaa…ddddddd

No findings
No findings in 2 Go files.

Reviewed both changed Go files.

42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · $0.14
"
`);
  });

  test('a review that did not happen says why', async () => {
    const text = await print({ ...clearReview, verdict: 'not-reviewed', notReviewed: 'No Go files changed.' });
    expect(text).toContain('Not reviewed\nNo Go files changed.');
  });

  test('lines of prose keep to the width', async () => {
    for (const width of [40, 60, 100]) {
      const lines = (
        await print({ ...review, findings: [{ ...layerFinding, example: '' }, farFinding] }, { width })
      ).split('\n');
      const prose = lines.filter((line) => / \w+ \w+ /.test(line) && !/[·:]/.test(line));
      expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('colours only where they are wanted', async () => {
    expect(await print(review, { colour: true })).toContain('\u001b[31m');
    expect(await print(review)).not.toContain('\u001b');
  });

  test('nothing in a review can steer the screen', async () => {
    const pieces = fc.constantFrom(
      '\u001b[2J',
      '\u009b31m',
      '\u0007',
      '\b',
      '\r',
      '\u202e',
      '\u{e0041}',
      '\u001b]0;x',
      'word',
      ' ',
      '\n',
    );
    const evil = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((some) => some.join(''));
    await fc.assert(
      fc.asyncProperty(evil, async (text) => {
        const said = {
          title: text,
          path: text,
          rationale: text,
          recommendation: text,
          tradeOffs: text,
          example: text,
          id: text,
        };
        const shown = await print({
          ...review,
          summary: text,
          repository: text,
          model: text,
          findings: [
            {
              ...farFinding,
              ...said,
              rule: text,
              citations: [{ kind: 'fact', path: text, quote: text, startLine: 1, factId: text }],
            },
          ],
          consulted: [{ path: text, commit: review.head, cut: 0 }],
          coverage: { ...review.coverage, skipped: [{ path: text, reason: text }], notes: [text] },
          notes: [text],
          facts: { ...review.facts, apiBreaking: [{ package: text, symbol: text }], packagesAdded: [text] },
          policyChanges: [{ path: text, kind: 'agent' }],
          settingsProblems: [{ source: text, line: 1, message: text }],
        });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u{e0041}]/u);
      }),
    );
  });
});

describe('as JSON', () => {
  test('the review is printed as it is, and nothing else', async () => {
    expect(JSON.parse(await print(review, { format: 'json' }))).toEqual(review);
  });

  test('it is what the published schema says', async () => {
    const validate = new Ajv2020({ strict: false }).compile(reviewJsonSchema());
    expect(validate(JSON.parse(await print(review, { format: 'json' })))).toBe(true);
    expect(validate({ ...review, verdict: 'perhaps' })).toBe(false);
    expect(Review.parse(review)).toEqual(review);
  });
});

test('as Markdown every finding is told in full, and there is no hidden marker', async () => {
  const text = await print(review, { format: 'markdown' });
  for (const finding of review.findings) expect(text).toContain(`${finding.title} · <code>${finding.path}`);
  expect(text).not.toContain('<!--');
});

test('there is nothing to open or to end on a terminal', async () => {
  const publisher = createTerminalPublisher({ format: 'terminal', colour: false, width: 80, write: () => {} });
  const { signal } = new AbortController();
  expect(await publisher.open(request, target, signal)).toEqual({ checkRunId: null });
  await publisher.conclude(request, null, { kind: 'superseded', by: null }, signal);
});
