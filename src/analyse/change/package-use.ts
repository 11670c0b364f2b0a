// What a package really uses of another one that it imports: the names it writes behind the package's name, and the methods it calls
// on that package's types.
import type { GoPackage } from '../../domain/package-graph.ts';
import { type GoNode, openParser, type ParsedFile, textOf } from '../go/parser.ts';
import { headOf, type TreeGraph } from '../graph/package-graph.ts';
import { openDirectory } from './changed-go-files.ts';

export interface PackageUse {
  /** Functions called. */
  readonly calls: readonly string[];
  readonly types: readonly string[];
  /** Variables, constants, functions taken as values. */
  readonly values: readonly string[];
  /** "Store.Get": methods of the package's types whose names are called in the same files. */
  readonly methods: readonly string[];
}

/** Reads the uses of `imported` in the files of `sites` (each once). */
export async function readPackageUse(
  graph: TreeGraph,
  sites: readonly { readonly file: string }[],
  imported: GoPackage,
): Promise<PackageUse> {
  const parser = await openParser();
  const calls = new Set<string>();
  const types = new Set<string>();
  const values = new Set<string>();
  const called = new Set<string>();
  for (const path of new Set(sites.map((site) => site.file))) {
    const text = graph.tree.text(path);
    const site = headOf(graph.tree, path)?.imports.find((one) => one.path === imported.importPath);
    if (text === undefined || site === undefined) continue;
    const name = site.name ?? imported.name;
    parser.parse(text, (file) => {
      for (const node of file.root.descendantsOfType(['selector_expression', 'qualified_type'])) {
        if (node === null) continue;
        const [owner, member] = halves(file, node);
        const isCall =
          node.parent?.type === 'call_expression' && node.parent.childForFieldName('function')?.id === node.id;
        if (owner !== name) {
          if (isCall) called.add(member);
        } else if (node.type === 'qualified_type') types.add(member);
        else (isCall ? calls : values).add(member);
      }
    });
  }
  const declared = (await openDirectory(graph, imported.dir)).flatMap((side) => side.outline.declarations);
  const typesInReach = new Set([...types, ...resultTypes(declared, calls)]);
  const methods = declared
    .filter((one) => one.kind === 'method' && one.exported)
    .map((one) => one.name)
    .filter((name) => called.has(name.split('.')[1]!) && typesInReach.has(name.split('.')[0]!));
  return { calls: [...calls], types: [...types], values: [...values], methods };
}

function halves(file: ParsedFile, node: GoNode): [string, string] {
  const [ownerField, memberField] = node.type === 'qualified_type' ? ['package', 'name'] : ['operand', 'field'];
  const text = (field: string) => {
    const child = node.childForFieldName(field);
    return child === null ? '' : textOf(file, child);
  };
  return [text(ownerField!), text(memberField!)];
}

/** Types that the called functions give back: "func New() (*Store, error)" gives Store. */
function resultTypes(
  declared: readonly { kind: string; name: string; signature: string }[],
  calls: ReadonlySet<string>,
): string[] {
  return declared
    .filter((one) => one.kind === 'function' && calls.has(one.name))
    .flatMap((one) => one.signature.slice(one.signature.indexOf(')') + 1).match(/\p{Lu}[\p{L}\p{Nd}_]*/gu) ?? []);
}
