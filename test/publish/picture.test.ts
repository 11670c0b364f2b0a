// Pictures of package graphs: what changed stands out, labels cannot be read as syntax, and nothing grows without bound.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GoPackage, PackageGraph } from '../../src/domain/architecture.ts';
import { drawSvg } from '../../src/publish/drawing.ts';
import { drawChange, drawGraph } from '../../src/publish/publish.ts';
import { review } from './reviews.ts';

type Facts = Parameters<typeof drawChange>[0];

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
  test('is empty when no edge changed', () => {
    expect(drawChange(facts([{ from: 'a', to: 'b', change: 'kept' }]))).toBe('');
    expect(drawSvg(facts([]))).toBe('');
  });

  test('shows the changed edges and one step around them, new cycles in red', () => {
    const edges: Facts['edges'] = [
      { from: 'app/store', to: 'app/domain', change: 'added' },
      { from: 'app/domain', to: 'app/store', change: 'kept' },
      { from: 'app/far', to: 'app/away', change: 'kept' },
    ];
    expect(drawChange(facts(edges, { cyclesIntroduced: [['app/domain', 'app/store']] }))).toMatchInlineSnapshot(`
"flowchart LR
  p0["store"]
  p1["domain"]
  p0 ==> p1
  p1 --> p0
  linkStyle 0 stroke:#cf222e,stroke-width:3px
  linkStyle 1 stroke:#cf222e,stroke-width:3px"
`);
  });

  test('says how many edges it leaves out', () => {
    const edges: Facts['edges'] = Array.from({ length: 60 }, (_, index) => ({
      from: 'app/api',
      to: `app/p${index}`,
      change: 'added',
    }));
    const picture = drawChange(facts(edges));
    expect(picture.match(/==>/g)).toHaveLength(40);
    expect(picture).toContain('more["and 20 more edges"]');
  });

  test('is well formed whatever packages are called', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const picture = drawChange(any);
        if (picture === '') return;
        const [first, ...lines] = picture.split('\n');
        expect(first).toBe('flowchart LR');
        for (const line of lines) {
          expect(line).toMatch(
            /^ {2}(p\d+\["(?:[A-Za-z0-9 ._~/+-]|#\d+;|…)+"\]|p\d+ (==>|-\.->|-->) p\d+|more\["and \d+ more edges"\]|style (more|p\d+) [a-z0-9#:,-]+|linkStyle \d+ [a-z0-9#:,-]+)$/,
          );
        }
        expect(lines.length).toBeLessThan(200);
      }),
    );
  });

  test('as SVG is well formed too, and holds no foreign markup', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        const picture = drawSvg(any);
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
  const graph = (packages: GoPackage[], cycles: string[][] = []): PackageGraph => ({
    modules: [],
    packages: new Map(packages.map((one) => [one.importPath, one])),
    cycles,
  });

  test('groups packages by layer, leaves foreign ones out and shows cycles', () => {
    const packages = [
      goPackage('api', ['app/domain', 'net/http'], 'transport'),
      goPackage('domain', ['app/store'], 'domain'),
      goPackage('store', ['app/domain']),
    ];
    expect(drawGraph(graph(packages, [['app/domain', 'app/store']]))).toMatchInlineSnapshot(`
"flowchart LR
  p2["store"]
  subgraph layer1["domain"]
  p1["domain"]
  end
  subgraph layer2["transport"]
  p0["api"]
  end
  p0 --> p1
  p1 --> p2
  p2 --> p1
  linkStyle 1 stroke:#cf222e,stroke-width:3px
  linkStyle 2 stroke:#cf222e,stroke-width:3px"
`);
  });

  test('is bounded', () => {
    const packages = Array.from({ length: 500 }, (_, index) => goPackage(`p${index}`, [`app/p${(index + 1) % 500}`]));
    const picture = drawGraph(graph(packages));
    expect(picture.split('\n').length).toBeLessThan(800);
    expect(picture).toContain('more packages and edges');
  });

  test('of nothing is a picture of nothing', () => {
    expect(drawGraph(graph([]))).toBe('flowchart LR');
  });
});

test('the sample’s change as SVG names its packages', () => {
  const picture = drawSvg(review.facts);
  expect(picture).toContain('<g class="box new"><title>github.com/acme/orders/internal/payment</title>');
  expect(picture.match(/class="edge added"/g)).toHaveLength(2);
});
