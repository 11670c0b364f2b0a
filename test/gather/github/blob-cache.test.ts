// The cache gives back what it was given, or nothing; stays below its bound; and never mixes repositories.
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BlobCache, createBlobCache } from '../../../src/gather/github/blob-cache.ts';
import { blobSha } from '../../../src/gather/read/file-content.ts';

let dir: string;
let warnings: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'blob-cache-'));
  warnings = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = (maxBytes = 1 << 30): BlobCache =>
  createBlobCache({ dir, maxBytes, log: { warn: (_details, message) => warnings.push(message) } });

/** Blobs of these texts by their SHAs. */
function blobs(...texts: (string | Uint8Array)[]): Map<string, Uint8Array> {
  return new Map(texts.map((text) => [blobSha(Buffer.from(text), 40), Buffer.from(text)]));
}

async function packs(space: string): Promise<string[]> {
  return (await readdir(join(dir, space)).catch(() => [])).map((name) => join(dir, space, name)).sort();
}

async function bytesOnDisk(): Promise<number> {
  let bytes = 0;
  for (const space of await readdir(dir)) for (const pack of await packs(space)) bytes += (await stat(pack)).size;
  return bytes;
}

describe('what was written', () => {
  test('is read back, byte for byte, also by another process', async () => {
    const anyBytes = blobs('', 'package a\n', 'crlf\r\n', new Uint8Array([0, 255, 10, 13]), 'ä'.repeat(5_000));
    await open().write('acme', anyBytes);
    expect(await open().read('acme', anyBytes.keys())).toEqual(anyBytes);
  });

  test('is not known to another repository', async () => {
    const secret = blobs('secret');
    await open().write('acme', secret);
    expect(await open().read('rival', secret.keys())).toEqual(new Map());
  });

  test('may be records under keys of their own', async () => {
    await open().write('acme', new Map([['tree:v1:abc', Buffer.from('[]')]]));
    await open().write('acme', new Map([['tree:v1:abc', Buffer.from('[1]')]]));
    expect(Buffer.from((await open().read('acme', ['tree:v1:abc'])).get('tree:v1:abc')!).toString()).toMatch(
      /^\[1?\]$/,
    );
  });

  test('is found whatever was written before and after', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), { maxLength: 40 }),
        async (rounds) => {
          const cache = open();
          const space = `s${Math.random()}`;
          const all = new Map<string, Uint8Array>();
          for (const round of rounds) {
            const written = blobs(...round);
            await cache.write(space, written);
            for (const [sha, bytes] of written) all.set(sha, bytes);
          }
          expect(await cache.read(space, all.keys())).toEqual(all);
          // Small packs are joined, so a read does not open ever more of them.
          expect((await packs(space)).length).toBeLessThanOrEqual(25);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a damaged pack is a miss:', () => {
  const content = blobs('first file\n', 'second file\n');

  test.each([
    ['a byte of a value changed', (bytes: Buffer) => bytes.fill('X', bytes.length - 3, bytes.length - 2)],
    ['cut in the middle', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ['empty', () => Buffer.alloc(0)],
    ['its index no JSON', (bytes: Buffer) => bytes.fill('{', 12, 20)],
    ['an index of absurd length', (bytes: Buffer) => bytes.fill(0xff, 8, 12)],
    ['something else altogether', () => Buffer.from('<html>')],
  ])('%s', async (_case, damage) => {
    await open().write('acme', content);
    const [pack] = await packs('acme');
    await writeFile(pack!, damage(await readFile(pack!)));
    const found = await open().read('acme', content.keys());
    for (const [sha, bytes] of found) expect(blobSha(bytes, 40)).toBe(sha);
    expect(found.size).toBeLessThan(2);
    // The next write repairs it.
    await open().write('acme', content);
    expect(await open().read('acme', content.keys())).toEqual(content);
  });

  test('a blob that somebody filed under the name of another', async () => {
    const sha = blobSha(Buffer.from('harmless'), 40);
    await open().write('acme', new Map([[sha, Buffer.from('harmful')]]));
    expect(await open().read('acme', [sha])).toEqual(new Map());
  });
});

describe('the bound', () => {
  test('holds over all repositories, and what was read longest ago goes first', async () => {
    const maxBytes = 200_000;
    const cache = open(maxBytes);
    const content = (name: string) => blobs(`${name} `.repeat(2_000));
    for (let index = 0; index < 10; index += 1) {
      await cache.write(`repository${index}`, content(`first${index}`));
      for (const pack of await packs(`repository${index}`)) await utimes(pack, 1_000 + index, 1_000 + index);
    }
    // Reading renews: repository0 is now the one read last.
    await cache.read('repository0', content('first0').keys());
    for (let index = 10; index < 30; index += 1) {
      await cache.write(`repository${index}`, content(`later${index}`));
      if (index < 25)
        for (const pack of await packs(`repository${index}`)) await utimes(pack, 2_000 + index, 2_000 + index);
      expect(await bytesOnDisk()).toBeLessThanOrEqual(maxBytes * 1.07 + 20_000);
    }
    expect((await cache.read('repository0', content('first0').keys())).size).toBe(1);
    expect((await cache.read('repository1', content('first1').keys())).size).toBe(0);
    expect((await cache.read('repository29', content('later29').keys())).size).toBe(1);
  });

  test('also clears away what a process left that died while writing', async () => {
    await open().write('acme', blobs('a'));
    await writeFile(join(dir, 'acme', 'left.tmp'), 'half');
    await utimes(join(dir, 'acme', 'left.tmp'), 1_000, 1_000);
    await open().write('acme', blobs('b'));
    expect((await packs('acme')).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });
});

describe('several processes', () => {
  test('writing, reading, joining and clearing at once never give a wrong value or an error', async () => {
    const round = async (worker: number) => {
      const cache = open(300_000);
      for (let index = 0; index < 40; index += 1) {
        const written = blobs(`${worker % 2}-${index}-${'x'.repeat(3_000)}`);
        await cache.write('acme', written);
        for (const [sha, bytes] of await cache.read('acme', written.keys())) expect(blobSha(bytes, 40)).toBe(sha);
      }
    };
    await Promise.all([0, 1, 2, 3].map(round));
    expect(warnings).toEqual([]);
  });
});

test('a folder that cannot be written costs the cache and not the review', async () => {
  await writeFile(join(dir, 'acme'), 'a file where a folder should be');
  const cache = open();
  await cache.write('acme', blobs('a'));
  expect(await cache.read('acme', blobs('a').keys())).toEqual(new Map());
  expect(warnings).toEqual(['the cache could not be written']);
});

test('three thousand small files are written and read in well under a second each', async () => {
  const many = blobs(...Array.from({ length: 3_000 }, (_, index) => `package p${index}\n${'// line\n'.repeat(500)}`));
  const cache = open();
  const started = performance.now();
  await cache.write('acme', many);
  const written = performance.now();
  expect((await cache.read('acme', many.keys())).size).toBe(3_000);
  const read = performance.now();
  expect(written - started).toBeLessThan(3_000);
  expect(read - written).toBeLessThan(3_000);
  expect((await packs('acme')).length).toBe(1);
});
