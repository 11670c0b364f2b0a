// Describes the settings that apply, with the source of each value.
import type { Settings } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { EffectiveSettings } from '../../domain/user-commands.ts';

/** Keys that a file sets come first, each group in the order of the reference. */
export function describeSettings({ settings, settingsOrigins = {}, settingsProblems }: Snapshot): EffectiveSettings {
  const keys = Object.keys(settings) as (keyof Settings)[];
  const described = keys.map((key) => ({
    key,
    value: JSON.stringify(settings[key]),
    sources: settingsOrigins[key] ?? [],
  }));
  const isSet = ({ sources }: { readonly sources: readonly string[] }) => sources.length > 0;
  return {
    settings: [...described.filter(isSet), ...described.filter((one) => !isSet(one))],
    problems: settingsProblems,
  };
}
