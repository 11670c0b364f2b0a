// Reads the arguments of recorded calls and literals: their text, their constant value, and the function they pass.

import { type Argument, type RecordedCall, UseKind } from './file-index.ts';
import { lastName, usedTerm, useKindOf } from './packed.ts';
import { resolveTerm } from './resolve.ts';
import type { GoSymbol, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

const MAX_TEXT = 120;

/** Text of an argument on one line, shortened if it is long; "" if there is none. */
export function argumentText(table: SymbolTable, file: IndexedFile, argument: Argument | undefined): string {
  if (argument === undefined) return '';
  const text = (table.graph.tree.text(file.path) ?? '').slice(argument.start, argument.end).replace(/\s+/g, ' ').trim();
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** The value of a string literal, or of a constant of the repository that holds one; null for any other argument. */
export function stringValue(table: SymbolTable, file: IndexedFile, argument: Argument | undefined): string | null {
  const text = argumentText(table, file, argument);
  if (/^"(?:[^"\\]|\\.)*"$|^`[^`]*`$/.test(text)) return text.slice(1, -1);
  const resolution = argument === undefined || !/^[\w.]+$/.test(text) ? null : resolveTerm(table, file, argument.term);
  const constant = resolution?.is === 'value' ? resolution.variable : null;
  if (constant?.declaration.kind !== 'constant') return null;
  const { startLine, endLine, name } = constant.declaration;
  const lines = (table.graph.tree.text(constant.file.path) ?? '').split('\n').slice(startLine - 1, endLine);
  const value = new RegExp(`\\b${table.names.text(name)}\\b[^="]*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(lines.join('\n'));
  return value?.[1] ?? null;
}

/** Name of what is called: "GET" of `r.GET(…)`. */
export function calleeName(table: SymbolTable, file: IndexedFile, call: RecordedCall): string {
  return table.names.text(lastName(file.index, call.term));
}

export function fieldArgument(table: SymbolTable, call: RecordedCall, name: string): Argument | undefined {
  return call.args.find((argument) => table.names.text(argument.field) === name);
}

/**
 * The function of the repository that an argument passes: itself, one wrapped in it (`auth(h.Create)`), or the one that
 * returns it (`h.Create()`); null for a function literal and if the text does not tell.
 */
export function functionArgument(
  table: SymbolTable,
  file: IndexedFile,
  argument: Argument | undefined,
): GoSymbol | null {
  if (argument === undefined) return null;
  const whole = resolveTerm(table, file, argument.term);
  if (whole?.is === 'function') return whole.symbol;
  const text = table.graph.tree.text(file.path)?.slice(argument.start, argument.end) ?? '';
  if (/^func\s*\(/.test(text)) return null;
  const used = lastFunction(table, file, argument, UseKind.Value) ?? lastFunction(table, file, argument, UseKind.Call);
  if (used !== null) return used;
  // A value whose type is an http.Handler.
  if (whole?.is !== 'value' || whole.type?.is !== 'named') return null;
  const { file: typeFile, declaration } = whole.type.symbol;
  return table.package(typeFile.dir).methods.get(declaration.name)?.get(table.names.known('ServeHTTP')) ?? null;
}

/** The last function of the repository that an argument uses in a certain way. */
function lastFunction(table: SymbolTable, file: IndexedFile, { from, to }: Argument, kind: number): GoSymbol | null {
  for (let use = to - 1; use >= from; use--) {
    const isWanted = useKindOf(file.index, use) === kind;
    const resolution = isWanted ? resolveTerm(table, file, usedTerm(file.index, use)) : null;
    if (resolution?.is === 'function') return resolution.symbol;
  }
  return null;
}
