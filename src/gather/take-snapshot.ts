// Puts a snapshot together from the files that were read.
import type { RepositoryPort } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { DesignDocument, Snapshot, Survey, Target } from '../domain/snapshot.ts';
import { createGlobBudget, type GlobBudget } from '../text/glob.ts';
import { readAgentFiles } from './agent-files.ts';
import { addMissingHunks } from './diff/complete-changes.ts';
import { createExclusions, readAttributes } from './exclusions.ts';
import { createPathMatcher } from './path-matcher.ts';
import { findPolicyChanges } from './policy-changes.ts';
import { readDocuments } from './read/design-documents.ts';
import { isArchitectureConfig, isAttributesFile } from './read/file-kinds.ts';
import { readTargetFiles, type TargetFiles } from './read/read-files.ts';
import { type CommitFiles, defaultReadLimits, pathsOf, type ReadLimits } from './read/read-plan.ts';
import { createFileTexts, createSourceTree, type FileTexts, isFile } from './read/source-tree.ts';
import { readNamedFiles } from './read-named-files.ts';
import { noteGlobs, noteRepository } from './repository-notes.ts';
import { dropExpired } from './settings/expired-exceptions.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import { findUnused } from './settings/unused-settings.ts';
import { isUnread, type JudgedFiles, judgeFiles } from './skipped-files.ts';
import { findWeakerPolicy } from './weaker-policy.ts';

/**
 * The same target, survey and names give the same snapshot.
 *
 * @param asked paths of further files of the head that a question names
 * @throws as the repository does
 */
export async function takeSnapshot(
  repository: RepositoryPort,
  target: Target,
  surveyed: Survey,
  signal: AbortSignal,
  asked: readonly string[] = [],
  limits: ReadLimits = defaultReadLimits,
): Promise<Snapshot> {
  const files = await readTargetFiles(repository, target, limits, signal, asked);
  const { base, contents } = files;
  const resolved = resolveSettings(target, base, createFileTexts(contents), surveyed);
  const { settings, expired } = dropExpired(resolved.settings, surveyed.day);
  const documentBudget = createGlobBudget();
  const named = await readNamedFiles(repository, target, files, settings, limits, signal, documentBudget);
  const texts = createFileTexts(named.contents);
  const before = createSourceTree(files.before, texts);
  const head = createSourceTree(files.head, texts);
  const budget = createGlobBudget();
  const attributes = readAttributes(attributesFiles(base, texts), budget);
  const judged = await judgeFiles(
    files,
    before,
    head,
    createExclusions(attributes.of, createIgnored(settings, budget)),
    signal,
  );
  const isJudged = ({ path }: { readonly path: string }) => !judged.skippedPaths.has(path);
  const changedFiles = await addMissingHunks(hideUnread(files, judged), isJudged, before, head, signal);
  const reviewed = changedFiles.filter(({ path }) => judged.reviewed.has(path));
  const documents = readDocuments(named.documents, target.base, texts, pathsOf(files.changed));
  const documentPaths = documents.documents.map(({ path }) => path);
  const { problems, ...agents } = readAgentFiles(resolved, base, texts, reviewed);
  return {
    target,
    settings,
    settingsSource: resolved.settingsSource,
    settingsProblems: [
      ...resolved.settingsProblems,
      ...expired.map(({ message }) => ({ source: resolved.settingsSource ?? '', line: null, message })),
      ...findUnused(resolved, [createSourceTree(base, texts), head]),
      ...problems,
    ],
    settingsOrigins: resolved.settingsOrigins,
    changedFiles,
    ...(mayHaveMoreChanges(files) ? { hasMoreChanges: true } : {}),
    reviewed,
    skipped: target.whole ? judged.skipped.filter(({ path }) => path.endsWith('.go')) : judged.skipped,
    before,
    head,
    documents: documents.documents,
    configurations: readConfigurations(base, texts),
    ...agents,
    weakened: target.whole ? [] : findWeakerPolicy(target, resolved, surveyed, head, files.changed, reviewed),
    policyChanges: target.whole ? [] : findPolicyChanges(files.changed, settings, [before, head], documentPaths),
    notes: [
      ...noteRepository(files),
      ...noteGlobs({ attributes: attributes.isCut, ignore: budget.isSpent(), documents: documentBudget.isSpent() }),
      ...documents.notes,
    ],
  };
}

/** GitHub compares two commits up to this many files; what a pull request lists beyond may be incomplete. */
const maxComparedFiles = 300;

/** Where the trees are whole, the files that the host left out were found in them. */
function mayHaveMoreChanges({ changed, before, head }: TargetFiles): boolean {
  return changed.length >= maxComparedFiles && (before.listing.truncated || head.listing.truncated);
}

/** Paths that the settings leave out: those that they ignore, and where they include some, all others. */
function createIgnored({ include, ignore }: Settings, budget: GlobBudget): (path: string) => boolean {
  const isIgnored = createPathMatcher(ignore, { budget });
  const isIncluded = include.length === 0 ? () => true : createPathMatcher(include, { budget });
  // What there was no time to compare is reviewed.
  return (path) => isIgnored(path) || !(isIncluded(path) || budget.isSpent());
}

/** A file that was not read is shown without hunks, even where the host gave some. */
function hideUnread({ changed }: TargetFiles, { skippedPaths }: JudgedFiles) {
  return changed.map((file) =>
    isUnread(skippedPaths.get(file.path)) ? { ...file, hunks: [], diff: 'none' as const } : file,
  );
}

function attributesFiles({ listing }: CommitFiles, texts: FileTexts) {
  return listing.entries
    .filter((entry) => isFile(entry) && isAttributesFile(entry.path))
    .map(({ path, sha }) => ({ dir: path.split('/').slice(0, -1).join('/'), text: texts.of(sha) ?? '' }));
}

function readConfigurations({ commit, listing }: CommitFiles, texts: FileTexts): readonly DesignDocument[] {
  return listing.entries.flatMap((entry) => {
    const text = isFile(entry) && isArchitectureConfig(entry.path) ? texts.of(entry.sha) : undefined;
    return text === undefined ? [] : [{ path: entry.path, commit, text, cut: 0 }];
  });
}
