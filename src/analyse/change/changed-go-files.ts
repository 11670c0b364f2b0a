// Opens both sides of each changed Go file: one outline before and one after, parsed once and cached by blob SHA.
import type { ChangedFile } from '../../domain/diff.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { DeclarationRange } from '../go/declaration-ranges.ts';
import { type Outline, outlineOf } from '../go/outline.ts';
import { type GoParser, openParser, type ParsedFile } from '../go/parser.ts';
import type { FileHead } from '../go/scan-head.ts';
import type { PackageNamer } from '../go/type-shape.ts';
import { yieldToEventLoop } from '../go/yield.ts';
import { dirName } from '../graph/modules.ts';
import { headOf, isInDefaultBuild, releaseOf, type TreeGraph } from '../graph/package-graph.ts';
import type { PackageRenames } from '../graph/package-renames.ts';

/** A changed Go file. A side is null if the file does not exist there or could not be read. */
export interface ChangedGoFile<Found = unknown> {
  readonly file: ChangedFile;
  readonly before: FileSide<Found> | null;
  readonly head: FileSide<Found> | null;
}

export interface FileSide<Found = unknown> {
  readonly path: string;
  readonly dir: string;
  readonly packageName: string;
  readonly isTest: boolean;
  readonly isGenerated: boolean;
  readonly inDefaultBuild: boolean;
  /** Other modules can import its package: no command, no test, not below internal/. */
  readonly isImportable: boolean;
  readonly text: string;
  /** Empty where no declarations are compared. */
  readonly outline: Outline;
  /** What the judge found. */
  readonly found: Found;
}

/** Searches the tree of a file while it is parsed. */
export interface FileJudge<Found> {
  /** Plans the search from the text; null if there is nothing to search for, so the file need not be parsed. */
  plan(
    path: string,
    text: string,
    head: FileHead,
  ): { ranges: readonly DeclarationRange[]; judge(file: ParsedFile): Found } | null;
  /** Result for a file without a plan. */
  readonly nothing: Found;
}

const noJudge: FileJudge<null> = { plan: () => null, nothing: null };

/** Files opened before the event loop gets a turn: health checks and cancellations are answered in between. */
const FILES_PER_TURN = 8;

/** Opens both sides of every changed Go file, generated files included, since names may move between them. */
export async function openChange<Found>(
  snapshot: Snapshot,
  before: TreeGraph,
  after: TreeGraph,
  renames: PackageRenames,
  judge: FileJudge<Found>,
  signal?: AbortSignal,
): Promise<readonly ChangedGoFile<Found>[]> {
  const parser = await openParser();
  const both = { parser, judge, withOutline: snapshot.target.whole !== true };
  const old: SideReader<Found> = { ...both, graph: before, name: namer(before, (dir) => dir) };
  const fresh: SideReader<Found> = { ...both, graph: after, name: namer(after, (dir) => renames.identity(dir)) };
  const isGo = (path: string | null) => path?.endsWith('.go') === true;
  const opened: ChangedGoFile<Found>[] = [];
  for (const file of snapshot.changedFiles) {
    if (!isGo(file.path) && !isGo(file.previousPath)) continue;
    const isNew = file.status === 'added' || file.status === 'copied';
    const was = isNew ? null : openSide(old, file.previousPath ?? file.path);
    // A generated header added by the change must not hide its other changes.
    const byHand = was !== null && !was.isGenerated;
    opened.push({ file, before: was, head: file.status === 'removed' ? null : openSide(fresh, file.path, byHand) });
    if (opened.length % FILES_PER_TURN === 0) await yieldToEventLoop(signal);
  }
  return opened;
}

/**
 * Opens the non-test files of a directory.
 *
 * @param names if given: only files that contain one of them
 */
export async function openDirectory(
  graph: TreeGraph,
  dir: string,
  names?: readonly string[],
): Promise<readonly FileSide[]> {
  const parser = await openParser();
  const reader: SideReader<null> = {
    parser,
    graph,
    name: namer(graph, (path) => path),
    judge: noJudge,
    withOutline: true,
  };
  const isAskedFor = (path: string) =>
    names === undefined || names.some((name) => graph.tree.text(path)?.includes(name) === true);
  const files = (graph.byDir.get(dir)?.files ?? []).filter(isAskedFor);
  return files.map((path) => openSide(reader, path)).filter((side) => side !== null);
}

interface SideReader<Found> {
  readonly parser: GoParser;
  readonly graph: TreeGraph;
  readonly name: PackageNamer;
  readonly judge: FileJudge<Found>;
  /** False for a whole state, where no declarations are compared and only what the judge plans is parsed. */
  readonly withOutline: boolean;
}

/** Names packages of the repository by directory, so that a new module path changes no type. */
function namer(graph: TreeGraph, identity: (dir: string) => string): PackageNamer {
  const names = new Map<string, string>();
  const anyModule = graph.modules.modules[0];
  return (importPath) => {
    let name = names.get(importPath);
    if (name === undefined) {
      const dir = anyModule === undefined ? null : graph.modules.directoryOf(importPath, anyModule);
      name = dir !== null && graph.byDir.has(dir) ? `./${identity(dir)}` : importPath;
      names.set(importPath, name);
    }
    return name;
  };
}

type Parsed<Found> = Pick<FileSide<Found>, 'outline' | 'found'>;

const NO_OUTLINE: Outline = { declarations: [], symbols: [], errorLine: null };

/** Sides by judge and blob, so that the next push parses only its changes. A few hundred kB for a hundred files. */
const parsed = new WeakMap<FileJudge<unknown>, Map<string, Parsed<unknown>>>();
const MAX_PARSED = 6_000;

function cacheOf<Found>(judge: FileJudge<Found>): Map<string, Parsed<Found>> {
  const cache = parsed.get(judge) ?? new Map<string, Parsed<unknown>>();
  parsed.set(judge, cache);
  return cache as Map<string, Parsed<Found>>;
}

function openSide<Found>(reader: SideReader<Found>, path: string, byHand = false): FileSide<Found> | null {
  const { graph, name, withOutline } = reader;
  const text = path.endsWith('.go') ? graph.tree.text(path) : undefined;
  const scanned = text === undefined ? undefined : headOf(graph.tree, path);
  if (text === undefined || scanned === undefined) return null;
  const head = byHand ? { ...scanned, generated: false } : scanned;
  const dir = dirName(path);
  // The same text has other types if an import means another package.
  const names = head.imports.map((site) => name(site.path)).join(' ');
  const located = graph.modules.locate(dir);
  const isImportable =
    located !== null &&
    head.packageName !== 'main' &&
    !path.endsWith('_test.go') &&
    !located.importPath.split('/').includes('internal');
  const sha = graph.tree.entries.get(path)?.sha;
  const key = [sha, path, head.generated, withOutline, isImportable, names].join('\n');
  const cache = cacheOf(reader.judge);
  let read = cache.get(key);
  if (read === undefined) {
    read = parseSide(reader, path, text, head, isImportable);
    if (cache.size >= MAX_PARSED) cache.delete(cache.keys().next().value!);
    cache.set(key, read);
  }
  const release = releaseOf(located?.module.goVersion ?? null);
  return {
    path,
    dir,
    packageName: head.packageName ?? '',
    isTest: path.endsWith('_test.go'),
    isGenerated: head.generated,
    inDefaultBuild: isInDefaultBuild(path, head, release),
    isImportable,
    text,
    ...read,
  };
}

function parseSide<Found>(
  { parser, name, judge, withOutline }: SideReader<Found>,
  path: string,
  text: string,
  head: FileHead,
  isImportable: boolean,
): Parsed<Found> {
  const plan = judge.plan(path, text, head);
  const use = (file: ParsedFile): Parsed<Found> => ({
    outline: withOutline
      ? outlineOf(file, head, name, isImportable)
      : { declarations: [], symbols: [], errorLine: file.errorLine },
    found: plan === null ? judge.nothing : plan.judge(file),
  });
  if (withOutline) return parser.parse(text, use);
  return plan === null ? { outline: NO_OUTLINE, found: judge.nothing } : parser.parse(text, use, plan.ranges);
}
