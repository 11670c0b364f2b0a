// Reviews for the tests of publishing: a realistic one of a Go service, and variations of it.
import type { ChangedFile, Hunk, HunkLine } from '../../src/domain/diff.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Publication } from '../../src/domain/ports.ts';
import type { Review } from '../../src/domain/review.ts';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import type { Target } from '../../src/domain/snapshot.ts';

export const head = 'd'.repeat(40);
export const base = 'b'.repeat(40);
const mergeBase = 'a'.repeat(40);
export const htmlUrl = 'https://github.com/acme/orders';

export const layerFinding: Finding = {
  id: 'layer-4f1c20aa',
  section: 'service-architecture',
  severity: 'high',
  title: 'The domain imports the DynamoDB store',
  path: 'internal/domain/order.go',
  startLine: 5,
  endLine: 5,
  side: 'head',
  quote: '\t"github.com/acme/orders/internal/store"',
  rationale:
    'ADR 3 keeps `internal/domain` free of infrastructure. With this import every rule about an order is compiled against DynamoDB: the domain tests now need a table, and `store` can no longer depend on `domain` without closing a cycle.',
  recommendation:
    'Declare what the domain needs as an interface beside `Order`, and let `internal/store` satisfy it. `cmd/api` already wires the two.',
  tradeOffs: 'One more interface to keep; in return the domain is testable in memory, as `invoice` already is.',
  example:
    '// Orders keeps orders; internal/store satisfies it.\ntype Orders interface {\n\tSave(ctx context.Context, order Order) error\n}',
  citations: [
    {
      kind: 'fact',
      path: 'internal/domain/order.go',
      quote: '"github.com/acme/orders/internal/store"',
      startLine: 5,
      factId: 'edge-added:internal/domain->internal/store',
    },
    {
      kind: 'document',
      path: 'docs/adr/0003-layers.md',
      quote: 'The domain layer MUST NOT import infrastructure packages.',
      startLine: 12,
      factId: null,
    },
  ],
  source: 'fact',
  rule: 'service/layer-violation',
  otherPlaces: [],
};

export const timeoutFinding: Finding = {
  id: 'timeout-90bd77e1',
  verified: true,
  section: 'concurrency-performance',
  severity: 'medium',
  title: 'The payment call has no deadline of its own',
  path: 'internal/payment/client.go',
  startLine: 21,
  endLine: 24,
  side: 'head',
  quote: '\tresp, err := http.Get(url)\n\tif err != nil {\n\t\treturn err\n\t}',
  rationale:
    'The handler runs in a Lambda of 30 s; a gateway that hangs takes the whole invocation, and the retry doubles the charge.',
  recommendation:
    'Pass the request context on and bound it: `http.NewRequestWithContext` with the client from `internal/httpx`.',
  tradeOffs: 'A bound that is too tight fails slow but sound payments; start from the p99 of the gateway.',
  example: '',
  citations: [
    {
      kind: 'code',
      path: 'internal/payment/client.go',
      quote: 'resp, err := http.Get(url)',
      startLine: 21,
      factId: null,
    },
  ],
  source: 'model',
  rule: null,
  otherPlaces: [{ path: 'internal/payment/refund.go', startLine: 9, endLine: 9, quote: '\thttp.Get(u)', side: 'head' }],
};

/** A finding about lines that the diff does not show. */
export const farFinding: Finding = {
  ...timeoutFinding,
  id: 'api-1187aa02',
  section: 'api-design',
  severity: 'low',
  title: 'Store.Get loses its context parameter',
  path: 'internal/domain/order.go',
  startLine: 90,
  endLine: 90,
  quote: 'func (s *Store) Get(id string) (Order, error) {',
  rationale: 'Callers outside this module stop compiling.',
  recommendation: 'Add `GetContext` beside it and deprecate `Get`.',
  tradeOffs: '',
  citations: [
    {
      kind: 'fact',
      path: 'internal/domain/order.go',
      quote: 'func (s *Store) Get(id string) (Order, error) {',
      startLine: 90,
      factId: 'api-changed:internal/domain#Store.Get',
    },
  ],
  otherPlaces: [],
};

export const review: Review = {
  schema: 'architect.review/v1',
  repository: 'acme/orders',
  pullRequest: 7,
  base,
  mergeBase,
  head,
  mode: 'model',
  verdict: 'advise',
  notReviewed: null,
  summary:
    'Orders are now saved from the domain itself, and paying for one calls the gateway in line. The first turns the dependency between domain and store around; the second puts a network call on the request path.',
  coverage: {
    changedGoFiles: 7,
    reviewed: 4,
    skipped: [
      { path: 'internal/api/api.pb.go', reason: 'generated' },
      { path: 'internal/api/api_grpc.pb.go', reason: 'generated' },
      { path: 'vendor/github.com/x/y/y.go', reason: 'vendored' },
    ],
    factsOnly: [],
    notes: [],
  },
  findings: [layerFinding, timeoutFinding, farFinding],
  recommendations: {
    'service-architecture': ['Keep `cmd/api` the only place that knows both `domain` and `store`.'],
    'api-design': ['Return a typed error from `Pay`, so that handlers can answer 402 and 502 apart.'],
    'concurrency-performance': [],
    'testing-strategy': ['Test `Order.Confirm` against an in-memory `Orders`.'],
    'deployment-operations': [],
    'risk-mitigation': ['Make the payment idempotent with the order id as key before retries are allowed.'],
  },
  facts: {
    packages: 9,
    packagesAdded: ['github.com/acme/orders/internal/payment'],
    packagesRemoved: [],
    edges: [
      { from: 'github.com/acme/orders/internal/domain', to: 'github.com/acme/orders/internal/store', change: 'added' },
      { from: 'github.com/acme/orders/internal/api', to: 'github.com/acme/orders/internal/payment', change: 'added' },
      {
        from: 'github.com/acme/orders/internal/store',
        to: 'github.com/acme/orders/internal/domain',
        change: 'removed',
      },
      { from: 'github.com/acme/orders/internal/api', to: 'github.com/acme/orders/internal/domain', change: 'kept' },
      { from: 'github.com/acme/orders/cmd/api', to: 'github.com/acme/orders/internal/api', change: 'kept' },
      { from: 'github.com/acme/orders/cmd/api', to: 'github.com/acme/orders/internal/store', change: 'kept' },
    ],
    cyclesIntroduced: [],
    layerViolationsIntroduced: 1,
    layerViolationsBefore: 2,
    apiBreaking: [{ package: 'github.com/acme/orders/internal/store', symbol: 'Store.Get' }],
    apiAdded: 3,
    couldNotTell: { 'concurrency/no-deadline': 2 },
    suppressed: [
      { rule: 'concurrency/defer-in-loop', by: 'comment', count: 1, reasons: ['closed by the pool'] },
      { rule: 'network', by: 'settings', count: 3, reasons: ['only the importer runs it'] },
    ],
  },
  clauses: [],
  dropped: [
    {
      title: 'Orders may be saved twice',
      path: 'internal/domain/order.go',
      reason: 'The quoted line is not in the file.',
    },
  ],
  consulted: [
    { path: 'docs/adr/0003-layers.md', commit: base, cut: 0 },
    { path: 'CLAUDE.md', commit: base, cut: 1200 },
  ],
  policyChanges: [],
  settingsProblems: [],
  notes: [],
  agent: 'go-backend-architect',
  model: 'claude-sonnet-5-5',
  usage: {
    inputTokens: 48_210,
    cachedInputTokens: 38_568,
    outputTokens: 3_120,
    costUsd: 0.1432,
    apiRequests: 7,
    durationMs: 41_800,
  },
};

/** A review with nothing in it but a verdict. */
export const clearReview: Review = {
  ...review,
  verdict: 'clear',
  summary: '',
  findings: [],
  recommendations: {
    'service-architecture': [],
    'api-design': [],
    'concurrency-performance': [],
    'testing-strategy': [],
    'deployment-operations': [],
    'risk-mitigation': [],
  },
  facts: {
    ...review.facts,
    edges: [],
    packagesAdded: [],
    layerViolationsIntroduced: 0,
    layerViolationsBefore: 0,
    apiBreaking: [],
    apiAdded: 0,
    couldNotTell: {},
    suppressed: [],
  },
  clauses: [],
  dropped: [],
  consulted: [],
  coverage: { changedGoFiles: 2, reviewed: 2, skipped: [], factsOnly: [], notes: [] },
};

export const request: ReviewRequest = {
  id: 'acme/orders#7@dddddddd:opened',
  installationId: 1,
  repository: { owner: 'acme', name: 'orders' },
  pullRequest: 7,
  head,
  base,
  seen: null,
  trigger: 'opened',
  requestedBy: null,
  requestedAt: '2026-11-23T10:00:00.000Z',
};

export const target: Target = {
  repository: { owner: 'acme', name: 'orders' },
  htmlUrl,
  pullRequest: {
    number: 7,
    title: 'Pay for orders',
    body: '',
    author: 'gopher',
    draft: false,
    baseRef: 'main',
    fork: false,
    state: 'open',
  },
  head,
  base,
  mergeBase,
};

/** A hunk from its text: "@@ -1,2 +1,3 @@" left out, each line with its mark. */
export function hunk(beforeStart: number, headStart: number, text: string): Hunk {
  let before = beforeStart;
  let after = headStart;
  const lines = text.split('\n').map((line): HunkLine => {
    const kind = line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : 'context';
    return {
      kind,
      text: line.slice(1),
      beforeLine: kind === 'added' ? null : before++,
      headLine: kind === 'removed' ? null : after++,
    };
  });
  return {
    beforeStart,
    beforeLines: before - beforeStart,
    headStart,
    headLines: after - headStart,
    heading: '',
    lines,
  };
}

/** A modified file as GitHub's own patch shows it. */
export function changedFile(path: string, hunks: readonly Hunk[], overrides: Partial<ChangedFile> = {}): ChangedFile {
  const count = (kind: HunkLine['kind']) =>
    hunks.flatMap((one) => one.lines).filter((line) => line.kind === kind).length;
  return {
    path,
    previousPath: null,
    status: 'modified',
    hunks,
    additions: count('added'),
    deletions: count('removed'),
    diff: 'host',
    ...overrides,
  };
}

export const files: readonly ChangedFile[] = [
  changedFile('internal/domain/order.go', [
    hunk(1, 1, ' package domain\n \n import (\n \t"context"\n+\t"github.com/acme/orders/internal/store"\n )'),
  ]),
  changedFile('internal/payment/client.go', [
    hunk(
      18,
      18,
      ' // Pay charges the order.\n func Pay(url string) error {\n+\t// Straight through.\n+\tresp, err := http.Get(url)\n+\tif err != nil {\n+\t\treturn err\n+\t}\n \treturn nil',
    ),
  ]),
];

export const publication: Publication = { request, target, opened: { checkRunId: null }, review, files };
