// Names the pieces of an analysis, so that one that cannot be finished is left out by name and the rest is still
// judged.

/** One piece of work: all that is read from a file or document, or a step over the whole change. */
export interface WorkUnit {
  readonly kind: 'file' | 'document' | 'step';
  /** Path of the file or document, or one of `STEPS`. */
  readonly name: string;
}

/** Steps over the whole change that an analysis can do without. */
export const OPTIONAL_STEPS = ['api', 'symbols', 'graph rules', 'rules'] as const;
export type OptionalStep = (typeof OPTIONAL_STEPS)[number];

/** Follows an analysis piece by piece. */
export interface Watch {
  /** Called when the work on a piece begins. */
  begin(unit: WorkUnit): void;
  /** Whether a piece must be left out. */
  isExcluded(unit: WorkUnit): boolean;
}

/** For analyses that nobody watches: nothing is left out. */
export const unwatched: Watch = { begin: () => {}, isExcluded: () => false };

/** Identifies a piece. */
export function unitKey({ kind, name }: WorkUnit): string {
  return `${kind} ${name}`;
}
