// The exported surface of packages that others can import, before and after: what was added, what was taken away, and what importers
// can no longer compile against (https://go.dev/doc/go1compat), as far as syntax tells. Where types would be needed, it says so.

import type { ApiChange } from '../../domain/architecture.ts';
import { splitLines } from '../../text/lines.ts';
import type { ExportedSymbol, SymbolKind } from '../go/exported-symbol.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import type { PackageRenames } from '../graph/package-renames.ts';
import { type ChangedGoFile, type FileSide, openDirectory } from './changed-go-files.ts';
import { gainsFields } from './inline-struct-growth.ts';

/** A change, with what this room's findings ask besides. */
export interface SurfaceChange extends ApiChange {
  readonly symbolKind: SymbolKind | 'interface-embedded' | 'package';
  /** An interface gained an unexported method, so other packages can no longer implement it. */
  readonly seals: boolean;
  /** Only an optional last parameter was added: calls still compile, uses of the function as a value do not. */
  readonly callsCompile: boolean;
  /** It was marked deprecated before. */
  readonly deprecated: boolean;
  /** Where both signatures read the same: the type of another package that one of their names stands for now. */
  readonly otherType: { readonly before: string; readonly after: string } | null;
}

export interface ApiDiff {
  readonly changes: readonly SurfaceChange[];
  /** Packages with a declaration that could not be parsed, so that some changes may be missing. */
  readonly couldNotTell: number;
}

interface SurfaceSymbol {
  readonly symbol: ExportedSymbol;
  readonly side: FileSide;
}
type Surface = ReadonlyMap<string, SurfaceSymbol>;

/** Compares the exported surfaces of all changed packages. */
export async function compareApi(
  files: readonly ChangedGoFile[],
  before: TreeGraph,
  after: TreeGraph,
  renames: PackageRenames,
): Promise<ApiDiff> {
  const changes: SurfaceChange[] = [];
  let couldNotTell = 0;
  for (const [identity, pair] of pairPackages(files, renames)) {
    const old = pair.before.filter(isSurface);
    const fresh = pair.head.filter(isSurface);
    if (![...old, ...fresh].some((side) => side.isImportable)) continue;
    const unknown = { before: old.some(isPartlyParsed), head: fresh.some(isPartlyParsed) };
    if (unknown.before || unknown.head) couldNotTell += 1;
    const headDir = fresh[0]?.dir ?? identity;
    // A package that moves below internal/ or becomes a command is gone for importers, wherever its files are.
    const hidden =
      old.some((side) => side.isImportable) && fresh.length > 0 && !fresh.some((side) => side.isImportable);
    const vanished = before.byDir.has(identity) && (hidden || !after.byDir.has(headDir));
    if (vanished) changes.push(...removedPackage(old, before));
    else {
      const pair = { before, after, identity, headDir };
      const found = await comparePackage(surfaceOf(old), surfaceOf(fresh), pair);
      changes.push(...found.filter(({ kind }) => isCertain(kind, unknown)));
    }
  }
  return { changes, couldNotTell };
}

function isPartlyParsed({ outline }: FileSide): boolean {
  return outline.errorLine !== null;
}

/** What is missing on one side may stand in a declaration with a syntax error. */
function isCertain(kind: ApiChange['kind'], unknown: { readonly before: boolean; readonly head: boolean }): boolean {
  return !(kind === 'removed' && unknown.head) && !(kind === 'added' && unknown.before);
}

/** Changed files of each package, keyed by the package's directory at the merge base. */
function pairPackages(
  files: readonly ChangedGoFile[],
  renames: PackageRenames,
): ReadonlyMap<string, { before: FileSide[]; head: FileSide[] }> {
  const pairs = new Map<string, { before: FileSide[]; head: FileSide[] }>();
  const pairOf = (dir: string) => {
    const pair = pairs.get(dir) ?? { before: [], head: [] };
    pairs.set(dir, pair);
    return pair;
  };
  for (const { before, head } of files) {
    if (before !== null) pairOf(before.dir).before.push(before);
    if (head !== null) pairOf(renames.identity(head.dir)).head.push(head);
  }
  return pairs;
}

function isSurface(side: FileSide): boolean {
  return !side.isTest && side.inDefaultBuild;
}

function surfaceOf(sides: readonly FileSide[]): Surface {
  const surface = new Map<string, SurfaceSymbol>();
  for (const side of sides)
    for (const symbol of side.outline.symbols)
      if (!surface.has(symbol.symbol)) surface.set(symbol.symbol, { symbol, side });
  return surface;
}

interface PackagePair {
  readonly before: TreeGraph;
  readonly after: TreeGraph;
  readonly identity: string;
  readonly headDir: string;
}

async function comparePackage(old: Surface, fresh: Surface, pair: PackagePair): Promise<SurfaceChange[]> {
  const importPath =
    pair.after.byDir.get(pair.headDir)?.importPath ?? pair.before.byDir.get(pair.identity)?.importPath ?? pair.headDir;
  const changes: SurfaceChange[] = [];
  for (const [name, { symbol, side }] of fresh) {
    if (side.isGenerated || old.has(name)) continue;
    // Members of a new type come with the type.
    if (symbol.owner !== null && fresh.has(symbol.owner) && !old.has(symbol.owner)) continue;
    const owner = symbol.owner === null ? undefined : old.get(symbol.owner);
    changes.push(change(importPath, 'added', additionIsCompatible(symbol, owner), null, symbol, side));
  }
  const removed: SurfaceSymbol[] = [];
  for (const [name, standing] of old) {
    const now = fresh.get(name);
    if (now === undefined) removed.push(standing);
    else if (!now.side.isGenerated) {
      const compatibility = compatibilityOf(standing.symbol, now.symbol);
      if (compatibility !== null)
        changes.push(change(importPath, 'changed', compatibility, standing.symbol, now.symbol, now.side));
    }
  }
  changes.push(...(await removals(removed, old, fresh, importPath, pair)));
  return changes;
}

/** Adding a method to an interface breaks whoever implements it, unless an unexported method kept others from doing so. */
function additionIsCompatible(symbol: ExportedSymbol, owner: SurfaceSymbol | undefined): ApiChange['compatibility'] {
  if (symbol.kind === 'interface-method') return owner?.symbol.sealed === true ? 'compatible' : 'breaking';
  if (symbol.kind === 'embedded' && owner?.symbol.underlying === 'interface') return 'cannot-tell';
  return 'compatible';
}

/** null: importers see no difference. */
function compatibilityOf(old: ExportedSymbol, now: ExportedSymbol): ApiChange['compatibility'] | null {
  if (old.kind === 'interface-method' && now.kind === 'interface-method' && old.shape === now.shape) return null;
  // With an unexported method nobody outside can implement it any more.
  if (isSealed(old, now)) return 'breaking';
  if (old.shape === now.shape && old.kind === now.kind) return old.value === now.value ? null : 'cannot-tell';
  if (old.kind === 'field' && now.kind === 'field' && gainsFields(old.shape, now.shape)) return 'compatible';
  // A method on the value is also in the pointer's method set, not the other way round.
  if (old.kind === 'method' && now.kind === 'method' && old.shape === `*${now.shape}`) return 'compatible';
  if (old.kind === 'type' && now.kind === 'type' && (old.underlying === 'alias' || now.underlying === 'alias'))
    return 'cannot-tell';
  // The type of a variable or constant that is not written down is known to the compiler alone.
  if (
    old.kind === now.kind &&
    (old.kind === 'variable' || old.kind === 'constant') &&
    (old.shape === '' || now.shape === '')
  )
    return 'cannot-tell';
  // A type of another module with the same name may be the same type (golang.org/x/net/context.Context is context.Context).
  const other = old.display === now.display ? otherType(old.shape, now.shape) : null;
  if (other !== null && !other.before.startsWith('./') && !other.after.startsWith('./')) return 'cannot-tell';
  return 'breaking';
}

/** An interface that other packages could implement, and no longer can. */
function isSealed(old: ExportedSymbol, now: ExportedSymbol): boolean {
  return now.sealed && !old.sealed && old.underlying === 'interface' && now.underlying === 'interface';
}

async function removals(
  removed: readonly SurfaceSymbol[],
  old: Surface,
  fresh: Surface,
  importPath: string,
  pair: PackagePair,
): Promise<SurfaceChange[]> {
  if (removed.length === 0) return [];
  // A name that stays is written where it stays; a member, where its type is.
  const names = [...new Set(removed.map(({ symbol }) => symbol.owner ?? symbol.symbol))];
  const whole = surfaceOf((await openDirectory(pair.after, pair.headDir, names)).filter(isSurface));
  const changes: SurfaceChange[] = [];
  for (const { symbol, side } of removed) {
    if (side.isGenerated || whole.has(symbol.symbol)) continue;
    // Members of a removed type go with the type.
    if (symbol.owner !== null && old.has(symbol.owner) && !fresh.has(symbol.owner) && !whole.has(symbol.owner))
      continue;
    const owner = symbol.owner === null ? undefined : whole.get(symbol.owner);
    const compatibility =
      owner?.symbol.underlying === 'alias' || mayBePromoted(symbol, whole) ? 'cannot-tell' : 'breaking';
    changes.push(change(importPath, 'removed', compatibility, symbol, null, side));
  }
  return changes;
}

/** The owner embeds something, so the name may still be reachable through it. */
function mayBePromoted(symbol: ExportedSymbol, whole: Surface): boolean {
  if (symbol.owner === null || symbol.kind === 'embedded') return false;
  for (const { symbol: other } of whole.values())
    if (other.owner === symbol.owner && other.kind === 'embedded') return true;
  return false;
}

/** A package that is gone is one change, not one for each of its names. */
function removedPackage(old: readonly FileSide[], before: TreeGraph): SurfaceChange[] {
  const side = old.find((file) => !file.isGenerated && file.outline.symbols.length > 0);
  const importPath = side === undefined ? undefined : before.byDir.get(side.dir)?.importPath;
  if (side === undefined || importPath === undefined) return [];
  const lines = splitLines(side.text);
  const index = lines.findIndex((line) => /^\s*package\s/.test(line));
  const quote = (lines[Math.max(0, index)] ?? '').trim();
  const line = Math.max(0, index) + 1;
  return [
    {
      package: importPath,
      symbol: '(package)',
      name: importPath,
      symbolKind: 'package',
      seals: false,
      kind: 'removed',
      compatibility: 'breaking',
      before: `package ${side.packageName}`,
      after: null,
      callsCompile: false,
      deprecated: false,
      otherType: null,
      place: { path: side.path, startLine: line, endLine: line, quote, side: 'before' },
    },
  ];
}

function change(
  importPath: string,
  kind: ApiChange['kind'],
  compatibility: ApiChange['compatibility'],
  old: ExportedSymbol | null,
  now: ExportedSymbol | null,
  side: FileSide,
): SurfaceChange {
  const shown = now ?? old!;
  return {
    package: importPath,
    symbol: shown.symbol,
    name: shown.name,
    symbolKind: shown.kind === 'embedded' && shown.name === shown.owner ? 'interface-embedded' : shown.kind,
    seals: old !== null && now !== null && isSealed(old, now),
    kind,
    compatibility,
    before: old?.display ?? null,
    after: now?.display ?? null,
    callsCompile: old !== null && now !== null && addsOnlyVariadic(old.shape, now.shape),
    deprecated: old?.deprecated ?? false,
    otherType: old !== null && now !== null && old.display === now.display ? otherType(old.shape, now.shape) : null,
    place: {
      path: side.path,
      startLine: shown.line,
      endLine: shown.line,
      quote: shown.quote,
      side: now === null ? 'before' : 'head',
    },
  };
}

/** "func(a)(r)" and "func(a,...b)(r)": nothing but a last variadic parameter differs. */
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

/** The first type, by import path, in which two shapes differ. */
function otherType(old: string, now: string): SurfaceChange['otherType'] {
  const types = (shape: string) => shape.match(/[\w./~-]+\.\p{Lu}[\p{L}\p{Nd}_]*/gu) ?? [];
  const [before, after] = [types(old), types(now)];
  const index = before.findIndex((type, position) => type !== after[position]);
  const [a, b] = [before[index], after[index]];
  return a === undefined || b === undefined ? null : { before: a, after: b };
}
