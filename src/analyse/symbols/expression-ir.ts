// What is kept of one Go file: its declarations, and every name it uses as a term that says, from the text alone, what the name
// hangs on ("the result of what `NewStore` of package `store` returns, its method Get"). Numbers and offsets; the text is not kept.

/**
 * Operations of terms. A term is three numbers: the operation and its operands `a` and `b`.
 * Terms are values or types: `Name` and `Member` can be either, until they are looked up.
 */
export const Op = {
  /** Nothing is known. */
  Unknown: 0,
  /** A name that no scope of the function declares: a: name id. */
  Name: 1,
  /** a: term, b: name id. */
  Member: 2,
  /** Result of a call. a: term that is called, b: which result, and which of `calls` (`packCall`). */
  Call: 3,
  /** A value of a type. a: type term. */
  Value: 4,
  /** An element of what is indexed, ranged over or received from. a: term. */
  Element: 5,
  /** A key of what is ranged over. a: term. */
  Key: 6,
  /** Parameter of the function around it. a: type term, b: position. */
  Parameter: 7,
  /** Types. a: element. */
  Pointer: 8,
  Slice: 9,
  /** a: key, b: value. */
  Map: 10,
  Channel: 11,
  /** a: index into `signatures`. */
  Function: 12,
  /** a: index into `structs`. */
  Struct: 13,
  /** a: index into `interfaces`. */
  Interface: 14,
} as const;

/** How a name is used. */
export const UseKind = { Value: 0, Call: 1, Composite: 2, Type: 3 } as const;

export interface Signature {
  /** Type terms. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  readonly variadic: boolean;
}

export interface Field {
  /** Name id; of an embedded field the last name of its type. */
  readonly name: number;
  readonly type: number;
  readonly embedded: boolean;
  /** Offsets of the tag; 0 and 0 where there is none. */
  readonly tagStart: number;
  readonly tagEnd: number;
  readonly line: number;
}

export interface InterfaceType {
  readonly methods: readonly { readonly name: number; readonly signature: Signature; readonly line: number }[];
  /** Type terms of embedded interfaces. */
  readonly embeds: readonly number[];
  /** Holds a union or `~T`: no type implements it as a value. */
  readonly constraint: boolean;
}

export interface IndexedDeclaration {
  readonly kind: 'function' | 'method' | 'type' | 'variable' | 'constant';
  readonly name: number;
  /** Name id of a method's receiver type; -1 for the rest. */
  readonly receiver: number;
  /** For a type: it is an alias. */
  readonly isAlias: boolean;
  readonly signature: Signature | null;
  /** Type term of a type; for variables and constants the term of their value. */
  readonly term: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Uses inside it: [from, to) in `uses`. */
  readonly from: number;
  readonly to: number;
  /** It has type parameters. */
  readonly generic: boolean;
}

/** An argument of a call, or a field of a composite literal, as offsets into the file. */
export interface Argument {
  /** Name id of a field; 0 for arguments. */
  readonly field: number;
  readonly start: number;
  readonly end: number;
  readonly term: number;
  /** Uses inside it: [from, to). */
  readonly from: number;
  readonly to: number;
}

/** A call or a composite literal whose parts say something about entry points or resources. */
export interface RecordedCall {
  /** Term of what is called, or of the literal's type. */
  readonly term: number;
  readonly composite: boolean;
  readonly line: number;
  readonly start: number;
  readonly args: readonly Argument[];
  /** Index of the declaration around it. */
  readonly within: number;
}

/** A string that looks like a statement for a database. */
export interface QueryLiteral {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly within: number;
}

export interface FileIndex {
  /** Three numbers a term. */
  readonly terms: Int32Array;
  /** Three numbers a use: term, line, `Use`. In the order of the text. */
  readonly uses: Int32Array;
  readonly declarations: readonly IndexedDeclaration[];
  readonly signatures: readonly Signature[];
  readonly structs: readonly (readonly Field[])[];
  readonly interfaces: readonly InterfaceType[];
  readonly calls: readonly RecordedCall[];
  readonly queries: readonly QueryLiteral[];
}
