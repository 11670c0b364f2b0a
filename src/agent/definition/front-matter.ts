// Splits an agent file into its fields and its body. A block that is not YAML, such as one whose description has a
// colon, is read line by line, as Claude Code does.
import matter from 'gray-matter';
import { explainYamlRefusal, findYamlRefusal } from '../../text/yaml.ts';
import { BadAgentFile } from './bad-agent-file.ts';

export interface FrontMatter {
  /** Plain data: strings, numbers, booleans, null, lists and objects. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly body: string;
  /** 1-based line of the first line of the body. */
  readonly bodyLine: number;
  /** 1-based line of a field; undefined where it is not at the start of a line. */
  lineOf(field: string): number | undefined;
}

/** The longest public agent files have 60 KB. */
const MAX_CHARACTERS = 512 * 1024;
/** Only YAML aliases that multiply give more nodes. */
const MAX_NODES = 2_000;
const MAX_DEPTH = 6;

/** @throws BadAgentFile without front matter */
export function readFrontMatter(text: string, path: string): FrontMatter {
  if (text.length > MAX_CHARACTERS) {
    const problem = `The file has more than ${MAX_CHARACTERS} characters. Move parts of it to other documents.`;
    throw new BadAgentFile(path, 1, problem);
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const open = lines.findIndex((line) => line.trim() !== '');
  checkOpening(lines[open] ?? '', open + 1, path);
  const close = lines.findIndex((line, index) => index > open && /^---[ \t]*$/.test(line));
  if (close === -1) {
    throw new BadAgentFile(path, open + 1, 'The front matter is never closed. Add a line "---" after its last field.');
  }
  const block = lines.slice(open + 1, close);
  checkDepth(block.join('\n'), open + 2, path);
  const bodyLines = lines.slice(close + 1);
  const blank = bodyLines.findIndex((line) => line.trim() !== '');
  return {
    fields: readYaml(block.join('\n')) ?? readLines(block),
    body: bodyLines.join('\n').trim(),
    bodyLine: close + 2 + Math.max(blank, 0),
    lineOf: (field) => {
      const index = block.findIndex((line) => line.startsWith(`${field}:`));
      return index === -1 ? undefined : open + 2 + index;
    },
  };
}

function checkOpening(line: string, number: number, path: string): void {
  if (/^---[ \t]*$/.test(line)) return;
  const language = /^---[ \t]*([A-Za-z]\w*)[ \t]*$/.exec(line)?.[1];
  if (language !== undefined) {
    const problem = `Front matter in "${language}" may be code and is not read. Open it with "---" and write YAML.`;
    throw new BadAgentFile(path, number, problem);
  }
  const problem = 'No front matter found. Start the file with "---", a "name:" line, and "---" again.';
  throw new BadAgentFile(path, Math.max(number, 1), problem);
}

/** gray-matter's YAML reader recurses. What is refused for another reason is read line by line. */
function checkDepth(block: string, firstLine: number, path: string): void {
  const refusal = findYamlRefusal(block, { maxCharacters: MAX_CHARACTERS });
  if (refusal?.kind !== 'too-deep') return;
  const problem = `The front matter is ${explainYamlRefusal(refusal)}.`;
  throw new BadAgentFile(path, firstLine + refusal.line - 1, problem);
}

/** The block as gray-matter reads it; null where it is not a YAML mapping. */
function readYaml(block: string): ReadonlyMap<string, unknown> | null {
  try {
    // With options, gray-matter does not use its cache. The engines that could run code are replaced: its JavaScript
    // engine is eval (https://github.com/jonschlinkert/gray-matter/blob/master/lib/engines.js).
    const refuse = () => {
      throw new Error('only YAML is read');
    };
    const { data } = matter(`---\n${block}\n---\n`, {
      language: 'yaml',
      engines: { javascript: refuse, js: refuse, json: refuse, coffee: refuse, coffeescript: refuse, cson: refuse },
    });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
    const budget = { nodes: MAX_NODES };
    return new Map(Object.keys(data).map((key) => [key, plain(data[key], budget, MAX_DEPTH)]));
  } catch {
    return null;
  }
}

function plain(value: unknown, budget: { nodes: number }, depth: number): unknown {
  budget.nodes -= 1;
  if (budget.nodes < 0 || depth === 0) throw new Error('too large');
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, budget, depth - 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, budget, depth - 1)]));
}

/** Fields that `readAgent` understands. */
export const AGENT_FIELDS: readonly string[] = [
  'name',
  'type',
  'description',
  'domains',
  'capabilities',
  'specializations',
  'tools',
  'disallowedTools',
  'model',
  'color',
];
/** Fields that end an example that was never closed. */
const KNOWN = new Set([...AGENT_FIELDS, 'permissionMode', 'skills']);
/** Words that start a line of dialogue in a description, not a field. */
const SPEAKERS = new Set(['context', 'user', 'assistant', 'commentary', 'example', 'examples', 'note']);

function readLines(block: readonly string[]): ReadonlyMap<string, unknown> {
  const raw = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const [index, line] of block.entries()) {
    const field = /^([A-Za-z_][\w-]*):(?:[ \t]+(.*)|)$/.exec(line);
    if (field !== null && isField(field[1] ?? '', current, block.slice(index))) {
      current = [field[2] ?? ''];
      // The first of two equal fields wins: text appended to a file cannot override a field.
      if (!raw.has(field[1] ?? '')) raw.set(field[1] ?? '', current);
    } else if (!(line.startsWith('#') && current === undefined)) {
      current?.push(line);
    }
  }
  return new Map([...raw].map(([key, lines]) => [key, readValue(lines)]));
}

function isField(key: string, current: readonly string[] | undefined, rest: readonly string[]): boolean {
  if (current === undefined) return true;
  const text = current.join('\n');
  const isOpen = text.split('<example>').length > text.split('</example>').length;
  if (isOpen && rest.some((line) => line.includes('</example>'))) return false;
  return KNOWN.has(key) || (!isOpen && !SPEAKERS.has(key.toLowerCase()));
}

function readValue(lines: readonly string[]): unknown {
  const [first = '', ...rest] = lines;
  const items = rest.map((line) => /^[ \t]*-[ \t]+(.*)$/.exec(line)?.[1]);
  const filled = rest.filter((line) => line.trim() !== '');
  if (first.trim() === '' && filled.length > 0 && items.filter((item) => item !== undefined).length === filled.length) {
    return items.filter((item) => item !== undefined).map(unquote);
  }
  if (/^[|>][+-]?[ \t]*$/.test(first))
    return dedent(rest)
      .join(first.startsWith('|') ? '\n' : ' ')
      .trim();
  const inline = /^\[(.*)\]$/s.exec(first.trim());
  if (inline !== null && filled.length === 0) return splitList(inline[1] ?? '').map(unquote);
  return unquote([first, ...dedent(rest)].join('\n').trim());
}

function dedent(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(indent));
}

function unquote(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 2) return trimmed;
  if (trimmed.startsWith("'") && trimmed.endsWith("'")) return trimmed.slice(1, -1).replaceAll("''", "'");
  if (!trimmed.startsWith('"') || !trimmed.endsWith('"')) return trimmed;
  return trimmed.slice(1, -1).replace(/\\(["\\/nt])/g, (_, escaped: string) => {
    return escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped;
  });
}

/** Splits at commas outside parentheses, so that "Bash(git add:*, git log:*)" is one item. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth = Math.max(0, depth - 1);
    if (character === ',' && depth === 0) {
      items.push(item);
      item = '';
    } else {
      item += character;
    }
  }
  return [...items, item].map((entry) => entry.trim()).filter((entry) => entry !== '');
}
