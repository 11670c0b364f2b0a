// Defines the snapshot: everything a review may look at, read once from fixed SHAs.
import { z } from 'zod';
import type { ChangedFile } from './diff.ts';
import { PullRequest, RepositoryName, Sha } from './review-request.ts';
import type { Settings, SettingsOrigins, SettingsProblem } from './settings.ts';
import type { Weakening } from './weakening.ts';

/**
 * The commits of one review. Small, because the queue stores it (its field names are fixed); everything else can be
 * read again from these SHAs.
 */
export const Target = z.object({
  repository: RepositoryName,
  /** Web address without a trailing slash: "https://github.com/owner/name"; null for a local checkout. */
  htmlUrl: z.string().nullable(),
  pullRequest: PullRequest,
  head: Sha,
  /** Tip of the base branch: settings, agent and design documents are read here and nowhere else. */
  base: Sha,
  /** Best common ancestor of base and head: the code before the change. */
  mergeBase: Sha,
  /** The review is of everything at the head, not of a change: there is no code before it. */
  whole: z.boolean().optional(),
});
export type Target = z.infer<typeof Target>;

/**
 * What gathering read that the target's SHAs do not determine. The queue stores it (its field names are fixed), so that
 * the same snapshot can be built after a restart, from the cache if it still has the blobs.
 */
export const Survey = z.object({
  /** The organization's settings file when the review started; `source` is "owner/repository/path@sha". */
  organisationSettings: z.object({ text: z.string(), source: z.string() }).nullable(),
  /**
   * The files that the repository's settings build on, the outermost first; `text` is null for one that could not be
   * read, and `source` is then how the settings name it. Omitted: none.
   */
  extendedSettings: z.array(z.object({ text: z.string().nullable(), source: z.string() })).optional(),
  changedFiles: z.number().int().nonnegative(),
  /** Day of the review (UTC): "2026-12-01". Omitted by earlier versions: exceptions do not expire then. */
  day: z.string().optional(),
});
export type Survey = z.infer<typeof Survey>;

/** One entry of a git tree. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink' | 'submodule';
  readonly sha: Sha;
  /** Bytes; null if the host does not report it (submodules). */
  readonly size: number | null;
}

/** A commit's files: all are listed, and those that a review needs can be read. */
export interface SourceTree {
  readonly commit: Sha;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /**
   * Text of a file that was read: Go files, go.mod, go.work, linter configurations, changed text files; undefined if it
   * does not exist or was not read. Invalid UTF-8 is decoded to U+FFFD; line endings are kept.
   */
  text(path: string): string | undefined;
  /** Paths whose text was read, sorted. */
  readable(): readonly string[];
  /** The host's listing is incomplete, so a missing path proves nothing. */
  readonly truncated: boolean;
}

/** One of the team's documents at the base. */
export interface DesignDocument {
  readonly path: string;
  readonly commit: Sha;
  readonly text: string;
  /** Characters cut from the end because the document is too long; 0 if complete. */
  readonly cut: number;
}

/** A file that a review skipped. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
  /** 1-based line of a syntax error, or of the function that is too long. */
  readonly line?: number;
}
export type SkipReason =
  | 'generated'
  | 'vendored'
  | 'testdata'
  /** In a directory that the go command ignores: its name starts with `_` or `.`. */
  | 'outside-the-build'
  | 'ignored-by-settings'
  | 'binary'
  | 'too-large'
  | 'lfs-pointer'
  | 'symlink'
  | 'submodule'
  | 'not-utf-8'
  | 'syntax-error'
  /** Judged but for declarations with a syntax error. */
  | 'partly-parsed'
  /** Judged but for a changed function of more characters than rules look at. */
  | 'function-too-long'
  /** Its analysis took too long or too much memory. */
  | 'too-complex'
  | 'unavailable'
  | 'over-budget';

/** A change to a file that controls the review. The new text does not apply to this review. */
export interface PolicyChange {
  readonly path: string;
  readonly kind: 'settings' | 'agent' | 'document';
}

/** Everything one review may look at. */
export interface Snapshot {
  readonly target: Target;
  readonly settings: Settings;
  /** "path@sha" of the settings file; null if there is none. */
  readonly settingsSource: string | null;
  readonly settingsProblems: readonly SettingsProblem[];
  /** Which files, as "path@sha", set each key. Omitted: none. */
  readonly settingsOrigins?: SettingsOrigins;
  /** Every file the pull request changes, in the host's order; `reviewed` has those to review. */
  readonly changedFiles: readonly ChangedFile[];
  /** The host lists no more changed files, and not the whole trees either: there may be others. Omitted: no. */
  readonly hasMoreChanges?: boolean;
  /** Changed Go files, except generated, vendored, testdata, ignored and unreadable ones. */
  readonly reviewed: readonly ChangedFile[];
  readonly skipped: readonly SkippedFile[];
  /** Tree at the merge base. */
  readonly before: SourceTree;
  readonly head: SourceTree;
  readonly documents: readonly DesignDocument[];
  /** Configurations of linters of imports (go-arch-lint, arch-go, golangci-lint), at the base. */
  readonly configurations?: readonly DesignDocument[];
  /** Agent file named in the settings, at the base; null: the built-in agent. */
  readonly agentFile: { readonly path: string; readonly text: string } | null;
  /** Agent files for paths of this change, at the base; the one that matches most files first. */
  readonly agentsByPaths?: readonly { readonly path: string; readonly text: string; readonly matched: number }[];
  readonly policyChanges: readonly PolicyChange[];
  /** What the pull request allows that was not allowed before. Omitted: nothing. */
  readonly weakened?: readonly Weakening[];
  /** Sentences about the whole repository: truncated trees, skipped files. */
  readonly notes: readonly string[];
}
