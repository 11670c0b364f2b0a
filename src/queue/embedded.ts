// Opens a PostgreSQL in a thread of this process, for a single server without a database and for tests. Only one
// process at a time may use its directory.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import lockfile from 'proper-lockfile';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { QueueDatabase } from './database.ts';
import { runDatabase } from './embedded/run-database.ts';
import type { QueueLog } from './queue-dependencies.ts';

/** The owner updates its lock this often. The lock of a process on another host is taken over once it is stale. */
const LOCK_UPDATE_MS = 5000;
const LOCK_STALE_MS = 30_000;

/** Longest path of a Unix socket: https://man7.org/linux/man-pages/man7/unix.7.html (macOS has 104). */
const MAX_SOCKET_PATH = 100;
/** Where clients of PostgreSQL look for the socket, in the directory that they are given as host. */
const SOCKET_NAME = '.s.PGSQL.5432';

interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readLockOwner(file: string): Promise<LockOwner | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockOwner;
  } catch {
    return null;
  }
}

function inUse(dir: string, holder: LockOwner | null): BadInput {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new BadInput(
    `DATA_DIR ${dir} is in use by ${who}. Stop that process, set another DATA_DIR, ` +
      'or set DATABASE_URL to a PostgreSQL server that several processes can share.',
  );
}

/** Locks the directory for this process; takes over the lock of a process that was killed. */
async function lock(dir: string, onLost: (error: Error) => void): Promise<() => Promise<void>> {
  const holderFile = path.join(dir, 'holder.json');
  const lockPath = path.join(dir, 'lock');
  const take = (retries: number) =>
    lockfile.lock(dir, {
      lockfilePath: lockPath,
      realpath: false,
      stale: LOCK_STALE_MS,
      update: LOCK_UPDATE_MS,
      retries: { retries, minTimeout: 1000, maxTimeout: 1000 },
      onCompromised: onLost,
    });
  const attempt = async () => {
    const holder = await readLockOwner(holderFile);
    const isLocal = holder !== null && holder.host === hostname();
    if (isLocal && holder.pid !== process.pid && isAlive(holder.pid)) return take(0);
    if (isLocal) {
      // The owner is dead. Renaming is atomic: of two processes that see this, one moves the lock away and the other
      // finds none.
      const aside = `${lockPath}.${process.pid}`;
      await rename(lockPath, aside).catch(() => {});
      await rm(aside, { recursive: true, force: true });
      return take(0);
    }
    return take(Math.ceil(LOCK_STALE_MS / 1000) + 2);
  };
  let release: () => Promise<void>;
  try {
    release = await attempt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED')
      throw inUse(path.dirname(dir), await readLockOwner(holderFile));
    throw error;
  }
  await writeFile(holderFile, JSON.stringify({ pid: process.pid, host: hostname() } satisfies LockOwner));
  return async () => {
    await rm(holderFile, { force: true });
    await release();
  };
}

/**
 * Opens the embedded database in `dataDir`, which is created if missing. `onLost` is called if another process takes
 * the directory over regardless: both would write the same files.
 *
 * @throws BadInput if another process uses the directory, it is not writable, or its files are damaged
 */
export async function openEmbedded(
  dataDir: string,
  onLost: (error: Error) => void,
  log: QueueLog,
): Promise<QueueDatabase> {
  const dir = path.join(path.resolve(dataDir), 'queue');
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    throw new BadInput(`DATA_DIR ${dataDir} cannot be used (${reason}). Set it to a writable directory.`);
  }
  const unlock = await lock(dir, onLost);
  try {
    const socketDir = await createSocketDir(dir);
    const database = await runDatabase({ dir, socketPath: path.join(socketDir, SOCKET_NAME) }, log);
    return {
      url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
      // More connections would interleave their extended-protocol messages in PGlite's only session.
      poolSize: 1,
      executorId: 'embedded',
      launch: (start) => start(),
      findDead: async () => [],
      countTakeovers: async () => new Map(),
      async close() {
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Finds a directory for the socket: `dir`, or a temporary one if the path would be too long. Removes the socket of a
 * dead process.
 */
async function createSocketDir(dir: string): Promise<string> {
  const digest = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  const fits = path.join(dir, SOCKET_NAME).length <= MAX_SOCKET_PATH;
  const socketDir = fits ? dir : path.join(tmpdir(), `architect-${digest}`);
  await mkdir(socketDir, { recursive: true, mode: 0o700 });
  await rm(path.join(socketDir, SOCKET_NAME), { force: true });
  return socketDir;
}
