// The go tool on the same module, where there is one on the PATH: what teams already wait for, beside our numbers.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from '../support/txtar.ts';

/** `go vet` compiles what it looks at, a million lines for minutes; what takes longer than this is given up. */
const PATIENCE_MS = 180_000;

const COMMANDS = [
  ['list', '-e', '-json', './...'],
  ['vet', './...'],
] as const;

/** Lines that say how long each command takes with an empty cache, or that there is no go tool. */
export function askGo(files: Files): readonly string[] {
  const version = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (version.status !== 0) return ['go list, go vet: there is no go tool on the PATH'];
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    // Nothing is fetched, and nothing of the machine's own cache helps.
    const env = {
      ...process.env,
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=mod',
      GOCACHE: join(dir, '.cache'),
    };
    return COMMANDS.map((args) => `go ${args.join(' ')}, cold: ${timeOf(args, dir, env)}`).concat(
      version.stdout.trim(),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function timeOf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const start = performance.now();
  const { status, error } = spawnSync('go', args, { cwd, env, stdio: 'ignore', timeout: PATIENCE_MS });
  const took = `${((performance.now() - start) / 1000).toFixed(1)} s on the clock`;
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') return `not done after ${took}`;
  if (error !== undefined) return `${error.message} after ${took}`;
  return status === 0 ? took : `${took}, exit code ${status}`;
}
