// The door of the room: everything a review may look at, read once and put together as a snapshot.
import type { ChangedFile } from '../domain/diff.ts';
import type { Ports, Progress, RepositoryPort } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type {
  DesignDocument,
  PolicyChange,
  Snapshot,
  SourceTree,
  Survey,
  Target,
  TreeEntry,
} from '../domain/snapshot.ts';
import { isAgentFile, readAgentFiles } from './agent-files.ts';
import { addMissingHunks } from './diff/complete-changes.ts';
import { createExclusions, readAttributes } from './exclusions.ts';
import { createMatcher } from './path-matcher.ts';
import { chooseDocuments, isDocumentPath, readDocuments } from './read/design-documents.ts';
import {
  type CommitFiles,
  defaultReadLimits,
  hasImportRules,
  isArchitectureConfig,
  isAttributesFile,
  type ReadLimits,
  readMoreFiles,
  readTargetFiles,
  settingsPaths,
  type TargetFiles,
} from './read/read-plan.ts';
import { createFileTexts, createSourceTree, type FileTexts, isFile } from './read/source-tree.ts';
import { findSettingsFile, resolveSettings } from './settings/resolve-settings.ts';
import { isUnread, judgeFiles } from './skipped-files.ts';

export { createFullTreeRepository } from './full-tree-repository.ts';

export { settingsJsonSchema } from './settings/settings-file.ts';

/**
 * Reads a target: everything over the network in one kept step, then from the adapter's cache.
 *
 * @param named files of the head that somebody asks about by name, whatever they are
 * @throws TryLater, CannotReview or BadInput, as the repository does
 */
export async function gather(
  { repository, step, progress }: Pick<Ports, 'repository' | 'step' | 'progress'>,
  target: Target,
  signal: AbortSignal,
  named: readonly string[] = [],
): Promise<Snapshot> {
  const surveyed = await step('gather', (signal) => survey(repository, target, progress, signal, named));
  return takeSnapshot(repository, target, surveyed, signal, named);
}

/**
 * Reads everything over the network, so that `takeSnapshot` finds it in the adapter's cache, and keeps what no SHA could give again.
 *
 * @param named further files of the head, as for `gather`
 * @throws TryLater, CannotReview or BadInput, as the repository does
 */
export async function survey(
  repository: RepositoryPort,
  target: Target,
  progress: Progress,
  signal: AbortSignal,
  named: readonly string[] = [],
  limits: ReadLimits = defaultReadLimits,
): Promise<Survey> {
  progress({ room: 'gather', message: `reading ${target.mergeBase.slice(0, 12)}..${target.head.slice(0, 12)}` });
  const reading = await readTargetFiles(repository, target, limits, signal, named);
  const own = findSettingsFile(reading.base);
  const organisationSettings = own ? null : await repository.organisationSettings(target, signal);
  const texts = createFileTexts(reading.contents);
  const { settings } = resolveSettings(target, reading.base, texts, organisationSettings);
  await readMoreFiles(repository, target, namedFiles(reading, settings), reading.contents, limits, signal);
  const { length } = reading.changed;
  progress({
    room: 'gather',
    message: `${length} changed files, ${reading.contents.size} files read`,
    done: 1,
    total: 1,
  });
  return { organisationSettings, changedFiles: length };
}

/**
 * Puts the snapshot together. The same target, survey and names give the same snapshot.
 *
 * @param named files of the head that somebody asks about by name, whatever they are
 * @throws TryLater, CannotReview or BadInput, as the repository does
 */
export async function takeSnapshot(
  repository: RepositoryPort,
  target: Target,
  survey: Survey,
  signal: AbortSignal,
  named: readonly string[] = [],
  limits: ReadLimits = defaultReadLimits,
): Promise<Snapshot> {
  const reading = await readTargetFiles(repository, target, limits, signal, named);
  const { base, contents } = reading;
  const own = createFileTexts(contents);
  const { settings, settingsSource, settingsProblems } = resolveSettings(
    target,
    base,
    own,
    survey.organisationSettings,
  );
  const texts = createFileTexts(
    await readMoreFiles(repository, target, namedFiles(reading, settings), contents, limits, signal),
  );
  const before = treeOf(reading.before, texts);
  const head = treeOf(reading.head, texts);
  const attributes = readAttributes(attributesFiles(base, texts));
  const judged = judgeFiles(reading, before, head, createExclusions(attributes, createMatcher(settings.ignore)));
  const shown = reading.changed.map((file) =>
    isUnread(judged.skippedPaths.get(file.path)) ? { ...file, hunks: [], diff: 'none' as const } : file,
  );
  const isJudged = (file: ChangedFile) => !judged.skippedPaths.has(file.path);
  const changedFiles = await addMissingHunks(shown, isJudged, before, head, signal);
  const documents = readDocuments(
    chooseDocuments(base.listing, changedPaths(reading), settings.documents),
    target.base,
    texts,
  );
  const reviewed = changedFiles.filter(({ path }) => judged.reviewed.has(path));
  const { problems, ...agents } = readAgentFiles(settings, base, texts, reviewed);
  return {
    target,
    settings,
    settingsSource,
    settingsProblems: [
      ...settingsProblems,
      ...problems.map((message) => ({ source: settingsSource ?? '', line: null, message })),
    ],
    changedFiles,
    reviewed,
    skipped: target.whole ? judged.skipped.filter(({ path }) => path.endsWith('.go')) : judged.skipped,
    before,
    head,
    documents: documents.documents,
    configurations: readConfigurations(base, texts),
    ...agents,
    policyChanges: target.whole ? [] : findPolicyChanges(reading.changed, settings, [before, head]),
    notes: [...judged.notes, ...documents.notes],
  };
}

function treeOf({ commit, listing, wanted }: CommitFiles, texts: FileTexts): SourceTree {
  return createSourceTree(commit, listing, texts, wanted);
}

/** Files of the base that only the settings make known. */
function namedFiles(reading: TargetFiles, settings: Settings): readonly TreeEntry[] {
  const documents = chooseDocuments(reading.base.listing, changedPaths(reading), settings.documents);
  return [...documents, ...reading.base.listing.entries.filter(({ path }) => isAgentFile(path, settings))];
}

function changedPaths({ changed }: TargetFiles): readonly string[] {
  return changed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
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

function findPolicyChanges(
  changed: readonly ChangedFile[],
  settings: Settings,
  sides: readonly SourceTree[],
): readonly PolicyChange[] {
  // A text that cannot be had may hold anything.
  const holdsRules = (path: string) =>
    sides.some((tree) => tree.entries.has(path) && hasImportRules(path, tree.text(path) ?? 'depguard:'));
  const kindOf = (path: string): PolicyChange['kind'] | null => {
    if (isAgentFile(path, settings)) return 'agent';
    if (settingsPaths.includes(path) || isAttributesFile(path)) return 'settings';
    if (isArchitectureConfig(path)) return holdsRules(path) ? 'settings' : null;
    return isDocumentPath(path, settings.documents) ? 'document' : null;
  };
  return changed.flatMap(({ path, previousPath }) => {
    const at = [path, previousPath].find((candidate) => candidate !== null && kindOf(candidate) !== null);
    return at ? [{ path: at, kind: kindOf(at)! }] : [];
  });
}
