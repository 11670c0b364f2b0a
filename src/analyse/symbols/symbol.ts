// One file of a tree, and what its names can mean.
import type { FileIndex, IndexedDeclaration, Signature } from './expression-ir.ts';

/** One file, with what its names mean here. */
export interface IndexedFile {
  readonly path: string;
  readonly dir: string;
  readonly index: FileIndex;
  /** Import paths by the name that the file uses for them; packages of the repository by their own name. */
  readonly imports: ReadonlyMap<string, string>;
  /** Import paths of dot imports. */
  readonly dotImports: readonly string[];
  /** By term; undefined: not asked yet. */
  readonly resolutions: (Resolution | undefined)[];
}

/** A declaration and the file that it stands in. */
export interface GoSymbol {
  readonly file: IndexedFile;
  readonly declaration: IndexedDeclaration;
}

/** A type, pointers taken away: they make no difference to what can be selected. */
export type GoType =
  /** Declared in the repository. */
  | { readonly is: 'named'; readonly symbol: GoSymbol }
  /** Of another module. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | { readonly is: 'basic'; readonly name: string }
  /** A slice, map, function, struct or the like, as `file` writes it. */
  | { readonly is: 'written'; readonly file: IndexedFile; readonly term: number };

/** A method that an interface of the repository declares. */
export interface InterfaceMethod {
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
  /** A value; `variable` where it is a package's own variable or constant. */
  | { readonly is: 'value'; readonly type: GoType | null; readonly variable: GoSymbol | null }
  /** Of another module: "Client.GetItem" of "github.com/…/dynamodb", "New()" for what a function returns. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | null;
