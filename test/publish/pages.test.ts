// The review as one HTML page and as SARIF.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Review } from '../../src/domain/review.ts';
import { htmlPage } from '../../src/publish/html.ts';
import { sarifLog } from '../../src/publish/sarif.ts';
import { clearReview, farFinding, head, htmlUrl, layerFinding, review } from './reviews.ts';

const page = (one: Review, colour: string | null = 'green') => htmlPage(one, { htmlUrl, colour });

describe('the HTML page', () => {
  test('needs nothing from elsewhere', () => {
    const text = page(review);
    expect(text).not.toMatch(/<(script|link|img|iframe|object|embed|form)\b/i);
    expect(text.match(/(?:src|href)="(?!https:\/\/github\.com\/acme\/orders\/)[^"]*"/g)).toBeNull();
    expect(text).not.toMatch(/@import|url\((?!#)/);
  });

  test('tells verdict, findings, recommendations and coverage', () => {
    const text = page(review);
    for (const words of [
      '1 high, 1 medium, 1 low',
      layerFinding.title,
      'Test <code>Order.Confirm</code>',
      'Reviewed 4 of 7 changed Go files',
      'undecided in 2 places',
      '$0.14',
      'Verified: a second model confirmed it against the code.',
    ]) {
      expect(text).toContain(words);
    }
    expect(page(clearReview)).toContain('No findings in 2 Go files');
  });

  test('has the agent’s colour as accent, and ours where it has none that we know', () => {
    expect(page(review)).toContain('--accent:#2a8a4a');
    expect(page(review, '#123456')).toContain('--accent:#123456');
    for (const foreign of [null, 'red;}body{display:none', '#12345', 'constructor']) {
      expect(page(review, foreign)).toContain('--accent:#2f6fd0');
    }
  });

  test('holds no markup but its own, whatever a review says', () => {
    const evil = fc.stringMatching(/^[<>"'&`\\/a-z=!\-[\]()\n ]{1,30}$/);
    fc.assert(
      fc.property(evil, (noise) => {
        const text = `${noise}<img src=x onerror=alert(1)>`;
        const said = {
          title: text,
          path: text,
          rationale: text,
          recommendation: text,
          tradeOffs: text,
          example: text,
          id: text,
          quote: text,
        };
        const shown = page({
          ...review,
          summary: text,
          findings: [
            {
              ...farFinding,
              ...said,
              citations: [{ kind: 'fact', path: text, quote: text, startLine: 1, factId: text }],
            },
          ],
          recommendations: { ...review.recommendations, 'api-design': [text] },
          facts: {
            ...review.facts,
            apiBreaking: [{ package: text, symbol: text }],
            packagesAdded: [text],
            edges: [{ from: text, to: `${text}b`, change: 'added' }],
          },
          notes: [text],
        });
        expect(shown).not.toMatch(/<(img|script)|<a (?!href="https:[^"<>]*">)/i);
        expect(shown.match(/href="(?!https:\/\/github\.com\/acme\/orders\/)/)).toBeNull();
      }),
    );
  });
});

describe('SARIF', () => {
  type Log = {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: { ruleIndex: number; level: string; ruleId: string }[];
    }[];
  };
  type Invocation = {
    executionSuccessful: boolean;
    toolExecutionNotifications?: {
      message: { text: string };
      locations?: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
    }[];
  };
  const log = (one: Review) => sarifLog(one, htmlUrl) as Log;

  test('has one result a finding, each with its rule', () => {
    const [run] = log(review).runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['service/layer-violation', 'error'],
      ['judgement/concurrency-performance', 'warning'],
      ['judgement/api-design', 'note'],
    ]);
    for (const result of run?.results ?? []) expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  });

  test('an opinion is marked as one, and is no error that fails code scanning', () => {
    const { citations: _, ...rest } = layerFinding;
    const opinion = { ...rest, citations: [], source: 'model' as const, rule: null };
    const result = log({ ...review, findings: [opinion] }).runs[0]?.results[0];
    expect(result).toMatchObject({ level: 'warning', properties: { severity: 'high', kind: 'unverified' } });
    expect(JSON.stringify(result)).toContain('Unverified: no second model confirmed it.');
  });

  test('succeeds only where everything was judged, and names what was not', () => {
    const skipped = [
      { path: 'a b.go', reason: 'syntax-error', line: 7 },
      { path: 'gen.go', reason: 'generated' },
    ];
    const step = 'The exported API was not compared: it is too large.';
    const half: Review = { ...review, verdict: 'incomplete', coverage: { ...review.coverage, skipped } };
    const stopped: Review = { ...half, coverage: { ...half.coverage, skipped: [], stepsLeftOut: [step] } };
    const nothing: Review = { ...review, verdict: 'not-reviewed', notReviewed: 'No Go file was changed.' };
    const told = [review, half, stopped, nothing].map((one) => {
      const [{ invocations }] = (log(one) as unknown as { runs: [{ invocations: [Invocation] }] }).runs;
      const [{ executionSuccessful, toolExecutionNotifications = [] }] = invocations;
      const places = toolExecutionNotifications.flatMap(({ locations = [] }) => locations);
      return [
        executionSuccessful,
        ...toolExecutionNotifications.map(({ message }) => message.text),
        ...places.map(({ physicalLocation: { artifactLocation, region } }) => [artifactLocation.uri, region.startLine]),
      ];
    });
    expect(told).toEqual([
      [true],
      [false, 'Not judged: not parsed: syntax error in line 7.', ['a%20b.go', 7]],
      [false, step],
      [false, 'No Go file was changed.'],
    ]);
  });

  test('speaks of files that are there', () => {
    expect(log({ ...review, findings: [{ ...layerFinding, side: 'before' }] }).runs[0]?.results).toEqual([]);
  });

  test('says where, what and by which name a finding is known', () => {
    expect(log({ ...review, findings: [layerFinding] }).runs[0]?.results[0]).toMatchInlineSnapshot(`
{
  "level": "error",
  "locations": [
    {
      "physicalLocation": {
        "artifactLocation": {
          "uri": "internal/domain/order.go",
          "uriBaseId": "SRCROOT",
        },
        "region": {
          "endLine": 5,
          "snippet": {
            "text": "	"github.com/acme/orders/internal/store"",
          },
          "startLine": 5,
        },
      },
    },
  ],
  "message": {
    "text": "The domain imports the DynamoDB store

ADR 3 keeps \`internal/domain\` free of infrastructure. With this import every rule about an order is compiled against DynamoDB: the domain tests now need a table, and \`store\` can no longer depend on \`domain\` without closing a cycle.

Declare what the domain needs as an interface beside \`Order\`, and let \`internal/store\` satisfy it. \`cmd/api\` already wires the two.

Trade-off: One more interface to keep; in return the domain is testable in memory, as \`invoice\` already is.",
  },
  "partialFingerprints": {
    "architectFinding/v1": "layer-4f1c20aa",
  },
  "properties": {
    "kind": "fact",
    "section": "service-architecture",
    "severity": "high",
    "source": "fact",
  },
  "rank": 75,
  "relatedLocations": [],
  "ruleId": "service/layer-violation",
  "ruleIndex": 0,
}
`);
    expect(JSON.stringify(log(review))).toContain(`"revisionId":"${head}"`);
  });
});
