// Finds import cycles: strongly connected components, without recursion, so that a deep graph cannot overflow the
// stack.

/**
 * Strongly connected components of more than one node, and nodes with an edge to themselves; each sorted, and all by
 * their first member. Edges to nodes that are not in `nodes` are ignored.
 *
 * Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972). Linear in nodes and edges.
 */
export function findCycles(
  nodes: Iterable<string>,
  edges: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const search = new CycleSearch(new Set(nodes), edges);
  return search.run().sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

/** A node whose edges are being followed. */
interface Frame {
  readonly node: string;
  readonly targets: readonly string[];
  next: number;
}

class CycleSearch {
  private readonly nodes: ReadonlySet<string>;
  private readonly edges: (node: string) => readonly string[];
  private readonly index = new Map<string, number>();
  private readonly low = new Map<string, number>();
  private readonly onStack = new Set<string>();
  private readonly stack: string[] = [];
  private readonly cycles: string[][] = [];

  constructor(nodes: ReadonlySet<string>, edges: (node: string) => readonly string[]) {
    this.nodes = nodes;
    this.edges = edges;
  }

  run(): string[][] {
    for (const node of this.nodes) if (!this.index.has(node)) this.visit(node);
    return this.cycles;
  }

  private visit(root: string): void {
    const frames = [this.open(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const target = frame.targets[frame.next++];
      if (target === undefined) {
        frames.pop();
        this.close(frame.node);
        const parent = frames.at(-1);
        if (parent !== undefined) this.lower(parent.node, this.low.get(frame.node)!);
      } else if (!this.index.has(target)) frames.push(this.open(target));
      else if (this.onStack.has(target)) this.lower(frame.node, this.index.get(target)!);
    }
  }

  private open(node: string): Frame {
    this.low.set(node, this.index.size);
    this.index.set(node, this.index.size);
    this.stack.push(node);
    this.onStack.add(node);
    return { node, targets: this.edges(node).filter((target) => this.nodes.has(target)), next: 0 };
  }

  /** Takes a component off the stack, if the node is its root. */
  private close(node: string): void {
    if (this.low.get(node) !== this.index.get(node)) return;
    const component = this.stack.splice(this.stack.lastIndexOf(node));
    for (const member of component) this.onStack.delete(member);
    if (component.length > 1 || this.edges(node).includes(node)) this.cycles.push(component.sort());
  }

  private lower(node: string, value: number): void {
    if (value < this.low.get(node)!) this.low.set(node, value);
  }
}
