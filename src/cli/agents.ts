// The command `agents check`: validates agent files in Claude Code's format.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readAgent } from '../agent/agent.ts';
import { messageOf } from '../domain/errors.ts';
import type { CommandContext } from './command-context.ts';
import { exitCode } from './exit-codes.ts';
import { complain } from './output.ts';

export function addAgentsCommand(program: Command, context: CommandContext): void {
  program
    .command('agents')
    .description('work with agent files')
    .command('check')
    .description('validate agent files and print them as JSON')
    .argument('<file...>', 'agent files')
    .action((files: readonly string[]) => checkAgents(files, context));
}

/** Prints what the valid files define. Complains about each other file, and sets the exit code. */
async function checkAgents(files: readonly string[], { write }: CommandContext): Promise<void> {
  const agents: object[] = [];
  for (const file of files) {
    try {
      agents.push({ ...readAgent(await readFile(file, 'utf8'), file) });
    } catch (error) {
      complain(explain(file, error));
      process.exitCode = exitCode.badInput;
    }
  }
  write(JSON.stringify(agents, null, 2));
}

function explain(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${file}: file not found`;
  return code === undefined ? messageOf(error) : `${file}: cannot be read (${code})`;
}
