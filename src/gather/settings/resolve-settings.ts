// Decides which settings apply to a review: always those of the base, so that a pull request cannot loosen its own.
import { defaultSettings, type Settings, type SettingsProblem } from '../../domain/settings.ts';
import type { Survey, Target, TreeEntry } from '../../domain/snapshot.ts';
import { settingsPaths } from '../read/file-kinds.ts';
import type { CommitFiles } from '../read/read-plan.ts';
import { type FileTexts, isFile } from '../read/source-tree.ts';
import { parseSettings } from './settings-file.ts';

/** The settings file of a commit, where it has one. */
export function findSettingsFile({ listing }: CommitFiles): TreeEntry | undefined {
  const byPath = new Map(listing.entries.map((entry) => [entry.path, entry]));
  return settingsPaths.map((path) => byPath.get(path)).find((entry) => entry && isFile(entry));
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** "path@sha"; null where the defaults apply. */
  readonly settingsSource: string | null;
  readonly settingsProblems: readonly SettingsProblem[];
}

/** The repository's own settings, else the organization's, else the defaults. */
export function resolveSettings(
  target: Target,
  base: CommitFiles,
  texts: FileTexts,
  organisation: Survey['organisationSettings'],
): ResolvedSettings {
  const own = findSettingsFile(base);
  const text = own && texts.of(own.sha);
  if (own && text === undefined) {
    const message = 'not read: the file is too large, not text, or could not be fetched; defaults apply';
    return {
      settings: defaultSettings,
      settingsSource: null,
      settingsProblems: [{ source: own.path, line: null, message }],
    };
  }
  const file = own && text !== undefined ? { text, source: `${own.path}@${target.base}`, name: own.path } : null;
  const found = file ?? (organisation && { ...organisation, name: organisation.source });
  if (!found) return { settings: defaultSettings, settingsSource: null, settingsProblems: [] };
  const { settings, problems } = parseSettings(found.text, found.name);
  return { settings, settingsSource: found.source, settingsProblems: problems };
}
