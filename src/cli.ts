#!/usr/bin/env node
// The entry of the command line: adds the commands and runs the one that was called.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { openModel } from './agent/anthropic.ts';
import { addAgentsCommand } from './cli/agents.ts';
import { addClausesCommand } from './cli/clauses.ts';
import { type CommandContext, interrupt } from './cli/command-context.ts';
import { addConfigCommand } from './cli/config.ts';
import { addEvalCommand } from './cli/eval.ts';
import { reportError } from './cli/exit-codes.ts';
import { addFactsCommand } from './cli/facts.ts';
import { addGateCommand } from './cli/gate.ts';
import { addAskCommand, addDecideCommand } from './cli/guidance.ts';
import { print } from './cli/output.ts';
import { addReviewCommand } from './cli/review.ts';
import { addRulesCommand } from './cli/rules.ts';
import { addSchemaCommand } from './cli/schema.ts';
import { addServeCommand } from './cli/serve.ts';

const context: CommandContext = {
  env: process.env,
  openModel: async ({ modelService }) => modelService && openModel(modelService),
  write: print,
};

const program = new Command('architect')
  .description('Reviews the architecture of Go changes and reports only what it can prove.')
  .version(await readVersion())
  .showHelpAfterError('(see architect --help)')
  .exitOverride();

addReviewCommand(program, context);
addAskCommand(program, context);
addDecideCommand(program, context);
addFactsCommand(program, context);
addRulesCommand(program, context);
addClausesCommand(program, context);
addConfigCommand(program, context);
addGateCommand(program, context);
addAgentsCommand(program, context);
addEvalCommand(program, context);
addSchemaCommand(program, context);
addServeCommand(program, async () => {
  const { serveFromEnvironment } = await import('./server.ts');
  await serveFromEnvironment();
});

process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that stops early (`| head`) is no failure.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportError(error);
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}
