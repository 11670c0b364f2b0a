// Decides which settings apply to a review: always those of the base, so that a pull request cannot loosen its own.
// What the organization and an extended file say holds as well, where the repository's own file does not say otherwise.
import type { RepositoryPort } from '../../domain/ports.ts';
import { defaultSettings, type Settings, type SettingsOrigins, type SettingsProblem } from '../../domain/settings.ts';
import type { Survey, Target, TreeEntry } from '../../domain/snapshot.ts';
import { settingsPaths } from '../read/file-kinds.ts';
import type { CommitFiles } from '../read/read-plan.ts';
import { type FileTexts, isFile } from '../read/source-tree.ts';
import { mergeSettings } from './merge-settings.ts';
import { type ParsedSettings, parseSettings } from './settings-file.ts';
import { isRecord } from './settings-problems.ts';

/** The settings file of a commit, where it has one. */
export function findSettingsFile({ listing }: CommitFiles): TreeEntry | undefined {
  const byPath = new Map(listing.entries.map((entry) => [entry.path, entry]));
  return settingsPaths.map((path) => byPath.get(path)).find((entry) => entry && isFile(entry));
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** "path@sha" of the nearest file; null where the defaults apply. */
  readonly settingsSource: string | null;
  readonly settingsOrigins: SettingsOrigins;
  readonly settingsProblems: readonly SettingsProblem[];
  /** The repository's own file, where it has one that can be read. */
  readonly own: (ParsedSettings & { readonly path: string }) | null;
}

type SharedFiles = Pick<Survey, 'organisationSettings' | 'extendedSettings'>;

/** The repository's own settings on top of those that it extends, on top of the organization's. */
export function resolveSettings(
  target: Target,
  base: CommitFiles,
  texts: FileTexts,
  shared: SharedFiles,
): ResolvedSettings {
  const entry = findSettingsFile(base);
  const text = entry && texts.of(entry.sha);
  const own = entry && text !== undefined ? { text, source: `${entry.path}@${target.base}`, name: entry.path } : null;
  const resolved = layerSettings(own, shared);
  if (!entry || own !== null) return resolved;
  const message = 'not read: the file is too large, not text, or could not be fetched; it does not apply';
  return {
    ...resolved,
    settingsProblems: [...resolved.settingsProblems, { source: entry.path, line: null, message }],
  };
}

/** A settings file; `name` is for people. */
export interface SettingsText {
  readonly text: string;
  readonly source: string;
  readonly name: string;
}

/** The settings that hold with this file as the repository's own. */
export function layerSettings(own: SettingsText | null, shared: SharedFiles): ResolvedSettings {
  const { organisationSettings, extendedSettings = [] } = shared;
  const outer = [organisationSettings, ...extendedSettings].flatMap((file) =>
    file === null || file.text === null ? [] : [{ text: file.text, source: file.source, name: file.source }],
  );
  const files = own === null ? outer : [...outer, own];
  let layers: string[] = [];
  const parsed = files.map((file) => {
    const read = parseSettings(file.text, file.name, layers);
    layers = [...layers, ...read.settings.layers.map(({ name }) => name)];
    return { ...file, ...read };
  });
  const nearest = parsed.at(-1);
  const ownRead = own === null ? null : (nearest ?? null);
  const missing = extendedSettings.filter((file) => file.text === null);
  const { settings, origins, problem } = mergeOrKeepNearest(parsed);
  return {
    settings,
    settingsSource: nearest?.source ?? null,
    settingsOrigins: origins,
    settingsProblems: [
      ...parsed.flatMap(({ problems }) => problems),
      ...missing.map((file) => unreadable(file.source, own?.name ?? '', ownRead)),
      ...(problem === null ? [] : [{ source: nearest?.name ?? '', line: null, message: problem }]),
    ],
    own: ownRead === null ? null : { ...ownRead, path: ownRead.name },
  };
}

function unreadable(reference: string, source: string, own: ParsedSettings | null): SettingsProblem {
  const message =
    `"_extends": ${reference} could not be read; it must exist and be public, or be the organization's ` +
    '".github" repository, and only the App reads other repositories';
  return { source, line: own?.lineOf(['_extends']) ?? null, message };
}

/** Several valid files can be too much together: then only the nearest counts. */
function mergeOrKeepNearest(files: readonly (ParsedSettings & SettingsText)[]): {
  settings: Settings;
  origins: SettingsOrigins;
  problem: string | null;
} {
  try {
    return { ...mergeSettings(files), problem: null };
  } catch {
    const nearest = files.at(-1);
    const origins = nearest === undefined ? {} : mergeSettings([nearest]).origins;
    const problem = 'the lists of all settings files together are too long, so only this file applies';
    return { settings: nearest?.settings ?? defaultSettings, origins, problem };
  }
}

/** Files that may build on each other; more are not followed. */
const MAX_EXTENDED = 3;

/** Reads the files that a settings file builds on, the outermost first. @throws as the repository does */
export async function readExtended(
  repository: RepositoryPort,
  target: Target,
  text: string | undefined,
  signal: AbortSignal,
): Promise<NonNullable<Survey['extendedSettings']>> {
  const files: NonNullable<Survey['extendedSettings']> = [];
  const seen = new Set<string>();
  let reference = text === undefined ? null : referenceIn(text);
  while (reference !== null && !seen.has(reference) && files.length < MAX_EXTENDED) {
    seen.add(reference);
    const file = (await repository.sharedSettings?.(target, parseReference(reference, target), signal)) ?? null;
    files.unshift(file ?? { text: null, source: reference });
    reference = file === null ? null : referenceIn(file.text);
  }
  return files;
}

function referenceIn(text: string): string | null {
  const { value } = parseSettings(text, '');
  return isRecord(value) && typeof value._extends === 'string' ? value._extends : null;
}

const DEFAULT_PATH = '.github/architect.yml';

/** "REPOSITORY", "OWNER/REPOSITORY", each with ":PATH" or not. */
function parseReference(reference: string, { repository }: Target) {
  const [place = '', path = DEFAULT_PATH] = reference.split(':');
  const [owner, name] = place.includes('/') ? place.split('/') : [repository.owner, place];
  return { owner: owner ?? '', name: name ?? '', path };
}
