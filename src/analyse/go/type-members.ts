// Reads the members of a type that importers can see: fields, methods of interfaces, and embedded types.

import { createSymbol, type ExportedSymbol, isExported } from './exported-symbol.ts';
import { childrenOf, type GoNode, type ParsedFile, textOf } from './parser.ts';
import { type TypeScope, type TypeShapes, toOneLine } from './type-shape.ts';

export interface TypeMembers {
  readonly symbols: readonly ExportedSymbol[];
  /** Unexported methods, which prevent other packages from implementing it. */
  readonly seals: readonly string[];
  /** Type sets of an interface: part of the type itself. */
  readonly unions: string;
}

/** The type whose members are read. */
export interface MemberSource {
  readonly file: ParsedFile;
  readonly types: TypeShapes;
  readonly scope: TypeScope;
  /** Name of the type. */
  readonly owner: string;
}

/** Reads the members of a struct or interface type; other types have none. */
export function membersOf(type: GoNode, source: MemberSource): TypeMembers {
  if (type.type === 'struct_type') return { symbols: fieldsOf(type, source), seals: [], unions: '' };
  return type.type === 'interface_type' ? methodsOf(type, source) : { symbols: [], seals: [], unions: '' };
}

function fieldsOf(type: GoNode, { file, types, scope, owner }: MemberSource): ExportedSymbol[] {
  const list = type.namedChildren.find((child) => child?.type === 'field_declaration_list');
  return (list ? childrenOf(list) : []).flatMap((field) => {
    const fieldType = field.childForFieldName('type');
    if (field.type !== 'field_declaration' || fieldType === null) return [];
    const names = namesOf(field);
    const text = toOneLine(textOf(file, fieldType));
    const shape = types.shape(fieldType, scope);
    if (names.length > 0)
      return names
        .map((name) => textOf(file, name))
        .filter(isExported)
        .map((name) =>
          createSymbol(file, field, {
            symbol: `${owner}.${name}`,
            kind: 'field',
            owner,
            shape,
            display: `${name} ${text}`,
          }),
        );
    const name = baseTypeName(text);
    if (!isExported(name)) return [];
    const pointer = file.text.slice(field.startIndex, fieldType.startIndex).includes('*') ? '*' : '';
    const given = { symbol: `${owner}.${name}`, kind: 'embedded', owner, shape: pointer + shape } as const;
    return [createSymbol(file, field, { ...given, display: pointer + text })];
  });
}

function methodsOf(type: GoNode, { file, types, scope, owner }: MemberSource): TypeMembers {
  const symbols: ExportedSymbol[] = [];
  const unions: string[] = [];
  const seals: string[] = [];
  for (const element of childrenOf(type)) {
    const display = toOneLine(textOf(file, element));
    if (element.type === 'method_elem') {
      const name = types.field(element, 'name');
      const shape = types.call(element, scope);
      if (!isExported(name)) seals.push(display);
      else
        symbols.push(
          createSymbol(file, element, {
            symbol: `${owner}.${name} (method of interface)`,
            name: `${owner}.${name}`,
            kind: 'interface-method',
            owner,
            shape,
            display,
          }),
        );
    } else if (element.type === 'type_elem') {
      const parts = childrenOf(element);
      const shape = types.shape(element, scope);
      if (parts.length !== 1 || parts[0]!.type === 'negated_type') unions.push(shape);
      else
        symbols.push(
          createSymbol(file, element, {
            symbol: `${owner} embeds ${display}`,
            name: owner,
            kind: 'embedded',
            owner,
            shape,
            display,
          }),
        );
    }
  }
  return { symbols, seals, unions: unions.length === 0 ? '' : `{${unions.sort().join(';')}}` };
}

/** Declared names of a field, constant or variable specification. */
export function namesOf(node: GoNode): GoNode[] {
  return node.childrenForFieldName('name').filter((name): name is GoNode => name?.isNamed === true);
}

/** "*pkg.Base[T]" gives "Base". */
function baseTypeName(text: string): string {
  return /([\p{L}_][\p{L}\p{Nd}_]*)\s*(?:\[.*)?$/u.exec(text.replace(/\[.*$/, ''))?.[1] ?? '';
}
