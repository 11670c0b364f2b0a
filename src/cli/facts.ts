// The command `facts`: prints the architecture of one commit, as JSON or as a diagram.
import { type Command, Option } from 'commander';
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import type { Description } from '../domain/architecture.ts';
import { BadInput } from '../domain/errors.ts';
import type { Step } from '../domain/ports.ts';
import { openCheckout } from '../gather/checkout.ts';
import { gather } from '../gather/gather.ts';
import { drawGraphAsDot, drawGraphAsMermaid } from '../publish/publish.ts';
import { redactSecrets } from '../text/secrets/redact-secrets.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { toFactsJson } from './facts-json.ts';
import { createLocalRequest } from './local-request.ts';
import { createProgress } from './progress.ts';

const FORMATS = ['json', 'mermaid', 'dot'] as const;

interface FactsOptions {
  readonly repo: string;
  readonly rev: string;
  readonly format: (typeof FORMATS)[number];
}

export function addFactsCommand(program: Command, context: CommandContext): void {
  program
    .command('facts')
    .description('print the architecture facts of one commit')
    .option('--repo <dir>', 'the checkout', '.')
    .option('--rev <ref>', 'the commit', 'HEAD')
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('json'))
    .action((options: FactsOptions) => printFacts(options, context));
}

/** @throws BadInput, CannotReview */
async function printFacts(options: FactsOptions, { write }: CommandContext): Promise<void> {
  const repository = await openCheckout(options.repo);
  const analyser = createAnalysisPool({ threads: 1 });
  const progress = createProgress();
  const { signal } = interrupt;
  try {
    const request = createLocalRequest(repository.name, { base: options.rev, head: options.rev });
    const target = await repository.target(request, signal);
    const step: Step = (_name, work) => work(signal);
    const snapshot = await gather({ repository, step, progress: progress.show }, target, signal);
    const described = await analyser.describeTree(snapshot.head, snapshot.settings, signal);
    progress.stop();
    if (described.graph.modules.length === 0) throw new BadInput('no go.mod at this commit; choose another with --rev');
    write(redactSecrets(await format(options.format, target.head, described)));
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}

async function format(name: FactsOptions['format'], rev: string, described: Description): Promise<string> {
  if (name === 'mermaid') return drawGraphAsMermaid(described);
  if (name === 'dot') return drawGraphAsDot(described);
  return JSON.stringify(await toFactsJson(rev, described), null, 2);
}
