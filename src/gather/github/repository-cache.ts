// Caches GitHub's answers about SHAs, which never change: contents by SHA, other values by a key.
import type { RepositoryName, Sha } from '../../domain/review-request.ts';
import type { BlobCache } from './blob-cache.ts';

/** How a value is kept. */
export interface CacheFormat<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => T;
}

/** What was read of one repository is never served for another. */
export interface RepositoryCache {
  readBlobs(repository: RepositoryName, shas: Iterable<Sha>): Promise<Map<Sha, Uint8Array>>;
  writeBlobs(repository: RepositoryName, contents: ReadonlyMap<Sha, Uint8Array>): Promise<void>;
  /** The value under the key, or what `fetch` returns, which is then kept. */
  remember<T>(repository: RepositoryName, key: string, format: CacheFormat<T>, fetch: () => Promise<T>): Promise<T>;
}

/** @param host of the API, since two hosts may have repositories of one name */
export function createRepositoryCache(cache: BlobCache, host: string): RepositoryCache {
  // GitHub's names do not differ by case alone.
  const spaceOf = ({ owner, name }: RepositoryName) => encodeURIComponent(`${host}+${owner}+${name}`.toLowerCase());
  return {
    readBlobs: (repository, shas) => cache.read(spaceOf(repository), shas),
    writeBlobs: (repository, contents) => cache.write(spaceOf(repository), contents),
    async remember(repository, key, { encode, decode }, fetch) {
      const space = spaceOf(repository);
      const bytes = (await cache.read(space, [key])).get(key);
      if (bytes) return decode(bytes);
      const value = await fetch();
      await cache.write(space, new Map([[key, encode(value)]]));
      return value;
    },
  };
}

/** The cache verifies its bytes, and keys name the version of their format, so the JSON is what this version wrote. */
export function jsonFormat<T>(): CacheFormat<T> {
  return {
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString('utf8')) as T,
  };
}
