// Answers what rules ask about the repository around a case: packages, importers, entry points, text of other files.
import type { Place } from '../../../domain/finding.ts';
import type { GoPackage } from '../../../domain/package-graph.ts';
import type { SourceTree } from '../../../domain/snapshot.ts';
import type { EntryPoint } from '../../../domain/symbol-references.ts';
import { dirName } from '../../graph/modules.ts';
import { importersOf, releaseOf, type TreeGraph } from '../../graph/package-graph.ts';
import type { TreeSymbols } from '../../symbols/symbols.ts';
import { NamesInTests } from './names-in-tests.ts';
import { isOutsideServices } from './source-kind.ts';

/** One line of a file. */
export interface Line {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** Trimmed. */
  readonly text: string;
}

/** What a rule may ask about entry points. */
export type EntryPointQueries = Pick<TreeSymbols, 'reachOf' | 'isReachedByRequests'>;

/** Characters that a search reads at most; it finds nothing beyond. */
const MAX_SEARCHED_CHARACTERS = 120_000_000;

/** The repository at the head, as rules see it. Answers are kept, so that all cases of a rule cost one search. */
export class RepositoryContext {
  readonly graph: TreeGraph;
  readonly before: TreeGraph;
  readonly namesInTests: NamesInTests;
  private readonly references: EntryPointQueries;
  private readonly searches = new Map<string, Line | null>();

  constructor(before: TreeGraph, after: TreeGraph, references: EntryPointQueries) {
    this.before = before;
    this.graph = after;
    this.references = references;
    this.namesInTests = new NamesInTests(after.tree);
  }

  /** Whether a request or event reaches a line (1-based) of the head, as far as the code tells. */
  isInRequestPath(path: string, line: number): boolean {
    return this.references.isReachedByRequests(path, line);
  }

  /** Entry points of the head that reach a place; none for code that the change removes and for tests. */
  entryPointsReaching({
    path,
    startLine,
    side,
  }: Pick<Place, 'path' | 'startLine'> & { side?: Place['side'] }): readonly EntryPoint[] {
    if (side === 'before' || path.endsWith('_test.go')) return [];
    return this.references.reachOf(path, startLine).map(({ entryPoint }) => entryPoint);
  }

  get tree(): SourceTree {
    return this.graph.tree;
  }

  /** Package of a file; null for a file outside every module or without a package. */
  packageOf(path: string): GoPackage | null {
    return this.graph.byDir.get(dirName(path)) ?? null;
  }

  /** Packages of the module that holds a file. */
  modulePackages(path: string): readonly GoPackage[] {
    const module = this.graph.modules.locate(dirName(path))?.module.path;
    return [...this.graph.byDir.values()].filter((one) => one.module === module);
  }

  /** Release 1.N that the module of a file asks for; null where go.mod says none. */
  releaseOf(path: string): number | null {
    return releaseOf(this.graph.modules.locate(dirName(path))?.module.goVersion ?? null) ?? null;
  }

  /** Directories of the packages that import the package in `dir`. */
  importersOf(dir: string): readonly string[] {
    return importersOf(this.graph, dir);
  }

  /** A package that nothing but commands imports is a part of them. */
  isPartOfCommands(dir: string): boolean {
    return this.importersOf(dir).every((from) => this.graph.byDir.get(from)?.name === 'main');
  }

  /**
   * The first line that `pattern` matches in a readable file whose path `paths` matches, in order of paths; or null.
   * Neither pattern may be global.
   */
  find(pattern: RegExp, paths: RegExp): Line | null {
    return this.remember(`${pattern} ${paths}`, () => this.search(pattern, (path) => paths.test(path)));
  }

  /** As `find`, in the Go files of the module that holds `path`; tests, examples and tools left out. */
  findInModule(pattern: RegExp, path: string): Line | null {
    const { modules } = this.graph;
    const dir = modules.locate(dirName(path))?.module.dir ?? '';
    const prefix = dir === '' ? '' : `${dir}/`;
    // A nested module does not count.
    const isPart = (one: string) =>
      one.startsWith(prefix) &&
      one.endsWith('.go') &&
      !one.endsWith('_test.go') &&
      !isOutsideServices(one.slice(prefix.length)) &&
      (modules.locate(dirName(one))?.module.dir ?? '') === dir;
    return this.remember(`${pattern} in module ${dir}`, () => this.search(pattern, isPart));
  }

  /** As `find`, but whether there was such a line at the base. Neither pattern may be global. */
  stoodBefore(pattern: RegExp, paths: RegExp): boolean {
    const ask = () => this.search(pattern, (path) => paths.test(path), this.before.tree);
    return this.remember(`${pattern} ${paths} before`, ask) !== null;
  }

  private remember(question: string, ask: () => Line | null): Line | null {
    const known = this.searches.get(question);
    if (known !== undefined) return known;
    const found = ask();
    this.searches.set(question, found);
    return found;
  }

  private search(pattern: RegExp, isSearched: (path: string) => boolean, tree = this.tree): Line | null {
    let left = MAX_SEARCHED_CHARACTERS;
    for (const path of tree.readable()) {
      if (!isSearched(path)) continue;
      const text = tree.text(path) ?? '';
      left -= text.length;
      if (left < 0) return null;
      const found = pattern.exec(text);
      if (found === null) continue;
      const start = text.lastIndexOf('\n', found.index) + 1;
      const end = text.indexOf('\n', found.index);
      const line = text.slice(0, found.index).split('\n').length;
      return { path, line, text: text.slice(start, end === -1 ? undefined : end).trim() };
    }
    return null;
  }
}
