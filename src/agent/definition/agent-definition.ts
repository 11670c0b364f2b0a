// What an agent is: the file that says who reviews, with which tools and model, and everything it is told.
import { BadInput } from '../../domain/errors.ts';
import { AGENT_FIELDS, type FrontMatter, readFrontMatter, splitList } from './front-matter.ts';

/** A dialogue in a description that shows when the agent is the right one. */
export interface AgentExample {
  readonly context: string;
  readonly user: string;
  readonly assistant: string;
  readonly commentary: string;
}

export interface Agent {
  readonly file: string;
  readonly name: string;
  /** "architect"; empty where the file has none. */
  readonly type: string;
  readonly description: string;
  readonly examples: readonly AgentExample[];
  readonly domains: readonly string[];
  readonly capabilities: readonly string[];
  readonly specializations: readonly string[];
  /** Names of tools as written. See `allTools` for a file that names none. */
  readonly tools: readonly string[];
  /** The file has no `tools` field (or "*"), which gives the agent all tools, as in Claude Code. */
  readonly allTools: boolean;
  /** Names of tools that the agent must not have, whatever `tools` says. */
  readonly disallowedTools: readonly string[];
  /** As written: "sonnet[1m]", "claude-sonnet-5-5"; null where the file has none. */
  readonly model: string | null;
  readonly color: string | null;
  /** The Markdown after the front matter: the agent's system prompt. */
  readonly body: string;
  /** Fields that are none of the above, as they were. */
  readonly other: Readonly<Record<string, unknown>>;
}

const MAX_EXAMPLES = 20;

/**
 * Reads an agent file in Claude Code's format.
 *
 * @param path names the file in messages
 * @throws BadInput "path:line: what is wrong. What to do." when there is no front matter, no name or no body
 */
export function readAgent(text: string, path: string): Agent {
  const front = readFrontMatter(text, path);
  const { fields } = front;
  const description = textOf(fields.get('description'));
  const tools = listOf(fields.get('tools'));
  const name = readName(front, path);
  if (front.body === '') {
    throw new BadInput(
      `${path}:${front.bodyLine}: the agent has no body. Write what it is and how it works below the front matter.`,
    );
  }
  return {
    file: path,
    name,
    type: textOf(fields.get('type')),
    description,
    examples: readExamples(description),
    domains: listOf(fields.get('domains')),
    capabilities: listOf(fields.get('capabilities')),
    specializations: listOf(fields.get('specializations')),
    tools: tools.filter((tool) => tool !== '*'),
    allTools: !fields.has('tools') || fields.get('tools') === null || tools.includes('*'),
    disallowedTools: listOf(fields.get('disallowedTools')),
    model: textOf(fields.get('model')) || null,
    color: textOf(fields.get('color')) || null,
    body: front.body,
    other: Object.fromEntries([...fields].filter(([key]) => !AGENT_FIELDS.includes(key))),
  };
}

function readName(front: FrontMatter, path: string): string {
  const name = textOf(front.fields.get('name'));
  if (name === '') {
    const line = front.lineOf('name') ?? 2;
    throw new BadInput(`${path}:${line}: the agent has no name. Add a line such as "name: go-backend-architect".`);
  }
  if (name.length > 100 || /[\n\r]/.test(name)) {
    const line = front.lineOf('name') ?? 2;
    throw new BadInput(`${path}:${line}: the name is not one short line. Write one of at most 100 characters.`);
  }
  return name;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // YAML reads `model: [sonnet]` and the like as a list.
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return '';
}

function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(textOf).filter((item) => item !== '');
  return splitList(textOf(value));
}

/** The `<example>` blocks of a description; in many files their line ends are written as "\n". */
function readExamples(description: string): AgentExample[] {
  const blocks = description.split('<example>').slice(1, MAX_EXAMPLES + 1);
  return blocks.map((block) => {
    const text = (block.split('</example>')[0] ?? '').replaceAll('\\n', '\n');
    const [dialogue = '', commentary = ''] = text.split('<commentary>');
    const [before = '', ...said] = dialogue.split(/(?:^|\s)assistant:/);
    const [context = '', ...asked] = before.split(/(?:^|\s)user:/);
    return {
      context: context.replace(/^\s*Context:/, '').trim(),
      user: unquoteSpeech(asked.join(' user:')),
      assistant: unquoteSpeech(said.join(' assistant:')),
      commentary: (commentary.split('</commentary>')[0] ?? '').trim(),
    };
  });
}

function unquoteSpeech(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/s, '$2');
}
