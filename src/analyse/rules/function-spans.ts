// Which function something stands in, found by its offsets: the parser would look for each parent from the root of the file.
import { partitionPoint } from '../../domain/partition-point.ts';
import type { GoNode } from '../parser.ts';

export const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration', 'func_literal']);

interface Span {
  readonly node: GoNode;
  readonly start: number;
  readonly end: number;
  readonly isDeclaration: boolean;
  /** The next function outwards. */
  readonly outer: Span | null;
}

/** The functions of a file, given in the order of the text. */
export class FunctionSpans {
  private readonly spans: readonly Span[];

  constructor(functions: readonly GoNode[]) {
    this.spans = spansOf(functions);
  }

  /** The nearest function that a node stands in; a function does not stand in itself. */
  around(node: GoNode): GoNode | null {
    const { startIndex: start, endIndex: end } = node;
    let at = this.lastBefore(start);
    // What has just the extent of a function is the function, or around it.
    while (at !== null && (at.end < end || (at.start === start && at.end === end))) at = at.outer;
    return at?.node ?? null;
  }

  /** The function or method of the top level that a node stands in, or is. */
  declarationAround(node: GoNode): GoNode | null {
    let at = this.lastBefore(node.startIndex);
    while (at !== null && (at.end < node.endIndex || !at.isDeclaration)) at = at.outer;
    return at?.node ?? null;
  }

  /** The innermost function that begins last at or before an offset, or the last one before it that has ended. */
  private lastBefore(offset: number): Span | null {
    return this.spans[partitionPoint(this.spans, ({ start }) => start <= offset) - 1] ?? null;
  }
}

function spansOf(functions: readonly GoNode[]): readonly Span[] {
  const spans: Span[] = [];
  for (const node of functions) {
    const { startIndex: start, endIndex: end } = node;
    let outer = spans.at(-1) ?? null;
    while (outer !== null && outer.end < end) outer = outer.outer;
    spans.push({ node, start, end, isDeclaration: node.type !== 'func_literal', outer });
  }
  return spans;
}
