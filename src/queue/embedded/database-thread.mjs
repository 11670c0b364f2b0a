// A thread that runs the embedded database and serves it at a socket. Work of the database does not hold up the
// process's own thread, and an end of the database ends this thread alone, so that it can be opened again.
// JavaScript, because Node loads it directly, and not every version of Node runs TypeScript.
// @ts-check
import { access, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { readEmptyDatabase } from './empty-database.mjs';

/** The default of 128 MB would be allocated in full; the queue's tables are small. */
const SHARED_BUFFERS = '16MB';
/** A line of PostgreSQL's log about an error that ends it: "2026-12-01 03:52:28.273 UTC [42] PANIC:  could not …". */
const LAST_WORDS = /\b(?:PANIC|FATAL): {1,4}(.{1,500})/;
/** What Emscripten prints when it stops a program. Every later call would fail, or never return. */
const ABORTED = 'Aborted(';

/**
 * Opens the files; creates them anew if their first creation was interrupted.
 *
 * @param {string} dir
 * @param {(line: string) => boolean} onStderr
 */
async function openFiles(dir, onStderr) {
  const dataDir = path.join(dir, 'postgres');
  const complete = path.join(dir, 'complete');
  const isComplete = await access(complete).then(
    () => true,
    () => false,
  );
  const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`];
  if (isComplete) return PGlite.create({ dataDir, startParams, onStderr });
  await rm(dataDir, { recursive: true, force: true });
  const packed = await readEmptyDatabase();
  const source = packed === undefined ? {} : { loadDataDir: packed };
  const database = await PGlite.create({ dataDir, startParams, onStderr, ...source });
  await writeFile(complete, '');
  return database;
}

/**
 * Serves the database; reports a ThreadReport when it is open, and when it has ended by itself.
 *
 * @param {import('node:worker_threads').MessagePort} port
 * @param {import('./run-database.ts').ThreadInput} input
 */
async function serve(port, { dir, socketPath }) {
  /** @type {string | undefined} */
  let lastWords;
  let isOpen = false;
  /** @param {string} why */
  const fail = (why) => {
    port.postMessage({ kind: 'failed', why });
    // Of a thread: the process goes on.
    setImmediate(() => process.exit(1));
  };
  /** @param {string} line */
  const onStderr = (line) => {
    lastWords ??= LAST_WORDS.exec(line)?.[1];
    if (isOpen && line.startsWith(ABORTED)) fail(lastWords ?? line);
    return false;
  };
  try {
    const database = await openFiles(dir, onStderr);
    await database.query('SELECT 1');
    // Of a thread that ended before.
    await rm(socketPath, { force: true });
    const server = new PGLiteSocketServer({ db: database, path: socketPath });
    await server.start();
    isOpen = true;
    // An error that PostgreSQL survived says nothing about a later end.
    lastWords = undefined;
    port.once('message', async () => {
      isOpen = false;
      await server.stop();
      await database.close();
      process.exit(0);
    });
    port.postMessage({ kind: 'open' });
  } catch (error) {
    fail(lastWords ?? (error instanceof Error ? error.message : String(error)));
  }
}

if (parentPort !== null) await serve(parentPort, workerData);
