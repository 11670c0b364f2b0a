// Keeps on disk what a SHA names, so that it is fetched once: blobs, and small records such as tree listings. Entries
// are packed, because thousands of tiny files are slow; packs are written whole and renamed, and verified when read, so
// several processes may share the folder and a damaged pack is only a miss.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { blobSha } from '../read/file-content.ts';
import { type CacheEntry, encodeCacheFile, readCacheIndex, readCacheValues } from './cache-file.ts';

/** Values of one repository and no other: what one may see must never be served for another that only knows the SHA. */
export interface BlobCache {
  /** Those of the keys that are here and whole. A key that is a SHA names a blob, and its bytes must hash to it. */
  read(space: string, keys: Iterable<string>): Promise<Map<string, Uint8Array>>;
  /** Never throws: a full disk costs the cache, not the review. */
  write(space: string, values: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

export interface BlobCacheOptions {
  readonly dir: string;
  /** On disk, all repositories together; the packs read longest ago go first. */
  readonly maxBytes: number;
  readonly log: { warn(details: object, message: string): void };
}

const maxPackBytes = 64 << 20;
/** Beyond this many packs of one repository the small ones are joined. */
const maxPacks = 24;
const smallPackBytes = 8 << 20;
/** Reading a pack renews its date, at most this often. */
const touchEveryMs = 60_000;
/** A temporary file this old was left by a process that died. */
const staleAfterMs = 3_600_000;
/** Eviction goes this far below the bound, and looks again once that much was written. */
const slack = 1 / 16;

export function createBlobCache({ dir, maxBytes, log }: BlobCacheOptions): BlobCache {
  let writtenSinceSweep = Number.POSITIVE_INFINITY;
  return {
    async read(space, keys) {
      const wanted = new Set(keys);
      const found = new Map<string, Uint8Array>();
      for (const pack of await listPacks(join(dir, space))) {
        if (wanted.size === 0) break;
        for (const [key, bytes] of await readFrom(pack, wanted)) {
          found.set(key, bytes);
          wanted.delete(key);
        }
      }
      return found;
    },
    async write(space, values) {
      if (values.size === 0) return;
      try {
        await mkdir(join(dir, space), { recursive: true, mode: 0o700 });
        for (const part of parts(values)) writtenSinceSweep += await writePack(join(dir, space), part);
        await joinSmallPacks(join(dir, space));
        if (writtenSinceSweep < maxBytes * slack) return;
        writtenSinceSweep = 0;
        await sweep(dir, maxBytes);
      } catch (error) {
        log.warn({ space, reason: messageOf(error) }, 'the cache could not be written');
      }
    },
  };
}

/** Paths of a repository's packs, newest first: names begin with their time. */
async function listPacks(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  return names
    .filter((name) => name.endsWith('.pack'))
    .sort()
    .reverse()
    .map((name) => join(dir, name));
}

/** Another process may remove or replace any pack at any time; whatever goes wrong with one is a miss. */
async function readFrom(pack: string, wanted: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const file = await open(pack).catch(() => null);
  if (!file) return found;
  try {
    const index = await readCacheIndex(file);
    const hits = index.filter(({ key }) => wanted.has(key));
    if (hits.length === 0) return found;
    for (const { entry, bytes } of await readCacheValues(file, hits))
      if (isWhole(entry, bytes)) found.set(entry.key, bytes);
    const { mtimeMs } = await file.stat();
    if (Date.now() - mtimeMs > touchEveryMs) await utimes(pack, new Date(), new Date());
  } catch {
    // A damaged pack, or one that another process has just removed.
  } finally {
    await file.close();
  }
  return found;
}

function isWhole({ key, checksum }: CacheEntry, bytes: Uint8Array): boolean {
  const isBlob = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(key);
  return blobSha(bytes, checksum.length) === checksum && (!isBlob || key === checksum);
}

function* parts(values: ReadonlyMap<string, Uint8Array>): Generator<ReadonlyMap<string, Uint8Array>> {
  let part = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const [key, value] of values) {
    part.set(key, value);
    bytes += value.length;
    if (bytes < maxPackBytes) continue;
    yield part;
    part = new Map();
    bytes = 0;
  }
  if (part.size > 0) yield part;
}

async function writePack(dir: string, values: ReadonlyMap<string, Uint8Array>): Promise<number> {
  const name = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dir, `${name}.tmp`);
  const pieces = encodeCacheFile(values);
  await writeFile(temporary, pieces, { mode: 0o600 });
  await rename(temporary, join(dir, `${name}.pack`));
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

async function joinSmallPacks(dir: string): Promise<void> {
  const packs = await listPacks(dir);
  if (packs.length <= maxPacks) return;
  const joined = new Map<string, Uint8Array>();
  const old: string[] = [];
  for (const pack of packs) {
    const file = await open(pack).catch(() => null);
    if (!file) continue;
    try {
      if ((await file.stat()).size > smallPackBytes) continue;
      old.push(pack);
      const fresh = (await readCacheIndex(file)).filter(({ key }) => !joined.has(key));
      for (const { entry, bytes } of await readCacheValues(file, fresh)) {
        if (isWhole(entry, bytes)) joined.set(entry.key, bytes);
      }
    } catch {
      // A damaged pack goes with the others.
    } finally {
      await file.close();
    }
  }
  for (const part of parts(joined)) await writePack(dir, part);
  for (const pack of old) await rm(pack, { force: true });
}

/** Removes what was read longest ago until the folder is below its bound, and what dead processes left. */
async function sweep(dir: string, maxBytes: number): Promise<void> {
  const packs: { path: string; bytes: number; mtimeMs: number }[] = [];
  for (const space of await readdir(dir)) {
    for (const name of await readdir(join(dir, space)).catch(() => [])) {
      const path = join(dir, space, name);
      const found = await stat(path).catch(() => null);
      if (!found) continue;
      if (name.endsWith('.pack')) packs.push({ path, bytes: found.size, mtimeMs: found.mtimeMs });
      else if (Date.now() - found.mtimeMs > staleAfterMs) await rm(path, { force: true });
    }
  }
  let total = packs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  for (const { path, bytes } of packs.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= maxBytes * (1 - slack)) break;
    await rm(path, { force: true });
    total -= bytes;
  }
}
