// The command `config`: prints the settings that apply to a branch, with the source of each value.
import type { Command } from 'commander';
import { openCheckout } from '../gather/checkout.ts';
import { describeSettings, gather } from '../gather/gather.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { createLocalRequest } from './local-request.ts';

interface ConfigOptions {
  readonly repo: string;
  readonly base?: string;
  readonly head?: string;
  readonly format: 'text' | 'json';
}

export function addConfigCommand(program: Command, { write }: CommandContext): void {
  program
    .command('config')
    .description('print the settings that apply, with the source of each value')
    .option('--repo <dir>', 'the checkout', '.')
    .option('--base <ref>', 'branch or commit whose settings apply (default: the default branch)')
    .option('--head <ref>', 'head branch or commit (default: HEAD)')
    .addOption(program.createOption('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (options: ConfigOptions) => write(await printConfig(options)));
}

/** @throws BadInput, CannotReview, TryLater */
async function printConfig(options: ConfigOptions): Promise<string> {
  const { signal } = interrupt;
  const repository = await openCheckout(options.repo);
  try {
    const target = await repository.target(createLocalRequest(repository.name, options), signal);
    const ports = { repository, step: <T>(_name: string, work: (signal: AbortSignal) => Promise<T>) => work(signal) };
    const described = describeSettings(await gather({ ...ports, progress: () => {} }, target, signal));
    if (options.format === 'json') return JSON.stringify(described, null, 2);
    const width = Math.max(...described.settings.map(({ key }) => key.length));
    const lines = described.settings.map(
      ({ key, value, sources }) =>
        `${key.padEnd(width)}  ${value}${sources.length === 0 ? '' : `  # ${sources.join(', ')}`}`,
    );
    const problems = described.problems.map(
      ({ source, line, message }) => `! ${line === null ? source : `${source}:${line}`}: ${message}`,
    );
    return [...lines, ...problems].join('\n');
  } finally {
    await repository.close();
  }
}
