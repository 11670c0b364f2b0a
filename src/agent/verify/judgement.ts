// The model's review of a change, reduced to what was verified.
import type { Finding } from '../../domain/finding.ts';
import type { Dropped, Recommendations } from '../../domain/review.ts';

export interface Judgement {
  /** Empty where nothing in it could be verified. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly recommendations: Recommendations;
  readonly dropped: readonly Dropped[];
  /** Ids of the clauses that the model checked and found kept, according to the model. */
  readonly clausesChecked: readonly string[];
}
