// Decides whether code that imports a package still compiles after a change to one of its symbols.
import type { ApiChange } from '../../domain/architecture.ts';
import type { ExportedSymbol } from '../go/exported-symbol.ts';
import { gainsFields } from './inline-struct-growth.ts';

type Compatibility = ApiChange['compatibility'];

/**
 * A new method of an interface breaks its implementers, unless an unexported method already prevents implementations.
 */
export function compatibilityOfAddition(symbol: ExportedSymbol, owner: ExportedSymbol | undefined): Compatibility {
  if (symbol.kind === 'interface-method') return owner?.sealed === true ? 'compatible' : 'breaking';
  if (symbol.kind === 'embedded' && owner?.underlying === 'interface') return 'cannot-tell';
  return 'compatible';
}

/** Compatibility of a change; null: no difference to importers. */
export function compatibilityOfChange(old: ExportedSymbol, now: ExportedSymbol): Compatibility | null {
  if (old.kind === 'interface-method' && now.kind === 'interface-method' && old.shape === now.shape) return null;
  // An unexported method prevents implementations in other packages.
  if (isSealed(old, now)) return 'breaking';
  if (old.kind !== now.kind) return isUndecided(old, now) ? 'cannot-tell' : 'breaking';
  if (old.shape === now.shape) return old.value === now.value ? null : 'cannot-tell';
  if (old.kind === 'field' && gainsFields(old.shape, now.shape)) return 'compatible';
  // The method set of a pointer includes the methods of its value, not the other way round.
  if (old.kind === 'method' && old.shape === `*${now.shape}`) return 'compatible';
  return isUndecided(old, now) ? 'cannot-tell' : 'breaking';
}

/** Only a type checker can tell whether the types are the same. */
function isUndecided(old: ExportedSymbol, now: ExportedSymbol): boolean {
  if (old.kind === now.kind && (old.underlying === 'alias' || now.underlying === 'alias')) return true;
  const isValue = old.kind === 'variable' || old.kind === 'constant';
  if (isValue && old.kind === now.kind && (old.shape === '' || now.shape === '')) return true;
  // Types of other modules may be aliases: golang.org/x/net/context.Context is context.Context.
  const other = old.display === now.display ? otherType(old.shape, now.shape) : null;
  return other !== null && !other.before.startsWith('./') && !other.after.startsWith('./');
}

/** Other packages could implement the interface before, and no longer can. */
export function isSealed(old: ExportedSymbol, now: ExportedSymbol): boolean {
  return now.sealed && !old.sealed && old.underlying === 'interface' && now.underlying === 'interface';
}

/** True for "func(a)(r)" and "func(a,...b)(r)": only a variadic last parameter is added. */
export function addsOnlyVariadic(old: string, now: string): boolean {
  if (!old.startsWith('func') && !old.startsWith('*func')) return false;
  for (let at = old.indexOf(')('); at >= 0; at = old.indexOf(')(', at + 1)) {
    const [head, tail] = [old.slice(0, at), old.slice(at)];
    if (!now.startsWith(head) || !now.endsWith(tail) || now.length <= old.length) continue;
    const added = now.slice(at, now.length - tail.length);
    if (added.startsWith(head.endsWith('(') ? '...' : ',...') && !/[(),]/.test(added.slice(4))) return true;
  }
  return false;
}

/** The import paths and names of two types. */
export interface TypeDifference {
  readonly before: string;
  readonly after: string;
}

/** The first type, by import path, in which two shapes differ. */
export function otherType(old: string, now: string): TypeDifference | null {
  const types = (shape: string) => shape.match(/[\w./~-]+\.\p{Lu}[\p{L}\p{Nd}_]*/gu) ?? [];
  const [before, after] = [types(old), types(now)];
  const index = before.findIndex((type, position) => type !== after[position]);
  const [a, b] = [before[index], after[index]];
  return a === undefined || b === undefined ? null : { before: a, after: b };
}
