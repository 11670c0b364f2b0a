// Finds exported names that are declared in more than one file: a name has one meaning in all of `src`.
import ts from 'typescript';
import { lineOf, type Offence, parse, type SourceText } from './source.ts';

/** A zod schema and its type share a name in one file, which is one meaning. A re-export declares nothing. */
export function findSharedNames(files: readonly SourceText[]): Offence[] {
  const places = new Map<string, { readonly path: string; readonly line: number }[]>();
  for (const source of files) {
    const file = parse(source);
    for (const [name, offset] of exportedNames(file)) {
      places.set(name, [...(places.get(name) ?? []), { path: source.path, line: lineOf(file, offset) }]);
    }
  }
  return [...places]
    .filter(([, found]) => found.length > 1)
    .flatMap(([name, found]) =>
      found.map((place) => {
        const others = found.filter(({ path }) => path !== place.path).map(({ path, line }) => `${path}:${line}`);
        return { ...place, message: `"${name}" is also exported by ${others.join(', ')}` };
      }),
    );
}

/** Name and offset of each exported declaration; of overloads and of a value with its type, the first. */
function exportedNames(file: ts.SourceFile): Map<string, number> {
  const names = new Map<string, number>();
  const add = (node: ts.Node) => {
    if (!names.has(node.getText(file))) names.set(node.getText(file), node.getStart(file));
  };
  const imported = new Set(file.statements.flatMap(importedNames));
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier !== undefined || statement.exportClause === undefined) continue;
      if (!ts.isNamedExports(statement.exportClause)) continue;
      for (const { name, propertyName } of statement.exportClause.elements) {
        if (!imported.has((propertyName ?? name).text)) add(name);
      }
    } else if (isExported(statement)) {
      for (const name of declaredNames(statement)) add(name);
    }
  }
  return names;
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function declaredNames(statement: ts.Statement): ts.Node[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name === undefined ? [] : [name];
}

function boundNames(name: ts.BindingName): ts.Node[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function importedNames(statement: ts.Statement): string[] {
  if (!ts.isImportDeclaration(statement)) return [];
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined) return [];
  return ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text);
}
