// Writes the reference of the settings file from its schema: each key with its type, default and description. Pure.
import { z } from 'zod';
import { Settings } from '../../domain/settings.ts';

/** A JSON Schema, as far as the settings use it. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Markdown. One section a key; entries of lists follow as a table. */
export function settingsReference(): string {
  const { properties = {} } = z.toJSONSchema(Settings, { io: 'input' }) as Schema;
  return [
    '# Settings of a team',
    '',
    '`.github/architect.yml` on the base branch. Everything is optional. This page is generated from the schema that',
    'reads the file: `architect schema settings --format markdown`.',
    '',
    'The organization’s file, `.github/architect.yml` in its `.github` repository, and the file that `_extends` names',
    'hold as well. Where they set the same key, the nearest file counts: the repository’s own, then `_extends`, then',
    'the organization’s. Lists of rules (`documents`, `ignore`, `suppress`, `severities`, `instructions`, `agents`,',
    '`efforts`, `gates`) grow, and a layer replaces one of the same name. `architect config` shows what applies and',
    'where it comes from.',
    ...Object.entries(properties).flatMap(([key, schema]) => ['', `## \`${key}\``, '', ...describe(schema)]),
    '',
  ].join('\n');
}

function describe(schema: Schema): readonly string[] {
  const inner = innerOf(schema);
  const { description = '' } = schema;
  return [
    description,
    '',
    `${typeOf(schema)}. Default: ${defaultOf(schema)}.`,
    ...(inner === undefined ? [] : ['', ...tableOf(inner)]),
  ];
}

/** The mapping that the value, or each entry of it, is. */
function innerOf({ items, properties, ...own }: Schema): Schema | undefined {
  if (properties !== undefined) return { properties, ...own };
  return items?.properties === undefined ? undefined : items;
}

function tableOf({ properties = {}, required = [] }: Schema): readonly string[] {
  const rows = Object.entries(properties).map(([key, schema]) => {
    const preset = required.includes(key) ? 'required' : defaultOf(schema);
    return `| \`${key}\` | ${typeOf(schema)} | ${preset} | ${(schema.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return ['| key | type | default | meaning |', '| :-- | :-- | :-- | :-- |', ...rows];
}

function typeOf(schema: Schema): string {
  const choices = choicesOf(schema);
  if (choices.length > 0) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  const { type, anyOf, items } = schema;
  if (anyOf !== undefined)
    return anyOf
      .filter((one) => one.type !== 'null')
      .map(typeOf)
      .join(' or ');
  switch (type) {
    case 'array':
      return items?.properties === undefined ? `List of ${NAMES[items?.type ?? ''] ?? 'values'}s` : 'List of mappings';
    case 'object':
      return 'Mapping';
    default:
      return capital(NAMES[type ?? ''] ?? 'value');
  }
}

function choicesOf({ enum: choices = [], items, type }: Schema): readonly unknown[] {
  return choices.length > 0 ? choices : type === 'array' ? (items?.enum ?? []) : [];
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'whole number',
  number: 'number',
};

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function defaultOf({ default: preset }: Schema): string {
  if (preset === undefined || preset === null) return 'none';
  if (Array.isArray(preset)) return preset.length === 0 ? 'empty' : `\`${JSON.stringify(preset)}\``;
  return typeof preset === 'object' ? 'see below' : `\`${String(preset)}\``;
}
