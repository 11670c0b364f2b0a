// What an agent is told that it is: its body, and what the fields of its front matter say it is called for and good at.
import type { Agent, AgentExample } from '../definition/agent-definition.ts';

/** Characters: a description can be as long as its author likes, and each turn pays for it. */
const MAX_PURPOSE = 1_500;
const MAX_EXAMPLE = 500;
const MAX_EXAMPLES = 5;

type Introduced = Pick<
  Agent,
  'body' | 'type' | 'description' | 'examples' | 'domains' | 'capabilities' | 'specializations'
>;

export function writeAgentPreamble(agent: Introduced): string {
  const { body, type, domains, capabilities, specializations, examples } = agent;
  const fields = {
    type: [type],
    domains,
    capabilities,
    specializations,
    'called for': [purposeOf(agent)],
  };
  const lines = Object.entries(fields).flatMap(([name, values]) => {
    const said = values.filter((value) => value !== '').join(', ');
    return said === '' ? [] : [`- ${name}: ${said}`];
  });
  const asked = examples.slice(0, MAX_EXAMPLES).flatMap((example) => {
    const said = tellExample(example);
    return said === '' ? [] : [`- for example: ${said}`];
  });
  const all = [...lines, ...asked];
  return all.length === 0 ? body : `${body}\n\n# What you are here for\n\n${all.join('\n')}`;
}

/** The description before its examples, on one line. */
function purposeOf({ description }: Introduced): string {
  const words = (description.split('<example>')[0] ?? '').replaceAll('\\n', ' ').replace(/\bExamples?:\s*$/i, '');
  return cut(words, MAX_PURPOSE);
}

function tellExample({ context, user, commentary }: AgentExample): string {
  const asks = user === '' ? '' : `asked "${user}"`;
  return cut([context, asks, commentary].filter((words) => words !== '').join(' '), MAX_EXAMPLE);
}

function cut(text: string, max: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > max ? `${line.slice(0, max)} […]` : line;
}
