// The commands `ask` and `decide` on a local checkout, with a prepared model on loopback: what they print, and what they write.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openModel } from '../../src/agent/anthropic.ts';
import type { CommandContext } from '../../src/cli/command-context.ts';
import { type AskOptions, askCheckout, type DecideOptions, decideCheckout } from '../../src/cli/guidance.ts';

import { Guidance } from '../../src/domain/guidance.ts';
import type { Environment } from '../../src/process/config.ts';
import { built } from '../support/built.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { runNode } from '../support/run-program.ts';
import { txtar } from '../support/txtar.ts';

const SHOP = txtar(`
-- go.mod --
module example.com/shop

go 1.24
-- docs/DESIGN-PATTERNS.md --
# Patterns

Clients of other services retry; handlers never do.
-- internal/payment/client.go --
package payment

import "context"

// Client asks the payment service.
type Client struct{}

// Charge asks once.
func (c *Client) Charge(ctx context.Context, cents int) error {
	return nil
}
`);

const SUBMISSION = {
  answer: 'Retry in the payment client.',
  sections: {
    'service-architecture': [
      {
        text: 'Give `payment.Client` a budget for retries.',
        alternatives: [{ name: 'a queue', tradeOff: 'Survives longer outages, at the price of a worker.' }],
        effort: { amount: 3, unit: 'days' },
        citations: [
          {
            kind: 'code',
            path: 'internal/payment/client.go',
            quote: 'func (c *Client) Charge(ctx context.Context, cents int) error {',
          },
          {
            kind: 'document',
            path: 'docs/DESIGN-PATTERNS.md',
            quote: 'Clients of other services retry; handlers never do.',
          },
        ],
      },
    ],
    'risk-mitigation': [{ text: 'Send an idempotency key with each charge.' }],
  },
  examples: [{ title: 'A budget', code: 'func  (c *Client) retry( ) error { return nil }' }],
  packages: ['time'],
  services: ['Amazon SQS'],
};

const model = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
let git: BareRepository;
let elsewhere: string;
let program: string;
let folders = 0;

beforeAll(async () => {
  program = await built('src/cli.ts');
  elsewhere = mkdtempSync(path.join(tmpdir(), 'architect-guide-'));
  git = new BareRepository();
  await git.commit('main', SHOP, 'The shop');
  await git.setHead('main');
  const call = (name: string, input: object) => ({
    toolCalls: [{ id: `toolu_${name}`, name, arguments: JSON.stringify(input) }],
  });
  const isAsked = (word: string) => (request: { messages: unknown }) => JSON.stringify(request.messages).includes(word);
  const lie = { ...SUBMISSION, examples: [{ title: 'A budget', code: 'func retry( {' }] };
  model.on({ predicate: isAsked('Story of chatter') }, { content: 'Sure!' });
  model.on({ predicate: isAsked('does not parse as Go') }, call('SubmitGuidance', SUBMISSION));
  model.on({ predicate: isAsked('Story of a liar') }, call('SubmitGuidance', lie));
  model.on({ predicate: (request) => !isAsked('Story of a rival')(request) }, call('SubmitGuidance', SUBMISSION));
  await model.start();
}, 60_000);

afterAll(async () => {
  await model.stop();
  git.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

interface Ran {
  /** What went wrong; null when nothing did. */
  readonly error: Error | null;
  readonly stdout: string;
}

/** Runs what a command runs, in this process. */
async function running(work: (here: CommandContext) => Promise<void>, env: Environment = {}): Promise<Ran> {
  let stdout = '';
  const here: CommandContext = {
    env: { ANTHROPIC_API_KEY: 'key-of-a-test', ANTHROPIC_BASE_URL: model.url, ...env },
    openModel: async ({ modelService }) => modelService && openModel(modelService),
    write: (text) => {
      stdout += text;
    },
  };
  const error = await work(here).then(
    () => null,
    (thrown: Error) => thrown,
  );
  return { error, stdout };
}

function ask(question: string, changes: Partial<AskOptions> = {}, env: Environment = {}): Promise<Ran> {
  const options = { repo: git.dir, rev: 'HEAD', format: 'markdown', ...changes } as const;
  return running((here) => askCheckout(question, options, here), env);
}

function decide(out: string, changes: Partial<DecideOptions> = {}): Promise<Ran> {
  const options = { repo: git.dir, rev: 'HEAD', out, replace: false, ...changes };
  const file = changes.context ?? context();
  return running((here) => decideCheckout({ ...options, context: file }, here));
}

/** Runs the command line as a process. */
function architect(...args: readonly string[]) {
  const env = { ANTHROPIC_API_KEY: 'key-of-a-test', ANTHROPIC_BASE_URL: model.url };
  return runNode([program, ...args], elsewhere, env);
}

/** A folder of its own with these files in it. */
function folder(files: Readonly<Record<string, string>> = {}): string {
  folders += 1;
  const dir = path.join(elsewhere, `out-${folders}`);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  return dir;
}

function context(words = 'The shop charges for orders.'): string {
  folders += 1;
  const file = path.join(elsewhere, `context-${folders}.md`);
  writeFileSync(file, `# Charging\n\n${words}\n`);
  return file;
}

const read = (dir: string, file: string) => readFileSync(path.join(dir, file), 'utf8');
const steady = (text: string) =>
  text
    .replaceAll(elsewhere, 'DIR')
    .replace(/(out|context)-\d+/g, '$1')
    .replace(/`[0-9a-f]{7}`/g, '`<short>`')
    .replace(/\b\d+(\.\d)? (s|ms)\b/g, '<time>')
    .replace(/[0-9a-f]{64}/, '<digest>');

describe('the command line', () => {
  test('asks and decides, and publishes the schema of what it prints', async () => {
    const dir = folder();
    const [asked, decided, schema] = await Promise.all([
      architect('ask', 'Where?', '--repo', git.dir, '--rev', 'main', '--format', 'json'),
      architect('decide', '--repo', git.dir, '--context', context(), '--out', dir),
      architect('schema', 'guidance'),
    ]);
    expect([asked.code, decided.code, schema.code]).toEqual([0, 0, 0]);
    const printed: unknown = JSON.parse(asked.stdout);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schema.stdout));
    expect({ ok: validate(printed), errors: validate.errors }).toEqual({ ok: true, errors: null });
    expect(Guidance.parse(printed)).toMatchObject({
      task: { kind: 'ask', question: 'Where?' },
      head: await git.commitOf('main'),
    });
    expect(asked.stderr).toContain('agent: the architect thinks (turn 1)');
    expect(decided.stdout).toContain(`wrote ${dir}/architecture/backend-architecture.md`);
  }, 120_000);
});

describe('ask', () => {
  test('prints guidance as a page: answer, sections, examples, evidence, cost', async () => {
    const { error, stdout } = await ask('Where should retries live?');
    expect(error).toBeNull();
    expect(steady(stdout)).toMatchInlineSnapshot(`
"### Go architecture · Guidance

Retry in the payment client.

**Service architecture**

- Give \`payment.Client\` a budget for retries. _Effort: about 2 hours measured._
  - Alternative: **a queue**. Survives longer outages, at the price of a worker.
  - Evidence: \`internal/payment/client.go:9\` \`func (c *Client) Charge(ctx context.Context, cents int) error {\`
  - Evidence: \`docs/DESIGN-PATTERNS.md:3\` \`Clients of other services retry; handlers never do.\`

**Risk mitigation**

- Send an idempotency key with each charge.

**Example: A budget**

\`\`\`go
func (c *Client) retry() error { return nil }
\`\`\`

Go packages: \`time\` (standard library).

AWS services: Amazon SQS.

<details><summary>Consulted 1 document</summary>

- \`docs/DESIGN-PATTERNS.md\` at \`<short>\`

</details>

<sub>\`<short>\` · <time> · claude-sonnet-5-5 · 0 tokens in · 0 out · \\$0</sub>
"
`);
  });

  test('sends Go that does not parse back to the model', async () => {
    expect((await ask('Story of a liar')).stdout).toContain('func (c *Client) retry() error { return nil }');
  });

  test('explains why there is no answer, and what to do', async () => {
    const runs = [
      await ask('Where?', {}, { ANTHROPIC_API_KEY: '' }),
      await ask('  '),
      await ask('x'.repeat(4001)),
      await ask('Where?', { rev: 'man' }),
      await ask('Story of chatter'),
    ];
    expect(runs.map(({ stdout }) => stdout).join('')).toBe('');
    expect(runs.map(({ error }) => `${error?.name}: ${error?.message}`)).toMatchInlineSnapshot(`
[
  "BadInput: ask needs a model, and none is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER).",
  "BadInput: the question is empty. Example: architect ask "Where should retries live?"",
  "BadInput: the question has 4001 characters; the limit is 4000. Move details to a file.",
  "BadInput: there is no commit named "man" in this repository; check the spelling (git branch --all lists the branches), or fetch it: git fetch origin man",
  "CannotReview: The model ended without submitting an answer.",
]
`);
  });
});

describe('decide', () => {
  test('writes both documents, prints their paths, and overwrites only its own', async () => {
    const dir = folder({ 'architecture-decisions.md': '# Decisions\n\nThe frontend asks once.' });
    const once = () => decide(dir, { context: file });
    const file = context();
    expect(steady((await once()).stdout)).toMatchInlineSnapshot(`
"wrote DIR/out/architecture/backend-architecture.md
wrote DIR/out/architecture-decisions.md
<time> · claude-sonnet-5-5 · 0 tokens in · 0 out · $0
"
`);
    expect(steady(read(dir, 'architecture/backend-architecture.md'))).toMatchInlineSnapshot(`
"<!-- architect:backend-architecture v1 <digest> -->
## Backend Architecture Recommendations

Retry in the payment client.

### Service Architecture

- Give \`payment.Client\` a budget for retries. _Effort: about 2 hours measured._
  - Alternative: **a queue**. Survives longer outages, at the price of a worker.
  - Evidence: \`internal/payment/client.go:9\` \`func (c *Client) Charge(ctx context.Context, cents int) error {\`
  - Evidence: \`docs/DESIGN-PATTERNS.md:3\` \`Clients of other services retry; handlers never do.\`

### Risk Mitigation

- Send an idempotency key with each charge.

### Implementation Example

#### A budget

\`\`\`go
func (c *Client) retry() error { return nil }
\`\`\`

### Packages and Services

Go packages: \`time\` (standard library).

AWS services: Amazon SQS.

<sub>Written by go-backend-architect (claude-sonnet-5-5) from \`context.md\` and the code at \`<short>\`.</sub>
"
`);
    const decisions = read(dir, 'architecture-decisions.md');
    expect(steady(decisions)).toMatchInlineSnapshot(`
"# Decisions

The frontend asks once.

<!-- architect:backend begin -->
## Backend Architecture Recommendations

Retry in the payment client.

**Service Architecture**

- Give \`payment.Client\` a budget for retries. _Alternatives considered: a queue._

**Risk Mitigation**

- Send an idempotency key with each charge.

Trade-offs, evidence and examples: [architecture/backend-architecture.md](architecture/backend-architecture.md).

<sub>Written by go-backend-architect (claude-sonnet-5-5) from \`context.md\` and the code at \`<short>\`.</sub>
<!-- architect:backend end -->
"
`);
    expect(steady((await once()).stdout)).toMatchInlineSnapshot(`
"unchanged DIR/out/architecture/backend-architecture.md
unchanged DIR/out/architecture-decisions.md
<time> · claude-sonnet-5-5 · 0 tokens in · 0 out · $0
"
`);
    expect(read(dir, 'architecture-decisions.md')).toBe(decisions);
    expect(readdirSync(dir).sort()).toEqual(['architecture', 'architecture-decisions.md']);
    expect(readdirSync(path.join(dir, 'architecture'))).toEqual(['backend-architecture.md']);
  });

  test('refuses to overwrite the files of others before calling the model', async () => {
    const foreign = folder({ 'architecture/backend-architecture.md': '# Mine\n' });
    const broken = folder({ 'architecture-decisions.md': '<!-- architect:backend begin -->\n' });
    const outside = folder();
    mkdirSync(outside);
    symlinkSync(foreign, path.join(outside, 'architecture'));
    const asked = model.getRequests().length;
    const runs = [
      await decide(foreign),
      await decide(broken),
      await decide(outside),
      await decide(path.join(foreign, 'architecture/backend-architecture.md')),
      await decide(folder(), { context: 'gone.md' }),
    ];
    expect(model.getRequests()).toHaveLength(asked);
    expect(runs.map(({ stdout }) => stdout).join('')).toBe('');
    expect(runs.map(({ error }) => steady(`${error?.name}: ${error?.message}`))).toMatchInlineSnapshot(`
[
  "BadInput: "DIR/out/architecture/backend-architecture.md" exists and was not created by this tool. Move it, choose another --out, or pass --replace to overwrite it.",
  "BadInput: "DIR/out/architecture-decisions.md" has unbalanced section markers: keep one begin and one end marker, in that order, or remove both. Fix the markers and run the command again.",
  "BadInput: "DIR/out/architecture" is not a folder. Move it, or choose another --out.",
  "BadInput: "DIR/out/architecture/backend-architecture.md" is not a folder. Move it, or choose another --out.",
  "BadInput: --context gone.md: file not found",
]
`);
    expect(read(foreign, 'architecture/backend-architecture.md')).toBe('# Mine\n');
  });

  test('overwrites the files of others only with --replace', async () => {
    const dir = folder({ 'architecture/backend-architecture.md': '# Mine\n' });
    expect((await decide(dir, { replace: true })).error).toBeNull();
    const written = read(dir, 'architecture/backend-architecture.md');
    expect(written).toContain('## Backend Architecture Recommendations');
    writeFileSync(path.join(dir, 'architecture/backend-architecture.md'), `${written}\nP.S. by hand\n`);
    const { error } = await decide(dir);
    expect(error?.message).toContain('was edited after this tool wrote it.');
    expect(read(dir, 'architecture/backend-architecture.md')).toContain('P.S. by hand');
  });

  test('keeps a file that appears while the model works', async () => {
    const dir = folder();
    const late = 'Story of a rival';
    model.on({ predicate: (request) => JSON.stringify(request.messages).includes(late) }, () => {
      mkdirSync(path.join(dir, 'architecture'), { recursive: true });
      writeFileSync(path.join(dir, 'architecture/backend-architecture.md'), '# Theirs\n');
      return { toolCalls: [{ id: 'toolu_late', name: 'SubmitGuidance', arguments: JSON.stringify(SUBMISSION) }] };
    });
    const { error, stdout } = await decide(dir, { context: context(late) });
    expect(error?.message).toContain('exists and was not created by this tool');
    expect(read(dir, 'architecture/backend-architecture.md')).toBe('# Theirs\n');
    expect(stdout).toContain('## Backend Architecture Recommendations');
  });
});
