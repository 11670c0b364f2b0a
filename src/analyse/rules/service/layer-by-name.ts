// Finds the first import against the direction that inferred layers kept to.
import { findLayerCrossings, type LayerCrossing } from '../../graph/inferred-layers.ts';
import { type ChangeRule, matchImport } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';

export const layerByName: ChangeRule = {
  id: 'service/layer-by-name',
  section: 'service-architecture',
  severity: 'medium',
  report: 'finding',
  title: 'First import against the existing dependency direction',
  messages: {
    layer:
      '`{fromDir}` ({from}, by its name) now imports `{target}` ({to}, by its name and libraries); at the merge ' +
      'base {count} imports ran from {shownFrom} to {shownTo} and none from {from} to {to}.',
    library:
      '`{fromDir}` ({from}, by its name) now imports `{target}` ({to}, by its purpose); at the merge base ' +
      '{count} imports ran from {shownFrom} to {shownTo} and none from {from} to {to}.',
  },
  why:
    'While the direction holds, the inner layer can be tested and kept without the outer one; the first ' +
    'exception becomes the precedent for the next.',
  exceptions:
    'the direction was accidental: the layers are inferred from directory names, libraries and existing imports, ' +
    'and are ignored once you declare `layers` in .github/architect.yml or components in .go-arch-lint.yml.',
  fix:
    'Declare an interface next to the code that needs it, or move the shared type inwards, and pass the ' +
    'implementation in where the program is wired.',
  tradeOffs: 'One more interface, or a type to map at the boundary.',
  example:
    '// Next to the code that needs it: the other package implements it, and main passes it in.\n' +
    'type Orders interface {\n' +
    '\tOrder(ctx context.Context, id string) (Order, error)\n' +
    '}\n' +
    '\n' +
    'func NewService(orders Orders) *Service { return &Service{orders: orders} }',
  references: [
    'https://github.com/roblaszczak/go-cleanarch',
    'https://threedots.tech/post/introducing-clean-architecture/',
    'https://www.gobeyond.dev/standard-package-layout/',
  ],
  linters: ['depguard'],
  check(change) {
    if (change.layersDeclared) return [];
    const { before, graph: after } = change.around;
    return findLayerCrossings(before, after, change.delta, change.renames).flatMap(toMatches);
  },
};

function toMatches({ from, to, fromDir, toDir, path, sites, shownBy }: LayerCrossing): Match[] {
  const { from: shownFrom, to: shownTo, count } = shownBy;
  const data = { fromDir, from, target: toDir ?? path, to, count, shownFrom, shownTo };
  return sites.map((site) => matchImport(layerByName, site, toDir === null ? 'library' : 'layer', data));
}
