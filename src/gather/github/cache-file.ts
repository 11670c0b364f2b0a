// Encodes and reads a cache file: a magic word, the length of the index, the index as JSON, and all values in a row.
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { blobSha } from '../read/file-content.ts';

const magic = Buffer.from('ARCHPK01');
const headerBytes = magic.length + 4;
const maxIndexBytes = 64 << 20;
/** A smaller file is read whole, and a larger one where more than half of it is wanted. */
const readWholeBytes = 1 << 20;

/** One value's place in the file. */
export interface CacheEntry {
  readonly key: string;
  /** Git's name for a blob of these bytes. */
  readonly checksum: string;
  readonly offset: number;
  readonly length: number;
}

const Index = z.array(z.tuple([z.string(), z.string(), z.number().int().nonnegative()]));

/** The file's pieces, in order. */
export function encodeCacheFile(values: ReadonlyMap<string, Uint8Array>): readonly Uint8Array[] {
  const rows = [...values].map(([key, bytes]) => [
    key,
    blobSha(bytes, /^[0-9a-f]{64}$/.test(key) ? 64 : 40),
    bytes.length,
  ]);
  const index = Buffer.from(JSON.stringify(rows));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(index.length);
  return [magic, length, index, ...values.values()];
}

/** @throws where it is not a cache file, or cut within its index */
export async function readCacheIndex(file: FileHandle): Promise<readonly CacheEntry[]> {
  const header = await readAt(file, 0, headerBytes);
  const length = header.readUInt32BE(magic.length);
  if (!header.subarray(0, magic.length).equals(magic) || length > maxIndexBytes) throw new Error('not a cache file');
  const rows = Index.parse(JSON.parse((await readAt(file, headerBytes, length)).toString('utf8')));
  let offset = headerBytes + length;
  return rows.map(([key, checksum, size]) => {
    const entry = { key, checksum, offset, length: size };
    offset += size;
    return entry;
  });
}

/** The bytes of these entries, which the caller must compare with their checksum. @throws where the file is cut */
export async function readCacheValues(
  file: FileHandle,
  entries: readonly CacheEntry[],
): Promise<readonly { entry: CacheEntry; bytes: Uint8Array }[]> {
  const { size } = await file.stat();
  const wantedBytes = entries.reduce((sum, { length }) => sum + length, 0);
  if (size <= readWholeBytes || wantedBytes > size / 2) {
    const whole = await readAt(file, 0, size);
    return entries.map((entry) => ({ entry, bytes: whole.subarray(entry.offset, entry.offset + entry.length) }));
  }
  const read: { entry: CacheEntry; bytes: Uint8Array }[] = [];
  for (const entry of entries) read.push({ entry, bytes: await readAt(file, entry.offset, entry.length) });
  return read;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('cut short');
    filled += bytesRead;
  }
  return bytes;
}
