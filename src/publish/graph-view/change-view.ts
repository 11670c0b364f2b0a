// Selects what a picture of a change shows: the imports that changed, and some unchanged ones around them.
import type { FactsSummary } from '../../domain/review.ts';

/** A reader takes in about this many changed imports, and this many unchanged ones beside them. */
const maxChangeEdges = 40;
const maxNearEdges = 12;

export interface ChangeView {
  /** Changed imports first, then unchanged ones of the same packages. Empty when no import changed. */
  readonly drawn: FactsSummary['edges'];
  /** Imports that are not drawn: changed ones over the limit, and unchanged ones of the same packages. */
  readonly omitted: { readonly changed: number; readonly kept: number };
}

/** At most 40 imports, of them at most 12 unchanged ones. */
export function viewChange({ edges, edgesLeftOut }: Pick<FactsSummary, 'edges' | 'edgesLeftOut'>): ChangeView {
  const changed = edges.filter((edge) => edge.change !== 'kept');
  const ends = new Set(changed.flatMap((edge) => [edge.from, edge.to]));
  const near = edges.filter((edge) => edge.change === 'kept' && (ends.has(edge.from) || ends.has(edge.to)));
  const drawn = [...changed, ...near.slice(0, maxNearEdges)].slice(0, maxChangeEdges);
  const { added = 0, removed = 0, kept = 0 } = edgesLeftOut ?? {};
  const shown = Math.min(changed.length, drawn.length);
  const omitted = {
    changed: changed.length - shown + added + removed,
    kept: near.length - (drawn.length - shown) + kept,
  };
  return { drawn, omitted };
}
