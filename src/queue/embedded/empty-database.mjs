// Finds the packed files of an empty database, which the build makes. Creating them anew takes almost 900 MB of memory,
// more than a small container has.
// @ts-check
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PGlite } from '@electric-sql/pglite';

/** Beside this file, with the release of PGlite in its name: another one might not read these files. */
async function packedFile() {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = await readFile(new URL('../package.json', `file://${entry}`), 'utf8');
  const { version } = JSON.parse(manifest);
  return new URL(`./empty-database-${version}.tar.gz`, import.meta.url);
}

/**
 * The packed files; undefined where none were made for this release of PGlite.
 *
 * @returns {Promise<Blob | undefined>}
 */
export async function readEmptyDatabase() {
  try {
    return new Blob([await readFile(await packedFile())]);
  } catch {
    return undefined;
  }
}

/** Makes the packed files. */
export async function packEmptyDatabase() {
  const database = await PGlite.create();
  const packed = await database.dumpDataDir('gzip');
  await writeFile(await packedFile(), new Uint8Array(await packed.arrayBuffer()));
  await database.close();
}
