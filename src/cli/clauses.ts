// The command `clauses`: prints the team's rules of one commit, and where the code keeps or breaks them.
import { type Command, Option } from 'commander';
import { standingRules } from '../analyse/analyse.ts';
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import type { StandingRules } from '../domain/clause.ts';
import type { Step } from '../domain/ports.ts';
import { openCheckout } from '../gather/checkout.ts';
import { gather } from '../gather/gather.ts';
import { layOutStandingRules, markdownOfStandingRules } from '../publish/publish.ts';
import { redactSecrets } from '../text/secrets/redact-secrets.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { createLocalRequest } from './local-request.ts';
import { createProgress } from './progress.ts';

const FORMATS = ['table', 'json', 'markdown'] as const;
const MAX_COLUMNS = 110;

interface ClausesOptions {
  readonly repo: string;
  readonly rev: string;
  readonly format: (typeof FORMATS)[number];
}

export function addClausesCommand(program: Command, context: CommandContext): void {
  program
    .command('clauses')
    .description("print the team's rules at one commit, and where they are kept or broken")
    .option('--repo <dir>', 'the checkout', '.')
    .option('--rev <ref>', 'the commit', 'HEAD')
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('table'))
    .action((options: ClausesOptions) => printClauses(options, context));
}

/** @throws BadInput, CannotReview */
async function printClauses(options: ClausesOptions, { write }: CommandContext): Promise<void> {
  const repository = await openCheckout(options.repo);
  const analyser = createAnalysisPool({ threads: 1 });
  const progress = createProgress();
  const { signal } = interrupt;
  try {
    const request = createLocalRequest(repository.name, { base: options.rev, head: options.rev });
    const target = await repository.target(request, signal);
    const step: Step = (_name, work) => work(signal);
    const snapshot = await gather({ repository, step, progress: progress.show }, target, signal);
    const rules = standingRules(await analyser.analyse(snapshot, progress.show, signal));
    progress.stop();
    write(redactSecrets(format(options.format, { ...rules, notes: [...snapshot.notes, ...rules.notes] }, target.head)));
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}

function format(name: ClausesOptions['format'], rules: StandingRules, rev: string): string {
  if (name === 'json') return JSON.stringify({ rev, ...rules }, null, 2);
  if (name === 'markdown') return markdownOfStandingRules(rules);
  return layOutStandingRules(rules, Math.min(process.stdout.columns ?? 100, MAX_COLUMNS));
}
