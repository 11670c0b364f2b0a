// The files of an embedded database that was started once and closed. To start one without them takes seconds.
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { madeOnce } from './built.ts';

const ENGINE = path.resolve(import.meta.dirname, '../../node_modules/@electric-sql/pglite/package.json');
const OPENER = path.resolve(import.meta.dirname, '../../src/queue/embedded/database-thread.mjs');

const silent = () => {};
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };

/** Puts them into a DATA_DIR. Tests of the first start leave this out. */
export async function prepareDatabase(dataDir: string): Promise<void> {
  const from = readFileSync(ENGINE, 'utf8') + readFileSync(OPENER, 'utf8');
  const made = await madeOnce('database', from, async (fresh) => {
    await (await openEmbedded(fresh, () => {}, SILENT)).close();
  });
  cpSync(made, dataDir, { recursive: true });
}
