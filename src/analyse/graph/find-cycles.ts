// Import cycles: strongly connected components of the package graph (Tarjan, without recursion, so that a deep graph cannot
// overflow the stack).

/**
 * Strongly connected components of more than one node, and nodes with an edge to themselves; each sorted, the list sorted by first
 * member. `edges` may name nodes that are not in `nodes`; those are passed over.
 *
 * Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972). Linear in nodes and edges.
 */
export function findCycles(
  nodes: Iterable<string>,
  edges: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const known = new Set(nodes);

  const open = (node: string): Frame => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    return { node, targets: edges(node).filter((target) => known.has(target)), next: 0 };
  };
  const close = (node: string): void => {
    if (low.get(node) !== index.get(node)) return;
    const component: string[] = [];
    let member: string;
    do {
      member = stack.pop()!;
      onStack.delete(member);
      component.push(member);
    } while (member !== node);
    if (component.length > 1 || edges(node).includes(node)) cycles.push(component.sort());
  };

  for (const root of known) {
    if (index.has(root)) continue;
    const frames = [open(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const target = frame.targets[frame.next++];
      if (target === undefined) {
        frames.pop();
        close(frame.node);
        const parent = frames.at(-1);
        if (parent !== undefined) lower(low, parent.node, low.get(frame.node)!);
      } else if (!index.has(target)) {
        frames.push(open(target));
      } else if (onStack.has(target)) {
        lower(low, frame.node, index.get(target)!);
      }
    }
  }
  return cycles.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

interface Frame {
  readonly node: string;
  readonly targets: readonly string[];
  next: number;
}

function lower(low: Map<string, number>, node: string, value: number): void {
  if (value < low.get(node)!) low.set(node, value);
}
