import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { BadInput, messageOf } from '../../src/domain/errors.ts';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { prepareDatabase } from '../support/prepared-database.ts';
import { quietLog, temporaryDir } from './harness.ts';

const home = temporaryDir();
const queueDir = path.join(home.dir, 'queue');
/** A process that lives as long as the tests. */
const neighbour = spawn('sleep', ['600'], { stdio: 'ignore' });

afterAll(() => {
  neighbour.kill();
  home.remove();
});

async function refusal(dataDir: string): Promise<string> {
  try {
    await (await openEmbedded(dataDir, () => {}, quietLog())).close();
    return 'it opened';
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return messageOf(error);
  }
}

function pretendLock(pid: number, host = hostname()): void {
  mkdirSync(path.join(queueDir, 'lock'), { recursive: true });
  writeFileSync(path.join(queueDir, 'holder.json'), JSON.stringify({ pid, host }));
}

describe('the embedded database', () => {
  test('refuses a directory in use by another process, and says what to do', async () => {
    pretendLock(neighbour.pid as number);
    const message = (await refusal(home.dir)).replace(home.dir, 'DIR').replaceAll(String(neighbour.pid), 'PID');
    expect(message.replace(hostname(), 'HOST')).toMatchInlineSnapshot(
      `"DATA_DIR DIR is in use by process PID on HOST. Stop that process, set another DATA_DIR, or set DATABASE_URL to a PostgreSQL server that several processes can share."`,
    );
  });

  test('takes over the lock, the socket and the half-created files of a killed process', async () => {
    const dead = spawn('true', { stdio: 'ignore' });
    await new Promise((resolve) => dead.once('exit', resolve));
    pretendLock(dead.pid as number);
    mkdirSync(path.join(queueDir, 'postgres', 'base'), { recursive: true });
    writeFileSync(path.join(queueDir, 'postgres', 'PG_VERSION'), 'half');
    writeFileSync(path.join(queueDir, '.s.PGSQL.5432'), '');
    expect(await refusal(home.dir)).toBe('it opened');
    expect(existsSync(path.join(queueDir, 'lock'))).toBe(false);
  }, 60_000);

  test('works in a directory with a path too long for a socket', async () => {
    const deep = path.join(home.dir, 'x'.repeat(60), 'y'.repeat(60));
    await prepareDatabase(deep);
    expect(await refusal(deep)).toBe('it opened');
  }, 60_000);

  test('says what is broken and what to do when its files are damaged', async () => {
    const dataDir = path.join(home.dir, 'damaged');
    await prepareDatabase(dataDir);
    writeFileSync(path.join(dataDir, 'queue', 'postgres', 'global', 'pg_control'), 'nothing to read here');
    expect((await refusal(dataDir)).replaceAll(dataDir, 'DIR')).toMatchInlineSnapshot(`
"The files of the embedded database in DIR/queue/postgres are damaged: could not read file "global/pg_control": read 20 of 296.
Restore DIR/queue from a backup, or move it away and start again: mv DIR/queue DIR/queue.damaged
Reviews that were waiting in it are lost. The App starts with an empty database, asks GitHub to repeat the deliveries that failed, and finishes the checks that were left in progress."
`);
    expect(existsSync(path.join(dataDir, 'queue', 'lock'))).toBe(false);
  }, 60_000);

  test('refuses a directory that cannot be created', async () => {
    const file = path.join(home.dir, 'file');
    writeFileSync(file, '');
    expect((await refusal(file)).replaceAll(home.dir, 'DIR')).toMatchInlineSnapshot(
      `"DATA_DIR DIR/file cannot be used (ENOTDIR). Set it to a writable directory."`,
    );
  });
});
