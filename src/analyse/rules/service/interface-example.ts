// Writes the interface that would invert an import, with the signatures that are really called.

import type { GoPackage } from '../../../domain/package-graph.ts';
import { openDirectory } from '../../change/changed-go-files.ts';
import type { PackageUse } from '../../change/package-use.ts';
import type { TreeGraph } from '../../graph/package-graph.ts';

/** Go code for the importing directory; "" where no declaration of what it calls is known. */
export async function interfaceExample(
  dir: string,
  imported: GoPackage,
  use: PackageUse,
  after: TreeGraph,
): Promise<string> {
  const sides = await openDirectory(after, imported.dir);
  const declarations = sides.flatMap((side) => side.outline.declarations);
  const methods = use.methods.flatMap(
    (name) => declarations.find((one) => one.kind === 'method' && one.name === name) ?? [],
  );
  const functions = use.calls.flatMap(
    (name) => declarations.find((one) => one.kind === 'function' && one.name === name) ?? [],
  );
  const wanted = methods.length > 0 ? methods : functions;
  if (wanted.length === 0) return '';
  const lines = wanted.map(({ signature }) => `\t${signature.replace(/^func (\([^)]*\) )?/, '')}`);
  const owner = methods[0]?.name.split('.')[0] ?? '';
  const name = /^[A-Z]/.test(owner) ? owner : capitalise(imported.name);
  return [`// In ${dir}: the methods that it calls.`, `type ${name} interface {`, ...new Set(lines), '}'].join('\n');
}

function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
