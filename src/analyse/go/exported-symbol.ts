// Describes a name that importers of a package can write, as read from its declaration.
import { type GoNode, lineQuote, type ParsedFile, textOf } from './parser.ts';
import { toOneLine } from './type-shape.ts';

export type SymbolKind =
  | 'function'
  | 'method'
  | 'type'
  | 'field'
  | 'interface-method'
  | 'embedded'
  | 'constant'
  | 'variable';

/** A name that importers of the package can write. */
export interface ExportedSymbol {
  /** Identifies it in its package: "Store", "Store.Get", "Store.Get (method of interface)". */
  readonly symbol: string;
  /** For people: "Store.Get"; for an embedded interface, the name of the embedding interface. */
  readonly name: string;
  readonly kind: SymbolKind;
  /** The type that a field or method belongs to; null for other symbols. */
  readonly owner: string | null;
  /** What must stay the same for importers to compile. Variables and constants also compare `value`. */
  readonly shape: string;
  /** Value of a constant, or initializer of a variable without a type; "" for other symbols. */
  readonly value: string;
  readonly display: string;
  readonly line: number;
  readonly quote: string;
  readonly deprecated: boolean;
  /** What a type is; null for other symbols. */
  readonly underlying: 'struct' | 'interface' | 'alias' | 'other' | null;
  /** For interfaces: has an unexported method, so no other package can implement it. */
  readonly sealed: boolean;
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** What differs between symbols; `createSymbol` fills in the rest. */
export type SymbolGiven = Pick<ExportedSymbol, 'symbol' | 'kind' | 'shape'> & Partial<ExportedSymbol>;

/** Creates the symbol that `node` declares. */
export function createSymbol(file: ParsedFile, node: GoNode, given: SymbolGiven): ExportedSymbol {
  return {
    name: given.symbol,
    owner: null,
    value: '',
    underlying: null,
    sealed: false,
    display: headLine(file, node),
    deprecated: isDeprecated(file, node),
    line: node.startPosition.row + 1,
    quote: lineQuote(file, node),
    ...given,
  };
}

/** The declaration on one line, without its body. */
export function headLine(file: ParsedFile, node: GoNode): string {
  const body = node.childForFieldName('body');
  return toOneLine(file.text.slice(node.startIndex, body === null ? node.endIndex : body.startIndex));
}

/** Tells whether the comment above a declaration has the standard notice (https://go.dev/wiki/Deprecated). */
export function isDeprecated(file: ParsedFile, node: GoNode): boolean {
  let previous = node.previousNamedSibling;
  let row = node.startPosition.row;
  for (
    ;
    previous?.type === 'comment' && previous.endPosition.row === row - 1;
    previous = previous.previousNamedSibling
  ) {
    if (/^[ \t]*(?:\/\/|\/\*)?[ \t]*Deprecated: /m.test(textOf(file, previous))) return true;
    row = previous.startPosition.row;
  }
  return false;
}
