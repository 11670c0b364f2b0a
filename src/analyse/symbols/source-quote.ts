// Quotes lines of a tree and qualifies names for people.
import type { Place } from '../../domain/finding.ts';
import type { SymbolId } from './callers.ts';
import type { SymbolTable } from './symbol-table.ts';

/** A line of the tree, with its text as the quote. */
export function placeOfLine(table: SymbolTable, path: string, line: number, side: Place['side'] = 'head'): Place {
  const text = table.graph.tree.text(path) ?? '';
  let start = 0;
  for (let now = 1; now < line; now++) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  const quote = text.slice(start, end < 0 ? text.length : end).trim();
  return { path, startLine: line, endLine: line, quote, side };
}

/** "store.Store.Get": a name with its package name. */
export function qualifiedName(table: SymbolTable, { dir, name }: SymbolId): string {
  const found = table.graph.byDir.get(dir);
  return found === undefined ? name : `${found.name}.${name}`;
}
