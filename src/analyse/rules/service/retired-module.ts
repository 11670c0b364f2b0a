// Finds new dependencies on modules that their authors have retired.
import type { Finding, Place } from '../../../domain/finding.ts';
import { listedCode } from '../../../text/format.ts';
import { dependencyFactId, sitePlaces } from '../../change/state-facts.ts';
import type { DependencyChange } from '../../graph/dependency-changes.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { messageOfCase } from '../engine/message.ts';
import { isOutsideServices } from '../engine/source-kind.ts';

interface Retired {
  /** Ends the sentence "…, which". */
  readonly status: string;
  /** Markdown: what to use. */
  readonly instead: string;
  /** Path prefix of the successor's modules; left out where it is the standard library. */
  readonly successor?: string;
  readonly source: string;
}

/** Only modules whose own page calls them archived, deprecated or replaced. */
const RETIRED: Readonly<Record<string, Retired>> = {
  'github.com/dgrijalva/jwt-go': {
    status: 'is unmaintained, and the audience check of its last release can be bypassed (CVE-2020-26160)',
    instead: '`github.com/golang-jwt/jwt/v5`',
    successor: 'github.com/golang-jwt/jwt',
    source: 'https://github.com/dgrijalva/jwt-go',
  },
  'github.com/golang/mock': {
    status: 'is archived',
    instead: '`go.uber.org/mock`',
    successor: 'go.uber.org/mock',
    source: 'https://github.com/golang/mock',
  },
  'github.com/aws/aws-sdk-go': {
    status: 'has been out of support since 31 July 2025',
    instead: '`github.com/aws/aws-sdk-go-v2`',
    successor: 'github.com/aws/aws-sdk-go-v2',
    source: 'https://github.com/aws/aws-sdk-go',
  },
  'github.com/pkg/errors': {
    status: 'is archived; the standard library wraps errors since Go 1.13, but has no stack traces',
    instead: '`errors` and `fmt.Errorf` with `%w`',
    source: 'https://github.com/pkg/errors',
  },
  'github.com/satori/go.uuid': {
    status: 'has had no release since 2018; commits after v1.2.0 can create predictable UUIDs (CVE-2021-3538)',
    instead: '`github.com/google/uuid`',
    successor: 'github.com/google/uuid',
    source: 'https://github.com/satori/go.uuid/issues/123',
  },
  'github.com/mitchellh/mapstructure': {
    status: 'is archived and continues under another name',
    instead: '`github.com/go-viper/mapstructure/v2`',
    successor: 'github.com/go-viper/mapstructure',
    source: 'https://github.com/mitchellh/mapstructure',
  },
  'github.com/golang/protobuf': {
    status: 'is deprecated by its authors',
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
  title: 'New dependency on a retired module',
  messages: {
    requires: '`{module}` now requires `{path}` {version}, which {status} ({source}).',
    has: '`{module}` requires `{path}` {version}, which {status} ({source}).',
    imports: 'The code imports {packages}.',
  },
  why: 'It gets no more fixes, and every new import makes migration harder.',
  exceptions: 'it is indirect (`// indirect`) or was required before.',
  fix: 'Use the successor that its authors name.',
  tradeOffs: 'The API of the replacement may differ.',
  example: '',
  references: [...new Set(Object.values(RETIRED).map(({ source }) => source))],
  linters: ['depguard', 'gomodguard', 'staticcheck'],
  withoutSuppressed: (sources, isSuppressed) => ({
    ...sources,
    dependencies: sources.dependencies.filter(({ place }) => place === null || !isSuppressed(place)),
  }),
  prove: retiredModuleFindings,
};

/** One finding for each retired module that a go.mod newly requires directly. */
function retiredModuleFindings({ dependencies, before, after, whole }: GraphSources): Finding[] {
  return dependencies.flatMap((change) => {
    const retired = RETIRED[change.path];
    if (retired === undefined || !isNewDirectRequirement(change)) return [];
    if (!whole && wasImported(change.path, before)) return [];
    const { places, packages } = importsOf(change, after);
    const { module, path, after: version } = change;
    const { status, source, instead } = retired;
    const subpackages = packages.filter((one) => one !== path);
    const rationale = [
      messageOfCase(retiredModule, whole ? 'has' : 'requires', { module, path, version, status, source }),
      ...(subpackages.length === 0
        ? []
        : [messageOfCase(retiredModule, 'imports', { packages: listedCode(subpackages, 4) })]),
      retiredModule.why,
    ];
    return createFinding(retiredModule, {
      title: `${whole ? 'Dependency' : 'New dependency'} on a retired module: ${path}`,
      rationale: rationale.join(' '),
      recommendation: isRequired(change, retired, after)
        ? `Use ${instead}, which this module already requires.`
        : `Use ${instead}.`,
      places: [change.place, ...places],
      factId: dependencyFactId(change),
      key: path,
    });
  });
}

/** The line of a service's go.mod that begins to require a module directly. */
function isNewDirectRequirement(
  change: DependencyChange,
): change is DependencyChange & { after: string; place: Place } {
  const { before, after, wasIndirect, place } = change;
  return before === null && !wasIndirect && after !== null && place !== null && !isOutsideServices(place.path);
}

/** Code of the base imports it, so that a new go.mod only records it. */
function wasImported(path: string, { tree }: TreeGraph): boolean {
  return tree
    .readable()
    .filter((file) => file.endsWith('.go') && !/(^|\/)vendor\//.test(file))
    .some((file) => {
      const text = tree.text(file) ?? '';
      return text.includes(`"${path}"`) || text.includes(`"${path}/`);
    });
}

/** Import declarations of a module's packages, and the packages. */
function importsOf({ module, path }: DependencyChange, graph: TreeGraph): { places: Place[]; packages: string[] } {
  const sites = [...graph.byDir.values()]
    .filter((one) => one.module === module)
    .flatMap((one) => one.sites.filter((site) => site.path === path || site.path.startsWith(`${path}/`)));
  return { places: sitePlaces({ sites }, 'head'), packages: [...new Set(sites.map((site) => site.path))] };
}

function isRequired({ module }: DependencyChange, { successor }: Retired, { modules }: TreeGraph): boolean {
  const requires = modules.modules.find(({ path }) => path === module)?.requires ?? [];
  return successor !== undefined && requires.some(({ path, indirect }) => path.startsWith(successor) && !indirect);
}
