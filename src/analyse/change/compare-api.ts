// Compares the exported surface of importable packages before and after: what was added or removed, and what breaks
// importers (https://go.dev/doc/go1compat). What would need types is undecided.

import type { ApiChange } from '../../domain/architecture.ts';
import { splitLines } from '../../text/lines.ts';
import type { ExportedSymbol, SymbolKind } from '../go/exported-symbol.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import type { PackageRenames } from '../graph/package-renames.ts';
import {
  addsOnlyVariadic,
  compatibilityOfAddition,
  compatibilityOfChange,
  isSealed,
  otherType,
  type TypeDifference,
} from './api-compatibility.ts';
import { type ChangedGoFile, type FileSide, openDirectory } from './changed-go-files.ts';

/** A change, with what rules need besides. */
export interface SurfaceChange extends ApiChange {
  readonly symbolKind: SymbolKind | 'interface-embedded' | 'package';
  /** An interface gained an unexported method, so other packages can no longer implement it. */
  readonly seals: boolean;
  /** Only a variadic last parameter was added: calls still compile; assignments of the function do not. */
  readonly callsCompile: boolean;
  /** It was deprecated before. */
  readonly deprecated: boolean;
  /** If both signatures read the same: a name in them that now refers to a type of another package. */
  readonly otherType: TypeDifference | null;
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
    const unknown = {
      before: old.some(({ outline }) => outline.errorLine !== null),
      head: fresh.some(({ outline }) => outline.errorLine !== null),
    };
    if (unknown.before || unknown.head) couldNotTell += 1;
    const headDir = fresh[0]?.dir ?? identity;
    // A package that moves below internal/ or becomes a command is removed for importers.
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

/** What is missing on one side may stand in a declaration with a syntax error. */
function isCertain(kind: ApiChange['kind'], unknown: { readonly before: boolean; readonly head: boolean }): boolean {
  return !(kind === 'removed' && unknown.head) && !(kind === 'added' && unknown.before);
}

/** Changed files of each package, by the package's directory at the merge base. */
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
  const removed = [...old].flatMap(([key, former]) => (fresh.has(key) ? [] : [former]));
  return [
    ...additions(old, fresh, importPath),
    ...modifications(old, fresh, importPath),
    ...(await removals(removed, old, fresh, importPath, pair)),
  ];
}

function additions(old: Surface, fresh: Surface, importPath: string): SurfaceChange[] {
  return [...fresh].flatMap(([key, { symbol, side }]) => {
    if (side.isGenerated || old.has(key)) return [];
    // Members of a new type are added with the type.
    if (symbol.owner !== null && fresh.has(symbol.owner) && !old.has(symbol.owner)) return [];
    const owner = symbol.owner === null ? undefined : old.get(symbol.owner);
    return [change(importPath, 'added', compatibilityOfAddition(symbol, owner?.symbol), null, symbol, side)];
  });
}

function modifications(old: Surface, fresh: Surface, importPath: string): SurfaceChange[] {
  return [...old].flatMap(([key, former]) => {
    const now = fresh.get(key);
    if (now === undefined || now.side.isGenerated) return [];
    const compatibility = compatibilityOfChange(former.symbol, now.symbol);
    return compatibility === null
      ? []
      : [change(importPath, 'changed', compatibility, former.symbol, now.symbol, now.side)];
  });
}

async function removals(
  removed: readonly SurfaceSymbol[],
  old: Surface,
  fresh: Surface,
  importPath: string,
  pair: PackagePair,
): Promise<SurfaceChange[]> {
  if (removed.length === 0) return [];
  // A remaining symbol is declared somewhere in the package; a member, with its type.
  const names = [...new Set(removed.map(({ symbol }) => symbol.owner ?? symbol.symbol))];
  const whole = surfaceOf((await openDirectory(pair.after, pair.headDir, names)).filter(isSurface));
  const changes: SurfaceChange[] = [];
  for (const { symbol, side } of removed) {
    if (side.isGenerated || whole.has(symbol.symbol)) continue;
    // Members of a removed type are removed with the type.
    if (symbol.owner !== null && old.has(symbol.owner) && !fresh.has(symbol.owner) && !whole.has(symbol.owner))
      continue;
    const owner = symbol.owner === null ? undefined : whole.get(symbol.owner);
    const compatibility =
      owner?.symbol.underlying === 'alias' || mayBePromoted(symbol, whole) ? 'cannot-tell' : 'breaking';
    changes.push(change(importPath, 'removed', compatibility, symbol, null, side));
  }
  return changes;
}

/** The owner embeds another type, which may still provide the name. */
function mayBePromoted(symbol: ExportedSymbol, whole: Surface): boolean {
  if (symbol.owner === null || symbol.kind === 'embedded') return false;
  for (const { symbol: other } of whole.values())
    if (other.owner === symbol.owner && other.kind === 'embedded') return true;
  return false;
}

/** A removed package is one change, not one for each of its symbols. */
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
