// Defines the answer to a reply in a finding's thread. Data: the words are made where it is posted.

/** Code, or a document at the base, that was found where it is quoted. */
export interface ReplyEvidence {
  readonly path: string;
  /** 1-based. */
  readonly startLine: number;
  readonly quote: string;
}

export type ReplyAnswer =
  /** The code disproves the finding. */
  | { readonly kind: 'withdrawn'; readonly evidence: ReplyEvidence }
  /** It holds; `reason` is the model's, in a sentence or two. */
  | { readonly kind: 'stands'; readonly reason: string; readonly evidence: ReplyEvidence }
  /** Nothing could be shown either way, or the finding is a fact, which only people can waive. */
  | { readonly kind: 'undecided'; readonly isFact: boolean; readonly evidence: ReplyEvidence | null }
  /** No model is configured, or none answered. */
  | { readonly kind: 'not-weighed' };
