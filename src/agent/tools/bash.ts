// Bash, BashOutput and KillBash: a shell in TypeScript over the workspace's texts in memory. It has no network, no host, no
// process, and a limit on everything.
import { Bash, type CommandName, InMemoryFs } from 'just-bash';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { revealHidden } from '../hidden-text.ts';
import { ROOT, toRepositoryPath, type Workspace } from '../workspace.ts';
import { createTool, refuse, reply, type Tool, type ToolReply } from './tool.ts';

const MAX_OUTPUT = 30_000;
const MAX_TIMEOUT_MS = 20_000;
const MAX_BACKGROUND = 20;
/** Text in, text out: no archives, databases, interpreters or clocks. */
const COMMANDS: CommandName[] = [
  ...([
    'awk',
    'basename',
    'bash',
    'cat',
    'chmod',
    'column',
    'comm',
    'cp',
    'cut',
    'diff',
    'dirname',
    'du',
    'echo',
  ] as const),
  ...([
    'egrep',
    'env',
    'expand',
    'expr',
    'false',
    'fgrep',
    'file',
    'find',
    'fold',
    'grep',
    'head',
    'help',
    'join',
  ] as const),
  ...([
    'jq',
    'ls',
    'md5sum',
    'mkdir',
    'mv',
    'nl',
    'od',
    'paste',
    'printenv',
    'printf',
    'pwd',
    'readlink',
    'rev',
  ] as const),
  ...([
    'rg',
    'rm',
    'rmdir',
    'sed',
    'seq',
    'sh',
    'sha256sum',
    'sort',
    'split',
    'stat',
    'strings',
    'tac',
    'tail',
  ] as const),
  ...(['tee', 'touch', 'tr', 'tree', 'true', 'uniq', 'wc', 'which', 'whoami', 'xargs', 'yq'] as const),
];
/** When the files of the snapshot seem to have been written: what is younger is the model's own. */
const LONG_AGO = new Date(0);

const BashInput = z.object({
  command: z.string().min(1).max(20_000).describe('The command to run.'),
  timeout: z.coerce
    .number()
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe(`Milliseconds; at most ${MAX_TIMEOUT_MS} count.`),
  description: z.string().max(500).optional().describe('What the command does, in a few words.'),
  run_in_background: z.boolean().default(false).describe('Keep the output for BashOutput instead of showing it.'),
});
const OutputInput = z.object({
  bash_id: z.string().max(100).describe('Id of the background command.'),
  filter: z.string().max(500).optional().describe('Show only lines that hold this text.'),
});
const KillInput = z.object({ shell_id: z.string().max(100).describe('Id of the background command.') });

interface Shell {
  run(command: string, timeoutMs: number, signal: AbortSignal): Promise<ToolReply>;
}

/** The three tools, on one shell. */
export function createBashTools(workspace: Workspace): Tool[] {
  const shell = createShell(workspace);
  const background = new Map<string, ToolReply>();
  const bash = createTool({
    name: 'Bash',
    description: `Runs a command in a small shell that holds the texts of the repository in memory, at ${ROOT}. Usual text commands are there; git, go, network and processes are not. What it writes stays in a scratch copy.`,
    input: BashInput,
    run: async ({ command, timeout = MAX_TIMEOUT_MS, run_in_background }, signal) => {
      const answer = await shell.run(command, Math.min(timeout, MAX_TIMEOUT_MS), signal);
      if (!run_in_background) return answer;
      if (background.size >= MAX_BACKGROUND)
        return refuse('Too many commands are kept. Take the output of one with BashOutput.');
      const id = `bash_${background.size + 1}`;
      background.set(id, answer);
      return reply(`Runs in the background as ${id}. Take its output with BashOutput.`);
    },
  });
  return [bash, createBashOutput(background), createKillBash(background)];
}

/** Commands are over within seconds, so one in the background has ended by the time it is asked for. */
function createBashOutput(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'BashOutput',
    description: 'Shows the output of a command that was run in the background, once.',
    input: OutputInput,
    run: ({ bash_id, filter }) => {
      const kept = background.get(bash_id);
      if (kept === undefined) return refuse(unknownShell(bash_id, background));
      background.set(bash_id, reply('(No new output: the command has ended.)'));
      if (filter === undefined) return kept;
      const lines = kept.text.split('\n').filter((line) => line.includes(filter));
      return { ...kept, text: lines.length === 0 ? '(No line holds that text.)' : lines.join('\n') };
    },
  });
}

function createKillBash(background: Map<string, ToolReply>): Tool {
  return createTool({
    name: 'KillBash',
    description: 'Ends a command that was run in the background.',
    input: KillInput,
    run: ({ shell_id }) => {
      if (!background.has(shell_id)) return refuse(unknownShell(shell_id, background));
      background.set(shell_id, reply('(The command was ended.)'));
      return reply(`${shell_id} was ended.`);
    },
  });
}

function unknownShell(id: string, background: ReadonlyMap<string, ToolReply>): string {
  const ids = [...background.keys()].join(', ') || 'none';
  return `There is no background command "${id}". There are: ${ids}.`;
}

function createShell(workspace: Workspace): Shell {
  let files: InMemoryFs | null = null;
  let bash: Bash | null = null;
  let cwd = ROOT;
  return {
    async run(command, timeoutMs, signal) {
      files ??= fill(workspace);
      // What Write and Edit did since the last command.
      for (const [path, text] of workspace.written()) await files.writeFile(`${ROOT}/${path}`, text);
      bash ??= new Bash({
        fs: files,
        cwd: ROOT,
        env: { HOME: ROOT, USER: 'architect' },
        commands: COMMANDS,
        executionLimitProfile: 'hardened',
        executionLimits: { maxExecutionTimeMs: MAX_TIMEOUT_MS, maxFileSystemBytes: 256 * 1024 * 1024 },
      });
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const done = await bash.exec(command, { cwd, signal: AbortSignal.any([signal, deadline]), rawScript: true });
        signal.throwIfAborted();
        const full = await keepWritten(files, workspace);
        cwd = await stillThere(files, done.env.PWD ?? ROOT);
        return render(done, full, deadline.aborted ? timeoutMs : null);
      } catch (error) {
        signal.throwIfAborted();
        return refuse(`The command was not run to its end: ${messageOf(error).slice(0, 300)}.`);
      }
    },
  };
}

function fill(workspace: Workspace): InMemoryFs {
  const files = new InMemoryFs();
  for (const path of workspace.readable()) {
    files.writeFileLazy(
      `${ROOT}/${path}`,
      () => {
        const file = workspace.read(path);
        return file.kind === 'text' ? file.text : '';
      },
      { mtime: LONG_AGO },
    );
  }
  return files;
}

/** Takes over what a command wrote below the root, so that Read and Grep see it too; a sentence where there was no room. */
async function keepWritten(files: InMemoryFs, workspace: Workspace): Promise<string | null> {
  let problem: string | null = null;
  for (const path of workspace.written().keys()) {
    if (!(await files.exists(`${ROOT}/${path}`))) workspace.unwrite(path);
  }
  for (const absolute of files.getAllPaths()) {
    if (!absolute.startsWith(`${ROOT}/`)) continue;
    const stat = await files.stat(absolute).catch(() => null);
    if (stat === null || !stat.isFile || stat.mtime.getTime() === LONG_AGO.getTime()) continue;
    const path = toRepositoryPath(absolute);
    if (path === null) continue;
    const text = await files.readFile(absolute);
    const known = workspace.read(path);
    if (known.kind === 'text' && known.text === text) continue;
    problem = workspace.write(path, text) ?? problem;
  }
  return problem;
}

async function stillThere(files: InMemoryFs, directory: string): Promise<string> {
  return (await files.exists(directory)) ? directory : ROOT;
}

function render(
  { stdout, stderr, exitCode }: { stdout: string; stderr: string; exitCode: number },
  full: string | null,
  timedOutAfterMs: number | null,
): ToolReply {
  const parts = [
    exitCode === 0 ? '' : `Exit code ${exitCode}`,
    cut(stdout),
    cut(stderr),
    timedOutAfterMs === null ? '' : `(Stopped after ${timedOutAfterMs} ms. Do less at once, or search with Grep.)`,
    full ?? '',
  ].filter((part) => part !== '');
  const text = parts.length === 0 ? '(No output.)' : parts.join('\n');
  return exitCode === 0 ? reply(text) : refuse(text);
}

function cut(output: string): string {
  const text = revealHidden(output.replace(/\r\n/g, '\n').replace(/\n$/, ''));
  if (text.length <= MAX_OUTPUT) return text;
  return `${text.slice(0, MAX_OUTPUT)}\n(${text.length - MAX_OUTPUT} more characters. Narrow the command, or show a part with sed -n or head.)`;
}
