// Finds large packages that keep growing.
import type { PackageMetrics } from '../../../domain/package-graph.ts';
import type { ChangeRule } from '../engine/change-rule.ts';
import { matchPackageClause } from './package-clause.ts';

/** A package above one of these is large. */
const LARGE_FILES = 40;
const LARGE_LINES = 10_000;

/** Lines that a large package must gain, or a file. */
const GROWN_LINES = 300;

export const packageGrows: ChangeRule = {
  id: 'service/package-grows',
  section: 'service-architecture',
  severity: 'low',
  report: 'signal',
  title: 'Large package keeps growing',
  messages: {
    grows: '`{package}` grows from {filesBefore} files and {linesBefore} lines to {files} files and {lines} lines.',
  },
  why: "The package is Go's unit of encapsulation: in a large one, everything can reach everything.",
  exceptions: 'it has one large purpose, such as an API client or a compiler.',
  fix: 'Check whether the new code is a part with its own boundary.',
  tradeOffs: 'Another package needs a name and exported identifiers.',
  example: '',
  references: ['https://google.github.io/styleguide/go/best-practices#package-size'],
  check: (change) =>
    change.metrics.flatMap(({ package: path, before, after }) => {
      if (before === null || after === null || !isLarge(after)) return [];
      if (after.files <= before.files && after.lines - before.lines < GROWN_LINES) return [];
      const data = {
        filesBefore: before.files,
        linesBefore: before.lines.toLocaleString('en-US'),
        files: after.files,
        lines: after.lines.toLocaleString('en-US'),
      };
      return matchPackageClause(packageGrows, change, path, 'grows', data);
    }),
};

function isLarge({ files, lines }: PackageMetrics): boolean {
  return files > LARGE_FILES || lines > LARGE_LINES;
}
