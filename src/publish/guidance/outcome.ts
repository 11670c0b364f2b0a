// What happened to the two documents of a decision, as data.

/** Why a document cannot be written to its path. */
export interface WriteRefusal {
  /** `foreign`: not ours. `edited`: ours, and changed since. `broken-markers`: the section cannot be placed in it. */
  readonly reason: 'foreign' | 'edited' | 'broken-markers' | 'not-a-file' | 'not-text';
  readonly path: string;
}

export type NotCommitted =
  | { readonly kind: 'issue' | 'fork' | 'moved' | 'closed' | 'permission' }
  | { readonly kind: 'not-writable'; readonly refusal: WriteRefusal }
  /** GitHub refused; the message is a sentence. */
  | { readonly kind: 'refused'; readonly message: string };

export type CommitOutcome =
  | { readonly kind: 'proposed' }
  | { readonly kind: 'committed'; readonly sha: string; readonly branch: string }
  | { readonly kind: 'not-committed'; readonly reason: NotCommitted };
