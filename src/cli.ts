#!/usr/bin/env node
// The command line: the same review as the App's on a local checkout, and the facts, schemas and agent files behind it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readAgent } from './agent/agent.ts';
import { openModel } from './agent/anthropic.ts';
import { describeTree } from './analyse/analyse.ts';
import { readConfig } from './config.ts';
import { complain, createProgress, exitCode, explain, interrupt, orWithoutModel, print } from './console.ts';
import { BadInput, messageOf } from './domain/errors.ts';
import { Severity } from './domain/finding.ts';
import type { ModelPort, Ports } from './domain/ports.ts';
import type { ReviewRequest } from './domain/review-request.ts';
import { type EvalCommandOptions, printEvaluation } from './eval-command.ts';
import { factsDocument } from './facts-page.ts';
import { openCheckout } from './gather/checkout.ts';
import { gather, settingsJsonSchema, survey, wholeState } from './gather/gather.ts';
import { type AskOptions, askCheckout, type DecideOptions, decideCheckout } from './guide-command.ts';
import { drawDot, drawGraph, guidanceJsonSchema, reviewJsonSchema } from './publish/publish.ts';
import { createTerminalPublisher } from './publish/terminal.ts';
import { review } from './review.ts';
import { rulesPage } from './rules-page.ts';

interface ReviewOptions {
  readonly repo: string;
  readonly all?: true;
  readonly base?: string;
  readonly head?: string;
  readonly format: 'terminal' | 'markdown' | 'json' | 'sarif' | 'html';
  readonly model: boolean;
  readonly failOn?: ReviewRequest['failOn'];
}

const here = { env: process.env, openModel: openConfigured, write: print };
const SCHEMAS = { review: reviewJsonSchema, guidance: guidanceJsonSchema, settings: settingsJsonSchema } as const;

const program = new Command('architect')
  .description('Reviews Go code as a backend architect: evidence or silence.')
  .version(await readVersion())
  .showHelpAfterError('(architect --help shows what there is)')
  .exitOverride();

program
  .command('review')
  .description('review what a branch changes, on a local checkout')
  .option('--repo <dir>', 'the checkout', '.')
  .option('--base <ref>', 'what the change goes into (default: the default branch)')
  .option('--head <ref>', 'the change (default: HEAD)')
  .addOption(
    new Option('--format <format>', 'how to print')
      .choices(['terminal', 'markdown', 'json', 'sarif', 'html'])
      .default('terminal'),
  )
  .option('--all', 'everything that is found at the head, however old, by the facts alone')
  .option('--no-model', 'facts only, even where ANTHROPIC_API_KEY is set')
  .addOption(
    new Option(
      '--fail-on <severity>',
      'exit 1 when such a finding is open (default: failOn of the settings file)',
    ).choices(['never', ...Severity.options]),
  )
  .action(reviewCheckout);

program
  .command('ask')
  .description('answer a question about the architecture of a commit; needs a model')
  .argument('<question>', 'the question, in quotes')
  .option('--repo <dir>', 'the checkout', '.')
  .option('--rev <ref>', 'the commit', 'HEAD')
  .addOption(new Option('--format <format>', 'how to print').choices(['markdown', 'json']).default('markdown'))
  .action((question: string, options: AskOptions) => askCheckout(question, options, here));

program
  .command('decide')
  .description(
    'write the backend part of a design: architecture/backend-architecture.md and a section of architecture-decisions.md; needs a model',
  )
  .requiredOption('--context <file>', 'what describes the feature')
  .requiredOption('--out <dir>', 'the folder to write into; nothing outside of it is touched')
  .option('--repo <dir>', 'the checkout', '.')
  .option('--rev <ref>', 'the commit', 'HEAD')
  .option('--replace', 'write over a backend-architecture.md that somebody else wrote or changed', false)
  .action((options: DecideOptions) => decideCheckout(options, here));

program
  .command('facts')
  .description('print the architecture facts of one commit')
  .option('--repo <dir>', 'the checkout', '.')
  .option('--rev <ref>', 'the commit', 'HEAD')
  .addOption(new Option('--format <format>', 'how to print').choices(['json', 'mermaid', 'dot']).default('json'))
  .action(printFacts);

program
  .command('rules')
  .description('list the rules, or explain one of them or one family')
  .argument('[id]', 'a rule ("concurrency/defer-in-loop") or a family ("concurrency")')
  .action((id: string | undefined) => print(rulesPage(id)));

program
  .command('agents')
  .description('work with agent files')
  .command('check')
  .description('read agent files and print what they define, as JSON')
  .argument('<file...>', 'agent files')
  .action(checkAgents);

program
  .command('eval')
  .description('measure how right the architect is, on cases whose right answer is known')
  .addOption(
    new Option('--cases <dir>', 'the cases, as *.txtar').default(
      fileURLToPath(new URL('../test/fixtures/cases', import.meta.url)),
      'those of this repository',
    ),
  )
  .option('--model <id>', 'the model to measure (default: the one that the agent names)')
  .option('--no-model', 'facts only, even where ANTHROPIC_API_KEY is set')
  .option('--judge <id>', 'a model that says what findings mean which met no expectation by place and clause')
  .option('--runs <n>', 'how often each case is reviewed', readRuns, 1)
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action((options: EvalCommandOptions) => printEvaluation(options, here));

program
  .command('schema')
  .description('print a JSON Schema: of what --format json prints (review, guidance), or of .github/architect.yml')
  .addArgument(program.createArgument('<name>').choices(['review', 'guidance', 'settings']))
  .action((name: keyof typeof SCHEMAS) => print(JSON.stringify(SCHEMAS[name](), null, 2)));

program
  .command('serve')
  .description('run the GitHub App')
  .action(async () => {
    const { serveFromEnvironment } = await import('./server.ts');
    await serveFromEnvironment();
  });

await main();

async function main(): Promise<void> {
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) is no failure.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

async function reviewCheckout(options: ReviewOptions): Promise<void> {
  if (options.all && options.base !== undefined)
    throw new BadInput('--all looks at one commit, not at a change: leave --base out, or leave --all out');
  const config = readConfig(process.env);
  const repository = await openCheckout(options.repo);
  const progress = createProgress();
  const model = options.model && !options.all ? await openConfigured(config) : null;
  const publisher = createTerminalPublisher({
    format: options.format,
    write: (text) => {
      progress.stop();
      print(text);
    },
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    width: Math.min(process.stdout.columns ?? 100, 120),
  });
  const deadline = AbortSignal.timeout(config.budget.deadlineMs);
  const signal = AbortSignal.any([interrupt.signal, deadline]);
  const ports: Ports = {
    repository: options.all ? wholeState(repository) : repository,
    model,
    models: config.models,
    publisher,
    step: (_name, work) => work(signal),
    progress: progress.show,
    budget: config.budget,
    signal,
    now: Date.now,
  };
  try {
    const done = await review(ports, localRequest(repository.name, options));
    process.exitCode = done.verdict === 'block' ? exitCode.gateFailed : exitCode.reviewed;
    if (done.verdict === 'not-reviewed' && done.mergeBase === done.head) {
      complain(
        'the base has all of the head already. What is not committed is not reviewed: commit it, name other commits with --base and --head, or see all that is there with --all',
      );
    }
  } catch (error) {
    throw model === null ? error : orWithoutModel(error);
  } finally {
    progress.stop();
    await repository.close();
  }
}

async function printFacts(options: { repo: string; rev: string; format: 'json' | 'mermaid' | 'dot' }): Promise<void> {
  const repository = await openCheckout(options.repo);
  const progress = createProgress();
  const { signal } = interrupt;
  try {
    const request = localRequest(repository.name, { base: options.rev, head: options.rev });
    const target = await repository.target(request, signal);
    const surveyed = await survey(repository, target, progress.show, signal);
    const snapshot = await gather(repository, target, surveyed, signal);
    const described = await describeTree(snapshot.head, snapshot.settings);
    progress.stop();
    if (described.graph.modules.length === 0) {
      throw new BadInput('there is no go.mod at this commit, so there are no packages: name another with --rev');
    }
    if (options.format === 'mermaid') print(drawGraph(described));
    else if (options.format === 'dot') print(drawDot(described));
    else print(JSON.stringify(factsDocument(target.head, described), null, 2));
  } finally {
    progress.stop();
    await repository.close();
  }
}

function readRuns(text: string): number {
  if (/^([1-9]|1\d|20)$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number from 1 to 20.');
}

/** The model of the process's settings; null where no service is set up. */
async function openConfigured({ modelService }: ReturnType<typeof readConfig>): Promise<ModelPort | null> {
  return modelService && openModel(modelService);
}

async function checkAgents(files: readonly string[]): Promise<void> {
  const agents: object[] = [];
  for (const file of files) {
    try {
      agents.push({ ...readAgent(await readFile(file, 'utf8'), file) });
    } catch (error) {
      complain(unreadable(file, error));
      process.exitCode = exitCode.badInput;
    }
  }
  print(JSON.stringify(agents, null, 2));
}

/** Why a file that was named could not be read, in words. */
function unreadable(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${file}: there is no such file`;
  return code === undefined ? messageOf(error) : `${file}: it cannot be read (${code})`;
}

function localRequest(
  repository: ReviewRequest['repository'],
  options: Pick<ReviewOptions, 'base' | 'head' | 'failOn'>,
): ReviewRequest {
  return {
    id: 'local',
    installationId: null,
    repository,
    pullRequest: null,
    head: options.head ?? null,
    base: options.base ?? null,
    seen: null,
    trigger: 'local',
    requestedBy: null,
    requestedAt: new Date().toISOString(),
    ...(options.failOn ? { failOn: options.failOn } : {}),
  };
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
