// Classes of words in rules about dependencies: what a word or phrase does in a sentence.

export type WordClass =
  /** "must not", "never". */
  | 'never'
  | 'only'
  /** "may", "can". */
  | 'may'
  /** "must", "should": they change nothing for a dependency. */
  | 'must'
  /** "import", "depend on": surely a dependency. */
  | 'import'
  /** "use", "call": perhaps one. */
  | 'use'
  /** "imported", after "is". */
  | 'imported'
  | 'used'
  | 'by'
  | 'is'
  | 'has'
  /** "no", "zero", before a noun. */
  | 'none'
  | 'nothing'
  /** "nothing but". */
  | 'nothing-but'
  /** "dependencies", "imports". */
  | 'dependencies'
  /** "on", after a noun or a verb. */
  | 'on'
  | 'free'
  | 'within'
  | 'reverse'
  | 'exception'
  /** What follows is a reason or a detail. */
  | 'stop'
  | 'and'
  | 'adverb'
  | 'point'
  | 'inward'
  | 'toward'
  | 'forbidden'
  | 'external'
  | 'standard'
  | 'other-layers'
  | 'everything'
  | 'each-other'
  /** "layer", "package": says what the name beside it is. */
  | 'kind'
  | 'determiner'
  /** "it", "this layer": what stands around the sentence tells. */
  | 'pronoun'
  /** Stands between a subject and what is said of it, in languages whose verb ends the sentence. */
  | 'topic'
  /** Follows an object, in those languages. */
  | 'object'
  /** A verb at the end with its "not": "に依存しない". */
  | 'import-never'
  | 'import-only';

/** Phrases by class, separated by commas. */
export type Words = Partial<Readonly<Record<WordClass, string>>>;
