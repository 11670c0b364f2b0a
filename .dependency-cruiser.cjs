/**
 * The layout of src as import rules: six rooms in a line, one door each, one place per vendor package.
 * Reasons: .github/decisions/0016-rooms-in-a-line.md. Circles between folders: test/checks/folder-circles.ts.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const ROOMS = ['webhook', 'queue', 'gather', 'analyse', 'agent', 'publish'];

/** The folders of analyse, in a line: each with those that it may import. Files at the root of analyse import them all. */
const ANALYSE = {
  go: [],
  graph: ['go'],
  change: ['go', 'graph'],
  symbols: ['go', 'graph'],
  clauses: ['go', 'graph'],
  rules: ['go', 'graph', 'change', 'symbols', 'clauses'],
};

/** The folders of agent, likewise. */
const AGENT = {
  definition: [],
  safety: [],
  tools: ['definition', 'safety'],
  model: ['definition', 'safety', 'tools'],
  verify: ['safety', 'tools'],
  prompt: ['definition', 'safety', 'tools', 'verify'],
  compose: ['safety', 'verify'],
};

const RULE_FAMILIES = ['api', 'concurrency', 'operations', 'risk', 'service', 'testing'];

module.exports = {
  forbidden: [
    ...ROOMS.map((room) => ({
      name: `${room}-imports-no-other-room`,
      severity: 'error',
      comment: 'Rooms never import each other: shared types live in domain, wiring in the entries and the pages.',
      from: { path: `^src/${room}/` },
      to: { path: `^src/(${ROOMS.filter((other) => other !== room).join('|')})/` },
    })),
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/domain/|node_modules/zod)' },
    },
    {
      name: 'text-knows-nobody',
      severity: 'error',
      from: { path: '^src/text/' },
      to: { path: '^src/', pathNot: '^src/text/' },
    },
    {
      name: 'github-knows-domain-and-text',
      severity: 'error',
      from: { path: '^src/github/' },
      to: { path: '^src/', pathNot: '^src/(github|domain|text)/' },
    },
    {
      name: 'speakers-to-github',
      severity: 'error',
      comment: 'Only adapters talk to GitHub: files named github.ts, folders named github, and the webhook room.',
      from: {
        path: '^src/',
        pathNot: '^src/(server\\.ts|process/|github/|webhook/|[^/]+/github(\\.ts|/)|publish/guidance/)',
      },
      to: { path: '^src/github/' },
    },
    {
      name: 'no-climbing-to-the-root',
      severity: 'error',
      comment: 'No file in a room imports a file at the root of src; cli and process start the pages.',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$', pathNot: '^src/(review|guide|reply)\\.ts$' },
    },
    {
      name: 'no-room-opens-a-page',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|process|eval)/|^src/[^/]+\\.ts$' },
      to: { path: '^src/(review|guide|reply)\\.ts$' },
    },
    {
      name: 'entries-are-not-entered',
      severity: 'error',
      comment: 'cli and process are wiring: no room imports them.',
      from: { path: `^src/(domain|text|github|${ROOMS.join('|')})/` },
      to: { path: '^src/(cli|process|eval)/' },
    },
    {
      name: 'one-door-per-room',
      severity: 'error',
      comment: 'Entries import the file named after a room, or an adapter.',
      from: { path: '^src/([^/]+\\.ts$|(cli|process|eval)/)' },
      to: {
        path: '^src/(webhook|queue|gather|analyse|agent|publish)/',
        pathNot: [
          '^src/([^/]+)/\\1\\.ts$',
          '^src/[^/]+/github\\.ts$',
          '^src/gather/checkout\\.ts$',
          '^src/publish/(terminal|html|sarif)\\.ts$',
          '^src/publish/guidance/folder-publisher\\.ts$',
          '^src/agent/anthropic\\.ts$',
          '^src/analyse/pool/analysis-pool\\.ts$',
          '^src/queue/(embedded|postgres)\\.ts$',
        ],
      },
    },
    {
      name: 'pages-use-doors-only',
      severity: 'error',
      from: { path: '^src/(review|guide|reply)\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/domain/', '^src/(gather|analyse|agent|publish)/\\1\\.ts$'] },
    },
    {
      name: 'one-keeper-of-the-model-sdk',
      severity: 'error',
      comment: 'Includes the optional SDKs of Amazon and Google: only the file that opens a client loads them.',
      from: { path: '^src/', pathNot: '^src/agent/anthropic(\\.ts$|/)' },
      to: { path: 'node_modules/(@anthropic-ai|@aws-sdk|@smithy|google-auth-library)/' },
    },
    {
      name: 'one-keeper-of-tree-sitter',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/analyse/go/parser\\.ts$' },
      to: { path: 'node_modules/(web-tree-sitter|@vscode/tree-sitter-wasm)' },
    },
    {
      name: 'keepers-of-github',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server\\.ts|github/)' },
      to: { path: 'node_modules/(probot|@octokit)/' },
    },
    {
      name: 'one-keeper-of-the-durable-engine',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/queue/' },
      to: { path: 'node_modules/(@dbos-inc|@electric-sql|pg)/' },
    },
    ...Object.entries(ANALYSE).map(([folder, lower]) => ({
      name: `analyse-${folder}-keeps-the-line`,
      severity: 'error',
      comment: 'In analyse: go ← graph ← change, symbols, clauses ← rules ← the files at its root.',
      from: { path: `^src/analyse/${folder}/` },
      to: { path: '^src/analyse/', pathNot: `^src/analyse/(${[folder, ...lower].join('|')})/` },
    })),
    ...Object.entries(AGENT).map(([folder, lower]) => ({
      name: `agent-${folder}-keeps-the-line`,
      severity: 'error',
      comment: 'In agent: definition, safety ← tools ← model, verify ← prompt, compose ← parts, refute, guidance.',
      from: { path: `^src/agent/${folder}/` },
      to: { path: '^src/agent/', pathNot: `^src/agent/(${[folder, ...lower].join('|')})/` },
    })),
    {
      name: 'agent-tasks-know-no-other-task',
      severity: 'error',
      comment: 'Reading in parts, refuting and guidance are side by side.',
      from: { path: '^src/agent/(parts|refute|guidance)/' },
      to: { path: '^src/agent/(parts|refute|guidance)/', pathNot: '^src/agent/$1/' },
    },
    {
      name: 'engine-of-rules-knows-no-rule',
      severity: 'error',
      comment: 'The engine receives its rules: it imports neither a family nor the registry.',
      from: { path: '^src/analyse/rules/engine/' },
      to: { path: '^src/analyse/rules/', pathNot: '^src/analyse/rules/engine/' },
    },
    ...RULE_FAMILIES.map((family) => ({
      name: `${family}-rules-know-no-other-family`,
      severity: 'error',
      comment: 'What two families share belongs in the engine. The registry imports rules, never the reverse.',
      from: { path: `^src/analyse/rules/${family}/` },
      to: {
        path: `^src/analyse/rules/([^/]+\\.ts$|(${RULE_FAMILIES.filter((other) => other !== family).join('|')})/)`,
      },
    })),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'no-barrels-no-drawers',
      severity: 'error',
      from: {},
      to: {
        path: ['/(index|utils|util|helpers|helper|common|types)\\.ts$', '/(utils|helpers|common)/'],
        pathNot: 'node_modules',
      },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
