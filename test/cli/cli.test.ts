// The command line as people run it: each command a process of its own, on a repository of the sample service.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { format } from '@wasm-fmt/gofmt';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import type { StandingClause } from '../../src/domain/clause.ts';
import { Review } from '../../src/domain/review.ts';
import { sampleBase, sampleHead } from '../demo/sample.ts';
import { built } from '../support/built.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { type Ran, runNode } from '../support/run-program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let git: BareRepository;
let elsewhere: string;
let program: string;

beforeAll(async () => {
  program = await built('src/cli.ts');
  elsewhere = mkdtempSync(path.join(tmpdir(), 'architect-cli-'));
  git = new BareRepository();
  await git.commit('main', sampleBase(), 'The service');
  await git.commit('bulk-export', sampleHead(), 'Add bulk asset export', { from: 'main' });
  await git.commit('notes', { 'README.md': 'Nothing here yet.\n' }, 'Begin');
}, 60_000);

afterAll(() => {
  git.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

function architect(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return runNode([program, ...args], elsewhere, env);
}

const range = () => ['--repo', git.dir, '--base', 'main', '--head', 'bulk-export'];

describe('architect review', () => {
  test('prints a review that its published schema accepts, with each quote where it says it is', async () => {
    const [ran, schema] = await Promise.all([
      architect(['review', ...range(), '--format', 'json', '--fail-on', 'never']),
      architect(['schema', 'review']),
    ]);
    expect(ran.code).toBe(0);
    const printed: unknown = JSON.parse(ran.stdout);
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(schema.stdout));
    expect({ ok: validate(printed), errors: validate.errors }).toEqual({ ok: true, errors: null });
    const review = Review.parse(printed);
    expect(review).toMatchObject({
      schema: 'architect.review/v1',
      mode: 'facts',
      verdict: 'advise',
      pullRequest: null,
    });
    expect(review.findings.length).toBeGreaterThan(3);
    for (const finding of review.findings) {
      const text = await git.text(['show', `${review.head}:${finding.path}`]);
      const lines = text
        .split('\n')
        .slice(finding.startLine - 1, finding.endLine)
        .join('\n');
      expect(lines).toContain(finding.quote);
    }
  });

  test('fails its gate with exit code 1, and still prints the review', async () => {
    const ran = await architect(['review', ...range(), '--fail-on', 'high']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('Layer "domain" imports github.com/aws/aws-sdk-go-v2');
    expect(ran.stderr).toContain('gather: reading');
  });

  test('uses the gate of the settings file by default', async () => {
    const ran = await architect(['review', ...range(), '--format', 'markdown']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('internal/domain/export.go');
  });

  test('prints all findings at a commit with --all', async () => {
    const range = ['--repo', git.dir, '--head', 'bulk-export', '--all'];
    const ran = await architect(['review', ...range, '--format', 'json', '--fail-on', 'never']);
    expect(ran.code).toBe(0);
    const review = Review.parse(JSON.parse(ran.stdout));
    expect(review).toMatchObject({ whole: true, mode: 'facts', policyChanges: [] });
    expect(review.facts).toMatchObject({ edges: [], packagesAdded: [], apiAdded: 0 });
    expect(review.findings.map(({ rule }) => rule)).toContain('service/layer');
    expect(review.summary).toMatch(/^Full review of the commit: \d+ packages, \d+ Go files,/);
  });

  test('says what to do if there is nothing to compare', async () => {
    const ran = await architect(['review', '--repo', git.dir, '--base', 'main', '--head', 'main']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Not reviewed\nNo Go file was changed.\n');
    expect(ran.stderr.trim().split('\n').at(-1)).toMatchInlineSnapshot(
      `"architect: nothing to review: the head has no commits that the base lacks. Uncommitted changes are not reviewed; commit them, choose --base and --head, or use --all"`,
    );
  });

  test('explains wrong usage on stderr, with exit code 2', async () => {
    const runs = await Promise.all([
      architect(['review', '--repo', elsewhere]),
      architect(['review', '--repo', git.dir, '--base', 'man']),
      architect(['review', '--repo', git.dir, '--all', '--base', 'main']),
      architect(['review', '--format', 'pdf']),
      architect(['review', ...range()], { REVIEW_DEADLINE_SECONDS: 'soon' }),
      architect(['revue']),
      architect(['facts', '--repo', git.dir, '--rev', 'notes']),
    ]);
    expect(runs.map(({ code, stdout }) => ({ code, stdout }))).toEqual(runs.map(() => ({ code: 2, stdout: '' })));
    const said = runs.map(({ stderr }) =>
      stderr
        .replace(/^gather: .*\n/gm, '')
        .replaceAll(elsewhere, 'DIR')
        .trim(),
    );
    expect(said).toMatchInlineSnapshot(`
[
  "architect: DIR is not inside a git repository; run the command in one, or pass --repo",
  "architect: there is no commit named "man" in this repository; check the spelling (git branch --all lists the branches), or fetch it: git fetch origin man",
  "architect: --all and --base cannot be combined",
  "error: option '--format <format>' argument 'pdf' is invalid. Allowed choices are terminal, markdown, json, sarif, html.
(see architect --help)",
  "architect: Invalid settings in the environment:
  REVIEW_DEADLINE_SECONDS must be a whole number from 30 to 7200. Example: REVIEW_DEADLINE_SECONDS=900",
  "error: unknown command 'revue'
(Did you mean review?)
(see architect --help)",
  "architect: no go.mod at this commit; choose another with --rev",
]
`);
  });
});

describe('architect eval', () => {
  test('evaluates the facts on its own cases', async () => {
    const { code, stdout } = await architect(['eval']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^facts only, 1 run\n\nsection +cases[\s\S]*\ntotal +\d+/);
  });

  test('requires a provider for a named model, and a valid number of runs', async () => {
    const unkeyed = await architect(['eval', '--model', 'opus']);
    expect(unkeyed.stderr).toContain(
      '--model opus needs a model provider: set ANTHROPIC_API_KEY or MODEL_PROVIDER, or drop --model',
    );
    const unjudged = await architect(['eval', '--judge', 'opus']);
    expect([unjudged.code, unjudged.stderr]).toEqual([
      2,
      expect.stringContaining('--judge opus judges findings of a model'),
    ]);
    const many = await architect(['eval', '--runs', '1000']);
    expect(many.stderr).toContain('Use a number from 1 to 20.');
    expect([unkeyed.code, many.code]).toEqual([2, 2]);
  });
});

describe('architect facts', () => {
  test('prints packages as go list sees them', async () => {
    const ran = await architect(['facts', '--repo', git.dir, '--rev', 'main']);
    expect(ran.code).toBe(0);
    const facts = JSON.parse(ran.stdout);
    expect(facts).toMatchObject({
      schema: 'architect.facts/v1',
      rev: await git.commitOf('main'),
      modules: [
        {
          path: 'github.com/acme/beacon',
          dir: '',
          goVersion: expect.any(String),
          replaces: [],
          requires: expect.arrayContaining([
            { path: 'github.com/aws/aws-lambda-go', version: expect.stringMatching(/^v/), indirect: false },
          ]),
        },
      ],
      variants: [],
      cycles: [],
      layerViolations: [],
    });
    const domain = facts.packages.find(({ dir }: { dir: string }) => dir === 'internal/domain');
    expect(domain).toMatchObject({
      importPath: 'github.com/acme/beacon/internal/domain',
      name: 'domain',
      layer: 'domain',
      testImports: expect.arrayContaining(['testing']),
      externalTestImports: [],
    });
    expect(domain.files).toContain('asset.go');
    expect(domain.files).not.toContain('asset_test.go');
    expect(domain.metrics).toMatchObject({ fanOut: 0, instability: 0 });
    const component = facts.components.find(({ name }: { name: string }) => name === 'internal/domain');
    expect(component).toMatchObject({ packages: [domain.importPath], imports: [], metrics: { fanOut: 0 } });
    expect(
      facts.entryPoints.map(({ name, handler }: Record<string, string>) => [name, handler]),
    ).toMatchInlineSnapshot(`
[
  [
    "Lambda APIGatewayV2HTTPRequest in cmd/api",
    "lambda.Router.Serve",
  ],
  [
    "main of cmd/api",
    "main.main",
  ],
  [
    "Lambda SQSEvent in cmd/graph-worker",
    "lambda.GraphEvents.Serve",
  ],
  [
    "main of cmd/graph-worker",
    "main.main",
  ],
]
`);
    expect(
      facts.resources.map(({ kind, operation, name, file }: Record<string, string>) =>
        [kind, operation, name, file].join(' '),
      ),
    ).toMatchInlineSnapshot(`
[
  "cypher NewSession w.database internal/graph/writer.go",
  "cypher ExecuteWrite  internal/graph/writer.go",
  "http-client GET s.url internal/platform/auth/jwks.go",
  "dynamodb TransactWriteItems  internal/store/dynamo/ledger.go",
  "dynamodb Query t.name internal/store/dynamo/risks.go",
  "dynamodb GetItem t.name internal/store/dynamo/table.go",
  "dynamodb Query t.name internal/store/dynamo/table.go",
  "http-client GET c.base+path pkg/beacon/client.go",
]
`);
  });

  test('prints the layer violations of a commit with file and line', async () => {
    const ran = await architect(['facts', '--repo', git.dir, '--rev', 'bulk-export']);
    expect(JSON.parse(ran.stdout).layerViolations).toContainEqual({
      file: 'internal/domain/export.go',
      line: 7,
      import: 'github.com/aws/aws-sdk-go-v2/service/dynamodb/types',
      from: 'domain',
      to: 'github.com/aws/**',
      source: '.github/architect.yml',
    });
  });

  test('draws the package graph', async () => {
    const ran = await architect(['facts', '--repo', git.dir, '--rev', 'main', '--format', 'mermaid']);
    expect(ran.stdout).toMatch(/^(flowchart|graph) /);
    expect(ran.stdout).toContain('internal/domain');
    const dot = await architect(['facts', '--repo', git.dir, '--rev', 'main', '--format', 'dot']);
    expect(dot.stdout).toMatch(/^digraph architecture \{\n[\s\S]*label="domain";[\s\S]*\n\}\n$/);
  });
});

test("architect clauses prints the team's rules of a commit", async () => {
  const ran = await architect(['clauses', '--repo', git.dir, '--rev', 'main', '--format', 'json']);
  const { rev, clauses } = JSON.parse(ran.stdout) as { rev: string; clauses: StandingClause[] };
  expect(rev).toMatch(/^[0-9a-f]{40}$/);
  const domain = clauses.find(({ text }) => text === 'The domain imports the standard library only.');
  expect(domain).toMatchObject({ status: 'accepted', checkedBy: 'facts', state: 'kept', breaks: [] });
  const table = await architect(['clauses', '--repo', git.dir, '--rev', 'main']);
  expect(table.stdout).toMatch(/^\d+ team rules: /);
  const markdown = await architect(['clauses', '--repo', git.dir, '--rev', 'main', '--format', 'markdown']);
  expect(markdown.stdout).toMatch(/^## Team rules\n/);
});

describe('architect review --fix', () => {
  test('writes the computed fixes into the work tree, where they parse, and into nothing else', async () => {
    const tree = path.join(elsewhere, 'tree');
    await execa('git', ['clone', '-q', '-b', 'bulk-export', git.dir, tree]);
    const options = ['--repo', tree, '--base', 'origin/main', '--format', 'json', '--fail-on', 'never', '--no-model'];
    const ran = await architect(['review', ...options, '--fix']);
    expect(ran.code).toBe(0);
    const fixes = Review.parse(JSON.parse(ran.stdout)).findings.flatMap((finding) =>
      [finding, ...finding.otherPlaces].flatMap(({ path: file, fix }) => (fix === undefined ? [] : [file])),
    );
    expect(fixes.length).toBeGreaterThan(0);
    expect(ran.stderr.match(/architect: fixed \S+:\d+/g)).toHaveLength(fixes.length);
    const { stdout } = await execa('git', ['-C', tree, 'diff', '--name-only']);
    expect(stdout.split('\n').sort()).toEqual([...new Set(fixes)].sort());
    for (const file of fixes) expect(() => format(readFileSync(path.join(tree, file), 'utf8'))).not.toThrow();
  });
});

describe('architect config and gate', () => {
  test('show what applies and where it comes from, and judge a saved review again', async () => {
    const config = await architect(['config', ...range(), '--format', 'json']);
    expect(config.code).toBe(0);
    const { settings } = JSON.parse(config.stdout) as { settings: { key: string; sources: string[] }[] };
    expect(settings.find(({ key }) => key === 'layers')?.sources[0]).toMatch(/^\.github\/architect\.yml@[0-9a-f]{40}$/);
    const saved = path.join(elsewhere, 'review.json');
    writeFileSync(saved, (await architect(['review', ...range(), '--format', 'json', '--fail-on', 'never'])).stdout);
    const gates = await Promise.all([
      architect(['gate', saved]),
      architect(['gate', saved, '--fail-on', 'low', '--format', 'json']),
      architect(['gate', path.join(ROOT, 'package.json')]),
    ]);
    expect(gates.map(({ code }) => code)).toEqual([0, 1, 2]);
    expect(gates[0]?.stdout).toBe('pass\n');
    expect(JSON.parse(gates[1]?.stdout ?? '')).toMatchObject({ outcome: 'fail', complete: true });
    expect(gates[2]?.stderr).toContain('is not a review; save one with');
  });
});

describe('architect agents check', () => {
  test('prints valid agent files, and reports invalid ones on stderr', async () => {
    const broken = path.join(elsewhere, 'broken.md');
    writeFileSync(broken, '# no front matter\n');
    const ran = await architect([
      'agents',
      'check',
      path.join(ROOT, 'agents/go-backend-architect.md'),
      broken,
      'gone.md',
      elsewhere,
    ]);
    expect(ran.code).toBe(2);
    const [agent, ...more] = JSON.parse(ran.stdout);
    expect(more).toEqual([]);
    expect(agent).toMatchObject({
      name: 'go-backend-architect',
      type: 'architect',
      model: 'sonnet[1m]',
      color: 'green',
    });
    expect(agent.tools).toContain('Grep');
    const lines = ran.stderr.replaceAll(elsewhere, 'DIR').trim().split('\n');
    expect(lines).toMatchInlineSnapshot(`
[
  "architect: DIR/broken.md:1: No front matter found. Start the file with "---", a "name:" line, and "---" again.",
  "architect: gone.md: file not found",
  "architect: DIR: cannot be read (EISDIR)",
]
`);
  });
});

describe('architect --help', () => {
  test('and the README name the same commands and options', async () => {
    const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const commands = [
      'review',
      'ask',
      'decide',
      'facts',
      'rules',
      'clauses',
      'config',
      'gate',
      'agents check',
      'eval',
      'schema',
      'serve',
    ];
    const whole = await architect(['--help']);
    const listed = [...whole.stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
    expect(listed.filter((name) => name !== 'help')).toEqual(commands.map((command) => command.split(' ')[0]));
    const helps = await Promise.all(commands.map((command) => architect([...command.split(' '), '--help'])));
    for (const [index, command] of commands.entries()) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`architect ${command}`)) ?? '';
      const options = [...(helps[index]?.stdout ?? '').matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
      expect([command, options.filter((option) => !row.includes(`\`${option}`))]).toEqual([command, []]);
    }
  });
});

describe('architect schema', () => {
  test('prints the schema of the settings file, which accepts the example in the README', async () => {
    const ran = await architect(['schema', 'settings']);
    const schema = JSON.parse(ran.stdout);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['layers', 'documents', 'failOn', 'ignore']));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate({ layers: [{ name: 'domain', packages: ['internal/domain/**'] }], failOn: 'high' })).toBe(true);
    expect(validate({ fail_on: 'high' })).toBe(false);
  });
});
