// Finds imports of internal packages that the go command refuses to build.
import type { GoPackage, ImportSite } from '../../../domain/package-graph.ts';
import { within } from '../../graph/modules.ts';
import { type ChangeRule, matchImport } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

export const internalImport: ChangeRule = {
  id: 'service/internal-import',
  section: 'service-architecture',
  severity: 'critical',
  report: 'finding',
  judgesState: true,
  title: 'Internal package is imported from outside',
  messages: {
    forbidden: '`{importer}` imports `{path}`, which only packages below `{parent}` may import.',
  },
  why:
    'The go command refuses to build it ("use of internal package not allowed"), so that the owner stays free to ' +
    'change the package.',
  exceptions:
    'never; if the merge base already has such imports, another build tool is in use and nothing is reported.',
  fix: 'Use what the owner exports, ask for an export, or, within one repository, move the package up.',
  tradeOffs: 'What is exported must stay compatible.',
  example: '',
  references: ['https://pkg.go.dev/cmd/go#hdr-Internal_Directories'],
  check(change) {
    const { before, graph: after } = change.around;
    const broken = new Set(
      [...before.byDir.values()].filter((one) => forbidden(one).length > 0).map(({ module }) => module),
    );
    return [...after.byDir.values()].flatMap((found) =>
      broken.has(found.module) ? [] : forbidden(found).map(toMatch),
    );
  },
};

/** Only packages below the parent of the last internal/ in a path may import it. */
const LAST_INTERNAL = /^(.+)\/internal(?:\/.*)?$/;

interface Forbidden {
  readonly importer: GoPackage;
  readonly site: ImportSite;
  /** Import path below which it may be imported. */
  readonly parent: string;
}

/** Imports that the go command refuses. Go's own modules "std" and "cmd" follow other rules. */
function forbidden(importer: GoPackage): Forbidden[] {
  if (/^(std|cmd)$/.test(importer.module)) return [];
  return [...importer.sites, ...importer.testSites].flatMap((site) => {
    const parent = LAST_INTERNAL.exec(site.path)?.[1];
    // Examples and code that tests only read need not build.
    if (parent === undefined || isOutsideServices(site.file)) return [];
    return within(importer.importPath, parent) !== null ? [] : [{ importer, site, parent }];
  });
}

function toMatch({ importer, site, parent }: Forbidden): Match {
  return matchImport(internalImport, site, 'forbidden', { importer: importer.importPath, path: site.path, parent });
}
