// Caches on disk what a SHA names: blobs, and small values such as tree listings. Values share files, because thousands
// of tiny files are slow. A file is written whole and renamed, and verified when read, so processes may share the
// folder, and a damaged file is only a miss.
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../domain/errors.ts';
import { blobSha } from '../read/file-content.ts';
import { type CacheEntry, encodeCacheFile, readCacheIndex, readCacheValues } from './cache-file.ts';

/** A space holds the values of one repository: whoever may see another one and knows a SHA must not get them. */
export interface BlobCache {
  /** The values that are present and intact. A key that is a SHA names a blob, whose bytes must hash to it. */
  read(space: string, keys: Iterable<string>): Promise<Map<string, Uint8Array>>;
  /** Never throws: a review goes on without the cache where the disk is full. */
  write(space: string, values: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

export interface BlobCacheOptions {
  readonly dir: string;
  /** Of all repositories together; files that were read longest ago are evicted first. */
  readonly maxBytes: number;
  readonly log: { warn(details: object, message: string): void };
}

const maxFileBytes = 64 << 20;
/** With more files in one space, the small ones are merged. */
const maxFiles = 24;
const smallFileBytes = 8 << 20;
/** Reading a file renews its date, at most this often. */
const touchEveryMs = 60_000;
/** An older temporary file was left by a process that died. */
const staleAfterMs = 3_600_000;
/** Eviction goes this far below the limit, and runs again once that much was written. */
const slack = 1 / 16;

export function createBlobCache({ dir, maxBytes, log }: BlobCacheOptions): BlobCache {
  let writtenSinceEviction = Number.POSITIVE_INFINITY;
  return {
    async read(space, keys) {
      const wanted = new Set(keys);
      const found = new Map<string, Uint8Array>();
      for (const path of await listCacheFiles(join(dir, space))) {
        if (wanted.size === 0) break;
        for (const [key, bytes] of await readFrom(path, wanted)) {
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
        for (const part of parts(values)) writtenSinceEviction += await writeCacheFile(join(dir, space), part);
        await mergeSmallFiles(join(dir, space));
        if (writtenSinceEviction < maxBytes * slack) return;
        writtenSinceEviction = 0;
        await evict(dir, maxBytes);
      } catch (error) {
        log.warn({ space, reason: messageOf(error) }, 'the cache could not be written');
      }
    },
  };
}

/** Paths of a space's files, newest first: names begin with their time. */
async function listCacheFiles(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch(() => []);
  return names
    .filter((name) => name.endsWith('.pack'))
    .sort()
    .reverse()
    .map((name) => join(dir, name));
}

/** Another process may remove or replace any file at any time; an unreadable one is a miss. */
async function readFrom(path: string, wanted: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const file = await open(path).catch(() => null);
  if (!file) return found;
  try {
    const index = await readCacheIndex(file);
    const hits = index.filter(({ key }) => wanted.has(key));
    if (hits.length === 0) return found;
    for (const { entry, bytes } of await readCacheValues(file, hits))
      if (isWhole(entry, bytes)) found.set(entry.key, bytes);
    const { mtimeMs } = await file.stat();
    if (Date.now() - mtimeMs > touchEveryMs) await utimes(path, new Date(), new Date());
  } catch {
    // Damaged, or just removed by another process.
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
    if (bytes < maxFileBytes) continue;
    yield part;
    part = new Map();
    bytes = 0;
  }
  if (part.size > 0) yield part;
}

async function writeCacheFile(dir: string, values: ReadonlyMap<string, Uint8Array>): Promise<number> {
  const name = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(6).toString('hex')}`;
  const temporary = join(dir, `${name}.tmp`);
  const pieces = encodeCacheFile(values);
  await writeFile(temporary, pieces, { mode: 0o600 });
  await rename(temporary, join(dir, `${name}.pack`));
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

async function mergeSmallFiles(dir: string): Promise<void> {
  const files = await listCacheFiles(dir);
  if (files.length <= maxFiles) return;
  const merged = new Map<string, Uint8Array>();
  const old: string[] = [];
  for (const path of files) {
    if (await mergeSmallFile(path, merged)) old.push(path);
  }
  for (const part of parts(merged)) await writeCacheFile(dir, part);
  for (const path of old) await rm(path, { force: true });
}

/** Adds a small file's whole values. True where the file is to be removed: damaged ones go with the others. */
async function mergeSmallFile(path: string, merged: Map<string, Uint8Array>): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  let isSmall = false;
  try {
    isSmall = (await file.stat()).size <= smallFileBytes;
    if (!isSmall) return false;
    const fresh = (await readCacheIndex(file)).filter(({ key }) => !merged.has(key));
    for (const { entry, bytes } of await readCacheValues(file, fresh)) {
      if (isWhole(entry, bytes)) merged.set(entry.key, bytes);
    }
  } catch {
    // Damaged.
  } finally {
    await file.close();
  }
  return isSmall;
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

async function describeFile(path: string): Promise<StoredFile | null> {
  const found = await stat(path).catch(() => null);
  return found && { path, bytes: found.size, mtimeMs: found.mtimeMs };
}

/** Evicts the files that were read longest ago until the folder is below its limit, and removes leftovers. */
async function evict(dir: string, maxBytes: number): Promise<void> {
  const files: StoredFile[] = [];
  for (const space of await readdir(dir)) {
    for (const name of await readdir(join(dir, space)).catch(() => [])) {
      const file = await describeFile(join(dir, space, name));
      if (file?.path.endsWith('.pack')) files.push(file);
      else if (file && Date.now() - file.mtimeMs > staleAfterMs) await rm(file.path, { force: true });
    }
  }
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return;
  for (const { path, bytes } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= maxBytes * (1 - slack)) break;
    await rm(path, { force: true });
    total -= bytes;
  }
}
