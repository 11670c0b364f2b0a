// Layers that nobody declared: told by the names of directories and by what the code kept to until this change (catalogue SA02, SA05).
import { type Crossing, findCrossings } from '../../graph/inferred-layers.ts';
import { type ChangeRule, matchPlace } from '../engine/change-rule.ts';
import type { Match } from '../engine/rule.ts';

export const layerByName: ChangeRule = {
  id: 'service/layer-by-name',
  section: 'service-architecture',
  severity: 'medium',
  report: 'finding',
  title: 'The first import against a direction that the code kept to',
  why: 'A direction that holds without exception can be relied on: the inner layer is tested without the outer one and outlives it. The first exception is the one that the next change will point to.',
  exceptions:
    'Where the direction was a coincidence. Nobody declared these layers: they are told by the names of directories, by the libraries that their packages import, and by the imports at the merge base, of which not one ran this way. Declare `layers` in .github/architect.yml, or components in .go-arch-lint.yml, and only these count.',
  fix: 'Declare what is needed as an interface beside the code that needs it, or move the shared type inwards, and pass the implementation in where the program is wired.',
  tradeOffs: 'One more interface or type to map at the border.',
  example:
    '// Beside the code that needs it: the other package implements it, and main passes it in.\ntype Orders interface {\n\tOrder(ctx context.Context, id string) (Order, error)\n}\n\nfunc NewService(orders Orders) *Service { return &Service{orders: orders} }',
  references: [
    'https://github.com/roblaszczak/go-cleanarch',
    'https://threedots.tech/post/introducing-clean-architecture/',
    'https://www.gobeyond.dev/standard-package-layout/',
  ],
  linters: ['depguard'],
  check(change) {
    if (change.layersDeclared) return [];
    const { before, graph: after } = change.around;
    return findCrossings(before, after, change.delta, change.renames).flatMap((crossing) => sightings(crossing));
  },
};

function sightings(crossing: Crossing): Match[] {
  const { from, to, fromDir, toDir, path, shownBy } = crossing;
  const target = toDir === null ? `\`${path}\`` : `\`${toDir}\``;
  const said = `\`${fromDir}\` (${from}, by its name) now imports ${target} (${to}, by ${toDir === null ? 'what it is for' : 'its name and its libraries'}). At the merge base ${shownBy.count} imports between packages ran from ${shownBy.from} to ${shownBy.to}, and none from ${from} to ${to}.`;
  return crossing.sites.map(({ file, line, quote }) =>
    matchPlace(layerByName, { path: file, startLine: line, endLine: line, quote, side: 'head', said }),
  );
}
