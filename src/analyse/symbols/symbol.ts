// One file of a tree, and what its names can mean.
import type { Declared, FileIndex, Signature } from './expression-ir.ts';

/** One file, with what its names mean here. */
export interface CodeFile {
  readonly path: string;
  readonly dir: string;
  readonly index: FileIndex;
  /** Import paths by the name that the file uses for them; packages of the repository by their own name. */
  readonly imports: ReadonlyMap<string, string>;
  /** Import paths of dot imports. */
  readonly dotted: readonly string[];
  /** By term; undefined: not asked yet. */
  readonly meanings: (Meaning | undefined)[];
}

/** A declaration and the file that it stands in. */
export interface Standing {
  readonly file: CodeFile;
  readonly declared: Declared;
}

/** A type, pointers taken away: they make no difference to what can be selected. */
export type Type =
  /** Declared in the repository. */
  | { readonly is: 'named'; readonly standing: Standing }
  /** Of another module. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | { readonly is: 'basic'; readonly name: string }
  /** A slice, map, function, struct or the like, as `file` writes it. */
  | { readonly is: 'written'; readonly file: CodeFile; readonly term: number };

/** A method that an interface of the repository declares. */
export interface InterfaceMethod {
  readonly standing: Standing;
  readonly name: number;
  readonly signature: Signature;
  readonly line: number;
}

export type Meaning =
  | { readonly is: 'package'; readonly path: string; readonly dir: string | null }
  /** A function or method of the repository. */
  | { readonly is: 'function'; readonly standing: Standing }
  | { readonly is: 'interface-method'; readonly method: InterfaceMethod }
  | { readonly is: 'type'; readonly type: Type }
  /** A value; `variable` where it is a package's own variable or constant. */
  | { readonly is: 'value'; readonly type: Type | null; readonly variable: Standing | null }
  /** Of another module: "Client.GetItem" of "github.com/…/dynamodb", "New()" for what a function returns. */
  | { readonly is: 'outside'; readonly path: string; readonly name: string }
  | null;
