// Sentences inside pictures of package graphs. Plain text.
import { counted } from '../../text/format.ts';
import type { ChangeView } from './change-view.ts';
import type { ViewedLayer, ViewOmission } from './graph-view.ts';

/** "domain", "domain (inferred from its name)". */
export function layerLabel({ name, isInferred }: ViewedLayer): string {
  return isInferred ? `${name} (inferred from its name)` : name;
}

/** "201 packages, drawn as 3 components; 5 more imports not shown"; null where everything is shown. */
export function omissionNote({ packages, components, nodes, edges }: ViewOmission): string | null {
  const notes = [
    ...(packages === null ? [] : [`${counted(packages, 'package')}, drawn as ${counted(components, 'component')}`]),
    ...(nodes === 0 ? [] : [`${nodes} more not shown`]),
    ...(edges === 0 ? [] : [`${counted(edges, 'more import')} not shown`]),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

/** "and 3 more changed imports, 1 unchanged"; null where everything is drawn. */
export function omittedImports({ changed, kept }: ChangeView['omitted']): string | null {
  if (changed === 0) return kept === 0 ? null : `and ${counted(kept, 'more import')}`;
  return `and ${counted(changed, 'more changed import')}${kept === 0 ? '' : `, ${kept} unchanged`}`;
}
