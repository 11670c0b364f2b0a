// Where a finding of a pull request stands, and what people may decide about it. Shared by the commands, which people
// give, and by publishing, which remembers the answer.
import { z } from 'zod';
import type { Severity } from './finding.ts';

/**
 * `open`: reported and not answered. `fixed`: a complete review that covered its place did not find it again.
 * `dismissed`: a person says it is wrong or does not matter. `accepted`: a person takes the risk. `refuted`: the code
 * disproves it.
 */
export const FindingState = z.enum(['open', 'fixed', 'dismissed', 'accepted', 'refuted']);
export type FindingState = z.infer<typeof FindingState>;

/** How people name a finding: "A3". Stable for the life of a pull request. */
export const FindingLabel = z.string().regex(/^[A-Z]\d{1,4}$/);
export type FindingLabel = z.infer<typeof FindingLabel>;

/** Characters of a person's reason. */
export const MAX_REASON = 300;

/** What a person decides about a finding. */
export const FindingDecision = z.object({
  finding: FindingLabel,
  /** "refuted" is our own decision, with the code that shows it as the reason. */
  to: z.enum(['dismissed', 'accepted', 'refuted', 'open']),
  /** Empty where it is reopened. */
  reason: z.string().max(MAX_REASON),
  /** Login. */
  by: z.string().min(1),
  /** ISO 8601. */
  at: z.string(),
});
export type FindingDecision = z.infer<typeof FindingDecision>;

/** A finding as a pull request remembers it. */
export interface RememberedFinding {
  readonly label: FindingLabel;
  readonly title: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly path: string;
  /** Id of the rule; null for a model's finding, and where it is not known any more. */
  readonly rule: string | null;
  /** Web address of its thread; null where it has none. */
  readonly url: string | null;
  /** The decision that holds; null where nobody decided. */
  readonly decision: Pick<FindingDecision, 'reason' | 'by'> | null;
}

/** What became of a decision, or what is known of a finding. */
export type FindingLookup =
  | {
      readonly kind: 'found';
      readonly finding: RememberedFinding;
      /** Open findings of the pull request, by severity, after the decision. */
      readonly open: Readonly<Record<Severity, number>>;
    }
  /** No finding has this label; `known` are those that exist, at most 20. */
  | { readonly kind: 'unknown'; readonly known: readonly FindingLabel[] }
  /** There is no review of the pull request yet. */
  | { readonly kind: 'no-review' };

/** None open, to count from. */
export const NONE_OPEN: Readonly<Record<Severity, number>> = { critical: 0, high: 0, medium: 0, low: 0 };
