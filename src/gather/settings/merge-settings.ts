// Merges settings files: what a repository says adds to what its organization and the file that it builds on say.
import { type Settings, type SettingsOrigins, Settings as schema } from '../../domain/settings.ts';
import type { SettingsValue } from './settings-file.ts';
import { isRecord } from './settings-problems.ts';

/** One file of several. */
export interface SettingsSource {
  /** "path@sha". */
  readonly source: string;
  readonly value: SettingsValue;
}

/** Lists to which each file adds; the entries of the nearest file come first, because in some the first one decides. */
const added: readonly string[] = [
  'documents',
  'ignore',
  'suppress',
  'severities',
  'instructions',
  'agents',
  'efforts',
  'gates',
] satisfies (keyof Settings)[];

/**
 * The settings of several valid files, the nearest last: its value of a key counts, lists grow, and a layer replaces
 * one of the same name.
 */
export function mergeSettings(sources: readonly SettingsSource[]): { settings: Settings; origins: SettingsOrigins } {
  const merged: Record<string, unknown> = {};
  const origins: Record<string, readonly string[]> = {};
  for (const { source, value } of sources) {
    for (const [key, own] of Object.entries(value)) {
      const before = merged[key];
      const isAdded = Array.isArray(own) && Array.isArray(before) && (key === 'layers' || added.includes(key));
      merged[key] = isAdded ? addTo(key, before, own) : own;
      origins[key] = isAdded ? [...(origins[key] ?? []), source] : [source];
    }
  }
  return { settings: schema.parse(merged), origins };
}

function addTo(key: string, before: readonly unknown[], own: readonly unknown[]): readonly unknown[] {
  if (key !== 'layers') return [...own, ...before];
  const names = new Set(own.map(nameOf));
  return [...before.filter((layer) => !names.has(nameOf(layer))), ...own];
}

function nameOf(layer: unknown): unknown {
  return isRecord(layer) ? layer.name : undefined;
}
