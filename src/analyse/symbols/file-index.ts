// Defines the index of one Go file: its declarations, and each name it uses as a term that describes, from the text
// alone, what the name belongs to ("method Get of the result of `store.NewStore`"). Only numbers and offsets are kept,
// not the text.

/**
 * Operations of terms. A term has an operation and two operands, `a` and `b`, and is a value or a type: `Name` and
 * `Member` may be either, until they are resolved.
 */
export const Op = {
  /** Unknown. */
  Unknown: 0,
  /** A name that is not declared in the function. a: name id. */
  Name: 1,
  /** a: term, b: name id. */
  Member: 2,
  /** Result of a call. a: term of the callee, b: which result, and which of `calls` (`packCall`). */
  Call: 3,
  /** A value of a type. a: type term. */
  Value: 4,
  /** An element of what is indexed, ranged over or received from. a: term. */
  Element: 5,
  /** A key of what is ranged over. a: term. */
  Key: 6,
  /** A parameter of the function around it. a: type term, b: position. */
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
  /** Name id; for an embedded field the last name of its type. */
  readonly name: number;
  readonly type: number;
  readonly embedded: boolean;
  /** Offsets of the tag; both 0 if there is none. */
  readonly tagStart: number;
  readonly tagEnd: number;
  readonly line: number;
}

export interface InterfaceType {
  readonly methods: readonly { readonly name: number; readonly signature: Signature; readonly line: number }[];
  /** Type terms of embedded interfaces. */
  readonly embeds: readonly number[];
  /** Has a union or `~T`, so it is no type of values. */
  readonly constraint: boolean;
}

export interface IndexedDeclaration {
  readonly kind: 'function' | 'method' | 'type' | 'variable' | 'constant';
  readonly name: number;
  /** Name id of a method's receiver type; -1 for other declarations. */
  readonly receiver: number;
  /** A type that is an alias. */
  readonly isAlias: boolean;
  readonly signature: Signature | null;
  /** Term of the type; for variables and constants, of the value. */
  readonly term: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Uses inside it: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Has type parameters. */
  readonly generic: boolean;
}

/** An argument of a call or a field of a composite literal, with offsets into the file. */
export interface Argument {
  /** Name id of the field; 0 for an argument. */
  readonly field: number;
  readonly start: number;
  readonly end: number;
  readonly term: number;
  /** Uses inside it: [from, to). */
  readonly from: number;
  readonly to: number;
}

/** A call or composite literal that may register an entry point or use a resource. */
export interface RecordedCall {
  /** Term of the callee, or of the literal's type. */
  readonly term: number;
  readonly composite: boolean;
  readonly line: number;
  readonly start: number;
  readonly args: readonly Argument[];
  /** Index of the declaration around it. */
  readonly within: number;
}

/** A string that looks like a database query. */
export interface QueryLiteral {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly within: number;
}

export interface FileIndex {
  /** Rows of three numbers, read with `packed.ts`. */
  readonly terms: Int32Array;
  /** The same, in the order of the text. */
  readonly uses: Int32Array;
  readonly declarations: readonly IndexedDeclaration[];
  readonly signatures: readonly Signature[];
  readonly structs: readonly (readonly Field[])[];
  readonly interfaces: readonly InterfaceType[];
  readonly calls: readonly RecordedCall[];
  readonly queries: readonly QueryLiteral[];
}
