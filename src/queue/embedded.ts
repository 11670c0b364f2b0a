// PostgreSQL inside this process, with its files in a directory that no second process may use. For one server without a
// database of its own, and for tests.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import lockfile from 'proper-lockfile';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { QueueDatabase } from './database.ts';

/** The lock's owner touches it this often; untouched for so long, that of a process on another host is taken over. */
const LOCK_UPDATE_MS = 5000;
const LOCK_STALE_MS = 30_000;

/** Longest path of a Unix socket, with its end: https://man7.org/linux/man-pages/man7/unix.7.html (macOS has 104). */
const MAX_SOCKET_PATH = 100;

interface Holder {
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

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function inUse(dir: string, holder: Holder | null): BadInput {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new BadInput(
    `DATA_DIR ${dir} is in use by ${who}. Stop that process, give this one a DATA_DIR of its own, ` +
      'or set DATABASE_URL to a PostgreSQL that several processes can share.',
  );
}

/** Takes the directory for this process; the lock of a process that was killed is taken over. */
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
    const holder = await readHolder(holderFile);
    const isLocal = holder !== null && holder.host === hostname();
    if (isLocal && holder.pid !== process.pid && isAlive(holder.pid)) return take(0);
    if (isLocal) {
      // Its owner is dead. Renaming is atomic: of two that see this, one moves the lock away and the other finds none.
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
      throw inUse(path.dirname(dir), await readHolder(holderFile));
    throw error;
  }
  await writeFile(holderFile, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
  return async () => {
    await rm(holderFile, { force: true });
    await release();
  };
}

/** Opens the files, from scratch when their first creation was cut off. */
async function openFiles(dir: string): Promise<PGlite> {
  const files = path.join(dir, 'postgres');
  const complete = path.join(dir, 'complete');
  const isComplete = await readFile(complete).then(
    () => true,
    () => false,
  );
  if (!isComplete) await rm(files, { recursive: true, force: true });
  const database = await PGlite.create({ dataDir: files });
  await writeFile(complete, '');
  return database;
}

/**
 * Opens the embedded database in `dataDir`, which is made where it does not exist. `onLost` is told when another process took it
 * nevertheless: both would write the same files.
 *
 * @throws BadInput when another process uses the directory, or it cannot be written
 */
export async function openEmbedded(dataDir: string, onLost: (error: Error) => void): Promise<QueueDatabase> {
  const dir = path.join(path.resolve(dataDir), 'queue');
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? messageOf(error);
    throw new BadInput(`DATA_DIR ${dataDir} cannot be used (${reason}). Set it to a directory that can be written.`);
  }
  const unlock = await lock(dir, onLost);
  try {
    const database = await openFiles(dir);
    const here = dir.length + '/.s.PGSQL.5432'.length <= MAX_SOCKET_PATH;
    const name = createHash('sha256').update(dir).digest('hex').slice(0, 16);
    const socketDir = here ? dir : path.join(tmpdir(), `architect-${name}`);
    await mkdir(socketDir, { recursive: true, mode: 0o700 });
    const socket = path.join(socketDir, '.s.PGSQL.5432');
    await rm(socket, { force: true });
    const server = new PGLiteSocketServer({ db: database, path: socket });
    await server.start();
    return {
      url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
      // More connections would interleave their extended-protocol messages in the one session that PGlite has.
      poolSize: 1,
      executorId: 'embedded',
      launch: (start) => start(),
      findDead: async () => [],
      countTakeovers: async () => new Map(),
      async close() {
        await server.stop();
        await database.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
