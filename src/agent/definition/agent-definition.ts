// Reads an agent file in Claude Code's format: who reviews, with which tools and model, and its instructions.
import { BadAgentFile } from './bad-agent-file.ts';
import { AGENT_FIELDS, type FrontMatter, readFrontMatter, splitList } from './front-matter.ts';

/** A dialogue in a description that shows when to use the agent. */
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
  /** Names of tools as written; see `allTools` for a file that names none. */
  readonly tools: readonly string[];
  /** The file has no `tools` field, or "*": the agent has all tools, as in Claude Code. */
  readonly allTools: boolean;
  /** Names of tools that the agent must not have, even if `tools` names them. */
  readonly disallowedTools: readonly string[];
  /** As written: "sonnet[1m]", "claude-sonnet-5-5"; null where the file has none. */
  readonly model: string | null;
  readonly color: string | null;
  /** The Markdown after the front matter: the agent's system prompt. */
  readonly body: string;
  /** All other fields, unchanged. */
  readonly other: Readonly<Record<string, unknown>>;
}

const MAX_EXAMPLES = 20;

/**
 * @param path names the file in messages
 * @throws BadAgentFile without front matter, name or body
 */
export function readAgent(text: string, path: string): Agent {
  const front = readFrontMatter(text, path);
  const { fields } = front;
  const description = textOf(fields.get('description'));
  const tools = listOf(fields.get('tools'));
  const name = readName(front, path);
  if (front.body === '') {
    const problem = 'The agent has no instructions. Write them below the front matter.';
    throw new BadAgentFile(path, front.bodyLine, problem);
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
  const line = front.lineOf('name') ?? 2;
  if (name === '') {
    throw new BadAgentFile(path, line, 'The agent has no name. Add a line such as "name: go-backend-architect".');
  }
  if (name.length > 100 || /[\n\r]/.test(name)) {
    throw new BadAgentFile(path, line, 'The name is too long. Write one line of at most 100 characters.');
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

/** Reads the `<example>` blocks of a description. Many files write their line ends as "\n". */
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
