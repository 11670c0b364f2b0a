// Tells text from binary files, LFS pointers and other encodings, and names bytes as git does.
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Sha } from '../../domain/review-request.ts';
import type { SkipReason } from '../../domain/snapshot.ts';

/** git looks for a NUL in the first 8,000 bytes: https://git-scm.com/docs/gitattributes#_marking_files_as_binary */
const binaryProbeBytes = 8_000;
const lfsHeader = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
/** A pointer file is under 1,024 bytes: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const maxPointerBytes = 1_024;

/** Why these bytes cannot be judged as text; null for UTF-8 text. */
export function unreadableReason(
  bytes: Uint8Array,
): Extract<SkipReason, 'binary' | 'lfs-pointer' | 'not-utf-8'> | null {
  if (bytes.subarray(0, binaryProbeBytes).includes(0)) return 'binary';
  if (bytes.length < maxPointerBytes && lfsHeader.equals(bytes.subarray(0, lfsHeader.length))) return 'lfs-pointer';
  return isUtf8(bytes) ? null : 'not-utf-8';
}

// A byte order mark is kept: a quote must equal the file byte for byte.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Invalid UTF-8 becomes U+FFFD; line ends are kept. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Git's name for a blob of these bytes; `length` is that of the repository's names: 40 (SHA-1) or 64 (SHA-256). */
export function blobSha(bytes: Uint8Array, length: number): Sha {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
