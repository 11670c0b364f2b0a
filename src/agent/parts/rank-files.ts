// Ranks changed files by their weight in the architecture, computed from facts: most important first. Pure.
import type { Architecture, FactKind } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Severity } from '../../domain/finding.ts';
import type { Layer } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** Weight of a rule's finding. */
const FINDING: Readonly<Record<Severity, number>> = { critical: 16, high: 12, medium: 6, low: 2 };
/** Weight of a fact. Kinds about what is gone, or that repeat other facts, have none. */
const FACT: Readonly<Partial<Record<FactKind, number>>> = {
  'cycle-introduced': 10,
  'layer-violation': 10,
  rule: 6,
  'edge-added': 4,
  'dependency-added': 4,
  'package-added': 4,
};
const BREAKING_CHANGE = 8;
const API_CHANGE = 2;
/** For a package in a declared layer, and for each layer that may import it. */
const LAYERED = 4;
const LAYER_ABOVE = 2;
/** For each doubling of the packages that import it. */
const FAN_IN = 3;
/** Caps, so that no single reason outweighs all others. */
const MAX = { risks: 40, api: 24, layer: 12, fanIn: 24 } as const;
/** Tests weigh less than the code they test. */
const TEST_FACTOR = 0.25;

/** Weights by path; heavier is more important. The number of changed lines breaks ties. */
export function rankFiles(snapshot: Snapshot, architecture: Architecture): ReadonlyMap<string, number> {
  const fanIn = countImporters(architecture);
  const layers = weighLayers(snapshot.settings.layers);
  const packages = new Map([...architecture.after.packages.values()].map((found) => [found.dir, found]));
  const weigh = (file: ChangedFile): number => {
    const found = packages.get(directoryOf(file.path));
    const ofPackage =
      found === undefined
        ? 0
        : Math.min(MAX.fanIn, FAN_IN * Math.log2(1 + (fanIn.get(found.importPath) ?? 0))) +
          (found.layer === null ? 0 : Math.min(MAX.layer, layers.get(found.layer) ?? LAYERED));
    const weight = ofPackage + weighApi(file.path, architecture) + weighRisks(file.path, architecture);
    const lines = file.additions + file.deletions;
    return (weight + lines / (lines + 1_000)) * (file.path.endsWith('_test.go') ? TEST_FACTOR : 1);
  };
  return new Map(snapshot.changedFiles.map((file) => [file.path, weigh(file)]));
}

function countImporters({ after }: Architecture): Map<string, number> {
  const count = new Map<string, number>();
  for (const { imports } of after.packages.values()) {
    for (const path of imports) count.set(path, (count.get(path) ?? 0) + 1);
  }
  return count;
}

function weighLayers(layers: readonly Layer[]): Map<string, number> {
  return new Map(
    layers.map(({ name }) => {
      const above = layers.filter((other) => other.name !== name && other.mayImport.includes(name)).length;
      return [name, LAYERED + LAYER_ABOVE * above];
    }),
  );
}

function weighApi(path: string, { apiChanges }: Architecture): number {
  const here = apiChanges.filter(({ place }) => place.path === path);
  const sum = here.reduce(
    (all, change) => all + (change.compatibility === 'breaking' ? BREAKING_CHANGE : API_CHANGE),
    0,
  );
  return Math.min(MAX.api, sum);
}

function weighRisks(path: string, { facts, findings }: Architecture): number {
  const isHere = (place: { readonly path: string }) => place.path === path;
  const proven = findings.filter((finding) => [finding, ...finding.otherPlaces].some(isHere));
  const shown = facts.filter(({ places }) => places.some(isHere));
  const sum =
    proven.reduce((all, { severity }) => all + FINDING[severity], 0) +
    shown.reduce((all, { kind }) => all + (FACT[kind] ?? 0), 0);
  return Math.min(MAX.risks, sum);
}

/** "" for a file at the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
