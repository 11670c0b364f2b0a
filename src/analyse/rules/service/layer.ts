// What the declared layers prove: an import that the pull request brings in and the team's own file forbids.
import type { LayerViolation } from '../../../domain/architecture.ts';
import type { Finding, Place } from '../../../domain/finding.ts';
import type { GoPackage } from '../../../domain/package-graph.ts';
import { openDirectory } from '../../change/changed-go-files.ts';
import { type PackageUse, usesOf } from '../../change/package-uses.ts';
import { list, violationFactId } from '../../change/state-facts.ts';
import { dirName } from '../../graph/modules.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';

export const layer: GraphRule = {
  id: 'service/layer',
  section: 'service-architecture',
  severity: 'high',
  report: 'finding',
  title: 'A layer imports what it may not',
  why: 'From here on a change of the imported package can break the layer, and the tests of the layer need all that this package needs.',
  exceptions:
    'Where the team allows the import: in `layers` of .github/architect.yml, .go-arch-lint.yml, arch-go.yml, depguard, or its documents. Imports that were there at the merge base are not said again.',
  fix: 'Declare in the importing layer an interface with just what it calls, and pass the implementation in where the program is wired.',
  tradeOffs: 'One more interface and a line of wiring.',
  example:
    '// Beside the code that needs it: the other package implements it, and main passes it in.\ntype Orders interface {\n\tOrder(ctx context.Context, id string) (Order, error)\n}\n\nfunc NewService(orders Orders) *Service { return &Service{orders: orders} }',
  references: [
    'https://github.com/fe3dback/go-arch-lint',
    'https://golangci-lint.run/docs/linters/configuration/#depguard',
  ],
  linters: ['depguard', 'gomodguard'],
  withoutSuppressed: (sources, isSuppressed) => ({
    ...sources,
    layerViolations: sources.layerViolations.filter(
      ({ introduced, file: path, line: startLine }) => !introduced || !isSuppressed({ path, startLine, side: 'head' }),
    ),
  }),
  prove: layerFindings,
};

/** One finding for each thing that a layer newly reaches for, with all the places where it does. */
async function layerFindings(sources: GraphSources): Promise<Finding[]> {
  const { after } = sources;
  const groups = new Map<string, LayerViolation[]>();
  for (const violation of sources.layerViolations.filter((one) => one.introduced)) {
    // Packages of one library that one pattern keeps out are one cause.
    const isOneLibrary = violation.reason === undefined && importedPackage(after, violation) === null;
    const key = `${violation.from} ${violation.to}${isOneLibrary ? '' : ` ${violation.import}`}`;
    groups.set(key, [...(groups.get(key) ?? []), violation]);
  }
  const findings: Finding[] = [];
  for (const [key, group] of groups) {
    const first = group[0]!;
    const imported = importedPackage(after, first);
    const places = group.map(placeOf) as [Place, ...Place[]];
    const told =
      first.reason !== undefined
        ? await tellRuled(first, first.reason, group, imported, sources)
        : imported === null
          ? tellOutside(first, group, sources)
          : await tellInside(first, group, imported, sources);
    findings.push(
      createFinding({
        rule: layer.id,
        section: layer.section,
        // A linter's list is enforced where it runs; the team's words and layers are enforced here.
        severity: /\.golangci\.ya?ml$/.test(first.source) ? 'medium' : layer.severity,
        ...told,
        places,
        factId: violationFactId(first),
        key,
      }),
    );
  }
  return findings;
}

type Told = Pick<Finding, 'title' | 'rationale' | 'recommendation' | 'tradeOffs' | 'example'>;

function importedPackage(graph: TreeGraph, violation: LayerViolation): GoPackage | null {
  const module = graph.modules.locate(dirName(violation.file))?.module;
  const dir = module === undefined ? null : graph.modules.directoryOf(violation.import, module);
  return (dir === null ? undefined : graph.byDir.get(dir)) ?? null;
}

function tellOutside(first: LayerViolation, group: readonly LayerViolation[], { whole }: GraphSources): Told {
  const dir = shownDir(dirName(first.file));
  const imports = [...new Set(group.map((violation) => violation.import))];
  const what = imports.length === 1 ? first.import : `${imports.length} packages of ${first.to}`;
  return {
    title: `Layer "${first.from}" uses ${what}, which it may not`,
    rationale: `\`${first.source}\` keeps \`${first.to}\` out of layer \`${first.from}\`, and ${sayImports(`\`${dir}\``, whole)} ${list(imports, 4)}${inPlaces(group)}. The layer is now tied to that library's types and releases, and its tests to whatever the library needs to run.`,
    recommendation: `Say in an interface of \`${dir}\` what is needed, in its own words, and implement it with \`${first.import}\` in a layer that may use it.`,
    tradeOffs: `One interface and a mapping at the border. Where \`${first.from}\` really is meant to use it, allow it in \`${first.source}\`, so that the decision is on record.`,
    example: '',
  };
}

async function tellInside(
  first: LayerViolation,
  group: readonly LayerViolation[],
  imported: GoPackage,
  { settings, after, whole }: GraphSources,
): Promise<Told> {
  const dir = dirName(first.file);
  const allowed = settings.layers.find((layer) => layer.name === first.from)?.mayImport ?? [];
  const may = allowed.length === 0 ? 'nothing but itself' : `only ${list(allowed)}`;
  const use = await usesOf(after, group, imported);
  const takesBehaviour = use.calls.length + use.methods.length > 0;
  const wiring = wiringPackage(after, dir, imported.dir);
  const where = wiring === null ? 'where the program is wired' : `from \`${wiring}\`, which already imports both`;
  return {
    title: `Layer "${first.from}" reaches into layer "${first.to}"`,
    rationale: `\`${first.source}\` lets layer \`${first.from}\` import ${may}, and ${sayImports(`\`${shownDir(dir)}\``, whole)} \`${first.import}\` of layer \`${first.to}\`${inPlaces(group)}${sayUse(use, imported.name)}. From here on a change in \`${shownDir(imported.dir)}\` can break \`${shownDir(dir)}\`, and the tests of \`${first.from}\` need what \`${first.to}\` needs.`,
    recommendation:
      use.methods.length > 0
        ? `Declare in \`${shownDir(dir)}\` an interface with just what it calls, let \`${shownDir(imported.dir)}\` implement it, and pass the implementation in ${where}.`
        : use.calls.length > 0
          ? `It calls ${list(
              use.calls.map((name) => `${imported.name}.${name}`),
              3,
            )}. What decides something for \`${first.from}\` belongs there: move it and let \`${shownDir(imported.dir)}\` call it. What is a detail of \`${first.to}\` goes behind an interface that \`${shownDir(dir)}\` declares, passed in ${where}.`
          : `It takes only types or values from there, no behaviour: move these to \`${first.from}\`${allowed.length === 0 ? '' : ' (or to a layer that it may import)'} and let \`${shownDir(imported.dir)}\` import them from there.`,
    tradeOffs: `${takesBehaviour ? 'One more interface and a line of wiring.' : 'What is moved has a new import path.'} Where \`${first.from}\` really is meant to use \`${first.to}\`, allow it in \`${first.source}\` instead, so that the decision is on record.`,
    example: takesBehaviour ? await invertedExample(dir, imported, use, after) : '',
  };
}

/** An import that a document or a linter's configuration rules out. */
async function tellRuled(
  first: LayerViolation,
  reason: string,
  group: readonly LayerViolation[],
  imported: GoPackage | null,
  { after, whole }: GraphSources,
): Promise<Told> {
  const dir = dirName(first.file);
  const use = imported === null ? null : await usesOf(after, group, imported);
  const used = use === null || imported === null ? '' : sayUse(use, imported.name);
  const calls = use !== null && use.calls.length + use.methods.length > 0;
  const isInTests = group.every(({ file }) => file.endsWith('_test.go'));
  const importer = isInTests ? `the tests of \`${shownDir(dir)}\`` : `\`${shownDir(dir)}\``;
  return {
    title: `${shownDir(dir)} imports ${first.import}, which ${first.source} rules out`,
    rationale: `\`${first.source}\` ${reason}, and ${sayImports(importer, whole, isInTests)} \`${first.import}\`${inPlaces(group)}${used}.`,
    recommendation:
      imported === null
        ? `Do without it in \`${shownDir(dir)}\`: say in an interface there what is needed, and implement it with \`${first.import}\` where the rule allows it.`
        : calls
          ? `Declare in \`${shownDir(dir)}\` an interface with just what it calls, let \`${shownDir(imported.dir)}\` implement it, and pass it in where the program is wired.`
          : `Move what it takes from \`${shownDir(imported.dir)}\` to where both may import it.`,
    tradeOffs: `One more interface or package. Where the rule no longer fits, change \`${first.source}\` in a pull request of its own, so that the decision is on record.`,
    example: imported !== null && use !== null && calls ? await invertedExample(dir, imported, use, after) : '',
  };
}

/** "this pull request makes `a` import", or what is there where nothing is compared. */
function sayImports(importer: string, whole: boolean, areMany = false): string {
  return whole ? `${importer} import${areMany ? '' : 's'}` : `this pull request makes ${importer} import`;
}

function inPlaces(group: readonly LayerViolation[]): string {
  const files = new Set(group.map((violation) => violation.file)).size;
  return files === 1 ? '' : ` (${files} files)`;
}

function sayUse({ calls, types, values }: PackageUse, name: string): string {
  const names = [...calls, ...types, ...values].map((symbol) => `${name}.${symbol}`);
  return names.length === 0 ? '' : `, for ${list([...new Set(names)], 5)}`;
}

/** The interface that would turn the import round, written with the signatures that are really called. */
async function invertedExample(dir: string, imported: GoPackage, use: PackageUse, after: TreeGraph): Promise<string> {
  const sides = await openDirectory(after, imported.dir);
  const declarations = sides.flatMap((side) => side.outline.declarations);
  const methods = use.methods.map((name) => declarations.find((one) => one.kind === 'method' && one.name === name));
  const calls = use.calls.map((name) => declarations.find((one) => one.kind === 'function' && one.name === name));
  const wanted = methods.some((one) => one !== undefined) ? methods : calls;
  const lines = wanted.flatMap((one) =>
    one === undefined ? [] : [`\t${one.signature.replace(/^func (\([^)]*\) )?/, '')}`],
  );
  if (lines.length === 0) return '';
  const owner = methods.find((one) => one !== undefined)?.name.split('.')[0] ?? 'Implementation';
  const name = /^[A-Z]/.test(owner) && methods.length > 0 ? owner : capitalise(imported.name);
  return [
    `// ${shownDir(dir)}: what it needs, in its own words`,
    `type ${name} interface {`,
    ...new Set(lines),
    '}',
  ].join('\n');
}

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function shownDir(dir: string): string {
  return dir === '' ? '.' : dir;
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
