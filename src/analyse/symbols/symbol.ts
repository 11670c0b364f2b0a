// Defines symbols of one tree: files, declarations, types, and what a name resolves to.
import type { FileIndex, IndexedDeclaration, Signature } from './file-index.ts';

/** A file of a tree. */
export interface IndexedFile {
  readonly path: string;
  readonly dir: string;
  readonly index: FileIndex;
  /** Import paths by the name that the file uses for them. */
  readonly imports: ReadonlyMap<string, string>;
  /** Import paths of dot imports. */
  readonly dotImports: readonly string[];
  /** By term; undefined: not yet resolved. */
  readonly resolutions: (Resolution | undefined)[];
}

/** A declaration and its file. */
export interface GoSymbol {
  readonly file: IndexedFile;
  readonly declaration: IndexedDeclaration;
}

/** A type without its pointers, which make no difference to selectors. */
export type GoType =
  /** Declared in the repository. */
  | { readonly is: 'named'; readonly symbol: GoSymbol }
  /** Of another module. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | { readonly is: 'basic'; readonly name: string }
  /** A slice, map, function, struct or the like, as written in `file`. */
  | { readonly is: 'written'; readonly file: IndexedFile; readonly term: number };

/** A method declared by an interface of the repository. */
interface InterfaceMethod {
  readonly owner: GoSymbol;
  readonly name: number;
  readonly signature: Signature;
  readonly line: number;
}

export type Resolution =
  | { readonly is: 'package'; readonly path: string; readonly dir: string | null }
  /** A function or method of the repository. */
  | { readonly is: 'function'; readonly symbol: GoSymbol }
  | { readonly is: 'interface-method'; readonly method: InterfaceMethod }
  | { readonly is: 'type'; readonly type: GoType }
  /** A value; `variable` if it is a variable or constant of a package. */
  | { readonly is: 'value'; readonly type: GoType | null; readonly variable: GoSymbol | null }
  /** Of another module: "Client.GetItem" of "github.com/…/dynamodb", "New()" for a function's result. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | null;
