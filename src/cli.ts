#!/usr/bin/env node
// The command line: the same review as the App's on a local checkout, and the facts, schemas and agent files behind it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openModel } from './agent/anthropic.ts';
import { checkAgents } from './cli/agents.ts';
import { type EvalCommandOptions, printEvaluation } from './cli/eval.ts';
import { type FactsOptions, printFacts } from './cli/facts.ts';
import { type AskOptions, askCheckout, type DecideOptions, decideCheckout } from './cli/guidance.ts';
import { explain, interrupt, print, type Surroundings } from './cli/progress.ts';
import { type ReviewOptions, reviewCheckout } from './cli/review.ts';
import { rulesPage } from './cli/rules.ts';
import { Severity } from './domain/finding.ts';
import { settingsJsonSchema } from './gather/gather.ts';
import type { Config } from './process/config.ts';
import { guidanceJsonSchema, reviewJsonSchema } from './publish/publish.ts';

const here: Surroundings = {
  env: process.env,
  openModel: async ({ modelService }: Config) => modelService && openModel(modelService),
  write: print,
};
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
  .action((options: ReviewOptions) => reviewCheckout(options, here));

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
  .action((options: FactsOptions) => printFacts(options, here));

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
  .action((files: readonly string[]) => checkAgents(files, here));

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

function readRuns(text: string): number {
  if (/^([1-9]|1\d|20)$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number from 1 to 20.');
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
