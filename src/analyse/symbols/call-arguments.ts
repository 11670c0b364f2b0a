// The parts of calls and literals that were kept: what they write, and which function they hand over.

import { type Detail, lastName, type Part, Use } from './expression-ir.ts';
import { meaningOf } from './resolve.ts';
import type { CodeFile, Standing } from './symbol.ts';
import type { Code } from './symbol-table.ts';

const MAX_TEXT = 120;

/** Text of a part on one line, cut where it is long; "" where there is none. */
export function textOfPart(code: Code, file: CodeFile, part: Part | undefined): string {
  if (part === undefined) return '';
  const text = (code.graph.tree.text(file.path) ?? '').slice(part.start, part.end).replace(/\s+/g, ' ').trim();
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** A string literal, or the constant of the repository that names one, without its quotes; null where the part is anything else. */
export function literalOf(code: Code, file: CodeFile, part: Part | undefined): string | null {
  const text = textOfPart(code, file, part);
  if (/^"(?:[^"\\]|\\.)*"$|^`[^`]*`$/.test(text)) return text.slice(1, -1);
  const meaning = part === undefined || !/^[\w.]+$/.test(text) ? null : meaningOf(code, file, part.term);
  const constant = meaning?.is === 'value' ? meaning.variable : null;
  if (constant?.declared.kind !== 'constant') return null;
  const { startLine, endLine, name } = constant.declared;
  const lines = (code.graph.tree.text(constant.file.path) ?? '').split('\n').slice(startLine - 1, endLine);
  const value = new RegExp(`\\b${code.names.text(name)}\\b[^="]*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(lines.join('\n'));
  return value?.[1] ?? null;
}

/** What the text calls: "GET" of `r.GET(…)`. */
export function calledName(code: Code, file: CodeFile, detail: Detail): string {
  return code.names.text(lastName(file.index, detail.term));
}

export function fieldNamed(code: Code, detail: Detail, name: string): Part | undefined {
  return detail.parts.find((part) => code.names.text(part.field) === name);
}

/**
 * The function of the repository that a part hands over: itself, or what is wrapped in it (`auth(h.Create)`), or what makes it
 * (`h.Create()`); null for a function written on the spot and where the text does not tell.
 */
export function functionIn(code: Code, file: CodeFile, part: Part | undefined): Standing | null {
  if (part === undefined) return null;
  const whole = meaningOf(code, file, part.term);
  if (whole?.is === 'function') return whole.standing;
  const { uses } = file.index;
  const text = code.graph.tree.text(file.path)?.slice(part.start, part.end) ?? '';
  if (/^func\s*\(/.test(text)) return null;
  for (const wanted of [Use.Value, Use.Call]) {
    for (let at = part.to - 1; at >= part.from; at--) {
      const meaning = uses[at * 3 + 2] === wanted ? meaningOf(code, file, uses[at * 3]!) : null;
      if (meaning?.is === 'function') return meaning.standing;
    }
  }
  // A value whose type answers requests itself.
  if (whole?.is !== 'value' || whole.type?.is !== 'named') return null;
  const { file: typeFile, declared } = whole.type.standing;
  return code.package(typeFile.dir).methods.get(declared.name)?.get(code.names.known('ServeHTTP')) ?? null;
}
