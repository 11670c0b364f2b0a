// Gathers everything that a review may look at: reads it once, and puts it together as a snapshot.
import type { Ports, Progress, RepositoryPort } from '../domain/ports.ts';
import type { Snapshot, Survey, Target } from '../domain/snapshot.ts';
import { readTargetFiles } from './read/read-files.ts';
import { defaultReadLimits, type ReadLimits } from './read/read-plan.ts';
import { createFileTexts } from './read/source-tree.ts';
import { readNamedFiles } from './read-named-files.ts';
import { findSettingsFile, readExtended, resolveSettings } from './settings/resolve-settings.ts';
import { takeSnapshot } from './take-snapshot.ts';

export { createFullTreeRepository } from './full-tree-repository.ts';
export { describeSettings } from './settings/describe-settings.ts';
export { narrowLimits } from './settings/review-limits.ts';
export { settingsJsonSchema } from './settings/settings-file.ts';
export { settingsReference } from './settings/settings-reference.ts';

/**
 * Reads a target: everything over the network in one durable step, then from the adapter's cache.
 *
 * @param named paths of further files of the head that a question names
 * @throws TryLater, CannotReview or BadInput, as the repository does
 */
export async function gather(
  { repository, step, progress }: Pick<Ports, 'repository' | 'step' | 'progress'>,
  target: Target,
  signal: AbortSignal,
  named: readonly string[] = [],
): Promise<Snapshot> {
  const surveyed = await step('gather', (stepSignal) => survey(repository, target, progress, stepSignal, named));
  return takeSnapshot(repository, target, surveyed, signal, named);
}

/**
 * Reads everything over the network, so that `takeSnapshot` finds it in the adapter's cache, and returns what the
 * target's SHAs alone cannot give again.
 *
 * @param named as for `gather`
 * @throws as `gather`
 */
export async function survey(
  repository: RepositoryPort,
  target: Target,
  progress: Progress,
  signal: AbortSignal,
  named: readonly string[] = [],
  limits: ReadLimits = defaultReadLimits,
  now: () => number = Date.now,
): Promise<Survey> {
  progress({ room: 'gather', message: `reading ${target.mergeBase.slice(0, 12)}..${target.head.slice(0, 12)}` });
  const files = await readTargetFiles(repository, target, limits, signal, named);
  const own = findSettingsFile(files.base);
  const organisationSettings = await repository.organisationSettings(target, signal);
  const texts = createFileTexts(files.contents);
  const extendedSettings = await readExtended(repository, target, own && texts.of(own.sha), signal);
  const shared = { organisationSettings, ...(extendedSettings.length === 0 ? {} : { extendedSettings }) };
  const { settings } = resolveSettings(target, files.base, texts, shared);
  await readNamedFiles(repository, target, files, settings, limits, signal);
  const { length } = files.changed;
  progress({
    room: 'gather',
    message: `${length} changed files, ${files.contents.size} files read`,
    done: 1,
    total: 1,
  });
  return { ...shared, changedFiles: length, day: new Date(now()).toISOString().slice(0, 10) };
}
