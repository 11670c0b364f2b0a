// How much each changed file weighs in the architecture: what a reader with little time reads first. Pure; worked out from the facts.
import type { Architecture, FactKind } from '../../domain/architecture.ts';
import type { ChangedFile } from '../../domain/diff.ts';
import type { Severity } from '../../domain/finding.ts';
import type { Layer } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** What the facts prove about a file. */
const FINDING: Readonly<Record<Severity, number>> = { critical: 16, high: 12, medium: 6, low: 2 };
/** What the facts show of it without judging; kinds that say what is gone, or what other facts say, weigh nothing. */
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
/** For a package that is in a declared layer, and for each layer that may import it. */
const LAYERED = 4;
const LAYER_ABOVE = 2;
/** For each doubling of the packages that import it. */
const FAN_IN = 3;
/** No one thing outweighs all others. */
const MOST = { risks: 40, api: 24, layer: 12, fanIn: 24 } as const;
/** A test shows what is meant; the code it tests is what is built. */
const TEST_SHARE = 0.25;

/** Weight by path; more is heavier. Equal weights are told apart by how many lines change. */
export function rankFiles(snapshot: Snapshot, architecture: Architecture): ReadonlyMap<string, number> {
  const fanIn = countImporters(architecture);
  const layers = weighLayers(snapshot.settings.layers);
  const packages = new Map([...architecture.after.packages.values()].map((found) => [found.dir, found]));
  const weigh = (file: ChangedFile): number => {
    const found = packages.get(directoryOf(file.path));
    const ofPackage =
      found === undefined
        ? 0
        : Math.min(MOST.fanIn, FAN_IN * Math.log2(1 + (fanIn.get(found.importPath) ?? 0))) +
          (found.layer === null ? 0 : Math.min(MOST.layer, layers.get(found.layer) ?? LAYERED));
    const weight = ofPackage + weighApi(file.path, architecture) + weighRisks(file.path, architecture);
    const lines = file.additions + file.deletions;
    return (weight + lines / (lines + 1_000)) * (file.path.endsWith('_test.go') ? TEST_SHARE : 1);
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
  return Math.min(MOST.api, sum);
}

function weighRisks(path: string, { facts, findings }: Architecture): number {
  const isHere = (place: { readonly path: string }) => place.path === path;
  const proven = findings.filter((finding) => [finding, ...finding.otherPlaces].some(isHere));
  const shown = facts.filter(({ places }) => places.some(isHere));
  const sum =
    proven.reduce((all, { severity }) => all + FINDING[severity], 0) +
    shown.reduce((all, { kind }) => all + (FACT[kind] ?? 0), 0);
  return Math.min(MOST.risks, sum);
}

/** "" for a file at the root. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
