// Reads what a package uses of another one: the names it selects from it, and the methods it calls on its types.
import type { GoPackage } from '../../domain/package-graph.ts';
import { type GoNode, openParser, type ParsedFile, textOf } from '../go/parser.ts';
import { headOf, type TreeGraph } from '../graph/package-graph.ts';
import { openDirectory } from './changed-go-files.ts';

export interface PackageUse {
  /** Functions called. */
  readonly calls: readonly string[];
  readonly types: readonly string[];
  /** Variables, constants, and functions used as values. */
  readonly values: readonly string[];
  /** "Store.Get": methods of the package's types that are called in the same files. */
  readonly methods: readonly string[];
}

/** Reads what the files of `sites` use of `imported`. */
export async function readPackageUse(
  graph: TreeGraph,
  sites: readonly { readonly file: string }[],
  imported: GoPackage,
): Promise<PackageUse> {
  const parser = await openParser();
  const seen: SeenNames = { calls: new Set(), types: new Set(), values: new Set(), methods: new Set() };
  for (const path of new Set(sites.map((site) => site.file))) {
    const text = graph.tree.text(path);
    const site = headOf(graph.tree, path)?.imports.find((one) => one.path === imported.importPath);
    if (text !== undefined && site !== undefined)
      parser.parse(text, (file) => collectNames(file, site.name ?? imported.name, seen));
  }
  const declared = (await openDirectory(graph, imported.dir)).flatMap((side) => side.outline.declarations);
  const { calls, types, values } = seen;
  const typesInReach = new Set([...types, ...resultTypes(declared, calls)]);
  const methods = declared
    .filter((one) => one.kind === 'method' && one.exported)
    .map((one) => one.name)
    .filter((name) => seen.methods.has(name.split('.')[1]!) && typesInReach.has(name.split('.')[0]!));
  return { calls: [...calls], types: [...types], values: [...values], methods };
}

/** Names that files select from a package; `methods`: called on anything else. */
type SeenNames = Readonly<Record<'calls' | 'types' | 'values' | 'methods', Set<string>>>;

function collectNames(file: ParsedFile, packageName: string, seen: SeenNames): void {
  for (const node of file.root.descendantsOfType(['selector_expression', 'qualified_type'])) {
    if (node === null) continue;
    const [owner, member] = halves(file, node);
    const isCall = node.parent?.type === 'call_expression' && node.parent.childForFieldName('function')?.id === node.id;
    const isOfPackage = owner === packageName;
    if (isOfPackage && node.type === 'qualified_type') seen.types.add(member);
    else if (isOfPackage) seen[isCall ? 'calls' : 'values'].add(member);
    else if (isCall) seen.methods.add(member);
  }
}

function halves(file: ParsedFile, node: GoNode): [string, string] {
  const [ownerField, memberField] = node.type === 'qualified_type' ? ['package', 'name'] : ['operand', 'field'];
  const text = (field: string) => {
    const child = node.childForFieldName(field);
    return child === null ? '' : textOf(file, child);
  };
  return [text(ownerField!), text(memberField!)];
}

/** Types in the results of called functions: "Store" of "func New() (*Store, error)". */
function resultTypes(
  declared: readonly { kind: string; name: string; signature: string }[],
  calls: ReadonlySet<string>,
): string[] {
  return declared
    .filter((one) => one.kind === 'function' && calls.has(one.name))
    .flatMap((one) => one.signature.slice(one.signature.indexOf(')') + 1).match(/\p{Lu}[\p{L}\p{Nd}_]*/gu) ?? []);
}
