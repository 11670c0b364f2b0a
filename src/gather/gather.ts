// The door of the room: everything a review may look at, read once and put together as a snapshot.
import type { ChangedFile } from '../domain/diff.ts';
import type { Progress, RepositoryPort } from '../domain/ports.ts';
import type { Sha } from '../domain/review-request.ts';
import { defaultSettings, type Settings, type SettingsProblem } from '../domain/settings.ts';
import type {
  DesignDocument,
  PolicyChange,
  Snapshot,
  SourceTree,
  Survey,
  Target,
  TreeEntry,
} from '../domain/snapshot.ts';
import { completeAllHunks } from './changed-files.ts';
import { isUnread, judgeFiles } from './coverage.ts';
import { chooseDocuments, isDocumentPath, readDocuments } from './documents.ts';
import { createMatcher } from './globs.ts';
import {
  type CommitReading,
  defaultLimits,
  holdsImportRules,
  isArchitectureConfig,
  isAttributesFile,
  type Reading,
  type ReadingLimits,
  readCommit,
  readMore,
  readTarget,
  settingsPaths,
} from './reading.ts';
import { createSetAside, readAttributes } from './set-aside.ts';
import { readSettings } from './settings-file.ts';
import { createSourceTree, createTexts, isFile, type Texts } from './source-tree.ts';

export type { ReadingLimits } from './reading.ts';
export { settingsJsonSchema } from './settings-file.ts';
export { wholeState } from './whole-state.ts';

/**
 * Reads everything over the network, so that `gather` finds it in the adapter's cache, and keeps what no SHA could give again.
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
  limits: ReadingLimits = defaultLimits,
): Promise<Survey> {
  progress({ room: 'gather', message: `reading ${target.mergeBase.slice(0, 12)}..${target.head.slice(0, 12)}` });
  const reading = await readTarget(repository, target, limits, signal, named);
  const own = findSettings(reading.base);
  const organisationSettings = own ? null : await repository.organisationSettings(target, signal);
  const texts = createTexts(reading.contents);
  const { settings } = decideSettings(target, reading.base, texts, organisationSettings);
  await readMore(repository, target, namedFiles(reading, settings), reading.contents, limits, signal);
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
export async function gather(
  repository: RepositoryPort,
  target: Target,
  survey: Survey,
  signal: AbortSignal,
  named: readonly string[] = [],
  limits: ReadingLimits = defaultLimits,
): Promise<Snapshot> {
  const reading = await readTarget(repository, target, limits, signal, named);
  const { base, contents } = reading;
  const own = createTexts(contents);
  const { settings, settingsSource, settingsProblems } = decideSettings(target, base, own, survey.organisationSettings);
  const texts = createTexts(
    await readMore(repository, target, namedFiles(reading, settings), contents, limits, signal),
  );
  const before = treeOf(reading.before, texts);
  const head = treeOf(reading.head, texts);
  const attributes = readAttributes(attributesFiles(base, texts));
  const judged = judgeFiles(reading, before, head, createSetAside(attributes, createMatcher(settings.ignore)));
  const shown = reading.changed.map((file) =>
    isUnread(judged.skippedPaths.get(file.path)) ? { ...file, hunks: [], diff: 'none' as const } : file,
  );
  const isJudged = (file: ChangedFile) => !judged.skippedPaths.has(file.path);
  const changedFiles = await completeAllHunks(shown, isJudged, before, head, signal);
  const documents = readDocuments(
    chooseDocuments(base.listing, changedPaths(reading), settings.documents),
    target.base,
    texts,
  );
  const reviewed = changedFiles.filter(({ path }) => judged.reviewed.has(path));
  const agent = readAgentFile(base, texts, settings.agent);
  const byPaths = rankAgents(settings, reviewed).map((one) => ({ ...one, ...readAgentFile(base, texts, one.path) }));
  return {
    target,
    settings,
    settingsSource,
    settingsProblems: [
      ...settingsProblems,
      ...[agent, ...byPaths]
        .flatMap(({ problems }) => problems)
        .map((message) => ({ source: settingsSource ?? '', line: null, message })),
    ],
    changedFiles,
    reviewed,
    skipped: target.whole ? judged.skipped.filter(({ path }) => path.endsWith('.go')) : judged.skipped,
    before,
    head,
    documents: documents.documents,
    configurations: readConfigurations(base, texts),
    agentFile: agent.file,
    agentsByPaths: byPaths.flatMap(({ file, matched }) => (file === null ? [] : [{ ...file, matched }])),
    policyChanges: target.whole ? [] : findPolicyChanges(reading.changed, settings, [before, head]),
    notes: [...judged.notes, ...documents.notes],
  };
}

/**
 * One commit's Go files, go.mod, go.work and configuration of known architecture tools.
 *
 * @throws TryLater, CannotReview or BadInput, as the repository does
 */
export async function readTree(
  repository: RepositoryPort,
  target: Target,
  commit: Sha,
  signal: AbortSignal,
  limits: ReadingLimits = defaultLimits,
): Promise<SourceTree> {
  const { reading, contents } = await readCommit(repository, target, commit, limits, signal);
  return treeOf(reading, createTexts(contents));
}

function treeOf({ commit, listing, wanted }: CommitReading, texts: Texts): SourceTree {
  return createSourceTree(commit, listing, texts, wanted);
}

function findSettings({ listing }: CommitReading): TreeEntry | undefined {
  const byPath = new Map(listing.entries.map((entry) => [entry.path, entry]));
  return settingsPaths.map((path) => byPath.get(path)).find((entry) => entry && isFile(entry));
}

interface Decided {
  readonly settings: Settings;
  readonly settingsSource: string | null;
  readonly settingsProblems: readonly SettingsProblem[];
}

function decideSettings(
  target: Target,
  base: CommitReading,
  texts: Texts,
  organisation: Survey['organisationSettings'],
): Decided {
  const own = findSettings(base);
  const text = own && texts.of(own.sha);
  if (own && text === undefined) {
    const message = 'not read: the file is too large, not text, or could not be had; the defaults hold';
    return {
      settings: defaultSettings,
      settingsSource: null,
      settingsProblems: [{ source: own.path, line: null, message }],
    };
  }
  const file = own && text !== undefined ? { text, source: `${own.path}@${target.base}`, name: own.path } : null;
  const found = file ?? (organisation && { ...organisation, name: organisation.source });
  if (!found) return { settings: defaultSettings, settingsSource: null, settingsProblems: [] };
  const { settings, problems } = readSettings(found.text, found.name);
  return { settings, settingsSource: found.source, settingsProblems: problems };
}

/** Files of the base that only the settings make known. */
function namedFiles(reading: Reading, settings: Settings): readonly TreeEntry[] {
  const documents = chooseDocuments(reading.base.listing, changedPaths(reading), settings.documents);
  return [...documents, ...reading.base.listing.entries.filter(({ path }) => isAgentFile(path, settings))];
}

function changedPaths({ changed }: Reading): readonly string[] {
  return changed.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
}

function attributesFiles({ listing }: CommitReading, texts: Texts) {
  return listing.entries
    .filter((entry) => isFile(entry) && isAttributesFile(entry.path))
    .map(({ path, sha }) => ({ dir: path.split('/').slice(0, -1).join('/'), text: texts.of(sha) ?? '' }));
}

function readConfigurations({ commit, listing }: CommitReading, texts: Texts): readonly DesignDocument[] {
  return listing.entries.flatMap((entry) => {
    const text = isFile(entry) && isArchitectureConfig(entry.path) ? texts.of(entry.sha) : undefined;
    return text === undefined ? [] : [{ path: entry.path, commit, text, cut: 0 }];
  });
}

function isAgentFile(path: string, { agent, agents }: Settings): boolean {
  return path === agent || agents.some(({ file }) => file === path);
}

/** The agents whose paths match any of the files, those that match more first; of equals in the order of the settings. */
function rankAgents({ agents }: Settings, files: readonly ChangedFile[]): { path: string; matched: number }[] {
  return agents
    .map(({ file, paths }) => {
      const matches = createMatcher(paths);
      return { path: file, matched: files.filter(({ path }) => matches(path)).length };
    })
    .filter(({ matched }) => matched > 0)
    .sort((a, b) => b.matched - a.matched);
}

function readAgentFile(
  base: CommitReading,
  texts: Texts,
  path: string | null,
): { file: Snapshot['agentFile']; problems: readonly string[] } {
  if (path === null) return { file: null, problems: [] };
  const entry = base.listing.entries.find((candidate) => candidate.path === path);
  const text = entry && isFile(entry) ? texts.of(entry.sha) : undefined;
  if (text !== undefined) return { file: { path, text }, problems: [] };
  const reason = entry ? 'cannot be read' : 'does not exist on the base branch';
  return { file: null, problems: [`the agent file "${path}" ${reason}, so it does not review`] };
}

function findPolicyChanges(
  changed: readonly ChangedFile[],
  settings: Settings,
  sides: readonly SourceTree[],
): readonly PolicyChange[] {
  // A text that cannot be had may hold anything.
  const holdsRules = (path: string) =>
    sides.some((tree) => tree.entries.has(path) && holdsImportRules(path, tree.text(path) ?? 'depguard:'));
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
