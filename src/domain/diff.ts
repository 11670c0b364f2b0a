// Defines the diff of a pull request: files, hunks and lines.

export type ChangeStatus = 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'mode-changed';

/** One line of a hunk. Line numbers are 1-based; null on the side where the line does not exist. */
export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without the +, - or space and without the line feed; a carriage return stays. */
  readonly text: string;
  readonly beforeLine: number | null;
  readonly headLine: number | null;
}

/** One `@@` section of a unified diff. */
export interface Hunk {
  readonly beforeStart: number;
  readonly beforeLines: number;
  readonly headStart: number;
  readonly headLines: number;
  /** The text after the second `@@`, often the enclosing declaration. */
  readonly heading: string;
  readonly lines: readonly HunkLine[];
}

/** One file that differs between the merge base and the head. */
export interface ChangedFile {
  /** Path at the head, or before for a removed file; `/`-separated, from the repository's root. */
  readonly path: string;
  /** Path before, for renamed and copied files. */
  readonly previousPath: string | null;
  readonly status: ChangeStatus;
  /** Empty if there are none (binary, mode change, pure rename) or none could be read; `diff` says which. */
  readonly hunks: readonly Hunk[];
  readonly additions: number;
  readonly deletions: number;
  /**
   * `host`: GitHub's own patch, so each of its lines can carry a comment. `computed`: GitHub left the patch out and we
   * made it from the two blobs; comments on its lines may be refused. `none`: no text to show.
   */
  readonly diff: 'host' | 'computed' | 'none';
}
