// Finds the first import that reaches past the services of a feature into its store or its handlers.
import type { GoPackage, ImportSite } from '../../../domain/package-graph.ts';
import { isCompositionRoot, isSupportDir } from '../../graph/composition-roots.ts';
import { type FeatureLayer, featureLayerOf, readConventionalLayers } from '../../graph/conventional-layers.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { type ChangeRule, matchImport } from '../engine/change-rule.ts';

/** Fewer features with their own layers are a coincidence, not a layout. */
const MIN_FEATURES = 3;

export const featureInternals: ChangeRule = {
  id: 'service/feature-internals',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  title: 'Feature imports the internals of another feature',
  messages: {
    reachesInside:
      '`{from}` now imports `{to}` ({role}, by its name and libraries) of a sibling feature; at the merge base ' +
      'none of the {count} features did.',
  },
  why:
    'Features that use each other only through their services can change tables, queries and handlers freely; ' +
    'from now on these two share one.',
  exceptions: 'both directories are one feature; features are inferred from directory names and existing imports.',
  fix:
    "Call the other feature's service or an interface that it implements; if you need only data, consume its " +
    'events or keep a copy.',
  tradeOffs: 'One more call, or a copy to keep up to date.',
  example: '',
  references: [
    'https://github.com/roblaszczak/go-cleanarch',
    'https://threedots.tech/post/microservices-or-monolith-its-detail/',
  ],
  check(change) {
    if (change.layersDeclared) return [];
    const { before, graph: after } = change.around;
    const features = countFeatures(before);
    const crossed = new Set(
      [...before.edges].flatMap(([from, targets]) =>
        [...targets].flatMap(([to, sites]) => crossingOf(before.byDir.get(from)!, to, sites)?.parent ?? []),
      ),
    );
    return change.delta.addedEdges.flatMap((edge) => {
      const [from, to] = [edge.from, edge.to].map((path) => after.graph.packages.get(path));
      if (from === undefined || to === undefined) return [];
      const crossing = crossingOf(from, to.dir, edge.sites);
      const count = features.get(crossing?.parent ?? '') ?? 0;
      if (crossing === null || count < MIN_FEATURES || crossed.has(crossing.parent)) return [];
      if (!readConventionalLayers(after).isProven(to.dir) || !hasPublicPart(after, crossing)) return [];
      const data = { from: from.dir, to: to.dir, role: crossing.role, count };
      return crossing.sites.map((site) => matchImport(featureInternals, site, 'reachesInside', data));
    });
  },
};

/** Files that wire a feature: what they create is passed to code that may know only an interface of it. */
const WIRING_FILE = /(^|\/)(wire(_gen)?|routes?|router|modules?|providers?|di|container|setup|init)\.go$/;

/** Middleware of a feature that the handlers of others may use. */
const MIDDLEWARE = /(^|\/)middlewares?(\/|$)/;

/** Imports that reach the internals of another feature. */
interface Crossing extends FeatureLayer {
  readonly sites: readonly ImportSite[];
}

/** The store or the handlers of another feature that imports reach; null for anything else and for wiring code. */
function crossingOf(from: GoPackage, to: string, sites: readonly ImportSite[]): Crossing | null {
  if (isCompositionRoot(from) || isSupportDir(from.dir) || MIDDLEWARE.test(to)) return null;
  const [own, other] = [featureLayerOf(from.dir), featureLayerOf(to)];
  if (own === null || other === null || own.parent !== other.parent || own.feature === other.feature) return null;
  const reaching = sites.filter(({ file }) => !WIRING_FILE.test(file));
  const isInner = other.role === 'infrastructure' || other.role === 'transport';
  return isInner && reaching.length > 0 ? { ...other, sites: reaching } : null;
}

/** Tells whether the feature offers something to import instead: a service, or a package at its root. */
function hasPublicPart({ byDir }: TreeGraph, { parent, feature }: FeatureLayer): boolean {
  if (byDir.has(parent === '' ? feature : `${parent}/${feature}`)) return true;
  return [...byDir.keys()].some((dir) => {
    const found = featureLayerOf(dir);
    return found?.parent === parent && found.feature === feature && found.role === 'application';
  });
}

/** Number of features with two or more layers, by parent directory. */
function countFeatures({ byDir }: TreeGraph): ReadonlyMap<string, number> {
  const layers = new Map<string, Map<string, Set<string>>>();
  for (const dir of byDir.keys()) {
    const found = featureLayerOf(dir);
    if (found === null || isSupportDir(dir)) continue;
    const features = layers.get(found.parent) ?? new Map<string, Set<string>>();
    layers.set(found.parent, features.set(found.feature, (features.get(found.feature) ?? new Set()).add(found.role)));
  }
  return new Map(
    [...layers].map(([parent, features]) => [parent, [...features.values()].filter(({ size }) => size > 1).length]),
  );
}
