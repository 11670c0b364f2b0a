// Reads the files of the base that others name: agents and documents of the settings, then what the guides import.
import type { RepositoryPort } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';
import type { Settings } from '../domain/settings.ts';
import type { Target, TreeEntry } from '../domain/snapshot.ts';
import type { GlobBudget } from '../text/glob.ts';
import { isAgentFile } from './agent-files.ts';
import { type ChosenDocument, chooseDocuments, isGuide } from './read/design-documents.ts';
import { followGuideImports } from './read/guide-imports.ts';
import { readMoreFiles, type TargetFiles } from './read/read-files.ts';
import { pathsOf, type ReadLimits } from './read/read-plan.ts';

export interface NamedFiles {
  readonly contents: ReadonlyMap<Sha, Uint8Array>;
  /** The team's documents, most binding first; what guides import follows them. */
  readonly documents: readonly ChosenDocument[];
}

/** @throws as the repository does */
export async function readNamedFiles(
  repository: RepositoryPort,
  target: Target,
  files: TargetFiles,
  settings: Settings,
  limits: ReadLimits,
  signal: AbortSignal,
  budget?: GlobBudget,
): Promise<NamedFiles> {
  const { base, changed } = files;
  const chosen = chooseDocuments(base.listing, pathsOf(changed), settings.documents, budget);
  const agents = base.listing.entries.filter(({ path }) => isAgentFile(path, settings));
  const readMore = (entries: readonly TreeEntry[], contents: ReadonlyMap<Sha, Uint8Array>) =>
    readMoreFiles(repository, target, entries, contents, limits, signal);
  const contents = await readMore([...chosen.map(({ entry }) => entry), ...agents], files.contents);
  const guides = chosen.map(({ entry }) => entry).filter(({ path }) => isGuide(path));
  const followed = await followGuideImports(guides, base.listing, contents, readMore);
  return { contents: followed.contents, documents: withImported(chosen, followed.imported) };
}

/** Behind the guides, and each once. */
function withImported(chosen: readonly ChosenDocument[], imported: readonly TreeEntry[]): readonly ChosenDocument[] {
  const paths = new Set(imported.map(({ path }) => path));
  const last = chosen.findLastIndex(({ entry }) => isGuide(entry.path));
  const rest = chosen.filter(({ entry }) => !paths.has(entry.path) || isGuide(entry.path));
  const cut = last === -1 ? 0 : rest.findLastIndex(({ entry }) => isGuide(entry.path)) + 1;
  const added = imported.filter(({ path }) => !isGuide(path) || !chosen.some(({ entry }) => entry.path === path));
  return [...rest.slice(0, cut), ...added.map((entry) => ({ entry, isDecision: false })), ...rest.slice(cut)];
}
