// What the pull request changes in Go files, side by side: one outline for each changed file before and after, parsed once and kept
// by blob SHA.
import type { ChangedFile } from '../../domain/diff.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { type Outline, outlineOf } from '../go/outline.ts';
import { type GoParser, openParser, type ParsedFile } from '../go/parser.ts';
import type { PackageNamer } from '../go/type-shape.ts';
import { dirName } from '../graph/modules.ts';
import { headOf, isInDefaultBuild, releaseOf, type TreeGraph } from '../graph/package-graph.ts';
import type { PackageRenames } from '../graph/package-renames.ts';
import { codeRules } from '../rules/catalogue.ts';
import { type CodeRule, type FileMatches, noMatches } from '../rules/engine/rule.ts';
import { planSearch, runRules } from '../rules/engine/run.ts';
import { yieldToEventLoop } from '../yield.ts';

/** One changed Go file. A side is null where the file does not exist there or could not be read. */
export interface ChangedGoFile {
  readonly file: ChangedFile;
  readonly before: FileSide | null;
  readonly head: FileSide | null;
}

export interface FileSide {
  readonly path: string;
  readonly dir: string;
  readonly packageName: string;
  readonly isTest: boolean;
  readonly isGenerated: boolean;
  readonly inDefaultBuild: boolean;
  /** Other modules can import its package: no command, no test, nothing below internal/. */
  readonly isImportable: boolean;
  readonly text: string;
  /** Without declarations where none are compared. */
  readonly outline: Outline;
  /** What the rules saw; empty where the file is not part of the change. */
  readonly inspection: FileMatches;
}

/** Files read between two breaths: the process answers health checks and cancellations in between. */
const FILES_PER_BREATH = 8;

/** Opens both sides of every changed Go file, generated ones included (names may move in and out of them). */
export async function openChange(
  snapshot: Snapshot,
  before: TreeGraph,
  after: TreeGraph,
  lineage: PackageRenames,
  signal?: AbortSignal,
): Promise<readonly ChangedGoFile[]> {
  const parser = await openParser();
  const both = { parser, rules: codeRules, withOutline: snapshot.target.whole !== true };
  const old: SideReader = { ...both, graph: before, name: namer(before, (dir) => dir) };
  const fresh: SideReader = { ...both, graph: after, name: namer(after, (dir) => lineage.identity(dir)) };
  const isGo = (path: string | null) => path?.endsWith('.go') === true;
  const opened: ChangedGoFile[] = [];
  for (const file of snapshot.changedFiles) {
    if (!isGo(file.path) && !isGo(file.previousPath)) continue;
    const isNew = file.status === 'added' || file.status === 'copied';
    const was = isNew ? null : openSide(old, file.previousPath ?? file.path);
    // A header added by the change must not hide what else it does: such a file is judged as written by hand.
    const byHand = was !== null && !was.isGenerated;
    opened.push({ file, before: was, head: file.status === 'removed' ? null : openSide(fresh, file.path, byHand) });
    if (opened.length % FILES_PER_BREATH === 0) await yieldToEventLoop(signal);
  }
  return opened;
}

/**
 * Opens the non-test files of a directory, for questions that the changed files alone cannot answer.
 *
 * @param names where it is given: only files that write one of them anywhere
 */
export async function openDirectory(
  graph: TreeGraph,
  dir: string,
  names?: readonly string[],
): Promise<readonly FileSide[]> {
  const parser = await openParser();
  const reader: SideReader = { parser, graph, name: namer(graph, (path) => path), rules: [], withOutline: true };
  const isAskedFor = (path: string) =>
    names === undefined || names.some((name) => graph.tree.text(path)?.includes(name) === true);
  const files = (graph.byDir.get(dir)?.files ?? []).filter(isAskedFor);
  return files.map((path) => openSide(reader, path)).filter((side) => side !== null);
}

interface SideReader {
  readonly parser: GoParser;
  readonly graph: TreeGraph;
  readonly name: PackageNamer;
  readonly rules: readonly CodeRule[];
  /** Where everything counts as it is, no declarations are compared: only what rules look for is parsed. */
  readonly withOutline: boolean;
}

/** Packages of the repository are named by directory, so that a new module path is no change to any type. */
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

type Parsed = Pick<FileSide, 'outline' | 'inspection'>;

const unparsed: Parsed = { outline: { declarations: [], symbols: [], errorLine: null }, inspection: noMatches };

/** What was read from a blob, so that the next push parses only what it changes. A few hundred kilobytes for a hundred files. */
const parsed = new Map<string, Parsed>();
const MAX_PARSED = 6_000;

function openSide(
  { parser, graph, name, rules, withOutline }: SideReader,
  path: string,
  byHand = false,
): FileSide | null {
  const text = path.endsWith('.go') ? graph.tree.text(path) : undefined;
  const scanned = text === undefined ? undefined : headOf(graph.tree, path);
  if (text === undefined || scanned === undefined) return null;
  const head = byHand ? { ...scanned, generated: false } : scanned;
  const dir = dirName(path);
  // The same bytes read otherwise where an import means another package.
  const names = head.imports.map((site) => name(site.path)).join(' ');
  const located = graph.modules.locate(dir);
  const isImportable =
    located !== null &&
    head.packageName !== 'main' &&
    !path.endsWith('_test.go') &&
    !located.importPath.split('/').includes('internal');
  const key = [
    graph.tree.entries.get(path)?.sha,
    path,
    rules.length,
    head.generated,
    withOutline,
    isImportable,
    names,
  ].join('\n');
  let read = parsed.get(key);
  if (read === undefined) {
    const search = planSearch(rules, path, text, head);
    const use = (file: ParsedFile): Parsed => ({
      outline: withOutline
        ? outlineOf(file, head, name, isImportable)
        : { declarations: [], symbols: [], errorLine: file.errorLine },
      inspection: search === null ? noMatches : runRules(search, path, file, head),
    });
    if (withOutline) read = parser.parse(text, use);
    else read = search === null ? unparsed : parser.parse(text, use, search.stretches);
    if (parsed.size >= MAX_PARSED) parsed.delete(parsed.keys().next().value!);
    parsed.set(key, read);
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
