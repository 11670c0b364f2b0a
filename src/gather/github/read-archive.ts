// Reads files out of a commit's archive while it streams by. An archive is not quite the commit (export-ignore,
// export-subst, LFS objects in place of their pointers), so a file counts only if its bytes hash to its SHA.
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { messageOf } from '../../domain/errors.ts';
import type { Sha } from '../../domain/review-request.ts';
import { blobSha } from '../read/file-content.ts';

/** Unpacked. A larger archive takes longer than requests for the files. */
export const maxArchiveBytes = 2 * 2 ** 30;

/** The archive broke off, is not an archive, or is too large. */
export class DamagedArchive extends Error {
  override readonly name = 'DamagedArchive';
}

/**
 * @param body a gzipped tar whose paths begin with one folder that the host adds
 * @param shaAt SHA of the requested blob at a path; undefined: none
 * @throws DamagedArchive
 */
export async function readArchive(
  body: ReadableStream<Uint8Array>,
  shaAt: (path: string) => Sha | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<Sha, Uint8Array>> {
  const contents = new Map<Sha, Uint8Array>();
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0], { signal });
  const unzipped = createGunzip();
  const entries = extract();
  let damage: unknown;
  source.on('error', (error) => unzipped.destroy(error));
  unzipped.on('error', (error) => entries.destroy(error));
  entries.on('error', (error) => {
    damage = error;
  });
  source.pipe(unzipped).pipe(entries);
  let bytesSeen = 0;
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      bytesSeen += size;
      if (bytesSeen > maxArchiveBytes) throw new DamagedArchive(`larger than ${maxArchiveBytes} bytes`);
      const sha = type === 'file' ? shaAt(name.slice(name.indexOf('/') + 1)) : undefined;
      if (sha === undefined || contents.has(sha)) entry.resume();
      else await readEntry(entry, sha, contents);
    }
  } catch (error) {
    throw error === damage ? new DamagedArchive(messageOf(error), { cause: error }) : error;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
  return contents;
}

async function readEntry(entry: AsyncIterable<unknown>, sha: Sha, contents: Map<Sha, Uint8Array>): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk as Uint8Array);
  const bytes = Buffer.concat(chunks);
  if (blobSha(bytes, sha.length) === sha) contents.set(sha, bytes);
}
