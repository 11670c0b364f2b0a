// The words people see, whole, so that a change to them is seen as well.
import { describe, expect, test } from '@jest/globals';
import type { UnpublishedEnding } from '../../src/domain/ports.ts';
import type { Review } from '../../src/domain/review.ts';
import { anchorOf } from '../../src/publish/anchor.ts';
import { checkName, describeEnding, reviewAgain } from '../../src/publish/check-run-words.ts';
import { coverageLine } from '../../src/publish/coverage-words.ts';
import { linksOf } from '../../src/publish/links.ts';
import { annotations, checkOutput, checkTitle, conclusions } from '../../src/publish/markdown/check.ts';
import { commentBody, reviewBody, summaryBody } from '../../src/publish/markdown/comment.ts';
import { usageLine } from '../../src/publish/words.ts';
import { dollars, duration } from '../../src/text/format.ts';
import { base, clearReview, files, head, htmlUrl, layerFinding, review, timeoutFinding } from './reviews.ts';

const links = linksOf(review, htmlUrl);
const summary = (one: Review, changes = {}) =>
  summaryBody(one, { links, placements: new Map(), history: [], requestId: 'r', checkRunId: 99, ...changes });

describe('the summary comment', () => {
  test('of a review whose findings are said inline is a screenful', () => {
    const placements = new Map(review.findings.map((finding) => [finding.id, 'inline' as const]));
    expect(summary(review, { placements })).toMatchInlineSnapshot(`
"### Go architecture · 1 high, 1 medium, 1 low

Orders are now saved from the domain itself, and paying for one calls the gateway in line. The first turns the dependency between domain and store around; the second puts a network call on the request path.

| Severity | Finding | Where |
| :-- | :-- | :-- |
| High | The domain imports the DynamoDB store | [\`internal/domain/order.go:5\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L5) |
| Medium | The payment call has no deadline of its own (verified) | [\`internal/payment/client.go:21-24\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/payment/client.go#L21-L24) and 1 more place |
| Low | Store.Get loses its context parameter | [\`internal/domain/order.go:90\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L90) |

**Structural changes**

- New packages: internal/payment.
- Layer violations: 1 new, 2 existing.
- Breaking API changes: internal/store (Store.Get).

\`\`\`mermaid
flowchart LR
  p0["internal/domain"]
  p1["internal/store"]
  p2["internal/api"]
  p3["internal/payment"]
  p4["cmd/api"]
  p0 ==> p1
  p2 ==> p3
  p1 -.-> p0
  p2 --> p0
  p4 --> p2
  p4 --> p1
  linkStyle 0,1 stroke:#2da44e,stroke-width:2px
  linkStyle 2 stroke:#cf222e,stroke-width:2px,stroke-dasharray:4
  linkStyle 3,4,5 stroke:#8c959f
  style p3 stroke:#2da44e,stroke-width:2px
\`\`\`

<details><summary>Recommendations (4)</summary>

**Service architecture**
- Keep \`cmd/api\` the only place that knows both \`domain\` and \`store\`.

**API design**
- Return a typed error from \`Pay\`, so that handlers can answer 402 and 502 apart.

**Testing strategy**
- Test \`Order.Confirm\` against an in-memory \`Orders\`.

**Risk mitigation**
- Make the payment idempotent with the order id as key before retries are allowed.

</details>

<details><summary>Reviewed 4 of 7 changed Go files; skipped 2 generated and 1 vendored.</summary>

- 1 finding of \`concurrency/defer-in-loop\` suppressed by a comment: closed by the pool.
- 3 findings of \`network\` suppressed by the settings: only the importer runs it.
- \`internal/api/api.pb.go\`: generated
- \`internal/api/api_grpc.pb.go\`: generated
- \`vendor/github.com/x/y/y.go\`: vendored
- \`concurrency/no-deadline\`: undecided in 2 places

</details>

<details><summary>Consulted 2 design documents</summary>

- [\`docs/adr/0003-layers.md\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/adr/0003-layers.md) at \`bbbbbbb\`
- [\`CLAUDE.md\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/CLAUDE.md) at \`bbbbbbb\` (truncated: last 1,200 characters not read)

</details>

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"advise","history":[]} -->"
`);
  });

  test('of a clear review is warm and short', () => {
    expect(summary(clearReview)).toMatchInlineSnapshot(`
"### Go architecture · No findings

No findings in 2 Go files.

Reviewed both changed Go files.

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"clear","history":[]} -->"
`);
  });

  test('of a model without a list price says that its cost is a guess', () => {
    const usage = { ...clearReview.usage, costIsEstimated: true };
    expect(summary({ ...clearReview, model: 'local-70b', usage })).toContain(
      ' · local-70b · 48,210 tokens in (80% from cache) · 3,120 out · about \\$0.14 (no list price for this model)</sub>',
    );
  });

  test('of a review without a model says so', () => {
    const facts: Review = { ...clearReview, mode: 'facts', model: null, notes: ['No model key is set.'] };
    expect(
      summary({ ...facts, usage: { ...facts.usage, inputTokens: 0, outputTokens: 0, costUsd: 0, durationMs: 830 } }),
    ).toMatchInlineSnapshot(`
"### Go architecture · No findings

No findings: no rule matched in 2 Go files.

> [!NOTE]
> No model key is set. Design questions that need a model were not reviewed.

Reviewed both changed Go files.

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 830 ms</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"clear","history":[]} -->"
`);
  });

  test('warns of a change to what reviews go by, and of mistakes in the settings', () => {
    const warned: Review = {
      ...clearReview,
      policyChanges: [
        { path: '.github/architect.yml', kind: 'settings' },
        { path: 'docs/adr/0003-layers.md', kind: 'document' },
      ],
      settingsProblems: [
        { source: '.github/architect.yml', line: 4, message: 'Unknown key "layer"; did you mean "layers"?' },
      ],
    };
    expect(summary(warned)).toMatchInlineSnapshot(`
"### Go architecture · No findings

No findings in 2 Go files.

> [!WARNING]
> This pull request changes the settings and a design document that the review relies on. The review used the base branch's version; the new version takes effect after the merge.
> 
> Changed: [\`.github/architect.yml\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/.github/architect.yml) and [\`docs/adr/0003-layers.md\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/docs/adr/0003-layers.md).

> [!WARNING]
> The settings need attention; everything else in them was applied.
> 
> - \`.github/architect.yml:4\`: Unknown key "layer"; did you mean "layers"?

Reviewed both changed Go files.

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"clear","history":[]} -->"
`);
  });

  test('tells what became of earlier findings', () => {
    const entry = {
      title: 'Old | trouble',
      severity: 'high',
      path: 'a.go',
      source: 'fact',
      firstSeen: base,
      at: head,
    } as const;
    const history = [
      { ...entry, id: 'a-1', state: 'gone' },
      { ...entry, id: 'b-2', state: 'dismissed' },
    ];
    expect(summary(clearReview, { history })).toMatchInlineSnapshot(`
"### Go architecture · No findings

No findings in 2 Go files.

Reviewed both changed Go files.

<details><summary>History (2)</summary>

| Finding | | First seen | State |
| :-- | :-- | :-- | :-- |
| \`a-1\` | High · Old \\| trouble | \`bbbbbbb\` | no longer found at \`ddddddd\` |
| \`b-2\` | High · Old \\| trouble | \`bbbbbbb\` | dismissed in its thread at \`ddddddd\` |

</details>

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"clear","history":[{"title":"Old | trouble","severity":"high","path":"a.go","source":"fact","firstSeen":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","at":"dddddddddddddddddddddddddddddddddddddddd","id":"a-1","state":"gone"},{"title":"Old | trouble","severity":"high","path":"a.go","source":"fact","firstSeen":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","at":"dddddddddddddddddddddddddddddddddddddddd","id":"b-2","state":"dismissed"}]} -->"
`);
  });

  test('names at most twenty files that were set aside for one reason, and counts the others', () => {
    const skipped = Array.from({ length: 45 }, (_, index) => ({ path: `vendor/v${index}.go`, reason: 'vendored' }));
    skipped.push({ path: 'api/api.pb.go', reason: 'generated' });
    const said = summary({ ...clearReview, coverage: { ...clearReview.coverage, skipped } });
    expect(said.match(/: vendored$/gm)).toHaveLength(21);
    expect(said).toContain('- `vendor/v19.go`: vendored\n- and 25 more: vendored\n- `api/api.pb.go`: generated\n');
  });

  test('says why nothing was judged', () => {
    expect(
      summary({
        ...clearReview,
        verdict: 'not-reviewed',
        notReviewed: 'No Go files changed.',
        coverage: { changedGoFiles: 0, reviewed: 0, skipped: [], factsOnly: [], notes: [] },
      }),
    ).toMatchInlineSnapshot(`
"### Go architecture · Not reviewed

No Go files changed.

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>

<!-- architect:summary v1 {"head":"dddddddddddddddddddddddddddddddddddddddd","request":"r","verdict":"not-reviewed","history":[]} -->"
`);
  });
});

describe('an inline comment', () => {
  test('says what, why, what to do, at what price, and on what it rests', () => {
    expect(commentBody(layerFinding, anchorOf(layerFinding, files), links)).toMatchInlineSnapshot(`
"**High · The domain imports the DynamoDB store**

ADR 3 keeps \`internal/domain\` free of infrastructure. With this import every rule about an order is compiled against DynamoDB: the domain tests now need a table, and \`store\` can no longer depend on \`domain\` without closing a cycle.

**Recommendation.** Declare what the domain needs as an interface beside \`Order\`, and let \`internal/store\` satisfy it. \`cmd/api\` already wires the two.

**Trade-off.** One more interface to keep; in return the domain is testable in memory, as \`invoice\` already is.

\`\`\`go
// Orders keeps orders; internal/store satisfies it.
type Orders interface {
	Save(ctx context.Context, order Order) error
}
\`\`\`

**Evidence**
- [\`docs/adr/0003-layers.md:12\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/adr/0003-layers.md#L12) \`The domain layer MUST NOT import infrastructure packages.\`

<sub>Service architecture · Fact · \`service/layer-violation\` · \`layer-4f1c20aa\`</sub>

<!-- architect:finding v1 {"id":"layer-4f1c20aa","source":"fact"} -->"
`);
  });

  test('of the architect’s own judgement says that it is one', () => {
    expect(commentBody(timeoutFinding, anchorOf(timeoutFinding, files), links)).toMatchInlineSnapshot(`
"**Medium · The payment call has no deadline of its own**

The handler runs in a Lambda of 30 s; a gateway that hangs takes the whole invocation, and the retry doubles the charge.

**Recommendation.** Pass the request context on and bound it: \`http.NewRequestWithContext\` with the client from \`internal/httpx\`.

**Trade-off.** A bound that is too tight fails slow but sound payments; start from the p99 of the gateway.

**Also at** [\`internal/payment/refund.go:9\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/payment/refund.go#L9).

<sub>Verified: a second model confirmed it against the code. It never fails the check.</sub>

<sub>Concurrency and performance · Verified · \`timeout-90bd77e1\`</sub>

<!-- architect:finding v1 {"id":"timeout-90bd77e1","source":"model"} -->"
`);
  });

  test('that stands elsewhere links to the place it speaks of', () => {
    const body = commentBody(layerFinding, { kind: 'file', path: layerFinding.path }, links);
    expect(body.split('\n\n')[1]).toBe(
      `[\`internal/domain/order.go:5\`](${htmlUrl}/blob/${head}/internal/domain/order.go#L5) \`"github.com/acme/orders/internal/store"\``,
    );
  });

  test('folds a long example', () => {
    const example = Array.from({ length: 20 }, (_, line) => `line${line}()`).join('\n');
    expect(commentBody({ ...layerFinding, example }, { kind: 'none' }, links)).toContain(
      '<details><summary>Example</summary>\n\n```go\nline0()',
    );
  });
});

test('the review that carries inline comments is one line', () => {
  expect(reviewBody(review, 2, 'r')).toMatchInlineSnapshot(`
"2 inline comments for \`ddddddd\`; see the summary comment for the full review.

<!-- architect:review v1 {"request":"r"} -->"
`);
});

describe('the check run', () => {
  test('reads on its own', () => {
    const { title, summary: text, text: more } = checkOutput(review, links);
    expect(title).toMatchInlineSnapshot(`"1 high, 1 medium, 1 low · 1 new layer violation"`);
    expect(text).toMatchInlineSnapshot(`
"### Go architecture · 1 high, 1 medium, 1 low

Orders are now saved from the domain itself, and paying for one calls the gateway in line. The first turns the dependency between domain and store around; the second puts a network call on the request path.

| Severity | Finding | Where |
| :-- | :-- | :-- |
| High | The domain imports the DynamoDB store | [\`internal/domain/order.go:5\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L5) |
| Medium | The payment call has no deadline of its own (verified) | [\`internal/payment/client.go:21-24\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/payment/client.go#L21-L24) and 1 more place |
| Low | Store.Get loses its context parameter | [\`internal/domain/order.go:90\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L90) |

<details><summary>High · The domain imports the DynamoDB store · <code>internal/domain/order.go:5</code></summary>

[\`internal/domain/order.go:5\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L5) \`"github.com/acme/orders/internal/store"\`

ADR 3 keeps \`internal/domain\` free of infrastructure. With this import every rule about an order is compiled against DynamoDB: the domain tests now need a table, and \`store\` can no longer depend on \`domain\` without closing a cycle.

**Recommendation.** Declare what the domain needs as an interface beside \`Order\`, and let \`internal/store\` satisfy it. \`cmd/api\` already wires the two.

**Trade-off.** One more interface to keep; in return the domain is testable in memory, as \`invoice\` already is.

\`\`\`go
// Orders keeps orders; internal/store satisfies it.
type Orders interface {
	Save(ctx context.Context, order Order) error
}
\`\`\`

**Evidence**
- [\`docs/adr/0003-layers.md:12\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/adr/0003-layers.md#L12) \`The domain layer MUST NOT import infrastructure packages.\`

<sub>Service architecture · Fact · \`service/layer-violation\` · \`layer-4f1c20aa\`</sub>

</details>

<details><summary>Medium · The payment call has no deadline of its own · <code>internal/payment/client.go:21</code></summary>

[\`internal/payment/client.go:21-24\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/payment/client.go#L21-L24) \`resp, err := http.Get(url) if err != nil { return err }\`

The handler runs in a Lambda of 30 s; a gateway that hangs takes the whole invocation, and the retry doubles the charge.

**Recommendation.** Pass the request context on and bound it: \`http.NewRequestWithContext\` with the client from \`internal/httpx\`.

**Trade-off.** A bound that is too tight fails slow but sound payments; start from the p99 of the gateway.

**Also at** [\`internal/payment/refund.go:9\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/payment/refund.go#L9).

<sub>Verified: a second model confirmed it against the code. It never fails the check.</sub>

<sub>Concurrency and performance · Verified · \`timeout-90bd77e1\`</sub>

</details>

<details><summary>Low · Store.Get loses its context parameter · <code>internal/domain/order.go:90</code></summary>

[\`internal/domain/order.go:90\`](https://github.com/acme/orders/blob/dddddddddddddddddddddddddddddddddddddddd/internal/domain/order.go#L90) \`func (s *Store) Get(id string) (Order, error) {\`

Callers outside this module stop compiling.

**Recommendation.** Add \`GetContext\` beside it and deprecate \`Get\`.

**Evidence**
- fact \`api-changed:internal/domain#Store.Get\`

<sub>API design · Fact · \`api-1187aa02\`</sub>

</details>

**Structural changes**

- New packages: internal/payment.
- New imports: internal/domain → internal/store and internal/api → internal/payment.
- Removed imports: internal/store → internal/domain.
- Layer violations: 1 new, 2 existing.
- Breaking API changes: internal/store (Store.Get).

<details><summary>Recommendations (4)</summary>

**Service architecture**
- Keep \`cmd/api\` the only place that knows both \`domain\` and \`store\`.

**API design**
- Return a typed error from \`Pay\`, so that handlers can answer 402 and 502 apart.

**Testing strategy**
- Test \`Order.Confirm\` against an in-memory \`Orders\`.

**Risk mitigation**
- Make the payment idempotent with the order id as key before retries are allowed.

</details>

<details><summary>Reviewed 4 of 7 changed Go files; skipped 2 generated and 1 vendored.</summary>

- 1 finding of \`concurrency/defer-in-loop\` suppressed by a comment: closed by the pool.
- 3 findings of \`network\` suppressed by the settings: only the importer runs it.
- \`internal/api/api.pb.go\`: generated
- \`internal/api/api_grpc.pb.go\`: generated
- \`vendor/github.com/x/y/y.go\`: vendored
- \`concurrency/no-deadline\`: undecided in 2 places

</details>

<details><summary>Consulted 2 design documents</summary>

- [\`docs/adr/0003-layers.md\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/docs/adr/0003-layers.md) at \`bbbbbbb\`
- [\`CLAUDE.md\`](https://github.com/acme/orders/blob/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/CLAUDE.md) at \`bbbbbbb\` (truncated: last 1,200 characters not read)

</details>

<details><summary>Checked and dropped: 1 claim</summary>

- Orders may be saved twice (\`internal/domain/order.go\`): The quoted line is not in the file.

</details>

<sub>[\`aaaaaaa\`](https://github.com/acme/orders/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)…[\`ddddddd\`](https://github.com/acme/orders/commit/dddddddddddddddddddddddddddddddddddddddd) · 42 s · claude-sonnet-5-5 · 48,210 tokens in (80% from cache) · 3,120 out · \\$0.14</sub>"
`);
    expect(more).toBe('');
  });

  test('has a title for every verdict', () => {
    const titles = (['clear', 'advise', 'block', 'not-reviewed'] as const).map((verdict) => [
      conclusions[verdict],
      checkTitle({ ...(verdict === 'clear' ? clearReview : review), verdict, notReviewed: 'no Go files changed' }),
    ]);
    expect(titles).toMatchInlineSnapshot(`
[
  [
    "success",
    "No findings",
  ],
  [
    "neutral",
    "1 high, 1 medium, 1 low · 1 new layer violation",
  ],
  [
    "failure",
    "Changes needed: 1 high, 1 medium, 1 low · 1 new layer violation",
  ],
  [
    "skipped",
    "Not reviewed: no Go files changed",
  ],
]
`);
  });

  test('has a name and a button within GitHub’s limits', () => {
    expect(checkName).toBe('Go architecture');
    expect(reviewAgain.label.length).toBeLessThanOrEqual(20);
    expect(reviewAgain.description.length).toBeLessThanOrEqual(40);
    expect(reviewAgain.identifier.length).toBeLessThanOrEqual(20);
  });

  test('annotates lines in plain text', () => {
    expect(annotations(review)[0]).toMatchInlineSnapshot(`
{
  "annotation_level": "warning",
  "end_line": 5,
  "message": "ADR 3 keeps \`internal/domain\` free of infrastructure. With this import every rule about an order is compiled against DynamoDB: the domain tests now need a table, and \`store\` can no longer depend on \`domain\` without closing a cycle.

Declare what the domain needs as an interface beside \`Order\`, and let \`internal/store\` satisfy it. \`cmd/api\` already wires the two.

Trade-off: One more interface to keep; in return the domain is testable in memory, as \`invoice\` already is.",
  "path": "internal/domain/order.go",
  "raw_details": "// Orders keeps orders; internal/store satisfies it.
type Orders interface {
	Save(ctx context.Context, order Order) error
}",
  "start_line": 5,
  "title": "The domain imports the DynamoDB store",
}
`);
    expect(annotations({ ...review, findings: [{ ...layerFinding, side: 'before' }] })).toEqual([]);
  });

  test('is red on a line only when the gate is closed', () => {
    expect(annotations({ ...review, verdict: 'block' }).map((one) => one.annotation_level)).toEqual([
      'failure',
      'warning',
      'notice',
    ]);
    expect(annotations(review).map((one) => one.annotation_level)).toEqual(['warning', 'warning', 'notice']);
  });

  test('says that a second model verified a finding, and is never red for one', () => {
    const severe = { ...timeoutFinding, severity: 'critical' as const };
    const [note] = annotations({ ...review, verdict: 'block', findings: [severe] });
    expect(note).toMatchObject({
      annotation_level: 'warning',
      message: expect.stringContaining('Verified: a second model'),
    });
  });
});

test('every way to end without a review is explained', () => {
  const endings: UnpublishedEnding[] = [
    { kind: 'superseded', by: 'abc1234'.padEnd(40, '0') },
    { kind: 'superseded', by: null },
    { kind: 'cancelled', why: 'gopher asked for it.' },
    { kind: 'out-of-time', deadlineMs: 600_000 },
    { kind: 'try-later', why: 'GitHub’s rate limit is used up.', retryAt: '2026-11-23T10:30:00Z' },
    { kind: 'try-later', why: 'The model is overloaded.', retryAt: null },
    { kind: 'cannot-review', why: 'GitHub refused to let us read the code. It needs the permission contents=read.' },
  ];
  expect(endings.map(describeEnding)).toMatchInlineSnapshot(`
[
  {
    "summary": "Not reviewed: abc1234 is now the head.",
    "title": "Superseded by abc1234",
  },
  {
    "summary": "Stopped: this review is no longer needed.",
    "title": "Superseded",
  },
  {
    "summary": "This review was cancelled: gopher asked for it.",
    "title": "Cancelled",
  },
  {
    "summary": "The review timed out after 10 min with no result. Use "Review again" to restart it.",
    "title": "Timed out",
  },
  {
    "summary": "GitHub’s rate limit is used up. Next attempt at 2026-11-23 10:30 UTC.",
    "title": "Retry scheduled",
  },
  {
    "summary": "The model is overloaded. Use "Review again" to restart it.",
    "title": "Not reviewed: temporary error",
  },
  {
    "summary": "GitHub refused to let us read the code. It needs the permission contents=read.",
    "title": "Could not review",
  },
]
`);
});

test('coverage is one line', () => {
  const skipped = [
    ...Array.from({ length: 12 }, (_, index) => ({ path: `g${index}.go`, reason: 'generated' })),
    ...Array.from({ length: 4 }, (_, index) => ({ path: `v${index}.go`, reason: 'vendored' })),
  ];
  const beside = [
    { path: 'vendor/a.go', reason: 'vendored' },
    { path: 'vendor/a.s', reason: 'vendored' },
    { path: 'vendor/LICENSE', reason: 'vendored' },
    { path: 'logo.png', reason: 'binary' },
  ];
  const factsOnly = [
    ...Array.from({ length: 12 }, (_, index) => ({ path: `b${index}.go`, reason: 'over-budget' })),
    { path: 's.go', reason: 'steered' },
  ];
  expect(
    [
      { changedGoFiles: 57, reviewed: 41, skipped, factsOnly: [], notes: [] },
      { changedGoFiles: 1, reviewed: 1, skipped: [], factsOnly: [], notes: [] },
      { changedGoFiles: 41, reviewed: 41, skipped: [], factsOnly, notes: [] },
      { changedGoFiles: 9, reviewed: 9, skipped: [], factsOnly: [], notes: [] },
      { changedGoFiles: 0, reviewed: 0, skipped: [], factsOnly: [], notes: [] },
      { changedGoFiles: 3, reviewed: 2, skipped: beside, factsOnly: [], notes: [] },
    ].map((coverage) => coverageLine(coverage)),
  ).toMatchInlineSnapshot(`
[
  "Reviewed 41 of 57 changed Go files; skipped 12 generated and 4 vendored.",
  "Reviewed the only changed Go file.",
  "Reviewed all 41 changed Go files. The model did not read 13 of them; rules checked them.",
  "Reviewed all 9 changed Go files.",
  "No Go files changed.",
  "Reviewed 2 of 3 changed Go files; skipped 1 vendored. Other files skipped: 2 vendored and 1 binary.",
]
`);
});

test('what was paid stands beside what was expected, with the day of the prices', () => {
  const line = usageLine({ ...review.usage, estimatedCostUsd: 0.21, pricesAsOf: '2026-10-24' }, 'claude-sonnet-5-5');
  expect(line.split(' · ')[4]).toBe('$0.14 (estimate $0.21; prices as of 2026-10-24)');
});

test('times and prices are as exact as they are useful', () => {
  expect([830, 4210, 59_600, 60_000, 185_000].map(duration)).toEqual([
    '830 ms',
    '4.2 s',
    '1 min',
    '1 min',
    '3 min 5 s',
  ]);
  expect([0, 0.00004, 0.0042, 0.1432, 12].map(dollars)).toEqual(['$0', 'under $0.0001', '$0.0042', '$0.14', '$12.00']);
});
