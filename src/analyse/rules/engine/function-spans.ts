// Finds the function around a node by offsets: the parser would search each parent from the root of the file.
import { binarySearch } from '../../../text/binary-search.ts';
import type { GoNode } from '../../go/parser.ts';

/** Types of nodes that are functions at the top level. */
export const DECLARATIONS: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration']);
/** Types of nodes that are functions, literals included. */
export const FUNCTIONS: ReadonlySet<string> = new Set([...DECLARATIONS, 'func_literal']);

/** A function with its offsets. */
interface Span {
  readonly node: GoNode;
  readonly start: number;
  readonly end: number;
  /** The next function outwards. */
  readonly outer: Span | null;
}

/** The functions of a file. Those within a declaration are read when the first place in it is asked about. */
export class FunctionSpans {
  private readonly text: string;
  private readonly declarations: readonly GoNode[];
  private readonly spans = new Map<GoNode, readonly Span[]>();

  /** `declarations`: everything at the top level of the file, in the order of the text. */
  constructor(text: string, declarations: readonly GoNode[]) {
    this.text = text;
    this.declarations = declarations;
  }

  /** The nearest function around a node; a function is not around itself. */
  around(node: GoNode): GoNode | null {
    const { startIndex: start, endIndex: end } = node;
    const declaration = this.topLevelAt(start);
    if (declaration === null) return null;
    let at = lastBefore(this.spansIn(declaration), start);
    // A node with the extent of a function is that function, or around it.
    while (at !== null && (at.end < end || (at.start === start && at.end === end))) at = at.outer;
    return at?.node ?? null;
  }

  /** The top-level function or method that a node is, or is in. */
  declarationAround(node: GoNode): GoNode | null {
    const declaration = this.topLevelAt(node.startIndex);
    if (declaration === null || !DECLARATIONS.has(declaration.type)) return null;
    return declaration.endIndex < node.endIndex ? null : declaration;
  }

  private topLevelAt(offset: number): GoNode | null {
    return this.declarations[binarySearch(this.declarations, ({ startIndex }) => startIndex <= offset) - 1] ?? null;
  }

  private readSpans(declaration: GoNode): readonly Span[] {
    const { startIndex, endIndex } = declaration;
    const isFunction = DECLARATIONS.has(declaration.type);
    // Most functions contain no other: a search of their text is cheaper than a walk by the parser.
    const next = this.text.indexOf('func', startIndex + (isFunction ? 'func'.length : 0));
    const literals = next < 0 || next >= endIndex ? [] : declaration.descendantsOfType('func_literal');
    return spansOf([...(isFunction ? [declaration] : []), ...literals.filter((node) => node !== null)]);
  }

  private spansIn(declaration: GoNode): readonly Span[] {
    let known = this.spans.get(declaration);
    if (known === undefined) {
      known = this.readSpans(declaration);
      this.spans.set(declaration, known);
    }
    return known;
  }
}

function spansOf(functions: readonly GoNode[]): readonly Span[] {
  const spans: Span[] = [];
  for (const node of functions) {
    const { startIndex: start, endIndex: end } = node;
    let outer = spans.at(-1) ?? null;
    while (outer !== null && outer.end < end) outer = outer.outer;
    spans.push({ node, start, end, outer });
  }
  return spans;
}

/** The innermost function that begins last at or before an offset, or the last one before it that has ended. */
function lastBefore(spans: readonly Span[], offset: number): Span | null {
  return spans[binarySearch(spans, ({ start }) => start <= offset) - 1] ?? null;
}
