// Tool Grep: searches text files, in a thread with a time limit.
import { z } from 'zod';
import { createGlob, globProblem } from '../../text/glob.ts';
import { showLine } from '../safety/untrusted-text.ts';
import { type FoundLines, openSearch, type TextSearch } from './search.ts';
import { createTool, MAX_REPLY, replyError, replyText, type Tool, type ToolReply } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const DEFAULT_HEAD_LIMIT = 250;
const MAX_CONTEXT = 50;
/** Files and characters that are handed to the thread at once. */
const MAX_BATCH_FILES = 100;
const MAX_BATCH_CHARACTERS = 4_000_000;
/** The longest that a search may take, in milliseconds. */
const MAX_MS = 15_000;
/** The longest that further matches across lines are looked for in one file, in milliseconds. */
const MAX_FILE_MS = 1_000;
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

export interface SearchLimits {
  readonly maxMs: number;
  readonly maxFileMs: number;
}

/** @param limits in milliseconds; left out: 15 s for a search and 1 s for a file */
export function createGrepTool(
  workspace: Workspace,
  { maxMs, maxFileMs }: SearchLimits = { maxMs: MAX_MS, maxFileMs: MAX_FILE_MS },
): Tool {
  return createTool({
    name: 'Grep',
    description:
      `Searches the text files of the repository (rooted at ${ROOT}) at the head: Go files, modules, known ` +
      'configuration and changed text files; design documents as they are at the base.',
    input: Input,
    run: async (input, signal) => {
      const where = toRepositoryPath(input.path ?? '');
      if (where === null) return replyError(`Path is outside the repository; use a path below ${ROOT}.`);
      const problem = filterProblem(input);
      if (problem !== null) return replyError(problem);
      const task = {
        pattern: input.pattern,
        ignoreCase: input['-i'],
        multiline: input.multiline,
        firstOnly: input.output_mode === 'files_with_matches',
        maxFileMs,
      };
      const search = await openSearch(task, maxMs, signal);
      if ('problem' in search) return replyError(explainInvalid(search.problem));
      try {
        const files = workspace.readable().filter(createFilter(where, input));
        if (files.length === 0) return replyText('No readable files match. Widen path, glob or type.');
        return await searchFiles(workspace, files, search, input);
      } finally {
        await search.close();
      }
    },
  });
}

function explainInvalid(problem: string): string {
  return `Invalid pattern: ${problem}. Use RE2 syntax; escape ( { [ . and the like with a backslash.`;
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

async function searchFiles(
  workspace: Workspace,
  files: readonly string[],
  search: TextSearch,
  input: Input,
): Promise<ToolReply> {
  const rows: string[] = [];
  const wanted = input.head_limit === 0 ? Number.POSITIVE_INFINITY : input.offset + input.head_limit;
  let searched = 0;
  let hasStopped = false;
  for (const batch of batches(workspace, files)) {
    if (rows.length > wanted) break;
    const found = await search.find(batch.map(({ text }) => text));
    hasStopped ||= found === null || found.some(({ isCut }) => isCut);
    if (found === null) break;
    searched += batch.length;
    rows.push(...batch.flatMap((file, at) => renderFile(file, found[at]!, input)));
  }
  return answer(rows, input, searched === files.length && !hasStopped, hasStopped);
}

interface ReadFile {
  readonly path: string;
  readonly text: string;
}

/** A file that is no text counts, and has no lines. */
function* batches(workspace: Workspace, files: readonly string[]): Generator<readonly ReadFile[]> {
  let batch: ReadFile[] = [];
  let characters = 0;
  for (const path of files) {
    const file = workspace.read(path);
    const text = file.kind === 'text' ? file.text : '';
    batch.push({ path, text });
    characters += text.length;
    if (batch.length < MAX_BATCH_FILES && characters < MAX_BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

function renderFile({ path, text }: ReadFile, { lines: found }: FoundLines, input: Input): string[] {
  if (found.length === 0) return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return render(showLine(path), lines, found, input);
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
