// Builds GraphQL queries for many blobs and the organization's settings, and reads their answers. Pure.
import { z } from 'zod';
import type { Sha } from '../../domain/review-request.ts';
import type { TreeEntry } from '../../domain/snapshot.ts';
import { blobSha } from '../read/file-content.ts';

/** Blobs in one query, and their bytes: GitHub gives up on a query after ten seconds. */
const maxBlobs = 100;
const maxBytes = 2 << 20;
/** GitHub cuts the text of a larger blob: https://docs.github.com/en/graphql/reference/objects#blob */
export const maxTextBytes = 500_000;

export function* splitIntoBatches(entries: readonly TreeEntry[]): Generator<readonly Sha[]> {
  let batch: Sha[] = [];
  let bytes = 0;
  for (const { sha, size } of entries) {
    if (batch.length > 0 && (batch.length >= maxBlobs || bytes + (size ?? 0) > maxBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(sha);
    bytes += size ?? 0;
  }
  if (batch.length > 0) yield batch;
}

/** In the organization's ".github" repository. */
const organisationPath = '.github/architect.yml';

const organisationPart = `organisation: repository(owner: $owner, name: ".github") {
    defaultBranchRef { target { oid } }
    object(expression: "HEAD:${organisationPath}") { ... on Blob { oid text isTruncated } }
  }`;

/** Only full object names go in, so no text of a repository becomes part of the query. */
export function blobsQuery(shas: readonly Sha[]): string {
  const objects = shas.map((sha, index) => `b${index}: object(oid: "${sha}") { ...text }`).join('\n    ');
  return `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    ${objects}
  }
  ${organisationPart}
}
fragment text on Blob { oid text isTruncated }`;
}

export const organisationQuery = `query ($owner: String!) {
  ${organisationPart}
}`;

/** A file on another repository's default branch, under the name of the organization's. */
export const sharedFileQuery = `query ($owner: String!, $name: String!, $expression: String!) {
  organisation: repository(owner: $owner, name: $name) {
    defaultBranchRef { target { oid } }
    object(expression: $expression) { ... on Blob { oid text isTruncated } }
  }
}`;

const Text = z.object({ oid: z.string(), text: z.string().nullable(), isTruncated: z.boolean() });
/** The answer to either query. */
export const BlobsAnswer = z.object({
  repository: z.record(z.string(), Text.nullable().catch(null)).nullish(),
  organisation: z
    .object({
      defaultBranchRef: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullable(),
      object: Text.nullable().catch(null),
    })
    .nullish(),
});
export type BlobsAnswer = z.infer<typeof BlobsAnswer>;

/** Bytes of the blobs whose text is whole: one that does not hash to its name was cut, re-encoded or is binary. */
export function readBlobsAnswer({ repository }: BlobsAnswer): ReadonlyMap<Sha, Uint8Array> {
  const contents = new Map<Sha, Uint8Array>();
  for (const blob of Object.values(repository ?? {})) {
    if (!blob || blob.text === null || blob.isTruncated) continue;
    const bytes = Buffer.from(blob.text, 'utf8');
    if (blobSha(bytes, blob.oid.length) === blob.oid) contents.set(blob.oid, bytes);
  }
  return contents;
}

/** null where there is no such file, or the App may not see it. */
export function readOrganisationAnswer(answer: BlobsAnswer, owner: string): { text: string; source: string } | null {
  return readSharedFile(answer, `${owner}/.github/${organisationPath}`);
}

/** @param name of the file, for people: "owner/repository/path" */
export function readSharedFile({ organisation }: BlobsAnswer, name: string): { text: string; source: string } | null {
  const commit = organisation?.defaultBranchRef?.target?.oid;
  const file = organisation?.object;
  if (!commit || !file || file.text === null || file.isTruncated) return null;
  return { text: file.text, source: `${name}@${commit}` };
}
