// The parts of calls and literals that were kept: what they write, and which function they hand over.

import { type Argument, type RecordedCall, UseKind } from './expression-ir.ts';
import { lastName, usedTerm, useKindOf } from './packed.ts';
import { resolveTerm } from './resolve.ts';
import type { GoSymbol, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

const MAX_TEXT = 120;

/** Text of a part on one line, cut where it is long; "" where there is none. */
export function argumentText(table: SymbolTable, file: IndexedFile, argument: Argument | undefined): string {
  if (argument === undefined) return '';
  const text = (table.graph.tree.text(file.path) ?? '').slice(argument.start, argument.end).replace(/\s+/g, ' ').trim();
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** A string literal, or the constant of the repository that names one, without its quotes; null where the part is anything else. */
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

/** What the text calls: "GET" of `r.GET(…)`. */
export function calleeName(table: SymbolTable, file: IndexedFile, call: RecordedCall): string {
  return table.names.text(lastName(file.index, call.term));
}

export function fieldArgument(table: SymbolTable, call: RecordedCall, name: string): Argument | undefined {
  return call.args.find((argument) => table.names.text(argument.field) === name);
}

/**
 * The function of the repository that a part hands over: itself, or what is wrapped in it (`auth(h.Create)`), or what makes it
 * (`h.Create()`); null for a function written on the spot and where the text does not tell.
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
  for (const wanted of [UseKind.Value, UseKind.Call]) {
    for (let at = argument.to - 1; at >= argument.from; at--) {
      const resolution =
        useKindOf(file.index, at) === wanted ? resolveTerm(table, file, usedTerm(file.index, at)) : null;
      if (resolution?.is === 'function') return resolution.symbol;
    }
  }
  // A value whose type answers requests itself.
  if (whole?.is !== 'value' || whole.type?.is !== 'named') return null;
  const { file: typeFile, declaration } = whole.type.symbol;
  return table.package(typeFile.dir).methods.get(declaration.name)?.get(table.names.known('ServeHTTP')) ?? null;
}
