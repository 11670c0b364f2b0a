// Runs shell commands over the workspace's texts in memory, without network, host or processes, and with a limit on
// everything. Each command runs in its own thread, which is terminated when its time is over.
import { Worker } from 'node:worker_threads';
import type { CommandName } from 'just-bash';
import { messageOf } from '../../domain/errors.ts';
import { revealHidden } from '../../text/sanitize.ts';
import { replyError, replyText, type ToolReply } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const MAX_OUTPUT = 30_000;
export const MAX_TIMEOUT_MS = 20_000;
/**
 * The shell checks the time between two steps of a command; a longer step is terminated from outside, this much
 * later.
 */
const GRACE_MS = 500;
const MAX_MEMORY_MB = 512;
const MAX_BYTES = 256 * 1024 * 1024;
/** Kept from one command to the next: characters outside the repository, and folders. */
const MAX_SCRATCH = 400_000;
const MAX_FOLDERS = 1_000;
/** Only commands that turn text into text: no archives, databases, interpreters or clocks. */
const COMMANDS = [
  ...(['awk', 'basename', 'bash', 'cat', 'chmod', 'column', 'comm', 'cp', 'cut', 'diff', 'dirname', 'du'] as const),
  ...(['echo', 'egrep', 'env', 'expand', 'expr', 'false', 'fgrep', 'file', 'find', 'fold', 'grep', 'head'] as const),
  ...(['help', 'join', 'jq', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste', 'printenv', 'printf'] as const),
  ...(['pwd', 'readlink', 'rev', 'rg', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha256sum', 'sort', 'split'] as const),
  ...(['stat', 'strings', 'tac', 'tail', 'tee', 'touch', 'tr', 'tree', 'true', 'uniq', 'wc', 'which'] as const),
  ...(['whoami', 'xargs', 'yq'] as const),
] satisfies CommandName[];

/** Input of a thread. */
export interface ShellTask {
  readonly command: string;
  /** Absolute, like all paths except `paths`. */
  readonly cwd: string;
  readonly root: string;
  /** Files whose text can be requested, relative to the root. */
  readonly paths: readonly string[];
  readonly scratch: readonly (readonly [path: string, text: string])[];
  readonly folders: readonly string[];
  readonly timeoutMs: number;
  readonly commands: readonly CommandName[];
  readonly maxBytes: number;
}

/** Result of a thread. */
export type ShellOutcome = Finished | { readonly failed: string };

interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly cwd: string;
  readonly isOutOfTime: boolean;
  readonly written: readonly (readonly [path: string, text: string])[];
  readonly made: readonly string[];
  readonly removed: readonly string[];
}

type Message =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'done'; readonly outcome: ShellOutcome };

export interface Shell {
  run(command: string, timeoutMs: number, signal: AbortSignal): Promise<ToolReply>;
}

/** State between commands, apart from the files below the root. */
interface ShellState {
  cwd: string;
  readonly scratch: Map<string, string>;
  readonly folders: Set<string>;
  /** Files of the repository that a command removed, relative to the root. */
  readonly removed: Set<string>;
}

export function createShell(workspace: Workspace): Shell {
  const state: ShellState = { cwd: ROOT, scratch: new Map(), folders: new Set(), removed: new Set() };
  return {
    async run(command, timeoutMs, signal) {
      signal.throwIfAborted();
      const task: ShellTask = {
        command,
        cwd: state.cwd,
        root: ROOT,
        paths: workspace.readable().filter((path) => !state.removed.has(path) || workspace.written().has(path)),
        scratch: [...state.scratch],
        folders: [...state.folders],
        timeoutMs,
        commands: COMMANDS,
        maxBytes: MAX_BYTES,
      };
      const outcome = await runThread(task, workspace, signal);
      signal.throwIfAborted();
      if (outcome === null) return replyError(explainTimeout(timeoutMs));
      if ('failed' in outcome) return replyError(`The command failed: ${outcome.failed.slice(0, 300)}.`);
      const full = keep(outcome, workspace, state);
      return render(outcome, full, outcome.isOutOfTime ? timeoutMs : null);
    },
  };
}

/** null: the command timed out or was aborted. */
function runThread(task: ShellTask, workspace: Workspace, signal: AbortSignal): Promise<ShellOutcome | null> {
  const thread = new Worker(new URL('./shell-thread.mjs', import.meta.url), {
    workerData: task,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  return new Promise<ShellOutcome | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), task.timeoutMs + GRACE_MS);
    const stop = () => resolve(null);
    signal.addEventListener('abort', stop, { once: true });
    thread.once('exit', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ failed: 'it ended early' });
    });
    thread.once('error', (error) => resolve({ failed: messageOf(error) }));
    thread.on('message', (message: Message) => {
      if (message.kind === 'done') return resolve(message.outcome);
      const file = workspace.read(message.path);
      thread.postMessage({ path: message.path, text: file.kind === 'text' ? file.text : '' });
    });
  }).finally(() => thread.terminate());
}

/** Keeps what a command wrote, so that Read and Grep see it too. Returns a sentence where there was no room for it. */
function keep({ cwd, written, made, removed }: Finished, workspace: Workspace, state: ShellState): string | null {
  let problem: string | null = null;
  state.cwd = cwd;
  for (const path of removed) {
    state.scratch.delete(path);
    state.folders.delete(path);
    const inside = below(path);
    if (inside === null) continue;
    workspace.unwrite(inside);
    state.removed.add(inside);
  }
  for (const folder of made.slice(0, MAX_FOLDERS - state.folders.size)) state.folders.add(folder);
  for (const [path, text] of written) {
    const inside = below(path);
    if (inside === null) {
      problem = keepScratch(path, text, state) ?? problem;
      continue;
    }
    state.removed.delete(inside);
    const known = workspace.read(inside);
    if (known.kind === 'text' && known.text === text) continue;
    problem = workspace.write(inside, text) ?? problem;
  }
  return problem;
}

function keepScratch(path: string, text: string, { scratch }: ShellState): string | null {
  const others = [...scratch].filter(([other]) => other !== path);
  if (others.reduce((sum, [, other]) => sum + other.length, text.length) > MAX_SCRATCH)
    return `You can write at most ${MAX_SCRATCH} characters outside ${ROOT}.`;
  scratch.set(path, text);
  return null;
}

/** The path relative to the root of the repository; null outside it. */
function below(path: string): string | null {
  return path.startsWith(`${ROOT}/`) ? toRepositoryPath(path) : null;
}

function render(
  { stdout, stderr, exitCode }: Finished,
  full: string | null,
  timedOutAfterMs: number | null,
): ToolReply {
  const parts = [
    exitCode === 0 ? '' : `Exit code ${exitCode}`,
    cut(stdout),
    cut(stderr),
    timedOutAfterMs === null ? '' : explainTimeout(timedOutAfterMs),
    full ?? '',
  ].filter((part) => part !== '');
  const text = parts.length === 0 ? '(No output.)' : parts.join('\n');
  return exitCode === 0 ? replyText(text) : replyError(text);
}

function explainTimeout(timeoutMs: number): string {
  return `(Stopped after ${timeoutMs} ms. Split the command, or search with Grep.)`;
}

function cut(output: string): string {
  const text = revealHidden(output.replace(/\r\n/g, '\n').replace(/\n$/, ''));
  if (text.length <= MAX_OUTPUT) return text;
  const rest = `(${text.length - MAX_OUTPUT} more characters. Narrow the command, or show a part with sed -n or head.)`;
  return `${text.slice(0, MAX_OUTPUT)}\n${rest}`;
}
