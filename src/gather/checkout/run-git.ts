// Runs git's plumbing on a local repository so that it changes nothing, runs no hook, and ignores the caller's
// environment and configuration.
import { devNull } from 'node:os';
import { ExecaError, execa } from 'execa';
import { BadInput, CannotReview } from '../../domain/errors.ts';

/** Output of one command. Node cannot allocate a larger buffer on every platform. */
const maxOutputBytes = 1 << 30;

/** The longest that one command may run, in milliseconds; the diff of a large merge takes seconds. */
const DEADLINE_MS = 5 * 60_000;
/** For a command that only finds the repository or reads its configuration. */
export const SHORT_DEADLINE_MS = 30_000;

interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs one git command to its end. The caller judges its exit code; -1: it printed too much. */
export type RunGit = (args: readonly string[], options: GitOptions) => Promise<GitResult>;
interface GitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly input?: string;
  /** Left out: 5 minutes. */
  readonly deadlineMs?: number;
}

// Replace refs would give a SHA other content. Lazy fetching would use the network; GIT_ALLOW_PROTOCOL forbids it to
// git before 2.45, which does not know GIT_NO_LAZY_FETCH. Without hooks and fsmonitor no program of the repository's
// runs.
const environment = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_ATTR_NOSYSTEM: '1',
  LC_ALL: 'C',
};
// The last two affect plumbing too: attributes can hide a diff, and blank context lines can lose their mark.
const overridden = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  `core.attributesFile=${devNull}`,
  'diff.suppressBlankEmpty=false',
];
const always = ['--no-pager', ...overridden.flatMap((setting) => ['-c', setting])];

/**
 * @param dir where git runs: a directory of the repository, or its git directory, where no .gitattributes of a work
 * tree is read
 * @param gitDir null: find the repository from `dir`
 * @throws CannotReview where git cannot be started or does not end in time, and the signal's reason
 */
export function createGitRunner(dir: string, gitDir: string | null): RunGit {
  const where = gitDir === null ? [] : ['--git-dir', gitDir];
  const env = { ...withoutGitVariables(process.env), ...environment };
  return async (args, { signal, input, deadlineMs = DEADLINE_MS }) => {
    signal?.throwIfAborted();
    try {
      const done = await execa('git', [...always, ...where, ...args], {
        cwd: dir,
        encoding: 'buffer',
        extendEnv: false,
        env,
        maxBuffer: maxOutputBytes,
        reject: false,
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
        stripFinalNewline: false,
        ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
        ...(signal ? { cancelSignal: signal } : {}),
      });
      signal?.throwIfAborted();
      if (done.timedOut) throw new CannotReview(overdue(args, deadlineMs));
      if (done.isMaxBuffer) return { exitCode: -1, stdout: Buffer.alloc(0), stderr: 'too much output' };
      if (done.exitCode === undefined) throw new CannotReview(startFailure(args, done.code, done.shortMessage));
      return {
        exitCode: done.exitCode,
        stdout: Buffer.from(done.stdout.buffer, done.stdout.byteOffset, done.stdout.byteLength),
        stderr: Buffer.from(done.stderr).toString('utf8').trim(),
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ExecaError) throw new CannotReview(startFailure(args, error.code, error.shortMessage));
      throw error;
    }
  };
}

/** Runs a command that should not fail, and returns its output. @throws BadInput with git's own words */
export async function runOrFail(git: RunGit, args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await git(args, options);
  if (exitCode !== 0) throw new BadInput(`git ${args[0]} failed: ${stderr || `exit code ${exitCode}`}`);
  return stdout;
}

/** git waits for ever for a pipe that its configuration includes, and for a file system that does not answer. */
function overdue(args: readonly string[], deadlineMs: number): string {
  return (
    `git ${args[0]} did not end within ${deadlineMs / 1_000} s and was stopped; run "git status" in ` +
    'the checkout: if it ' +
    'hangs too, look for a pipe or an unreachable disk among the files that "include.path" in .git/config names; ' +
    'if not, review a smaller range'
  );
}

function startFailure(args: readonly string[], code: string | undefined, message: string | undefined): string {
  if (code === 'ENOENT') return 'git is not installed, or not on the PATH';
  return `cannot run git ${args[0]}: ${message ?? 'it ended without an exit code'}`;
}

/** Inside a hook, GIT_DIR, GIT_INDEX_FILE and others are set, and would direct each command to another repository. */
function withoutGitVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')));
}
