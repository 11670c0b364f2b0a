// Infers layers that the code followed at the merge base (many imports in one direction, none in the other), and finds
// the first imports of a change that cross them.
import type { ImportSite } from '../../domain/package-graph.ts';
import { Lexer } from '../go/lexer.ts';
import { token } from '../go/token.ts';
import { type ConventionalLayers, type LayerRole, readConventionalLayers } from './conventional-layers.ts';
import type { GraphDelta } from './graph-delta.ts';
import { libraryRole } from './library-roles.ts';
import { baseName } from './modules.ts';
import type { TreeGraph } from './package-graph.ts';
import type { PackageRenames } from './package-renames.ts';

/** An import of the change that is the first from one layer to another. */
export interface LayerCrossing {
  readonly from: LayerRole;
  readonly to: LayerRole;
  readonly fromDir: string;
  /** Directory of the imported package; null for a library. */
  readonly toDir: string | null;
  /** The imported path. */
  readonly path: string;
  readonly sites: readonly ImportSite[];
  /** Number of imports at the merge base that show the convention, and the layers they connect. */
  readonly shownBy: { readonly from: LayerRole; readonly to: LayerRole; readonly count: number };
}

/** Fewer imports are a coincidence, not a convention. */
const MIN_SHOWN = 3;

interface Convention {
  readonly from: LayerRole;
  readonly to: LayerRole;
  /** Directions of imports that show the convention; any of them. */
  readonly shownBy: readonly (readonly [LayerRole, LayerRole])[];
}

/** Imports that layers forbid, and what shows that a code base follows them. */
const CONVENTIONS: readonly Convention[] = [
  { from: 'domain', to: 'application', shownBy: [['application', 'domain']] },
  {
    from: 'domain',
    to: 'transport',
    shownBy: [
      ['transport', 'domain'],
      ['application', 'domain'],
    ],
  },
  {
    from: 'domain',
    to: 'infrastructure',
    shownBy: [
      ['infrastructure', 'domain'],
      ['application', 'domain'],
    ],
  },
  { from: 'application', to: 'transport', shownBy: [['transport', 'application']] },
  {
    from: 'application',
    to: 'infrastructure',
    shownBy: [
      ['infrastructure', 'application'],
      ['infrastructure', 'domain'],
    ],
  },
  { from: 'transport', to: 'infrastructure', shownBy: [['transport', 'application']] },
];

/** The first crossings in a change. None between layers that were already crossed, in code or by name. */
export function findLayerCrossings(
  before: TreeGraph,
  after: TreeGraph,
  delta: GraphDelta,
  renames: PackageRenames,
): readonly LayerCrossing[] {
  const old = readConventionalLayers(before);
  const counts = countEdges(before, old);
  const fresh = readConventionalLayers(after);
  const conventions = CONVENTIONS.flatMap((one) => {
    const shownBy = one.shownBy
      .map(([from, to]) => ({ from, to, count: counts.get(`${from} ${to}`) ?? 0 }))
      .sort((a, b) => b.count - a.count)[0]!;
    return shownBy.count < MIN_SHOWN || (counts.get(`${one.from} ${one.to}`) ?? 0) > 0 ? [] : [{ ...one, shownBy }];
  });
  if (conventions.length === 0) return [];
  return [
    ...insideCrossings(after, delta, fresh, conventions),
    ...libraryCrossings(before, after, fresh, conventions, counts, renames),
  ];
}

/** A convention that held at the merge base. */
type Kept = Pick<LayerCrossing, 'from' | 'to' | 'shownBy'>;

function insideCrossings(
  after: TreeGraph,
  delta: GraphDelta,
  layers: ConventionalLayers,
  kept: readonly Kept[],
): LayerCrossing[] {
  return delta.addedEdges.flatMap((edge) => {
    const fromDir = after.graph.packages.get(edge.from)?.dir;
    const toDir = after.graph.packages.get(edge.to)?.dir;
    if (fromDir === undefined || toDir === undefined) return [];
    const [from, to] = [layers.roleOf(fromDir), layers.roleOf(toDir)];
    const convention = kept.find((one) => one.from === from && one.to === to);
    if (convention === undefined || from === null || to === null) return [];
    if ((to === 'transport' || to === 'infrastructure') && !layers.isProven(toDir)) return [];
    return [{ from, to, fromDir, toDir, path: edge.to, sites: edge.sites, shownBy: convention.shownBy }];
  });
}

/** First uses of libraries of the outer layers in the domain. */
function libraryCrossings(
  before: TreeGraph,
  after: TreeGraph,
  layers: ConventionalLayers,
  kept: readonly Kept[],
  counts: ReadonlyMap<string, number>,
  renames: PackageRenames,
): LayerCrossing[] {
  const conventions = kept.filter(
    ({ from, to }) => from === 'domain' && (counts.get(`domain ${to} library`) ?? 0) === 0,
  );
  const domain = [...after.byDir.values()].filter(({ dir }) => layers.roleOf(dir) === 'domain');
  return domain.flatMap(({ dir, sites }) => {
    const former = new Set(renames.formerDirs(dir).flatMap((one) => before.byDir.get(one)?.imports ?? []));
    const paths = [...new Set(sites.map((site) => site.path))].filter((path) => !former.has(path));
    return paths.flatMap((path): LayerCrossing[] => {
      const convention = conventions.find(({ to }) => to === libraryRole(path));
      if (convention === undefined) return [];
      const own = sites.filter((site) => site.path === path && !takesValuesOnly(after.tree.text(site.file), site));
      return own.length === 0 ? [] : [{ ...convention, fromDir: dir, toDir: null, path, sites: own }];
    });
  });
}

/** Values and well-known errors of such libraries, which are all that many domains use. */
const VALUE_NAME = /^(Status\w*|Method\w*|ErrNoRows|ErrNil|Nil|Null\w*|ErrNoDocuments|ErrRecordNotFound)$/;

/** The file uses nothing else of the library; false if that is undecided. */
function takesValuesOnly(text: string | undefined, { name, path }: ImportSite): boolean {
  const names = text === undefined ? [] : namesUsedOf(text, name ?? baseName(path.replace(/\/v\d+$/, '')));
  return names.length > 0 && names.every((used) => VALUE_NAME.test(used));
}

/** Names that code selects from a package: "ErrNoRows" of `sql.ErrNoRows`. */
function namesUsedOf(text: string, packageName: string): readonly string[] {
  const names: string[] = [];
  const lexer = new Lexer(text);
  let last: number = token.EOF;
  while (lexer.next() !== token.EOF) {
    const isSelected = last === token.DOT;
    last = lexer.kind;
    if (isSelected || last !== token.IDENT || text.slice(lexer.start, lexer.end) !== packageName) continue;
    if (lexer.next() === token.DOT && lexer.next() === token.IDENT) names.push(text.slice(lexer.start, lexer.end));
    last = lexer.kind;
  }
  return names;
}

/** Imports between packages by their roles, and uses of libraries by role. */
function countEdges(graph: TreeGraph, layers: ConventionalLayers): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { dir, imports } of graph.byDir.values()) {
    const from = layers.roleOf(dir);
    if (from === null) continue;
    for (const target of graph.edges.get(dir)?.keys() ?? []) {
      const to = layers.roleOf(target);
      if (to !== null && to !== from) count(`${from} ${to}`);
    }
    for (const path of imports) {
      const to = libraryRole(path);
      if (to !== null) count(`${from} ${to} library`);
    }
  }
  return counts;
}
