// Finds widely imported concrete packages that become hard to change.
import type { PackageMetrics } from '../../../domain/package-graph.ts';
import type { ChangeRule } from '../engine/change-rule.ts';
import { matchPackageClause } from './package-clause.ts';
import { isWidelyImported } from './widely-imported.ts';

/** Distance from the main sequence above which a package is hard to change. */
const FAR_FROM_SEQUENCE = 0.8;

/** Smaller packages are easy to change whatever their shape. */
const MIN_LINES = 300;

export const zoneOfPain: ChangeRule = {
  id: 'service/zone-of-pain',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'Widely imported concrete package is hard to change',
  messages: {
    entered:
      '`{package}` is imported by {importers} packages, exports mostly concrete types (abstractness ' +
      '{abstractness}) and is now {distance} from the main sequence.',
    movedAway:
      '`{package}` is imported by {importers} packages, exports mostly concrete types (abstractness ' +
      '{abstractness}) and is now {distance} from the main sequence ({before} before).',
  },
  why: 'Every change to it affects all its importers.',
  exceptions: 'it holds what rarely changes: values, errors, generated messages.',
  fix: 'Check whether importers need its types, or only an interface that they could declare themselves.',
  tradeOffs: 'Each importer declares its own interface.',
  example: '',
  references: [
    'https://web.archive.org/web/20110714224327/http://www.objectmentor.com/resources/articles/stability.pdf',
  ],
  check: (change) =>
    change.metrics.flatMap(({ package: path, before, after }) => {
      if (after === null || !isPainful(after) || (before !== null && isPainful(before))) return [];
      const distance = after.distance!.toFixed(2);
      const earlier = before?.distance?.toFixed(2) ?? distance;
      const data = { importers: after.fanIn, abstractness: after.abstractness.toFixed(2), distance };
      return earlier === distance
        ? matchPackageClause(zoneOfPain, change, path, 'entered', data)
        : matchPackageClause(zoneOfPain, change, path, 'movedAway', { ...data, before: earlier });
    }),
};

function isPainful(metrics: PackageMetrics): boolean {
  const { distance, abstractness, lines } = metrics;
  const isFar = distance !== null && distance > FAR_FROM_SEQUENCE;
  return isFar && abstractness < 0.5 && isWidelyImported(metrics) && lines > MIN_LINES;
}
