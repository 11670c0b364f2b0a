// Everything a review may look at, read once and never again from a moving ref. gather makes it; the other rooms only read it.
import { z } from 'zod';
import type { ChangedFile } from './diff.ts';
import { PullRequest, RepositoryName, Sha } from './review-request.ts';
import type { Settings, SettingsProblem } from './settings.ts';

/**
 * What one review is about, with every SHA fixed. Small on purpose: the queue keeps it, and everything else can be read again
 * from these SHAs.
 */
export const Target = z.object({
  repository: RepositoryName,
  /** Where people read the repository, without a trailing slash: "https://github.com/owner/name"; null for a local checkout. */
  htmlUrl: z.string().nullable(),
  pullRequest: PullRequest,
  head: Sha,
  /** Tip of the base branch: settings, agent and design documents are read here and nowhere else. */
  base: Sha,
  /** Best common ancestor of base and head: the code "before" that the diff starts from. */
  mergeBase: Sha,
  /** The review is of everything at the head, not of a change: there is no code before. */
  whole: z.boolean().optional(),
});
export type Target = z.infer<typeof Target>;

/**
 * What gathering found that cannot be read again from the target's SHAs alone. The queue keeps it; with it the same snapshot can
 * be put together after a restart, from the cache where that still holds the blobs.
 */
export const Survey = z.object({
  /** The organisation's settings file as it stood when the review began, with "owner/repository/path@sha". */
  organisationSettings: z.object({ text: z.string(), source: z.string() }).nullable(),
  changedFiles: z.number().int().nonnegative(),
});
export type Survey = z.infer<typeof Survey>;

/** One entry of a git tree. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule';
  readonly sha: Sha;
  /** Bytes; null where the host does not say (submodules). */
  readonly size: number | null;
}

/** A commit's files: all are listed, those that a review needs can be read. */
export interface SourceTree {
  readonly commit: Sha;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /**
   * Text of a file that was read: Go files, go.mod, go.work, architecture settings of known tools, changed text files.
   * undefined when there is no such file or it was not read. Invalid UTF-8 is decoded with U+FFFD; line ends are kept as they are.
   */
  text(path: string): string | undefined;
  /** Paths whose text can be had, sorted. */
  readable(): readonly string[];
  /** The host could not list the whole tree, so a missing path proves nothing. */
  readonly truncated: boolean;
}

/** One of the team's own documents, as it stands at the base. */
export interface DesignDocument {
  readonly path: string;
  readonly commit: Sha;
  readonly text: string;
  /** Characters cut from the end because the document is over the limit; 0 when whole. */
  readonly cut: number;
}

/** A file that a review did not read, and why: one line of the coverage ledger. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}
export type SkipReason =
  | 'generated'
  | 'vendored'
  | 'testdata'
  /** Under a directory that the go command passes over: its name starts with `_` or `.`. */
  | 'outside-the-build'
  | 'ignored-by-settings'
  | 'binary'
  | 'too-large'
  | 'lfs-pointer'
  | 'symlink'
  | 'submodule'
  | 'not-utf-8'
  | 'syntax-error'
  /** Its analysis took too long or too much memory. */
  | 'too-complex'
  | 'unavailable'
  | 'over-budget';

/** A change to a file that governs the review itself: the new text has no power over this review. */
export interface PolicyChange {
  readonly path: string;
  readonly kind: 'settings' | 'agent' | 'document';
}

/** Everything one review may look at. */
export interface Snapshot {
  readonly target: Target;
  readonly settings: Settings;
  /** Where the settings came from: "path@sha", or null when there was no file. */
  readonly settingsSource: string | null;
  readonly settingsProblems: readonly SettingsProblem[];
  /** Every file the pull request changes, in the host's order; those to be reviewed are in `reviewed`. */
  readonly changedFiles: readonly ChangedFile[];
  /** Changed Go files that are judged: neither generated, vendored, testdata, ignored, nor unreadable. */
  readonly reviewed: readonly ChangedFile[];
  readonly skipped: readonly SkippedFile[];
  /** Tree at the merge base. */
  readonly before: SourceTree;
  readonly head: SourceTree;
  readonly documents: readonly DesignDocument[];
  /** Configuration of linters that declare rules about imports (.go-arch-lint.yml, arch-go.yml, .golangci.yml), at the base. */
  readonly configurations?: readonly DesignDocument[];
  /** Text of the agent file that the settings name, at the base; null: the built-in one. */
  readonly agentFile: { readonly path: string; readonly text: string } | null;
  /** Agent files that the settings name for paths of this change, at the base, the one that matches most first. */
  readonly agentsByPaths?: readonly { readonly path: string; readonly text: string; readonly matched: number }[];
  readonly policyChanges: readonly PolicyChange[];
  /** Whole-repository notes for the ledger: truncated trees, files set aside, each a sentence. */
  readonly notes: readonly string[];
}
