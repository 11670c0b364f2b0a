// Names that importers of a package can write, and how one is read from its declaration.
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

/** One name that importers of the package can write. */
export interface ExportedSymbol {
  /** Identifies it in its package: "Store", "Store.Get", "Store.Get (method of interface)". */
  readonly symbol: string;
  /** What people call it: "Store.Get"; of an interface that embeds another, the name of the interface. */
  readonly name: string;
  readonly kind: SymbolKind;
  /** The type that a field or method belongs to; null for the rest. */
  readonly owner: string | null;
  /** What must stay the same for importers to compile; the two halves of a variable or constant are told apart by `value`. */
  readonly shape: string;
  /** Value of a constant, initialiser of a variable without a type; "" for the rest. */
  readonly value: string;
  readonly display: string;
  readonly line: number;
  readonly quote: string;
  readonly deprecated: boolean;
  /** For types: what stands under it. */
  readonly underlying: 'struct' | 'interface' | 'alias' | 'other' | null;
  /** For interfaces: an unexported method, so that no other package can implement it. */
  readonly sealed: boolean;
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** What the reader of a declaration says of its symbol; the rest has the value that most symbols have. */
export type SymbolGiven = Pick<ExportedSymbol, 'symbol' | 'kind' | 'shape'> & Partial<ExportedSymbol>;

/** Makes the symbol that `node` declares. */
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

/** A declaration on one line, without its body. */
export function headLine(file: ParsedFile, node: GoNode): string {
  const body = node.childForFieldName('body');
  return toOneLine(file.text.slice(node.startIndex, body === null ? node.endIndex : body.startIndex));
}

/** Carries the standard notice (https://go.dev/wiki/Deprecated) in the comment above it. */
export function isDeprecated(file: ParsedFile, node: GoNode): boolean {
  let previous = node.previousNamedSibling;
  let row = node.startPosition.row;
  for (
    ;
    previous?.type === 'comment' && previous.endPosition.row === row - 1;
    previous = previous.previousNamedSibling
  ) {
    if (/^(?:\/\/|\/\*)?\s*Deprecated: /m.test(textOf(file, previous))) return true;
    row = previous.startPosition.row;
  }
  return false;
}
