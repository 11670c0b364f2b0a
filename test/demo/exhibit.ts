// What the demo shows: one pull request with everything that was said on it, in the order people see it. Plain data, so that
// terminal and page tell the same.

/** Somebody who writes. */
export interface Speaker {
  readonly login: string;
  readonly isBot: boolean;
}

/** Something said, as Markdown. */
export interface Saying {
  readonly speaker: Speaker;
  readonly body: string;
  /** ISO 8601. */
  readonly at: string;
  readonly edited: boolean;
  /** Why it is folded away ("outdated"); null while it shows. */
  readonly hidden: string | null;
}

/** The code as it stood when somebody began to speak of it. */
export interface Excerpt {
  /** Unified diff that ends at the last line, header included. */
  readonly text: string;
  readonly startLine: number | null;
  readonly line: number | null;
  readonly side: 'LEFT' | 'RIGHT';
}

/** A conversation on lines of a file. */
export interface LineThread {
  readonly path: string;
  /** First and last line, where they stand now; once they have gone, where they stood. null for a whole file. */
  readonly startLine: number | null;
  readonly line: number | null;
  readonly hunk: Excerpt;
  readonly resolvedBy: string | null;
  readonly outdated: boolean;
  readonly sayings: readonly Saying[];
}

/** One thing that happened. */
export type Moment =
  | { readonly kind: 'push'; readonly speaker: Speaker; readonly sha: string; readonly message: string }
  | { readonly kind: 'comment'; readonly saying: Saying }
  | {
      readonly kind: 'review';
      readonly saying: Saying;
      readonly sha: string;
      readonly threads: readonly LineThread[];
    };

interface CheckNote {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

export interface Check {
  readonly name: string;
  readonly sha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly text: string;
  readonly notes: readonly CheckNote[];
}

export interface Exhibit {
  /** "acme/beacon". */
  readonly repository: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: Speaker;
  readonly headRef: string;
  readonly baseRef: string;
  readonly state: 'open' | 'closed' | 'merged' | 'draft';
  readonly commits: number;
  readonly changedFiles: number;
  readonly moments: readonly Moment[];
  /** Oldest first. */
  readonly checks: readonly Check[];
  /** How this came about: one sentence each, for the foot of the page. */
  readonly account: readonly string[];
}

/** Line of a conversation that a person reads: "cmd/api/main.go:12-14". */
export function placeOf(thread: Pick<LineThread, 'path' | 'startLine' | 'line'>): string {
  if (thread.line === null) return thread.path;
  const isRange = thread.startLine !== null && thread.startLine < thread.line;
  return `${thread.path}:${isRange ? `${thread.startLine}-` : ''}${thread.line}`;
}
