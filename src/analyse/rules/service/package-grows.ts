// How the shape of packages changes (catalogue SA07, SA09, SA10): numbers that an architect weighs, and that nobody s
import type { PackageMetrics } from '../../../domain/package-graph.ts';
import type { ChangeRule } from '../engine/change-rule.ts';
import { sighting } from './package-clause.ts';

/** A package of more than this is large. */
const LARGE_FILES = 40;

const LARGE_LINES = 10_000;

/** What a large one must grow by to be worth a word. */
const GROWN_LINES = 300;

export const packageGrows: ChangeRule = {
  id: 'service/package-grows',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'A large package grows further',
  why: 'A package is what Go encapsulates by: within a large one everything can reach everything.',
  exceptions: 'Where the package has one purpose that is large: an API client, a compiler.',
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
