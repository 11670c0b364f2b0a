// GitHub's limits, each of which a test may make smaller so that it is reached with little.
import type { DiffEntry } from './diff.ts';

export interface Limits {
  /** Files of one pull request that the API lists: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files. */
  readonly pullFiles: number;
  /** Changed lines of one file beyond which its patch is left out. */
  readonly patchLinesPerFile: number;
  readonly patchBytesPerFile: number;
  /** Changed lines of one answer beyond which no further file has a patch or counts. */
  readonly patchLinesPerResponse: number;
  /** Entries of one tree: https://docs.github.com/en/rest/git/trees#get-a-tree. */
  readonly treeEntries: number;
  /** https://docs.github.com/en/rest/git/blobs#get-a-blob. */
  readonly blobBytes: number;
  /** Beyond this a file's content is not in its JSON: https://docs.github.com/en/rest/repos/contents#get-repository-content. */
  readonly contentBytes: number;
  /** Beyond this GraphQL cuts a blob's text. */
  readonly graphqlTextBytes: number;
  /** Requests an hour of one token: REST, and points of GraphQL. */
  readonly requestsPerHour: number;
  readonly graphqlPointsPerHour: number;
}

export const GITHUB_LIMITS: Limits = {
  pullFiles: 3000,
  patchLinesPerFile: 20_000,
  patchBytesPerFile: 500_000,
  patchLinesPerResponse: 20_000,
  treeEntries: 100_000,
  blobBytes: 100_000_000,
  contentBytes: 1_000_000,
  graphqlTextBytes: 512_000,
  requestsPerHour: 5000,
  graphqlPointsPerHour: 5000,
};

/**
 * Takes the patches away that GitHub would not send: of one file when it is over the limits of a file, and of all files once the
 * answer has passed its own (their counts are 0 then: https://github.com/orgs/community/discussions/213491).
 */
export function limitFiles(files: readonly DiffEntry[], limits: Limits): DiffEntry[] {
  let lines = 0;
  return files.map((file) => {
    const size = file.additions + file.deletions;
    if (lines + size > limits.patchLinesPerResponse && lines > 0) {
      lines = Number.POSITIVE_INFINITY;
      return { ...file, patch: null, additions: 0, deletions: 0 };
    }
    lines += size;
    const tooLong = size > limits.patchLinesPerFile || (file.patch?.length ?? 0) > limits.patchBytesPerFile;
    return tooLong ? { ...file, patch: null } : file;
  });
}
