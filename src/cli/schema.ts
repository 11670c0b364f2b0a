// The command `schema`: prints the JSON Schema of an output format or of the settings file.
import type { Command } from 'commander';
import { settingsJsonSchema } from '../gather/gather.ts';
import { guidanceJsonSchema, reviewJsonSchema } from '../publish/publish.ts';
import type { CommandContext } from './command-context.ts';

const SCHEMAS = { review: reviewJsonSchema, guidance: guidanceJsonSchema, settings: settingsJsonSchema } as const;

export function addSchemaCommand(program: Command, { write }: CommandContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of review or guidance output, or of .github/architect.yml')
    .addArgument(program.createArgument('<name>').choices(Object.keys(SCHEMAS)))
    .action((name: keyof typeof SCHEMAS) => write(JSON.stringify(SCHEMAS[name](), null, 2)));
}
