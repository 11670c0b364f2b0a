// Code bases that are cut by feature: the first import that reaches past a feature's front into its store or its handlers (catalogue SA06).
import type { GoPackage, ImportSite } from '../../../domain/package-graph.ts';
import { isCompositionRoot, isSupport } from '../../graph/composition-roots.ts';
import { type FeatureLayer, featureLayerOf, readNamedLayers } from '../../graph/conventional-layers.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { type ChangeRule, matchPlace } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';

/** Fewer features with layers of their own are a coincidence, not a layout. */
const MIN_FEATURES = 3;

export const featureInternals: ChangeRule = {
  id: 'service/feature-internals',
  section: 'service-architecture',
  severity: 'medium',
  report: 'signal',
  title: 'A feature reaches into the inner layer of another',
  why: 'Features that meet only at their fronts can be changed one by one: a table, a query or a handler is nobody else’s business. From here on two features share one.',
  exceptions:
    'Where the two are one feature in two directories. Nobody declared these features: they are told by the names of directories, and by the imports at the merge base, of which not one ran this way.',
  fix: 'Ask the other feature’s service, or an interface that it implements; where only data is needed, listen to its events or read a copy.',
  tradeOffs: 'One more call or one more copy to keep up to date.',
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
      const crossing = from === undefined || to === undefined ? null : crossingOf(from, to.dir, edge.sites);
      const count = features.get(crossing?.parent ?? '') ?? 0;
      if (crossing === null || count < MIN_FEATURES || crossed.has(crossing.parent)) return [];
      if (!readNamedLayers(after).isProven(to!.dir) || !hasFront(after, crossing)) return [];
      return crossing.sites.map((site) => sighting(site, from!.dir, to!.dir, crossing, count));
    });
  },
};

/** Where a feature is put together: what is made there is handed to code that may know no more of it than an interface. */
const WIRING_FILE = /(^|\/)(wire(_gen)?|routes?|router|modules?|providers?|di|container|setup|init)\.go$/;

/** Guards of a feature's handlers that are made to stand before those of others. */
const MIDDLEWARE = /(^|\/)middlewares?(\/|$)/;

/** Where imports reach another feature, and what of it. */
interface Crossing extends FeatureLayer {
  readonly sites: readonly ImportSite[];
}

/** What of another feature imports reach, where that is its store or its handlers; null where it is not, or a program is wired there. */
function crossingOf(from: GoPackage, to: string, sites: readonly ImportSite[]): Crossing | null {
  if (isCompositionRoot(from) || isSupport(from.dir) || MIDDLEWARE.test(to)) return null;
  const [own, other] = [featureLayerOf(from.dir), featureLayerOf(to)];
  if (own === null || other === null || own.parent !== other.parent || own.feature === other.feature) return null;
  const reaching = sites.filter(({ file }) => !WIRING_FILE.test(file));
  const isInner = other.role === 'infrastructure' || other.role === 'transport';
  return isInner && reaching.length > 0 ? { ...other, sites: reaching } : null;
}

/** Whether there is something of the feature to ask instead: a service, or a package at its root. */
function hasFront({ byDir }: TreeGraph, { parent, feature }: FeatureLayer): boolean {
  if (byDir.has(parent === '' ? feature : `${parent}/${feature}`)) return true;
  return [...byDir.keys()].some((dir) => {
    const found = featureLayerOf(dir);
    return found?.parent === parent && found.feature === feature && found.role === 'application';
  });
}

/** How many features with two layers or more each directory holds. */
function countFeatures({ byDir }: TreeGraph): ReadonlyMap<string, number> {
  const layers = new Map<string, Map<string, Set<string>>>();
  for (const dir of byDir.keys()) {
    const found = featureLayerOf(dir);
    if (found === null || isSupport(dir)) continue;
    const features = layers.get(found.parent) ?? new Map<string, Set<string>>();
    layers.set(found.parent, features.set(found.feature, (features.get(found.feature) ?? new Set()).add(found.role)));
  }
  return new Map(
    [...layers].map(([parent, features]) => [parent, [...features.values()].filter(({ size }) => size > 1).length]),
  );
}

function sighting(
  { file, line, quote }: { readonly file: string; readonly line: number; readonly quote: string },
  from: string,
  to: string,
  { parent, role }: FeatureLayer,
  count: number,
): Match {
  return matchPlace(featureInternals, {
    path: file,
    startLine: line,
    endLine: line,
    quote,
    side: 'head',
    said: `\`${from}\` now imports \`${to}\` (${role}, by its name and its libraries), which belongs to the feature beside it. At the merge base none of the ${count} features of \`${parent === '' ? '.' : parent}\` did so.`,
  });
}
