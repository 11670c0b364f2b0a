// The command `schema`: prints the JSON Schema of an output format or of the settings file.
import type { Command } from 'commander';
import { BadInput } from '../domain/errors.ts';
import { settingsJsonSchema, settingsReference } from '../gather/gather.ts';
import { guidanceJsonSchema, reviewJsonSchema } from '../publish/publish.ts';
import type { CommandContext } from './command-context.ts';

const SCHEMAS = { review: reviewJsonSchema, guidance: guidanceJsonSchema, settings: settingsJsonSchema } as const;

export function addSchemaCommand(program: Command, { write }: CommandContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of review or guidance output, or of .github/architect.yml')
    .addArgument(program.createArgument('<name>').choices(Object.keys(SCHEMAS)))
    .addOption(
      program
        .createOption('--format <format>', 'markdown: the reference of the settings, for people')
        .choices(['json', 'markdown'])
        .default('json'),
    )
    .action((name: keyof typeof SCHEMAS, { format }: { readonly format: 'json' | 'markdown' }) => {
      if (format === 'json') return write(JSON.stringify(SCHEMAS[name](), null, 2));
      if (name !== 'settings') throw new BadInput('only the settings have a page: architect schema settings');
      return write(settingsReference());
    });
}
