// A shell in TypeScript over the workspace's texts in memory. It has no network, no host, no process, and a limit on everything: each
// command runs in a thread of its own, which is ended when its time is over, whatever it is doing then.
import { Worker } from 'node:worker_threads';
import type { CommandName } from 'just-bash';
import { messageOf } from '../../domain/errors.ts';
import { revealHidden } from '../../text/sanitize.ts';
import { replyError, replyText, type ToolReply } from './tool.ts';
import { ROOT, toRepositoryPath, type Workspace } from './workspace.ts';

const MAX_OUTPUT = 30_000;
export const MAX_TIMEOUT_MS = 20_000;
/** The shell looks at its clock between two steps of a command; one long step is ended from outside, so much later. */
const GRACE_MS = 500;
const MAX_MEMORY_MB = 512;
const MAX_BYTES = 256 * 1024 * 1024;
/** Characters that are kept outside of the repository, and folders that are kept at all, from one command to the next. */
const MAX_SCRATCH = 400_000;
const MAX_FOLDERS = 1_000;
/** Text in, text out: no archives, databases, interpreters or clocks. */
const COMMANDS = [
  ...(['awk', 'basename', 'bash', 'cat', 'chmod', 'column', 'comm', 'cp', 'cut', 'diff', 'dirname', 'du'] as const),
  ...(['echo', 'egrep', 'env', 'expand', 'expr', 'false', 'fgrep', 'file', 'find', 'fold', 'grep', 'head'] as const),
  ...(['help', 'join', 'jq', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste', 'printenv', 'printf'] as const),
  ...(['pwd', 'readlink', 'rev', 'rg', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha256sum', 'sort', 'split'] as const),
  ...(['stat', 'strings', 'tac', 'tail', 'tee', 'touch', 'tr', 'tree', 'true', 'uniq', 'wc', 'which'] as const),
  ...(['whoami', 'xargs', 'yq'] as const),
] satisfies CommandName[];

/** What a thread is told. */
export interface ShellTask {
  readonly command: string;
  /** Absolute, as all paths but `paths`. */
  readonly cwd: string;
  readonly root: string;
  /** Of files whose text can be asked for, from the root. */
  readonly paths: readonly string[];
  readonly scratch: readonly (readonly [path: string, text: string])[];
  readonly folders: readonly string[];
  readonly timeoutMs: number;
  readonly commands: readonly CommandName[];
  readonly maxBytes: number;
}

/** What came of it. */
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

/** What commands have left behind, besides the files below the root. */
interface Left {
  cwd: string;
  readonly scratch: Map<string, string>;
  readonly folders: Set<string>;
  /** Files of the repository that a command took away, from the root. */
  readonly removed: Set<string>;
}

export function createShell(workspace: Workspace): Shell {
  const left: Left = { cwd: ROOT, scratch: new Map(), folders: new Set(), removed: new Set() };
  return {
    async run(command, timeoutMs, signal) {
      signal.throwIfAborted();
      const errand: ShellTask = {
        command,
        cwd: left.cwd,
        root: ROOT,
        paths: workspace.readable().filter((path) => !left.removed.has(path) || workspace.written().has(path)),
        scratch: [...left.scratch],
        folders: [...left.folders],
        timeoutMs,
        commands: COMMANDS,
        maxBytes: MAX_BYTES,
      };
      const outcome = await runThread(errand, workspace, signal);
      signal.throwIfAborted();
      if (outcome === null) return replyError(explainTime(timeoutMs));
      if ('failed' in outcome)
        return replyError(`The command was not run to its end: ${outcome.failed.slice(0, 300)}.`);
      const full = keep(outcome, workspace, left);
      return render(outcome, full, outcome.isOutOfTime ? timeoutMs : null);
    },
  };
}

/** null: it took longer than it may. */
function runThread(errand: ShellTask, workspace: Workspace, signal: AbortSignal): Promise<ShellOutcome | null> {
  const thread = new Worker(new URL('./shell-thread.mjs', import.meta.url), {
    workerData: errand,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  return new Promise<ShellOutcome | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), errand.timeoutMs + GRACE_MS);
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

/** Takes over what a command wrote, so that Read and Grep see it too; a sentence where there was no room for it. */
function keep({ cwd, written, made, removed }: Finished, workspace: Workspace, left: Left): string | null {
  let problem: string | null = null;
  left.cwd = cwd;
  for (const path of removed) {
    left.scratch.delete(path);
    left.folders.delete(path);
    const inside = below(path);
    if (inside === null) continue;
    workspace.unwrite(inside);
    left.removed.add(inside);
  }
  for (const folder of made.slice(0, MAX_FOLDERS - left.folders.size)) left.folders.add(folder);
  for (const [path, text] of written) {
    const inside = below(path);
    if (inside === null) {
      problem = keepScratch(path, text, left) ?? problem;
      continue;
    }
    left.removed.delete(inside);
    const known = workspace.read(inside);
    if (known.kind === 'text' && known.text === text) continue;
    problem = workspace.write(inside, text) ?? problem;
  }
  return problem;
}

function keepScratch(path: string, text: string, { scratch }: Left): string | null {
  const others = [...scratch].filter(([other]) => other !== path);
  if (others.reduce((sum, [, other]) => sum + other.length, text.length) > MAX_SCRATCH)
    return `There is room for ${MAX_SCRATCH} characters outside of ${ROOT}, and this would exceed it.`;
  scratch.set(path, text);
  return null;
}

/** The path from the root of the repository; null for one outside of it. */
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
    timedOutAfterMs === null ? '' : explainTime(timedOutAfterMs),
    full ?? '',
  ].filter((part) => part !== '');
  const text = parts.length === 0 ? '(No output.)' : parts.join('\n');
  return exitCode === 0 ? replyText(text) : replyError(text);
}

function explainTime(timeoutMs: number): string {
  return `(Stopped after ${timeoutMs} ms. Do less at once, or search with Grep.)`;
}

function cut(output: string): string {
  const text = revealHidden(output.replace(/\r\n/g, '\n').replace(/\n$/, ''));
  if (text.length <= MAX_OUTPUT) return text;
  return `${text.slice(0, MAX_OUTPUT)}\n(${text.length - MAX_OUTPUT} more characters. Narrow the command, or show a part with sed -n or head.)`;
}
