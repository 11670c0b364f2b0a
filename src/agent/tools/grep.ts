// Tool Grep: searches text files. Uses RE2, which takes linear time for any pattern and file.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { createGlob, globProblem } from '../../text/glob.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { showLine } from '../safety/untrusted-text.ts';
import { createTool, MAX_REPLY, replyError, replyText, type Tool, type ToolReply } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const DEFAULT_HEAD_LIMIT = 250;
const MAX_CONTEXT = 50;
const FILES_PER_YIELD = 100;
/** Time limit of a search, which yields to the event loop between files. */
const MAX_MS = 15_000;
/** Time limit for one file: each match takes linear time, but matches across lines can be as many as characters. */
const MAX_FILE_MS = 1_000;
/** Matches between two checks of the time limit. */
const MATCHES_PER_CHECK = 16;
/** Globs of ripgrep's file types. */
const TYPES: Readonly<Record<string, string>> = {
  go: '*.go',
  md: '*.{md,markdown}',
  markdown: '*.{md,markdown}',
  yaml: '*.{yml,yaml}',
  json: '*.json',
  toml: '*.toml',
  sql: '*.sql',
  proto: '*.proto',
  tf: '*.tf',
  sh: '*.sh',
  docker: 'Dockerfile*',
};

const Count = z.coerce.number().int().min(0);
const Input = z.object({
  pattern: z
    .string()
    .min(1)
    .max(1_000)
    .describe('Regular expression in RE2 syntax (no look-around, no back-references).'),
  path: z.string().optional().describe('File or directory to search. Omitted: the repository root.'),
  glob: z.string().optional().describe('Only files whose path, or name, matches: "*.go", "internal/**".'),
  type: z
    .string()
    .optional()
    .describe(`Only files of a type: ${Object.keys(TYPES).join(', ')}.`),
  output_mode: z
    .enum(['content', 'files_with_matches', 'count'])
    .default('files_with_matches')
    .describe('"content" shows lines, "files_with_matches" paths, "count" matches in each file.'),
  '-A': Count.optional().describe('Lines to show after each match (content).'),
  '-B': Count.optional().describe('Lines to show before each match (content).'),
  '-C': Count.optional().describe('Lines to show around each match (content).'),
  '-n': z.boolean().default(true).describe('Show line numbers (content).'),
  '-i': z.boolean().default(false).describe('Ignore case.'),
  head_limit: Count.default(DEFAULT_HEAD_LIMIT).describe('Show only so many lines or files; 0 shows all that fit.'),
  offset: Count.default(0).describe('Skip so many lines or files.'),
  multiline: z.boolean().default(false).describe('Let the pattern cross lines, and "." match line feeds.'),
});
type Input = z.output<typeof Input>;

/** @param now the clock that ends a search, in milliseconds */
export function createGrepTool(workspace: Workspace, now: () => number = () => performance.now()): Tool {
  return createTool({
    name: 'Grep',
    description:
      `Searches the text files of the repository (rooted at ${ROOT}) at the head: Go files, modules, known ` +
      'configuration and changed text files; design documents as they are at the base.',
    input: Input,
    run: (input, signal) => {
      const where = toRepositoryPath(input.path ?? '');
      if (where === null) return replyError(`Path is outside the repository; use a path below ${ROOT}.`);
      const problem = filterProblem(input);
      if (problem !== null) return replyError(problem);
      const expression = compile(input);
      if (typeof expression === 'string') return replyError(expression);
      const files = workspace.readable().filter(createFilter(where, input));
      if (files.length === 0) return replyText('No readable files match. Widen path, glob or type.');
      return search(workspace, files, expression, input, createWatch(now), signal);
    },
  });
}

/** The compiled pattern, or a sentence that explains what is wrong with it. */
function compile({ pattern, multiline, '-i': ignoreCase }: Input): RE2JS | string {
  const flags = RE2JS.MULTILINE | (multiline ? RE2JS.DOTALL : 0) | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  try {
    return RE2JS.compile(pattern, flags);
  } catch (error) {
    return `Invalid pattern: ${messageOf(error)}. Use RE2 syntax; escape ( { [ . and the like with a backslash.`;
  }
}

function filterProblem({ glob, type }: Input): string | null {
  if (type !== undefined && !Object.hasOwn(TYPES, type.toLowerCase())) {
    return `There is no type "${type.slice(0, 60)}". Types are ${Object.keys(TYPES).join(', ')}; or use glob.`;
  }
  const problem = glob === undefined ? null : globProblem(glob.replace(/^\/+/, ''));
  return problem === null ? null : `The glob ${problem}. Use one such as "**/*.go".`;
}

function createFilter(where: string, { glob, type }: Input): (path: string) => boolean {
  const inPlace = (path: string) => where === '' || path === where || path.startsWith(`${where}/`);
  const tests = [inPlace];
  const known = type === undefined ? undefined : TYPES[type.toLowerCase()];
  if (known !== undefined) tests.push(createGlob(`**/${known}`));
  if (glob !== undefined) {
    // As in ripgrep, a glob without a slash matches file names.
    const matches = createGlob(glob.includes('/') ? glob.replace(/^\/+/, '') : `**/${glob}`);
    tests.push((path) => matches(path) || (where !== '' && matches(path.slice(where.length + 1))));
  }
  return (path) => tests.every((test) => test(path));
}

/** Checks the time limits, and remembers whether one was exceeded. */
interface Watch {
  beginFile(): void;
  isFileOver(): boolean;
  isSearchOver(): boolean;
  hasStopped(): boolean;
}

function createWatch(now: () => number): Watch {
  const endsAt = now() + MAX_MS;
  let fileEndsAt = endsAt;
  let stopped = false;
  const look = (endsAt: number) => {
    const isOver = now() > endsAt;
    stopped ||= isOver;
    return isOver;
  };
  return {
    beginFile: () => {
      fileEndsAt = Math.min(now() + MAX_FILE_MS, endsAt);
    },
    isFileOver: () => look(fileEndsAt),
    isSearchOver: () => look(endsAt),
    hasStopped: () => stopped,
  };
}

/** 0-based numbers of the matching lines; all lines of a match across lines. `watch` may end it early. */
function matchingLines(
  text: string,
  lines: readonly string[],
  expression: RE2JS,
  { multiline, output_mode }: Input,
  watch: Watch,
): number[] {
  const matcher = expression.matcher(text);
  if (!multiline) {
    if (!matcher.find()) return [];
    return lines.flatMap((line, index) => (expression.matcher(line).find() ? [index] : []));
  }
  const found = new Set<number>();
  const lineAt = createLineIndex(text);
  const indexAt = (offset: number) => Math.min(lineAt(offset), lines.length) - 1;
  for (let count = 1; matcher.find(); count += 1) {
    const last = indexAt(Math.max(matcher.end() - 1, matcher.start()));
    for (let index = indexAt(matcher.start()); index <= last; index += 1) found.add(index);
    if (output_mode === 'files_with_matches' || (count % MATCHES_PER_CHECK === 0 && watch.isFileOver())) break;
  }
  return [...found].filter((index) => index >= 0).sort((a, b) => a - b);
}

async function search(
  workspace: Workspace,
  files: readonly string[],
  expression: RE2JS,
  input: Input,
  watch: Watch,
  signal: AbortSignal,
): Promise<ToolReply> {
  const rows: string[] = [];
  const wanted = input.head_limit === 0 ? Number.POSITIVE_INFINITY : input.offset + input.head_limit;
  let searched = 0;
  for (const path of files) {
    if (searched % FILES_PER_YIELD === 0) await nextTurn();
    signal.throwIfAborted();
    if (rows.length > wanted || watch.isSearchOver()) break;
    searched += 1;
    watch.beginFile();
    const file = workspace.read(path);
    if (file.kind !== 'text') continue;
    const lines = file.text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const found = matchingLines(file.text, lines, expression, input, watch);
    if (found.length > 0) rows.push(...render(showLine(path), lines, found, input));
  }
  return answer(rows, input, searched === files.length && !watch.hasStopped(), watch.hasStopped());
}

function render(path: string, lines: readonly string[], found: readonly number[], input: Input): string[] {
  if (input.output_mode === 'files_with_matches') return [path];
  if (input.output_mode === 'count') return [`${path}:${found.length}`];
  const before = Math.min(input['-C'] ?? input['-B'] ?? 0, MAX_CONTEXT);
  const after = Math.min(input['-C'] ?? input['-A'] ?? 0, MAX_CONTEXT);
  const matches = new Set(found);
  const toRow = (at: number) => {
    const mark = matches.has(at) ? ':' : '-';
    return `${path}${mark}${input['-n'] ? `${at + 1}${mark}` : ''}${showLine(lines[at] ?? '')}`;
  };
  const rows: string[] = [];
  let last = -1;
  for (const index of found) {
    const start = Math.max(index - before, last + 1, 0);
    if (before + after > 0 && last !== -1 && start > last + 1) rows.push('--');
    for (let at = start; at <= Math.min(index + after, lines.length - 1); at += 1) {
      rows.push(toRow(at));
      last = at;
    }
  }
  return rows;
}

function answer(
  rows: readonly string[],
  { head_limit, offset }: Input,
  complete: boolean,
  hasStopped: boolean,
): ToolReply {
  const stopped = hasStopped ? ['(The search timed out. Give a path, a glob, or a pattern with fewer matches.)'] : [];
  if (rows.length === 0) return replyText(['No matches found.', ...stopped].join('\n'));
  const shown: string[] = [];
  let size = 0;
  for (const row of rows.slice(offset, head_limit === 0 ? undefined : offset + head_limit)) {
    size += row.length + 1;
    if (size > MAX_REPLY) break;
    shown.push(row);
  }
  if (shown.length === 0) return replyText(`There are only ${rows.length} rows. Use a smaller offset.`);
  const next = offset + shown.length;
  const rest = rows.length - next;
  if (rest <= 0) return replyText([...shown, ...stopped].join('\n'));
  const more = `(${complete ? rest : `At least ${rest}`} more. Narrow the search, or continue with offset ${next}.)`;
  return replyText([...shown, more, ...stopped].join('\n'));
}
