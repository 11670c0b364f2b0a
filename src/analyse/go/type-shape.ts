// Brings types into a normal form, so that declarations with the same shape are the same to importers. Parameter names,
// import aliases, white space, names of type parameters, and `interface{}` for `any` make no difference.

import { childrenOf, type GoNode, type ParsedFile, textOf } from './parser.ts';
import type { FileHead } from './scan-head.ts';
import { withoutComments } from './without-comments.ts';

/** Names a package so that it has the same name before and after, whatever its alias. */
export type PackageNamer = (importPath: string) => string;

/** Name of an import without an alias: the last element of its path, without version and "go-" prefix or suffix. */
export function importName(path: string): string {
  const parts = path.split('/');
  let last = parts.pop() ?? '';
  if (/^v[0-9]+$/.test(last) && parts.length > 0) last = parts.pop()!;
  return last
    .replace(/\.v[0-9]+$/, '')
    .replace(/^go-/, '')
    .replace(/[-.]go$/, '')
    .replaceAll('-', '');
}

/** Replaces names of type parameters by positions: renaming one is no change. */
export class TypeScope {
  /** "[any,comparable]"; "" if there are none. */
  readonly shape: string;
  private readonly positions: ReadonlyMap<string, number>;
  constructor(shape: string, names: readonly string[]) {
    this.shape = shape;
    this.positions = new Map(names.map((name, position) => [name, position]));
  }
  rename(name: string): string {
    const position = this.positions.get(name);
    return position === undefined ? name : `$${position}`;
  }
}

export const noScope = new TypeScope('', []);

const MAX_TYPE_DEPTH = 60;
const MAX_SIGNATURE_LENGTH = 400;

/** Computes the shapes of one file's types. */
export class TypeShapes {
  private readonly file: ParsedFile;
  private readonly imports: ReadonlyMap<string, string>;

  constructor(file: ParsedFile, head: FileHead, packageName: PackageNamer) {
    this.file = file;
    this.imports = new Map(
      head.imports.map((site) => [site.name ?? importName(site.path), packageName(site.path)] as const),
    );
  }

  /** Text of a field of a node; "" if there is none. */
  field(node: GoNode, name: string): string {
    const child = node.childForFieldName(name);
    return child === null ? '' : textOf(this.file, child);
  }

  /** The names that a type parameter list declares, with their constraints. */
  scopeOf(list: GoNode | null): TypeScope {
    if (list === null) return noScope;
    const names: string[] = [];
    const declarations = childrenOf(list).filter((child) => child.type === 'type_parameter_declaration');
    for (const declaration of declarations)
      for (const name of declaration.childrenForFieldName('name'))
        if (name !== null && name.type === 'identifier') names.push(textOf(this.file, name));
    const scope = new TypeScope('', names);
    const constraints = declarations.flatMap((declaration) => {
      const type = declaration.childForFieldName('type');
      const shape = type === null ? 'any' : this.shape(type, scope);
      return declaration
        .childrenForFieldName('name')
        .filter((name) => name?.type === 'identifier')
        .map(() => shape);
    });
    return new TypeScope(`[${constraints.join(',')}]`, names);
  }

  /** The type of an initializer that writes it down; null for any other. */
  ofValue(value: GoNode | undefined): string | null {
    switch (value?.type) {
      case 'composite_literal': {
        const type = value.childForFieldName('type');
        return type === null ? null : this.shape(type, noScope);
      }
      case 'unary_expression': {
        const operand = value.childForFieldName('operand');
        const inner = operand?.type === 'composite_literal' ? this.ofValue(operand) : null;
        return inner !== null && value.child(0)?.type === '&' ? `*${inner}` : null;
      }
      case 'func_literal':
        return `func${this.call(value, noScope)}`;
      case 'interpreted_string_literal':
      case 'raw_string_literal':
        return 'string';
      case 'int_literal':
        return 'int';
      case 'true':
      case 'false':
        return 'bool';
      case 'call_expression':
        return /^(errors\.New|fmt\.Errorf)$/.test(this.field(value, 'function')) ? 'error' : null;
      default:
        return null;
    }
  }

  /** What determines the type of any other initializer: for a call only the callee. */
  hintOf(value: GoNode): string {
    return value.type === 'call_expression'
      ? `${this.field(value, 'function')}()`
      : toOneLine(textOf(this.file, value));
  }

  /** Parameter and result types of a function, method or function type. */
  call(node: GoNode, scope: TypeScope, depth = 0): string {
    const parameters = this.parameters(node.childForFieldName('parameters'), scope, depth);
    const result = node.childForFieldName('result');
    const results =
      result === null
        ? []
        : result.type === 'parameter_list'
          ? this.parameters(result, scope, depth)
          : [this.shape(result, scope, depth + 1)];
    return `(${parameters.join(',')})(${results.join(',')})`;
  }

  private parameters(list: GoNode | null, scope: TypeScope, depth: number): string[] {
    return (list === null ? [] : childrenOf(list)).flatMap((parameter) => {
      const type = parameter.childForFieldName('type');
      if (type === null) return [];
      const shape = this.shape(type, scope, depth + 1);
      if (parameter.type === 'variadic_parameter_declaration') return [`...${shape}`];
      const names = parameter.childrenForFieldName('name').filter((name) => name?.type === 'identifier');
      return Array.from({ length: Math.max(1, names.length) }, () => shape);
    });
  }

  /** Shape of a type. */
  shape(node: GoNode, scope: TypeScope, depth = 0): string {
    if (depth > MAX_TYPE_DEPTH) return '…';
    const of = (child: GoNode | null | undefined): string => (child ? this.shape(child, scope, depth + 1) : '');
    const parts = () => childrenOf(node);
    switch (node.type) {
      case 'type_identifier':
      case 'identifier':
        return scope.rename(textOf(this.file, node));
      case 'qualified_type':
        return this.qualified(node);
      case 'pointer_type':
        return `*${of(parts()[0])}`;
      case 'slice_type':
        return `[]${of(node.childForFieldName('element'))}`;
      case 'array_type':
        return `[${toOneLine(this.field(node, 'length'))}]${of(node.childForFieldName('element'))}`;
      case 'map_type':
        return `map[${of(node.childForFieldName('key'))}]${of(node.childForFieldName('value'))}`;
      case 'channel_type':
        return this.channel(node, scope, depth);
      case 'function_type':
        return `func${this.call(node, scope, depth)}`;
      case 'parenthesized_type':
      case 'type_constraint':
      case 'constraint_elem':
        return parts().map(of).join('|');
      case 'type_elem':
        return parts().map(of).sort().join('|');
      case 'negated_type':
        return `~${of(parts()[0])}`;
      case 'generic_type':
        return this.generic(node, scope, depth);
      case 'interface_type':
        return this.interface(node, scope, depth);
      case 'struct_type':
        return this.struct(node, scope, depth);
      default:
        return toOneLine(textOf(this.file, node));
    }
  }

  private qualified(node: GoNode): string {
    const name = this.field(node, 'package');
    return `${this.imports.get(name) ?? name}.${this.field(node, 'name')}`;
  }

  private generic(node: GoNode, scope: TypeScope, depth: number): string {
    const [type, list] = [node.childForFieldName('type'), node.childForFieldName('type_arguments')];
    const shapes = (list === null ? [] : childrenOf(list)).map((argument) => this.shape(argument, scope, depth + 1));
    return `${type === null ? '' : this.shape(type, scope, depth + 1)}[${shapes.join(',')}]`;
  }

  private channel(node: GoNode, scope: TypeScope, depth: number): string {
    const value = node.childForFieldName('value');
    const arrows = this.file.text.slice(node.startIndex, value?.startIndex).replace(/\s+/g, '');
    return `${arrows} ${value === null ? '' : this.shape(value, scope, depth + 1)}`;
  }

  private interface(node: GoNode, scope: TypeScope, depth: number): string {
    const elements = childrenOf(node).map((element) =>
      element.type === 'method_elem'
        ? `${this.field(element, 'name')}${this.call(element, scope, depth)}`
        : this.shape(element, scope, depth + 1),
    );
    return elements.length === 0 ? 'any' : `interface{${elements.sort().join(';')}}`;
  }

  private struct(node: GoNode, scope: TypeScope, depth: number): string {
    const list = node.namedChildren.find((child) => child?.type === 'field_declaration_list');
    const fields = (list ? childrenOf(list) : []).map((field) => {
      const names = field.childrenForFieldName('name').filter((name) => name !== null && name.type !== ',');
      const type = field.childForFieldName('type');
      const shape = type === null ? '' : this.shape(type, scope, depth + 1);
      return `${names.map((name) => textOf(this.file, name!)).join(',')} ${shape}`;
    });
    return `struct{${fields.join(';')}}`;
  }
}

/** Text on one line, without comments, cut if it is very long. */
export function toOneLine(text: string): string {
  const flat = withoutComments(text).replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/,? \)/g, ')').trim();
  return flat.length > MAX_SIGNATURE_LENGTH ? `${flat.slice(0, MAX_SIGNATURE_LENGTH)}…` : flat;
}
