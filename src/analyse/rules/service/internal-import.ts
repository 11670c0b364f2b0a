// What Go itself keeps apart: packages below internal/ are for those beside it alone.
import type { GoPackage, ImportSite } from '../../../domain/package-graph.ts';
import { within } from '../../graph/modules.ts';
import { type ChangeRule, matchPlace } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

export const internalImport: ChangeRule = {
  id: 'service/internal-import',
  section: 'service-architecture',
  severity: 'critical',
  report: 'finding',
  judgesState: true,
  title: 'A package below internal/ is imported from outside',
  why: 'The go command refuses to build that: whoever wrote the package keeps it free to change.',
  exceptions:
    'Never: the go command refuses it. Where the code had such imports at the merge base already, something else than the go command builds it, and nothing is said.',
  fix: 'Use what the package’s owner exports beside internal/, or ask for it to be exported; within one repository, move the package up to where both may import it.',
  tradeOffs: 'What is exported is a promise to everybody.',
  example: '',
  references: ['https://pkg.go.dev/cmd/go#hdr-Internal_Directories'],
  check(change) {
    const { before, graph: after } = change.around;
    const broken = new Set(
      [...before.byDir.values()].filter((one) => forbidden(one).length > 0).map(({ module }) => module),
    );
    return [...after.byDir.values()].flatMap((found) =>
      broken.has(found.module) ? [] : forbidden(found).map(sighting),
    );
  },
};

/** What lies below internal/ may be imported by what lies below the directory that holds the last such element. */
const LAST_INTERNAL = /^(.+)\/internal(?:\/.*)?$/;

interface Forbidden {
  readonly importer: GoPackage;
  readonly site: ImportSite;
  /** Import path below which it may be imported. */
  readonly parent: string;
}

/** Imports that the go command refuses. Its own library and commands, which the graph knows as modules "std" and "cmd", go by other rules. */
function forbidden(importer: GoPackage): Forbidden[] {
  if (/^(std|cmd)$/.test(importer.module)) return [];
  return [...importer.sites, ...importer.testSites].flatMap((site) => {
    const parent = LAST_INTERNAL.exec(site.path)?.[1];
    // Code that tests only read, and examples, need not build.
    if (parent === undefined || isOutsideServices(site.file)) return [];
    return within(importer.importPath, parent) !== null ? [] : [{ importer, site, parent }];
  });
}

function sighting({ importer, site, parent }: Forbidden): Match {
  const { file, line, quote, path } = site;
  return matchPlace(internalImport, {
    path: file,
    startLine: line,
    endLine: line,
    quote,
    side: 'head',
    said: `\`${importer.importPath}\` imports \`${path}\`, which only packages below \`${parent}\` may import.`,
  });
}
