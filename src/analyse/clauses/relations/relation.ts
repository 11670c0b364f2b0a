// Defines what a sentence says about dependencies, before its names are looked up.

/** A name in a sentence, or a group that it speaks of. */
export type Noun =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  /** `external`: libraries of others; `standard`: the standard library; `other-layers`; `everything`. */
  | { readonly kind: 'external' | 'standard' | 'other-layers' | 'everything'; readonly text: string };

/**
 * - `forbids`: no subject may import any object; `from-others`: all but the subjects may not.
 * - `allows-only`: the subjects may import nothing but the objects and themselves.
 * - `order`: each name may be imported by those before it (`order[0]` depends on `order[1]`), and not the other way.
 * - `inward`: imports point to the objects, or only "inward".
 * - `apart`: the subjects may not import each other.
 */
export interface Relation {
  readonly kind: 'forbids' | 'from-others' | 'allows-only' | 'order' | 'inward' | 'apart';
  /** Empty: the sentence names none. */
  readonly subjects: readonly Noun[];
  readonly objects: readonly Noun[];
  /** For `order`: pairs of who may import whom. */
  readonly edges: readonly (readonly [from: Noun, to: Noun])[];
  /** It speaks of "this layer" or "they": of what stands around it. */
  readonly refersBack: boolean;
  /** The verb may mean something else than an import ("use", "call"), so it counts only where all names are found. */
  readonly isWeak: boolean;
  /** A condition or an exception that imports do not show. */
  readonly hasException: boolean;
}
