// How the shape of packages changes (catalogue SA07, SA09, SA10): numbers that an architect weighs, and that nobody s
import type { MetricsChange, PackageMetrics } from '../../../domain/package-graph.ts';
import type { ChangeRule } from '../engine/change-rule.ts';
import { STABLE_FAN_IN, sighting } from './package-clause.ts';

const FAR_FROM_SEQUENCE = 0.8;

const MIN_LINES = 300;

export const zoneOfPain: ChangeRule = {
  id: 'service/zone-of-pain',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'A package that much hangs on becomes hard to change',
  why: 'It is concrete and many packages import it, so that a change of it is felt in all of them.',
  exceptions: 'Where it holds what does not change: values, errors, generated messages.',
  fix: 'Ask whether those that import it need its types, or only an interface that they could declare themselves.',
  tradeOffs: 'Each importer declares an interface of its own.',
  example: '',
  references: [
    'https://web.archive.org/web/20110714224327/http://www.objectmentor.com/resources/articles/stability.pdf',
  ],
  check: (change) =>
    change.metrics.flatMap(({ package: path, before, after }) => {
      if (after === null || !isPainful(after) || (before !== null && isPainful(before))) return [];
      const said = `\`${path}\` is imported by ${after.fanIn} packages, exports mostly concrete types (abstractness ${after.abstractness.toFixed(2)}) and now stands ${after.distance!.toFixed(2)} from the main sequence${was(before, after)}.`;
      return sighting(zoneOfPain, change, path, said);
    }),
};

function isPainful({ fanIn, distance, abstractness, lines }: PackageMetrics): boolean {
  const isFar = distance !== null && distance > FAR_FROM_SEQUENCE;
  return isFar && abstractness < 0.5 && fanIn >= STABLE_FAN_IN && lines > MIN_LINES;
}

function was(before: MetricsChange['before'], after: PackageMetrics): string {
  const earlier = before?.distance?.toFixed(2);
  return earlier === undefined || earlier === after.distance!.toFixed(2) ? '' : ` (${earlier} before)`;
}
