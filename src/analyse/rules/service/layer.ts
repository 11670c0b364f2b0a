// Finds new imports that declared layers, documents or linter configurations forbid.
import type { LayerViolation } from '../../../domain/architecture.ts';
import type { Finding, Place } from '../../../domain/finding.ts';
import { listedCode } from '../../../text/format.ts';
import { violationFactId } from '../../change/state-facts.ts';
import { dirName } from '../../graph/modules.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';
import { createFinding } from '../engine/create-finding.ts';
import type { GraphRule, GraphSources } from '../engine/graph-rule.ts';
import { messageOfCase } from '../engine/message.ts';
import { interfaceExample } from './interface-example.ts';
import { type ImportTarget, type LayerCause, readLayerCauses, shownDir } from './layer-causes.ts';

export const layer: GraphRule = {
  id: 'service/layer',
  section: 'service-architecture',
  severity: 'high',
  report: 'finding',
  title: 'Layer imports a package that it must not use',
  messages: {
    library: '`{source}` forbids `{to}` in layer `{from}`.',
    libraryCost:
      "This ties the layer to the library's types and releases, and the layer's tests need whatever the library " +
      'needs to run.',
    noLayer: 'Layer `{from}` may import no other layer (`{source}`).',
    onlyLayers: '`{source}` allows layer `{from}` to import only {allowed}.',
    layerCost: 'A change in `{target}` can break `{dir}`, and the tests of `{from}` need everything that `{to}` needs.',
    rule: '`{source}` {reason}.',
    adds: 'This pull request makes `{dir}` import {imports}.',
    addsInTests: 'This pull request makes the tests of `{dir}` import {imports}.',
    has: '`{dir}` imports {imports}.',
    hasInTests: 'The tests of `{dir}` import {imports}.',
    files: 'The import occurs in {count} files.',
    uses: 'The code uses {names}.',
  },
  why:
    "A change in the imported package can now break the layer, and the layer's tests need everything that " +
    'package needs.',
  exceptions:
    'the team allows it in `layers` of .github/architect.yml, .go-arch-lint.yml, arch-go.yml, depguard or its ' +
    'documents; imports from before this pull request are not reported.',
  fix:
    'Declare an interface with just the methods it calls in the importing layer, and pass the implementation in ' +
    'where the program is wired.',
  tradeOffs: 'One more interface and a line of wiring.',
  example:
    '// Next to the code that needs it: the other package implements it, and main passes it in.\n' +
    'type Orders interface {\n' +
    '\tOrder(ctx context.Context, id string) (Order, error)\n' +
    '}\n' +
    '\n' +
    'func NewService(orders Orders) *Service { return &Service{orders: orders} }',
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

type Wording = Pick<Finding, 'title' | 'rationale' | 'recommendation' | 'tradeOffs' | 'example'>;

/** One finding for each package, or library, that a layer newly imports although it must not. */
async function layerFindings(sources: GraphSources): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const cause of await readLayerCauses(sources.layerViolations, sources.after)) {
    const { key, first, violations } = cause;
    findings.push(
      createFinding(layer, {
        // A linter enforces its own list where it runs; documents and layers are enforced here.
        severity: /\.golangci\.(ya?ml|toml|json)$/.test(first.source) ? 'medium' : layer.severity,
        ...(await wordingOf(cause, sources)),
        places: violations.map(placeOf) as [Place, ...Place[]],
        factId: violationFactId(first),
        key,
      }),
    );
  }
  return findings;
}

async function wordingOf(cause: LayerCause, sources: GraphSources): Promise<Wording> {
  const { first, dir, target } = cause;
  const example =
    target === null || !target.isCalled ? '' : await interfaceExample(dir, target.package, target.use, sources.after);
  if (first.reason !== undefined) return { ...wordRule(cause, first.reason, sources), example };
  return target === null ? wordLibrary(cause, sources) : { ...wordLayer(cause, target, sources), example };
}

/** A library that a layer must not use. */
function wordLibrary(cause: LayerCause, { whole }: GraphSources): Wording {
  const { first, violations, dir } = cause;
  const { from, to, source } = first;
  const imports = new Set(violations.map((violation) => violation.import)).size;
  const what = imports === 1 ? first.import : `${imports} packages of ${to}`;
  return {
    title: `Layer "${from}" imports ${what}, which is forbidden`,
    rationale: [
      messageOfCase(layer, 'library', { source, to, from }),
      ...importSentences(cause, whole),
      messageOfCase(layer, 'libraryCost'),
    ].join(' '),
    recommendation:
      `Declare an interface in \`${dir}\` for what it needs from the library, and implement that ` +
      'interface in a layer ' +
      `that may import \`${first.import}\`.`,
    tradeOffs: [
      "You maintain one more interface, and the mapping between its types and the library's.",
      allowInstead(from, 'the library', source),
    ].join(' '),
    example: '',
  };
}

/** A layer of the repository that a layer must not import. */
function wordLayer(cause: LayerCause, target: ImportTarget, sources: GraphSources): Omit<Wording, 'example'> {
  const { from, to, source } = cause.first;
  const allowed = allowedLayers(from, sources);
  const data = { source, from, to, dir: cause.dir, target: target.dir };
  return {
    title: `Layer "${from}" imports layer "${to}", which is not allowed`,
    rationale: [
      allowed.length === 0
        ? messageOfCase(layer, 'noLayer', data)
        : messageOfCase(layer, 'onlyLayers', { ...data, allowed: listedCode(allowed) }),
      ...importSentences(cause, sources.whole),
      messageOfCase(layer, 'layerCost', data),
    ].join(' '),
    recommendation: adviceForLayer(cause, target, sources),
    tradeOffs: [
      target.isCalled ? 'One more interface and a line of wiring.' : 'The moved declarations get a new import path.',
      allowInstead(from, `\`${to}\``, source),
    ].join(' '),
  };
}

function adviceForLayer({ first, dir }: LayerCause, target: ImportTarget, sources: GraphSources): string {
  const { from, to } = first;
  const { use } = target;
  const wiring = wiringPackage(sources.after, dirName(first.file), target.package.dir);
  const where = wiring === null ? 'where the program is wired' : `from \`${wiring}\`, which imports both`;
  if (use.methods.length > 0) return `${interfaceAdvice(dir, target)}, and pass the implementation in ${where}.`;
  const calls = use.calls.map((name) => `${target.package.name}.${name}`);
  if (calls.length > 0)
    return (
      `If the logic in ${listedCode(calls, 3)} belongs to \`${from}\`, move it there and let \`${target.dir}\` call ` +
      `it. If it is a detail of \`${to}\`, put it behind an interface that \`${dir}\` declares, and pass the ` +
      `implementation in ${where}.`
    );
  const others = allowedLayers(from, sources).length === 0 ? '' : ` (or to a layer that \`${from}\` may import)`;
  return (
    `Only types or values are used: move them to \`${from}\`${others}, and let \`${target.dir}\` import them ` +
    'from there.'
  );
}

/** An import that a document or a linter's configuration forbids. */
function wordRule(cause: LayerCause, reason: string, { whole }: GraphSources): Omit<Wording, 'example'> {
  const { first, dir, target } = cause;
  const { source } = first;
  const recommendation =
    target === null
      ? `Remove the import from \`${dir}\`: declare an interface there and implement it with ` +
        `\`${first.import}\` where the rule allows it.`
      : target.isCalled
        ? `${interfaceAdvice(dir, target)}, and pass the implementation in where the program is wired.`
        : `Move what it uses from \`${target.dir}\` to a package that both may import.`;
  return {
    title: `${dir} imports ${first.import}, which ${source} forbids`,
    rationale: [messageOfCase(layer, 'rule', { source, reason }), ...importSentences(cause, whole)].join(' '),
    recommendation,
    tradeOffs:
      `One more interface or package. If the rule no longer fits, change \`${source}\` in its own pull request so ` +
      'that the decision is recorded.',
  };
}

function interfaceAdvice(dir: string, target: ImportTarget): string {
  return `Declare an interface in \`${dir}\` with just the methods that it calls, let \`${target.dir}\` implement it`;
}

function allowInstead(from: string, to: string, source: string): string {
  return `If \`${from}\` is meant to use ${to}, allow that in \`${source}\` so that the decision is recorded.`;
}

/** Who imports what, in how many files, and what of it is used. */
function importSentences({ first, violations, dir, target }: LayerCause, whole: boolean): string[] {
  const isInTests = first.reason !== undefined && violations.every(({ file }) => file.endsWith('_test.go'));
  const imports = listedCode([...new Set(violations.map((violation) => violation.import))], 4);
  const files = new Set(violations.map(({ file }) => file)).size;
  const used = target === null ? [] : usedNames(target);
  return [
    messageOfCase(layer, `${whole ? 'has' : 'adds'}${isInTests ? 'InTests' : ''}`, { dir, imports }),
    ...(files === 1 ? [] : [messageOfCase(layer, 'files', { count: files })]),
    ...(used.length === 0 ? [] : [messageOfCase(layer, 'uses', { names: listedCode(used, 5) })]),
  ];
}

function usedNames({ package: { name }, use }: ImportTarget): string[] {
  return [...new Set([...use.calls, ...use.types, ...use.values].map((symbol) => `${name}.${symbol}`))];
}

function allowedLayers(from: string, { settings }: GraphSources): readonly string[] {
  return settings.layers.find(({ name }) => name === from)?.mayImport ?? [];
}

/** A package that imports both at the head, where the implementation can be passed in. */
function wiringPackage(graph: TreeGraph, a: string, b: string): string | null {
  for (const [dir, targets] of graph.edges) if (targets.has(a) && targets.has(b)) return shownDir(dir);
  return null;
}

function placeOf(violation: LayerViolation): Place {
  const { file, line, quote } = violation;
  return { path: file, startLine: line, endLine: line, quote, side: 'head' };
}
