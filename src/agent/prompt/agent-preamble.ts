// Writes the preamble of a prompt: the agent's instructions, and what the other fields of its file say about it.
import type { Agent, AgentExample } from '../definition/agent-definition.ts';

/** Characters. Descriptions have no limit of their own, and every turn pays for them. */
const MAX_DESCRIPTION = 1_500;
const MAX_EXAMPLE = 500;
const MAX_EXAMPLES = 5;

type DescribedAgent = Pick<
  Agent,
  'body' | 'type' | 'description' | 'examples' | 'domains' | 'capabilities' | 'specializations'
>;

export function writeAgentPreamble(agent: DescribedAgent): string {
  const { body, type, domains, capabilities, specializations, examples } = agent;
  const fields = {
    type: [type],
    domains,
    capabilities,
    specializations,
    'called for': [withoutExamples(agent)],
  };
  const lines = Object.entries(fields).flatMap(([name, values]) => {
    const value = values.filter((item) => item !== '').join(', ');
    return value === '' ? [] : [`- ${name}: ${value}`];
  });
  const exampleLines = examples.slice(0, MAX_EXAMPLES).flatMap((example) => {
    const text = describeExample(example);
    return text === '' ? [] : [`- for example: ${text}`];
  });
  const all = [...lines, ...exampleLines];
  return all.length === 0 ? body : `${body}\n\n# What you are here for\n\n${all.join('\n')}`;
}

/** The description before its examples, on one line. */
function withoutExamples({ description }: DescribedAgent): string {
  const text = (description.split('<example>')[0] ?? '').replaceAll('\\n', ' ').replace(/\bExamples?:\s*$/i, '');
  return shorten(text, MAX_DESCRIPTION);
}

function describeExample({ context, user, commentary }: AgentExample): string {
  const question = user === '' ? '' : `asked "${user}"`;
  return shorten([context, question, commentary].filter((part) => part !== '').join(' '), MAX_EXAMPLE);
}

function shorten(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max)} […]` : line;
}
