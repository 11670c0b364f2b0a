// Describes the components of a tree: packages, imports, and coupling between components.

import type { Description } from '../../domain/architecture.ts';
import type { Component } from '../../domain/package-graph.ts';
import { findComponentCycles, readComponents } from './components.ts';
import { countFiles, toMetrics } from './metrics.ts';
import type { TreeGraph } from './package-graph.ts';

/** Components with Martin's metrics, counted between components, and their cycles. */
export function describeComponents(graph: TreeGraph): Pick<Description, 'components' | 'componentCycles'> {
  const read = readComponents(graph);
  const fanIn = new Map<string, number>();
  for (const { imports } of read.values()) for (const to of imports.keys()) fanIn.set(to, (fanIn.get(to) ?? 0) + 1);
  const components = [...read.values()].map(({ name, dirs, imports }): Component => {
    const files = dirs.flatMap((dir) => graph.byDir.get(dir)!.files);
    const counts = { fanIn: fanIn.get(name) ?? 0, fanOut: imports.size, files: files.length };
    return {
      name,
      packages: dirs.map((dir) => graph.byDir.get(dir)!.importPath),
      imports: [...imports.keys()].sort(),
      metrics: toMetrics({ ...counts, ...countFiles(graph, files) }),
    };
  });
  return { components, componentCycles: findComponentCycles(read) };
}
