// Pictures of package graphs: what changed stands out, labels cannot be read as syntax, and nothing grows without bound.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LayerViolation } from '../../../src/domain/architecture.ts';
import type { Component, GoPackage } from '../../../src/domain/package-graph.ts';
import { drawGraphAsDot } from '../../../src/publish/graph-view/dot.ts';
import type { Drawable } from '../../../src/publish/graph-view/graph-view.ts';
import { drawChangeAsMermaid, drawGraphAsMermaid } from '../../../src/publish/graph-view/mermaid.ts';
import { changeHeadline, structureLines } from '../../../src/publish/graph-view/structure-lines.ts';
import { drawChangeAsSvg } from '../../../src/publish/graph-view/svg.ts';
import { review } from '../reviews.ts';

type Facts = Parameters<typeof drawChangeAsMermaid>[0];

const facts = (edges: Facts['edges'], changes: Partial<Facts> = {}): Facts => ({
  edges,
  cyclesIntroduced: [],
  packagesAdded: [],
  ...changes,
});

/** What a module may call itself, and what it may not. */
const importPath = fc.oneof(
  fc.constantFrom(
    'app/domain',
    'app/store',
    'app/api',
    'end',
    'subgraph',
    'app/"]; click p0 href "x"',
    'a--&gt;b',
    '#35;',
    '%%{init:{}}%%',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
);
const anyFacts = fc.record({
  edges: fc.array(
    fc.record({ from: importPath, to: importPath, change: fc.constantFrom('added', 'removed', 'kept') }),
    { maxLength: 90 },
  ),
  cyclesIntroduced: fc.array(fc.array(importPath, { maxLength: 3 }), { maxLength: 2 }),
  packagesAdded: fc.array(importPath, { maxLength: 3 }),
});

describe('the picture of a change', () => {
  test('counts what its facts left out, as the lines and the headline beside it do', () => {
    const edges = Array.from({ length: 60 }, (_, index) => ({
      from: `app/p${index}`,
      to: 'app/hub',
      change: 'added' as const,
    }));
    const many = {
      ...review.facts,
      edges,
      edgesLeftOut: { added: 130, removed: 0, kept: 5 },
      cyclesIntroduced: [],
      layerViolationsIntroduced: 0,
    };
    expect(drawChangeAsMermaid(many)).toContain('more["and 150 more changed imports, 5 unchanged"]');
    expect(changeHeadline(many)).toBe('190 new import edges');
    expect(structureLines({ ...many, packagesAdded: [] })[0]).toMatch(/^New imports: .* and 184 more\.$/);
  });

  test('is empty when no edge changed', () => {
    expect(drawChangeAsMermaid(facts([{ from: 'a', to: 'b', change: 'kept' }]))).toBe('');
    expect(drawChangeAsSvg(facts([]))).toBe('');
  });

  test('shows the changed edges and one step around them, new cycles in red', () => {
    const edges: Facts['edges'] = [
      { from: 'app/store', to: 'app/domain', change: 'added' },
      { from: 'app/domain', to: 'app/store', change: 'kept' },
      { from: 'app/far', to: 'app/away', change: 'kept' },
    ];
    expect(
      drawChangeAsMermaid(facts(edges, { cyclesIntroduced: [['app/domain', 'app/store']] })),
    ).toMatchInlineSnapshot(`
"flowchart LR
  p0["store"]
  p1["domain"]
  p0 ==> p1
  p1 --> p0
  linkStyle 0,1 stroke:#cf222e,stroke-width:3px"
`);
  });

  test('draws an import that crosses a declared layer in red', () => {
    const edges: Facts['edges'] = [
      { from: 'app/domain', to: 'app/store', change: 'added', crossesLayer: true },
      { from: 'app/api', to: 'app/domain', change: 'added' },
    ];
    expect(drawChangeAsMermaid(facts(edges))).toContain(
      '  linkStyle 0 stroke:#cf222e,stroke-width:3px\n  linkStyle 1 stroke:#2da44e,stroke-width:2px',
    );
    expect(drawChangeAsSvg(facts(edges))).toMatch(/<path class="edge added crossing" [^>]*#head-crossing/);
    const told = { ...review.facts, edges, layerViolationsIntroduced: 1, layerViolationsBefore: 2 };
    expect(structureLines(told, true)).toContain('Layer violations: 1 new (red in the diagram), 2 existing.');
  });

  test('says how many edges it leaves out', () => {
    const edges: Facts['edges'] = Array.from({ length: 60 }, (_, index) => ({
      from: 'app/api',
      to: `app/p${index}`,
      change: 'added',
    }));
    const picture = drawChangeAsMermaid(facts(edges));
    expect(picture.match(/==>/g)).toHaveLength(40);
    expect(picture).toContain('more["and 20 more changed imports"]');
  });

  test('shows a few of the imports around the change, however many there are', () => {
    const around: Facts['edges'] = Array.from({ length: 30 }, (_, index) => ({
      from: `app/user${index}`,
      to: 'app/domain',
      change: 'kept',
    }));
    const picture = drawChangeAsMermaid(facts([{ from: 'app/api', to: 'app/domain', change: 'added' }, ...around]));
    expect(picture.match(/ --> /g)).toHaveLength(12);
    expect(picture).toContain('more["and 18 more imports"]');
  });

  test('is well formed whatever packages are called', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const picture = drawChangeAsMermaid(any);
        if (picture === '') return;
        const [first, ...lines] = picture.split('\n');
        expect(first).toBe('flowchart LR');
        for (const line of lines) {
          expect(line).toMatch(
            /^ {2}(p\d+\["(?:[A-Za-z0-9 ._~/+-]|#\d+;|…)+"\]|p\d+ (==>|-\.->|-->) p\d+|more\["and \d+ more (?:changed )?imports?(?:, \d+ unchanged)?"\]|style (more|p\d+) [a-z0-9#:,-]+|linkStyle \d+(?:,\d+)* [a-z0-9#:,-]+)$/,
          );
        }
        expect(lines.length).toBeLessThan(200);
      }),
    );
  });

  test('as SVG is well formed too, and holds no foreign markup', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const picture = drawChangeAsSvg(any);
        expect(picture.replace(/<\/?(svg|defs|marker|path|g|title|rect|text)\b[^<>]*>/g, '')).not.toMatch(/[<>]/);
        expect(picture).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });
});

describe('the picture of a whole graph', () => {
  const goPackage = (dir: string, imports: string[], layer: string | null = null): GoPackage => ({
    importPath: `app/${dir}`,
    name: dir,
    dir,
    module: 'app',
    files: [],
    testFiles: [],
    imports,
    testImports: [],
    testSites: [],
    sites: [],
    layer,
  });
  const nothing = { fanIn: 0, fanOut: 0, instability: null, abstractness: 0, distance: null, files: 0, lines: 0 };
  const component = (name: string, packages: readonly string[], imports: readonly string[] = []): Component => ({
    name,
    packages,
    imports,
    metrics: nothing,
  });
  const graph = (packages: GoPackage[], cycles: string[][] = [], rest: Partial<Drawable> = {}): Drawable => ({
    graph: { modules: [], packages: new Map(packages.map((one) => [one.importPath, one])), cycles },
    components: [],
    componentCycles: [],
    layerViolations: [],
    ...rest,
  });
  const violation = (file: string, path: string): LayerViolation => ({
    file,
    line: 1,
    import: path,
    quote: `"${path}"`,
    from: 'domain',
    to: 'transport',
    source: '.github/architect.yml',
    introduced: false,
  });

  test('groups packages by layer, leaves foreign ones out and shows cycles', () => {
    const packages = [
      goPackage('api', ['app/domain', 'net/http'], 'transport'),
      goPackage('domain', ['app/store'], 'domain'),
      goPackage('store', ['app/domain']),
    ];
    expect(drawGraphAsMermaid(graph(packages, [['app/domain', 'app/store']]))).toMatchInlineSnapshot(`
"flowchart LR
  p2["store"]
  subgraph layer1["domain"]
  p1["domain"]
  end
  subgraph layer2["transport"]
  p0["api"]
  end
  p1 --> p2
  p2 --> p1
  p0 --> p1
  linkStyle 0 stroke:#cf222e,stroke-width:3px
  linkStyle 1 stroke:#cf222e,stroke-width:3px"
`);
  });

  test('marks what crosses a layer, and says of a layer that it is told by its name', () => {
    const packages = [goPackage('api', ['app/domain']), { ...goPackage('domain', ['app/api']), layerByName: 'domain' }];
    const drawable = graph(packages, [], { layerViolations: [violation('domain/order.go', 'app/api')] });
    expect(drawGraphAsMermaid(drawable)).toMatchInlineSnapshot(`
"flowchart LR
  p0["api"]
  subgraph layer1["domain #40;inferred from its name#41;"]
  p1["domain"]
  end
  p1 --> p0
  p0 --> p1
  linkStyle 0 stroke:#cf222e,stroke-width:3px,stroke-dasharray:4"
`);
    expect(drawGraphAsDot(drawable)).toMatchInlineSnapshot(`
"digraph architecture {
  rankdir=LR;
  node [shape=box, fontname="Helvetica", fontsize=11];
  edge [color="#8c959f"];
  n0 [label="api"];
  subgraph cluster_1 {
    label="domain (inferred from its name)";
    n1 [label="domain"];
  }
  n1 -> n0 [color="#cf222e", style=dashed, penwidth=2];
  n0 -> n1;
}"
`);
  });

  test('of more than 200 packages is drawn by component, circles in red, and says so', () => {
    const packages = Array.from({ length: 201 }, (_, index) => goPackage(`p${index}`, []));
    const paths = packages.map(({ importPath }) => importPath);
    const components = [
      component('orders', paths.slice(0, 100), ['users']),
      component('users', paths.slice(100, 200), ['orders']),
      component('cmd', paths.slice(200), ['orders']),
    ];
    const drawable = graph(packages, [], { components, componentCycles: [['orders', 'users']] });
    expect(drawGraphAsMermaid(drawable)).toMatchInlineSnapshot(`
"flowchart LR
  p0["cmd"]
  p1["orders"]
  p2["users"]
  p1 --> p2
  p2 --> p1
  p0 --> p1
  more["201 packages#44; drawn as 3 components"]
  linkStyle 0 stroke:#cf222e,stroke-width:3px
  linkStyle 1 stroke:#cf222e,stroke-width:3px"
`);
    expect(drawGraphAsDot(drawable)).toMatchInlineSnapshot(`
"digraph architecture {
  rankdir=LR;
  node [shape=box, fontname="Helvetica", fontsize=11];
  edge [color="#8c959f"];
  label="201 packages, drawn as 3 components";
  n0 [label="cmd"];
  n1 [label="orders"];
  n2 [label="users"];
  n1 -> n2 [color="#cf222e", penwidth=2];
  n2 -> n1 [color="#cf222e", penwidth=2];
  n0 -> n1;
}"
`);
  });

  test('is bounded, and says what it leaves out', () => {
    const names = Array.from({ length: 250 }, (_, index) => `c${String(index).padStart(3, '0')}`);
    const components = names.map((name) => component(name, [`app/${name}`], names.slice(0, 5)));
    const packages = names.map((name) => goPackage(name, []));
    const drawable = graph(packages, [], { components });
    expect(drawGraphAsMermaid(drawable).split('\n').length).toBeLessThan(800);
    expect(drawGraphAsDot(drawable)).toContain(
      'label="250 packages, drawn as 250 components; 50 more not shown; 600 more imports not shown"',
    );
  });

  test('in DOT is well formed whatever packages are called', () => {
    fc.assert(
      fc.property(fc.array(importPath, { minLength: 1, maxLength: 9 }), (paths) => {
        const packages = paths.map((path) => ({ ...goPackage(path, paths), importPath: path, layer: path }));
        for (const line of drawGraphAsDot(graph(packages)).split('\n'))
          expect(line).toMatch(
            /^( *(rankdir=LR;|node \[.*\];|edge \[.*\];|label="([^"\\]|\\.)*";|n\d+ \[label="([^"\\]|\\.)*"\];|subgraph cluster_\d+ \{|\}|n\d+ -> n\d+( \[.*\])?;)|digraph architecture \{)$/u,
          );
      }),
    );
  });

  test('of nothing is a picture of nothing', () => {
    expect(drawGraphAsMermaid(graph([]))).toBe('flowchart LR');
  });
});

test('the sample’s change as SVG names its packages', () => {
  const picture = drawChangeAsSvg(review.facts);
  expect(picture).toContain('<g class="box new"><title>github.com/acme/orders/internal/payment</title>');
  expect(picture.match(/class="edge added"/g)).toHaveLength(2);
});
