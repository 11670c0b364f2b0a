// How the shape of packages changes (catalogue SA07, SA09, SA10): numbers that an architect weighs, and that nobody should be told by
// themselves. All are signals.
import type { MetricsChange, PackageMetrics } from '../../domain/package-graph.ts';
import { countImporters, instabilityOf } from '../graph/metrics.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import type { ChangeRule, WholeChange } from './engine/change-rule.ts';
import type { Rule, Sighting } from './engine/rule.ts';

/** A package of more than this is large. */
const LARGE_FILES = 40;
const LARGE_LINES = 10_000;
/** What a large one must grow by to be worth a word. */
const GROWN_LINES = 300;
/** Packages that import a stable one, and how much less stable what it begins to import must be. */
const STABLE_FAN_IN = 8;
const LESS_STABLE_BY = 0.3;
const FAR_FROM_SEQUENCE = 0.8;
const MIN_LINES = 300;

export const packageGrows: ChangeRule = {
  id: 'service/package-grows',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  title: 'A large package grows further',
  why: 'A package is what Go encapsulates by: within a large one everything can reach everything.',
  fine: 'Where the package has one purpose that is large: an API client, a compiler.',
  fix: 'Ask whether what is added is a part with a boundary of its own.',
  tradeOffs: 'A further package costs a name, and exported identifiers between the two.',
  example: '',
  references: ['https://google.github.io/styleguide/go/best-practices#package-size'],
  check: (change) =>
    change.metrics.flatMap(({ package: path, before, after }) => {
      if (before === null || after === null || !isLarge(after)) return [];
      const [files, lines] = [after.files - before.files, after.lines - before.lines];
      if (files < 1 && lines < GROWN_LINES) return [];
      const said = `\`${path}\` grows from ${before.files} files and ${before.lines} lines to ${after.files} and ${after.lines}.`;
      return sighting(packageGrows, change, path, said);
    }),
};

function isLarge({ files, lines }: PackageMetrics): boolean {
  return files > LARGE_FILES || lines > LARGE_LINES;
}

export const lessStable: ChangeRule = {
  id: 'service/less-stable-dependency',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  title: 'A stable package begins to import one that is less stable',
  why: 'By the stable dependencies principle imports point towards what changes less: what many packages hang on now changes whenever the less stable one does.',
  fine: 'Where the imported package is a leaf that only looks unstable, as one for logs or metrics does.',
  fix: 'Ask whether the stable package can say what it needs as an interface of its own.',
  tradeOffs: 'One more interface.',
  example: '',
  references: [
    'https://web.archive.org/web/20110714224327/http://www.objectmentor.com/resources/articles/stability.pdf',
  ],
  check(change) {
    const { graph } = change.around;
    const importers = countImporters(graph);
    return change.delta.addedEdges.flatMap(({ from, to, sites: [site] }) => {
      const [source, target] = [couplingOf(graph, from, importers), couplingOf(graph, to, importers)];
      if (site === undefined || source.fanIn < STABLE_FAN_IN) return [];
      if (source.instability === null || target.instability === null) return [];
      if (target.instability - source.instability <= LESS_STABLE_BY) return [];
      const said = `\`${from}\`, which ${source.fanIn} packages import (instability ${source.instability.toFixed(2)}), now imports \`${to}\` (instability ${target.instability.toFixed(2)}).`;
      const { file: path, line, quote } = site;
      return [
        {
          rule: lessStable,
          path,
          scope: from,
          startLine: line,
          endLine: line,
          quote,
          said,
          severity: lessStable.severity,
        },
      ];
    });
  },
};

function couplingOf({ graph, edges }: TreeGraph, importPath: string, importers: ReadonlyMap<string, number>) {
  const dir = graph.packages.get(importPath)?.dir ?? '';
  const fanIn = importers.get(dir) ?? 0;
  return { fanIn, instability: instabilityOf(fanIn, edges.get(dir)?.size ?? 0) };
}

export const zoneOfPain: ChangeRule = {
  id: 'service/zone-of-pain',
  section: 'service-architecture',
  severity: 'low',
  voice: 'signal',
  title: 'A package that much hangs on becomes hard to change',
  why: 'It is concrete and many packages import it, so that a change of it is felt in all of them.',
  fine: 'Where it holds what does not change: values, errors, generated messages.',
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

/** Stands at the package clause of the first file of the package that the change touches. */
function sighting(rule: Rule, { files, around }: WholeChange, importPath: string, said: string): Sighting[] {
  const dir = around.graph.graph.packages.get(importPath)?.dir;
  const side = files.find(({ head }) => head !== null && !head.isTest && head.dir === dir)?.head;
  const index = side?.text.split('\n').findIndex((line) => /^package\s/.test(line)) ?? -1;
  if (side == null || index < 0) return [];
  const quote = side.text.split('\n')[index]!.trim();
  const line = index + 1;
  return [
    { rule, path: side.path, scope: importPath, startLine: line, endLine: line, quote, said, severity: rule.severity },
  ];
}
