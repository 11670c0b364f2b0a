// Modules that their own authors have retired: a pull request that begins to depend on one is told before it is everywhere.
import type { Finding, Place } from '../../../domain/finding.ts';
import { dependencyFactId, list, sitePlaces } from '../../change/state-facts.ts';
import type { DependencyChange } from '../../graph/dependencies.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

interface Retired {
  /** What its authors say, as the rest of a sentence that begins with its name. */
  readonly said: string;
  readonly instead: string;
  /** Path that the modules of the successor begin with; left out where it is part of the standard library. */
  readonly successor?: string;
  readonly source: string;
}

/** Only modules whose own page says that they are archived, deprecated or replaced. */
const RETIRED: Readonly<Record<string, Retired>> = {
  'github.com/dgrijalva/jwt-go': {
    said: 'is no longer maintained, and its last release has a known way round the audience check (CVE-2020-26160)',
    instead: '`github.com/golang-jwt/jwt/v5`',
    successor: 'github.com/golang-jwt/jwt',
    source: 'https://github.com/dgrijalva/jwt-go',
  },
  'github.com/golang/mock': {
    said: 'is archived',
    instead: '`go.uber.org/mock`',
    successor: 'go.uber.org/mock',
    source: 'https://github.com/golang/mock',
  },
  'github.com/aws/aws-sdk-go': {
    said: 'has reached its end of support (31 July 2025)',
    instead: '`github.com/aws/aws-sdk-go-v2`',
    successor: 'github.com/aws/aws-sdk-go-v2',
    source: 'https://github.com/aws/aws-sdk-go',
  },
  'github.com/pkg/errors': {
    said: 'is archived, its work being part of the standard library since Go 1.13',
    instead: '`errors` and `fmt.Errorf` with `%w`',
    source: 'https://github.com/pkg/errors',
  },
  'github.com/satori/go.uuid': {
    said: 'has had no release since 2018, and what stands there can give predictable identifiers (CVE-2021-3538)',
    instead: '`github.com/google/uuid`',
    successor: 'github.com/google/uuid',
    source: 'https://github.com/satori/go.uuid/issues/123',
  },
  'github.com/mitchellh/mapstructure': {
    said: 'is archived and goes on under another name',
    instead: '`github.com/go-viper/mapstructure/v2`',
    successor: 'github.com/go-viper/mapstructure',
    source: 'https://github.com/mitchellh/mapstructure',
  },
  'github.com/golang/protobuf': {
    said: 'is deprecated by its authors',
    instead: '`google.golang.org/protobuf`',
    successor: 'google.golang.org/protobuf',
    source: 'https://pkg.go.dev/github.com/golang/protobuf',
  },
};

export const retiredModule: GraphRule = {
  id: 'service/retired-module',
  section: 'service-architecture',
  severity: 'medium',
  report: 'finding',
  title: 'A new dependency that its own authors have retired',
  why: 'Nobody mends what is found in it from now on, and each file that imports it makes leaving it dearer.',
  exceptions: 'Where another module needs it (`// indirect`), and where it was required before.',
  fix: 'Use what its authors name in its place.',
  tradeOffs: 'A little reading where the interface differs; none later.',
  example: '',
  references: [...new Set(Object.values(RETIRED).map(({ source }) => source))],
  linters: ['depguard', 'gomodguard', 'staticcheck'],
  withoutSuppressed: (sources, isSuppressed) => ({
    ...sources,
    dependencies: sources.dependencies.filter(({ place }) => place === null || !isSuppressed(place)),
  }),
  prove: retiredModuleFindings,
};

/** One finding for each retired module that a go.mod newly requires by itself. */
function retiredModuleFindings({ dependencies, before, after, whole }: GraphSources): Finding[] {
  return dependencies.flatMap((change) => {
    const retired = RETIRED[change.path];
    if (retired === undefined || change.before !== null || change.wasIndirect) return [];
    if (change.after === null || change.place === null || isOutsideServices(change.place.path)) return [];
    if (!whole && wasImported(change.path, before)) return [];
    const { places, packages } = usesOf(change, after);
    const inside = packages.filter((path) => path !== change.path);
    const used = inside.length === 0 ? '' : ` It is imported for ${list(inside, 4)}.`;
    return createFinding({
      rule: retiredModule.id,
      section: retiredModule.section,
      severity: retiredModule.severity,
      title: `${change.path} is a dependency${whole ? '' : ' from here on'}, and its authors have retired it`,
      rationale: `\`${change.module}\` ${whole ? '' : 'now '}requires \`${change.path}\` ${change.after}, which ${retired.said}.${used} ${retiredModule.why.slice(0, -1)} (${retired.source}).`,
      recommendation: `Use ${retired.instead}${whole ? '' : ' from the start'}${isRequired(change, retired, after) ? ', which this module requires already' : ''}.`,
      tradeOffs: retiredModule.tradeOffs,
      example: '',
      places: [change.place, ...places],
      factId: dependencyFactId(change),
      key: change.path,
    });
  });
}

/** Code of the base imports it: a go.mod that comes later, or apart, only writes it down. */
function wasImported(path: string, { tree }: TreeGraph): boolean {
  return tree
    .readable()
    .filter((file) => file.endsWith('.go') && !/(^|\/)vendor\//.test(file))
    .some((file) => {
      const text = tree.text(file) ?? '';
      return text.includes(`"${path}"`) || text.includes(`"${path}/`);
    });
}

/** Where the packages of the module are imported, and which. */
function usesOf({ module, path }: DependencyChange, graph: TreeGraph): { places: Place[]; packages: string[] } {
  const sites = [...graph.byDir.values()]
    .filter((one) => one.module === module)
    .flatMap((one) => one.sites.filter((site) => site.path === path || site.path.startsWith(`${path}/`)));
  return { places: sitePlaces({ sites }, 'head'), packages: [...new Set(sites.map((site) => site.path))] };
}

function isRequired({ module }: DependencyChange, { successor }: Retired, { modules }: TreeGraph): boolean {
  const requires = modules.modules.find(({ path }) => path === module)?.requires ?? [];
  return successor !== undefined && requires.some(({ path, indirect }) => path.startsWith(successor) && !indirect);
}
