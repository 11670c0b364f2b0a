// What the facts prove by themselves, told as a colleague would: what, where, why here, what to do, at what price. Only what the pull
// request brings in; never what was there before.
import { createHash } from 'node:crypto';
import type { ApiChange, LayerViolation } from '../domain/architecture.ts';
import type { Citation, Finding, Place, Section, Severity } from '../domain/finding.ts';
import type { Settings } from '../domain/settings.ts';
import type { GraphDelta } from './delta.ts';
import { apiFactId, cycleFactId, list, sitePlaces, violationFactId } from './facts.ts';
import { baseName, dirName } from './modules.ts';
import { importName } from './outline.ts';
import type { TreeGraph } from './package-graph.ts';

export interface FindingSources {
  readonly settings: Settings;
  readonly after: TreeGraph;
  readonly delta: GraphDelta;
  readonly layerViolations: readonly LayerViolation[];
  readonly apiChanges: readonly ApiChange[];
}

/** Findings that need nobody's judgement. */
export function proveFindings(sources: FindingSources): readonly Finding[] {
  return [...cycleFindings(sources), ...layerFindings(sources), ...apiFindings(sources)];
}

/** What a rule says of one cause; the rest of the finding follows from it. */
export interface Proof {
  readonly rule: string;
  readonly section: Section;
  readonly severity: Severity;
  readonly title: string;
  readonly rationale: string;
  readonly recommendation: string;
  readonly tradeOffs: string;
  readonly example: string;
  /** First the one that the finding stands at. */
  readonly places: readonly [Place, ...Place[]];
  readonly factId: string;
  /** What stays the same when lines move: symbol, import path, quoted code. */
  readonly key: string;
}

/** Makes a finding of a proof. Its id is made of rule, path and key, so that a push that only moves lines keeps it. */
export function toFinding(proof: Proof): Finding {
  const [place, ...otherPlaces] = proof.places;
  const id = createHash('sha256').update([proof.rule, place.path, proof.key].join('\n')).digest('hex').slice(0, 16);
  const citation: Citation = {
    kind: 'fact',
    path: place.path,
    quote: place.quote,
    startLine: place.startLine,
    factId: proof.factId,
  };
  const { section, severity, title, rationale, recommendation, tradeOffs, example, rule } = proof;
  return {
    id,
    section,
    severity,
    title,
    ...place,
    rationale,
    recommendation,
    tradeOffs,
    example,
    citations: [citation],
    source: 'fact',
    rule,
    otherPlaces,
  };
}

function cycleFindings({ delta, after }: FindingSources): Finding[] {
  return delta.introducedCycles.flatMap((cycle) => {
    const members = new Set(cycle);
    const closing = delta.addedEdges.filter((edge) => members.has(edge.from) && members.has(edge.to));
    const [first, ...rest] = closing.flatMap((edge) => sitePlaces(edge, 'head'));
    const edge = closing[0];
    if (first === undefined || edge === undefined) return [];
    const way = shortestWay(after, edge.to, edge.from, members);
    const [from, to] = [shortName(edge.from), shortName(edge.to)];
    return toFinding({
      rule: 'service/import-cycle',
      section: 'service-architecture',
      severity: 'critical',
      title: `Import cycle: ${from} now imports ${to}, which already depends on ${from}`,
      rationale: `The new import closes the circle ${[edge.from, ...way].map((path) => `\`${path}\``).join(' → ')}. Go refuses to build packages that import each other, and the two can no longer be understood, tested or released apart.`,
      recommendation: `Cut the edge that points the wrong way. If \`${from}\` needs behaviour of \`${to}\`, declare a small interface in \`${edge.from}\` and hand the implementation in from where both are wired; if both need the same types, move these to a package that imports neither.`,
      tradeOffs:
        'An interface costs one indirection and a line of wiring; a third package costs a name that must stay honest.',
      example: '',
      places: [first, ...rest],
      factId: cycleFactId(cycle),
      key: cycle.join(' '),
    });
  });
}

/** Import paths from `from` to `to`, both included, over the fewest edges inside `members`. */
function shortestWay(graph: TreeGraph, from: string, to: string, members: ReadonlySet<string>): string[] {
  const previous = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && at !== to; at = queue.shift()) {
    const found = graph.graph.packages.get(at);
    for (const dir of graph.edges.get(found?.dir ?? '')?.keys() ?? []) {
      const next = graph.byDir.get(dir)!.importPath;
      if (!members.has(next) || previous.has(next)) continue;
      previous.set(next, at);
      queue.push(next);
    }
  }
  const way: string[] = [];
  for (let at: string | null | undefined = to; at !== null && at !== undefined; at = previous.get(at)) way.unshift(at);
  return way;
}

function layerFindings(sources: FindingSources): Finding[] {
  const groups = new Map<string, LayerViolation[]>();
  for (const violation of sources.layerViolations.filter((one) => one.introduced)) {
    const key = `${violation.from} ${violation.to} ${violation.import}`;
    groups.set(key, [...(groups.get(key) ?? []), violation]);
  }
  return [...groups].map(([key, violations]) => layerFinding(key, violations, sources));
}

function layerFinding(
  key: string,
  violations: readonly LayerViolation[],
  { settings, after }: FindingSources,
): Finding {
  const first = violations[0]!;
  const target = after.graph.packages.get(first.import);
  const dir = dirName(first.file);
  const allowed = settings.layers.find((layer) => layer.name === first.from)?.mayImport ?? [];
  const may = allowed.length === 0 ? 'nothing but itself' : list(allowed);
  const wiring = target === undefined ? null : wiringPackage(after, dir, target.dir);
  const name = importName(first.import);
  const places = violations.map(placeOf) as [Place, ...Place[]];
  const count = violations.length === 1 ? '' : ` It does so in ${violations.length} places.`;
  const inside = target !== undefined;
  return toFinding({
    rule: 'service/layer',
    section: 'service-architecture',
    severity: 'high',
    title: inside
      ? `Layer "${first.from}" reaches into layer "${first.to}"`
      : `Layer "${first.from}" uses ${first.import}, which it may not`,
    rationale: inside
      ? `${first.source} lets layer \`${first.from}\` import ${may}, and this pull request makes \`${dir || '.'}\` import \`${first.import}\` of layer \`${first.to}\`.${count} From here on a change in \`${target.dir}\` can break \`${dir || '.'}\`, and its tests need what \`${target.dir}\` needs.`
      : `${first.source} keeps \`${first.to}\` out of layer \`${first.from}\`, and this pull request makes \`${dir || '.'}\` import \`${first.import}\`.${count} The layer is now tied to that library's types and releases.`,
    recommendation: inside
      ? `Declare in \`${dir || '.'}\` the interface it needs, let \`${target.dir}\` implement it, and hand it in ${wiring === null ? 'where the program is wired' : `in \`${wiring}\`, which already imports both`}. If what is needed is only a type or a constant, it belongs to \`${first.from}\` (or to a layer that it may import).`
      : `Put an interface in \`${dir || '.'}\` that says what is needed in its own words, and implement it with \`${first.import}\` in a layer that may use it.`,
    tradeOffs: `One more interface and a mapping at the border. Where \`${first.from}\` really is meant to use \`${inside ? first.to : first.import}\`, allow it in ${first.source} instead, so that the decision is on record.`,
    example: inside ? invertedExample(dir, target.dir, name) : '',
    places,
    factId: violationFactId(first),
    key,
  });
}

function invertedExample(dir: string, targetDir: string, name: string): string {
  const own = baseName(dir) || 'app';
  return [
    `// ${dir || '.'}: what it needs, in its own words`,
    'type Orders interface {',
    '\tFind(ctx context.Context, id string) (Order, error)',
    '}',
    '',
    `// ${targetDir}: the import points the allowed way`,
    `var _ ${own}.Orders = (*Store)(nil)`,
    '',
    '// where the program is wired',
    `service := ${own}.NewService(${name}.New(db))`,
  ].join('\n');
}

/** A package that imports both ends already: where a dependency can be handed in. */
function wiringPackage(graph: TreeGraph, a: string, b: string): string | null {
  for (const [dir, targets] of graph.edges) if (targets.has(a) && targets.has(b)) return dir === '' ? '.' : dir;
  return null;
}

function placeOf(violation: LayerViolation): Place {
  const { file, line, quote } = violation;
  return { path: file, startLine: line, endLine: line, quote, side: 'head' };
}

/** One finding a module: the cause is one pull request's change of mind about its surface. */
function apiFindings({ apiChanges, after }: FindingSources): Finding[] {
  const byModule = new Map<string, ApiChange[]>();
  for (const change of apiChanges) {
    if (change.compatibility !== 'breaking') continue;
    const located = after.modules.locate(dirName(change.place.path));
    if (located === null || !isLibrary(after, located.module.path)) continue;
    byModule.set(located.module.path, [...(byModule.get(located.module.path) ?? []), change]);
  }
  return [...byModule].map(([module, changes]) => apiFinding(module, changes));
}

/** Nothing in the module can be run on its own, so it is there to be imported. */
function isLibrary(graph: TreeGraph, module: string): boolean {
  for (const found of graph.byDir.values())
    if (
      found.module === module &&
      found.name === 'main' &&
      !/(^|\/)(_?examples?|tools?|hack|scripts?)(\/|$)/.test(found.dir)
    )
      return false;
  return true;
}

function apiFinding(module: string, changes: readonly ApiChange[]): Finding {
  const first = changes[0]!;
  const major = /\/v([2-9]|[1-9][0-9]+)$/.exec(module)?.[1];
  const lost = changes.map(
    (change) => `\`${change.symbol}\` ${change.kind === 'removed' ? 'is removed' : `is now \`${change.after}\``}`,
  );
  const shown = lost.slice(0, 5).join('; ') + (lost.length > 5 ? `; and ${lost.length - 5} more` : '');
  const promise =
    major === undefined
      ? `\`${module}\` holds no command of its own: it is there to be imported`
      : `the path of \`${module}\` promises compatibility within v${major}`;
  return toFinding({
    rule: 'api/breaking-change',
    section: 'api-design',
    severity: major === undefined ? 'medium' : 'high',
    title:
      changes.length === 1
        ? `Importers of ${shortName(first.package)} lose ${first.symbol}${first.kind === 'changed' ? ' as it was' : ''}`
        : `${changes.length} exported declarations change so that importers no longer compile`,
    rationale: `${shown}. By the Go 1 compatibility rules code that uses ${changes.length === 1 ? 'it' : 'them'} no longer compiles, and ${promise}.`,
    recommendation:
      first.kind === 'removed'
        ? `Keep ${changes.length === 1 ? 'the old name' : 'the old names'} for one release, marked \`Deprecated:\` and calling the new way; remove with the next major version. If nobody outside uses it, move it below internal/ so that this question does not come back.`
        : 'Add the new form beside the old one (a new function, method or option) and let the old one call it, or release a new major version.',
    tradeOffs:
      'Two names to maintain until the next major version, against a release that every importer has to answer with a change of its own.',
    example: '',
    places: changes.map((change) => change.place) as [Place, ...Place[]],
    factId: apiFactId(first),
    key: changes.map((change) => `${change.package}.${change.symbol}`).join(' '),
  });
}

function shortName(importPath: string): string {
  return importPath.split('/').slice(-2).join('/');
}
