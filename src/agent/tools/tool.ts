// Defines a tool: name, description and input schema for the model, and a bounded reply that says what to do next.
import { z } from 'zod';
import type { ModelTool } from '../../domain/ports.ts';

export interface ToolReply {
  readonly text: string;
  readonly isError: boolean;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Never throws because of the input: the reply says how to fix it. */
  run(input: unknown, signal: AbortSignal): Promise<ToolReply>;
}

/** Characters of one reply; longer ones would crowd the change out of the context. */
export const MAX_REPLY = 40_000;

export function createTool<Schema extends z.ZodType>(definition: {
  name: string;
  description: string;
  input: Schema;
  run: (input: z.output<Schema>, signal: AbortSignal) => ToolReply | Promise<ToolReply>;
}): Tool {
  const { name, description, input: schema } = definition;
  return {
    name,
    description,
    inputSchema: toInputSchema(schema),
    async run(input, signal) {
      const parsed = schema.safeParse(input);
      if (!parsed.success) return replyError(`${name} was not run. ${explainSchemaErrors(parsed.error)}`);
      return definition.run(parsed.data, signal);
    },
  };
}

function toInputSchema(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

const MAX_ISSUES = 12;

/** Lists the errors of an input, one per line, each with its path. */
export function explainSchemaErrors({ issues }: z.ZodError): string {
  const lines = issues.slice(0, MAX_ISSUES).map(({ path, message }) => `- ${path.join('.') || 'input'}: ${message}`);
  const more = issues.length > MAX_ISSUES ? [`- and ${issues.length - MAX_ISSUES} more`] : [];
  return ['Fix this and call the tool again:', ...lines, ...more].join('\n');
}

export function replyText(text: string): ToolReply {
  return { text, isError: false };
}

export function replyError(text: string): ToolReply {
  return { text, isError: true };
}

export function toModelTool({ name, description, inputSchema }: Tool): ModelTool {
  return { name, description, inputSchema };
}
