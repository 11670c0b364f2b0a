// The command `serve`: runs the GitHub App.
import type { Command } from 'commander';

export function addServeCommand(program: Command, serve: () => Promise<void>): void {
  program.command('serve').description('run the GitHub App').action(serve);
}
