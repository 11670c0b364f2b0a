// The go tool, where there is one on the PATH: what `go list -e` says of a module or a workspace, with nothing fetched and nothing built.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from '../../support/txtar.ts';

/** Lists of one package in the answer of `go list -json`; left out where they are empty. */
export interface GoPackageFiles {
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly TestGoFiles?: readonly string[];
  readonly XTestGoFiles?: readonly string[];
  readonly Imports?: readonly string[];
  readonly TestImports?: readonly string[];
  readonly XTestImports?: readonly string[];
}

export interface ListedPackage extends GoPackageFiles {
  readonly ImportPath: string;
  readonly Name: string;
  /** Directory, relative to the root of the files; null outside of them, or where the package was not found. */
  readonly dir: string | null;
}

const environment = { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOOS: 'linux', GOARCH: 'amd64', CGO_ENABLED: '1' };

function go(args: readonly string[], cwd: string, home: string, more: Readonly<Record<string, string>>): string {
  return execFileSync('go', args, {
    cwd,
    env: { ...process.env, ...environment, HOME: home, ...more },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Whether there is a Go toolchain that knows all that the modules of the tests use (`ignore` came with Go 1.25). */
function findGo(): boolean {
  try {
    return /go1\.(2[5-9]|[3-9][0-9])/.test(go(['version'], tmpdir(), tmpdir(), {}));
  } catch {
    return false;
  }
}

export const hasGo = findGo();

/** Asks in `dir`, as a workspace where `workspace`: then the go.work above counts. */
export function listPackages(
  files: Files,
  { args, dir = '', workspace = false }: { args: readonly string[]; dir?: string; workspace?: boolean },
): readonly ListedPackage[] {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'go-list-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const mode = workspace ? { GOFLAGS: '', GOWORK: '' } : { GOFLAGS: '-mod=mod', GOWORK: 'off' };
    const out = go(['list', '-e', '-json', ...args], join(root, dir), root, mode);
    const found = JSON.parse(`[${out.trim().replaceAll(/\n}\n{/g, '\n},\n{')}]`) as (ListedPackage & {
      Dir?: string;
    })[];
    return found.map((one) => ({
      ...one,
      dir: one.Dir === undefined || !`${one.Dir}/`.startsWith(`${root}/`) ? null : one.Dir.slice(root.length + 1),
    }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
