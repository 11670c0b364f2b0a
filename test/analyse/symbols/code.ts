// The references of a small module, for the tests of this folder.
import { buildGraph } from '../../../src/analyse/graph/package-graph.ts';
import { openSymbols, type TreeSymbols } from '../../../src/analyse/symbols/symbols.ts';
import { txtar } from '../../support/txtar.ts';
import { treeOf } from '../tree.ts';

export async function referencesOf(module: string): Promise<TreeSymbols> {
  return openSymbols(buildGraph(treeOf(txtar(module))), []);
}

/** Callers as "path:line within", and how many calls could not be told. */
export function callersIn(references: TreeSymbols, importPath: string, name: string): string[] {
  const { sites, unresolved } = references.callersOf(importPath, name);
  const shown = sites.map(({ place, within, through }) => {
    return `${place.path}:${place.startLine} ${within ?? '-'}${through === null ? '' : ` through ${through}`}`;
  });
  return unresolved === 0 ? shown : [...shown, `${unresolved} unresolved`];
}
