// The declarations of one Go file, with what importers can see of them. Types are brought into one normal form, so that parameter
// names, import aliases, white space and `interface{}` for `any` make no difference.
import type { ChangedDeclaration } from '../domain/architecture.ts';
import { childrenOf, type GoNode, lineQuote, linesOf, type ParsedFile, textOf } from './parser.ts';
import type { FileHead } from './scan-imports.ts';

/** A declaration at the top level of a file. */
export interface Declaration {
  readonly kind: ChangedDeclaration['kind'];
  /** "NewStore", "Store.Get". */
  readonly name: string;
  readonly exported: boolean;
  /** On one line, without the body. */
  readonly signature: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Whole text. */
  readonly text: string;
}

export type SymbolKind =
  | 'function'
  | 'method'
  | 'type'
  | 'field'
  | 'interface-method'
  | 'embedded'
  | 'constant'
  | 'variable';

/** One name that importers of the package can write. */
export interface ExportedSymbol {
  /** "Store", "Store.Get", "Store.Get (method of interface)". */
  readonly symbol: string;
  readonly kind: SymbolKind;
  /** The type that a field or method belongs to; null for the rest. */
  readonly owner: string | null;
  /** What must stay the same for importers to compile; the two halves of a variable or constant are told apart by `value`. */
  readonly shape: string;
  /** Value of a constant, initialiser of a variable without a type; "" for the rest. */
  readonly value: string;
  readonly display: string;
  readonly line: number;
  readonly quote: string;
  readonly deprecated: boolean;
  /** For types: what stands under it. */
  readonly underlying: 'struct' | 'interface' | 'alias' | 'other' | null;
  /** For interfaces: an unexported method, so that no other package can implement it. */
  readonly sealed: boolean;
}

export interface Outline {
  readonly declarations: readonly Declaration[];
  readonly symbols: readonly ExportedSymbol[];
  /** 1-based line of a syntax error; null where the file is sound. */
  readonly errorLine: number | null;
}

/** Names a package so that the same one has the same name before and after, whatever its alias. */
export type PackageNamer = (importPath: string) => string;

/** Reads the outline of one file. */
export function outlineOf(file: ParsedFile, head: FileHead, packageName: PackageNamer): Outline {
  const reader = new OutlineReader(file, head, packageName);
  for (const node of childrenOf(file.root)) reader.read(node);
  return { declarations: reader.declarations, symbols: reader.symbols, errorLine: file.errorLine };
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** Name under which an import is used when it has none of its own: last element, without version and "go-" ornaments. */
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

const MAX_TYPE_DEPTH = 60;
const MAX_SIGNATURE_LENGTH = 400;

class OutlineReader {
  readonly declarations: Declaration[] = [];
  readonly symbols: ExportedSymbol[] = [];
  private readonly file: ParsedFile;
  private readonly imports: ReadonlyMap<string, string>;

  constructor(file: ParsedFile, head: FileHead, packageName: PackageNamer) {
    this.file = file;
    this.imports = new Map(
      head.imports.map((site) => [site.name ?? importName(site.path), packageName(site.path)] as const),
    );
  }

  read(node: GoNode): void {
    if (node.type === 'function_declaration') this.readFunction(node);
    else if (node.type === 'method_declaration') this.readMethod(node);
    else if (node.type === 'type_declaration') for (const spec of childrenOf(node)) this.readType(spec, node);
    else if (node.type === 'const_declaration') this.readConstants(node);
    else if (node.type === 'var_declaration') this.readVariables(node);
  }

  private readFunction(node: GoNode): void {
    const name = this.field(node, 'name');
    if (name === '') return;
    this.declare(node, node, 'function', name, this.headLine(node));
    if (!isExported(name)) return;
    const scope = this.typeScope(node.childForFieldName('type_parameters'));
    this.export(node, { symbol: name, kind: 'function', shape: `func${scope.shape}${this.callShape(node, scope)}` });
  }

  private readMethod(node: GoNode): void {
    const name = this.field(node, 'name');
    const receiver = this.receiverOf(node);
    if (name === '' || receiver === null) return;
    this.declare(node, node, 'method', `${receiver.type}.${name}`, this.headLine(node));
    if (!isExported(name) || !isExported(receiver.type)) return;
    const shape = `${receiver.pointer ? '*' : ''}func${this.callShape(node, receiver.scope)}`;
    this.export(node, { symbol: `${receiver.type}.${name}`, kind: 'method', owner: receiver.type, shape });
  }

  private receiverOf(node: GoNode): { type: string; pointer: boolean; scope: TypeScope } | null {
    const parameter = node
      .childForFieldName('receiver')
      ?.namedChildren.find((child) => child?.type === 'parameter_declaration');
    let type = parameter?.childForFieldName('type') ?? null;
    while (type?.type === 'parenthesized_type') type = childrenOf(type)[0] ?? null;
    const pointer = type?.type === 'pointer_type';
    if (pointer) type = childrenOf(type!)[0] ?? null;
    while (type?.type === 'parenthesized_type') type = childrenOf(type)[0] ?? null;
    if (type === null) return null;
    const base = type.type === 'generic_type' ? type.childForFieldName('type') : type;
    if (base === null) return null;
    const names = type.childForFieldName('type_arguments');
    const scope = new TypeScope('', names === null ? [] : childrenOf(names).map((name) => textOf(this.file, name)));
    return { type: textOf(this.file, base), pointer, scope };
  }

  private readType(spec: GoNode, declaration: GoNode): void {
    if (spec.type !== 'type_spec' && spec.type !== 'type_alias') return;
    const name = this.field(spec, 'name');
    const type = spec.childForFieldName('type');
    if (name === '' || type === null) return;
    const whole = childrenOf(declaration).length === 1 ? declaration : spec;
    const alias = spec.type === 'type_alias';
    const scope = this.typeScope(spec.childForFieldName('type_parameters'));
    const form = type.type === 'struct_type' ? 'struct' : type.type === 'interface_type' ? 'interface' : 'other';
    const head = form === 'other' ? textOf(this.file, type) : form;
    const generics = spec.childForFieldName('type_parameters');
    const display = oneLine(
      `type ${name}${generics === null ? '' : textOf(this.file, generics)} ${alias ? '= ' : ''}${head}`,
    );
    this.declare(whole, spec, 'type', name, display);
    if (!isExported(name)) return;
    const members =
      form === 'struct' ? this.structSymbols(name, type, scope) : this.interfaceSymbols(name, type, scope);
    const shape = alias ? `=${this.shape(type, scope)}` : form === 'other' ? this.shape(type, scope) : form;
    this.export(spec, {
      symbol: name,
      kind: 'type',
      shape: `${scope.shape} ${shape}${members.unions}`,
      display,
      underlying: alias ? 'alias' : form,
      sealed: members.sealed,
      deprecated: isDeprecated(this.file, whole) || isDeprecated(this.file, spec),
    });
    if (!alias) this.symbols.push(...members.symbols);
  }

  private structSymbols(owner: string, type: GoNode, scope: TypeScope): Members {
    const symbols: ExportedSymbol[] = [];
    const list = type.namedChildren.find((child) => child?.type === 'field_declaration_list');
    for (const field of list ? childrenOf(list) : []) {
      const fieldType = field.childForFieldName('type');
      if (field.type !== 'field_declaration' || fieldType === null) continue;
      const names = field.childrenForFieldName('name').filter((name): name is GoNode => name !== null);
      const text = oneLine(textOf(this.file, fieldType));
      if (names.length === 0) {
        const pointer = this.file.text.slice(field.startIndex, fieldType.startIndex).includes('*') ? '*' : '';
        const name = baseTypeName(text);
        if (isExported(name))
          symbols.push(
            this.symbol(field, {
              symbol: `${owner}.${name}`,
              kind: 'embedded',
              owner,
              shape: pointer + this.shape(fieldType, scope),
              display: pointer + text,
            }),
          );
      }
      for (const name of names.map((node) => textOf(this.file, node)).filter(isExported)) {
        const shape = this.shape(fieldType, scope);
        symbols.push(
          this.symbol(field, { symbol: `${owner}.${name}`, kind: 'field', owner, shape, display: `${name} ${text}` }),
        );
      }
    }
    return { symbols, sealed: false, unions: '' };
  }

  private interfaceSymbols(owner: string, type: GoNode, scope: TypeScope): Members {
    const symbols: ExportedSymbol[] = [];
    const unions: string[] = [];
    let sealed = false;
    for (const element of type.type === 'interface_type' ? childrenOf(type) : []) {
      if (element.type === 'method_elem') {
        const name = this.field(element, 'name');
        if (!isExported(name)) {
          sealed = true;
          continue;
        }
        symbols.push(
          this.symbol(element, {
            symbol: `${owner}.${name} (method of interface)`,
            kind: 'interface-method',
            owner,
            shape: this.callShape(element, scope),
            display: oneLine(textOf(this.file, element)),
          }),
        );
      } else if (element.type === 'type_elem') {
        const parts = childrenOf(element);
        const shape = this.shape(element, scope);
        if (parts.length !== 1 || parts[0]!.type === 'negated_type') unions.push(shape);
        else
          symbols.push(
            this.symbol(element, {
              symbol: `${owner} embeds ${oneLine(textOf(this.file, element))}`,
              kind: 'embedded',
              owner,
              shape,
              display: oneLine(textOf(this.file, element)),
            }),
          );
      }
    }
    return { symbols, sealed, unions: unions.length === 0 ? '' : `{${unions.sort().join(';')}}` };
  }

  private readConstants(node: GoNode): void {
    let inherited = { type: '', value: '' };
    let iota = 0;
    const specs = childrenOf(node).filter((child) => child.type === 'const_spec');
    for (const spec of specs) {
      const type = spec.childForFieldName('type');
      const value = spec.childForFieldName('value');
      if (value !== null)
        inherited = {
          type: type === null ? '' : this.shape(type, noScope),
          value: oneLine(textOf(this.file, value)),
        };
      const names = spec
        .childrenForFieldName('name')
        .filter((name): name is GoNode => name !== null && name.type !== ',');
      for (const [position, nameNode] of names.entries()) {
        const name = textOf(this.file, nameNode);
        const display = oneLine(textOf(this.file, spec));
        this.declare(specs.length === 1 ? node : spec, spec, 'constant', name, `const ${display}`);
        if (!isExported(name)) continue;
        const counts = /\biota\b/.test(inherited.value) ? `#${iota}` : '';
        this.export(spec, {
          symbol: name,
          kind: 'constant',
          shape: inherited.type,
          value: `${inherited.value}${names.length > 1 ? `[${position}]` : ''}${counts}`,
          display: `const ${display}`,
        });
      }
      iota += 1;
    }
  }

  private readVariables(node: GoNode): void {
    const specs = childrenOf(node).flatMap((child) => (child.type === 'var_spec_list' ? childrenOf(child) : [child]));
    for (const spec of specs.filter((child) => child.type === 'var_spec')) {
      const type = spec.childForFieldName('type');
      const values = childrenOf(spec.childForFieldName('value') ?? spec).filter(
        () => spec.childForFieldName('value') !== null,
      );
      const names = spec
        .childrenForFieldName('name')
        .filter((name): name is GoNode => name !== null && name.type !== ',');
      for (const [position, nameNode] of names.entries()) {
        const name = textOf(this.file, nameNode);
        const label = oneLine(`var ${name}${type === null ? '' : ` ${textOf(this.file, type)}`}`);
        this.declare(specs.length === 1 ? node : spec, spec, 'variable', name, label);
        if (!isExported(name)) continue;
        const value = values[position] ?? values[0];
        const known = type === null ? this.typeOfValue(value) : this.shape(type, noScope);
        this.export(spec, {
          symbol: name,
          kind: 'variable',
          shape: known ?? '',
          value: known === null && value !== undefined ? oneLine(textOf(this.file, value)) : '',
          display: label,
        });
      }
    }
  }

  /** The type of an initialiser, where the initialiser writes it down; null where it does not. */
  private typeOfValue(value: GoNode | undefined): string | null {
    if (value === undefined) return null;
    if (value.type === 'composite_literal') {
      const type = value.childForFieldName('type');
      return type === null ? null : this.shape(type, noScope);
    }
    if (value.type === 'unary_expression') {
      const operand = value.childForFieldName('operand');
      const inner = operand?.type === 'composite_literal' ? this.typeOfValue(operand) : null;
      return inner !== null && value.child(0)?.type === '&' ? `*${inner}` : null;
    }
    if (value.type === 'interpreted_string_literal' || value.type === 'raw_string_literal') return 'string';
    if (value.type === 'int_literal') return 'int';
    if (value.type === 'true' || value.type === 'false') return 'bool';
    if (value.type === 'call_expression') {
      const callee = textOf(this.file, value.childForFieldName('function') ?? value);
      if (callee === 'errors.New' || callee === 'fmt.Errorf') return 'error';
    }
    return null;
  }

  private typeScope(list: GoNode | null): TypeScope {
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

  /** Parameters and results of a function, method or function type, by their types alone. */
  private callShape(node: GoNode, scope: TypeScope, depth = 0): string {
    const parameters = this.parameterShapes(node.childForFieldName('parameters'), scope, depth);
    const result = node.childForFieldName('result');
    const results =
      result === null
        ? []
        : result.type === 'parameter_list'
          ? this.parameterShapes(result, scope, depth)
          : [this.shape(result, scope, depth + 1)];
    return `(${parameters.join(',')})(${results.join(',')})`;
  }

  private parameterShapes(list: GoNode | null, scope: TypeScope, depth: number): string[] {
    return (list === null ? [] : childrenOf(list)).flatMap((parameter) => {
      const type = parameter.childForFieldName('type');
      if (type === null) return [];
      const shape = this.shape(type, scope, depth + 1);
      if (parameter.type === 'variadic_parameter_declaration') return [`...${shape}`];
      const names = parameter.childrenForFieldName('name').filter((name) => name?.type === 'identifier');
      return Array.from({ length: Math.max(1, names.length) }, () => shape);
    });
  }

  /** Normal form of a type. */
  private shape(node: GoNode, scope: TypeScope, depth = 0): string {
    if (depth > MAX_TYPE_DEPTH) return '…';
    const of = (child: GoNode | null | undefined): string => (child ? this.shape(child, scope, depth + 1) : '');
    const parts = () => childrenOf(node);
    switch (node.type) {
      case 'type_identifier':
      case 'identifier':
        return scope.rename(textOf(this.file, node));
      case 'qualified_type': {
        const name = this.field(node, 'package');
        return `${this.imports.get(name) ?? name}.${this.field(node, 'name')}`;
      }
      case 'pointer_type':
        return `*${of(parts()[0])}`;
      case 'slice_type':
        return `[]${of(node.childForFieldName('element'))}`;
      case 'array_type':
        return `[${oneLine(this.field(node, 'length'))}]${of(node.childForFieldName('element'))}`;
      case 'map_type':
        return `map[${of(node.childForFieldName('key'))}]${of(node.childForFieldName('value'))}`;
      case 'channel_type': {
        const value = node.childForFieldName('value');
        const arrows = this.file.text.slice(node.startIndex, value?.startIndex).replace(/\s+/g, '');
        return `${arrows} ${of(value)}`;
      }
      case 'function_type':
        return `func${this.callShape(node, scope, depth)}`;
      case 'parenthesized_type':
      case 'type_constraint':
      case 'constraint_elem':
        return parts().map(of).join('|');
      case 'type_elem':
        return parts().map(of).sort().join('|');
      case 'negated_type':
        return `~${of(parts()[0])}`;
      case 'generic_type': {
        const list = node.childForFieldName('type_arguments');
        return `${of(node.childForFieldName('type'))}[${list === null ? '' : childrenOf(list).map(of).join(',')}]`;
      }
      case 'interface_type': {
        const elements = parts().map((element) =>
          element.type === 'method_elem'
            ? `${this.field(element, 'name')}${this.callShape(element, scope, depth)}`
            : of(element),
        );
        return elements.length === 0 ? 'any' : `interface{${elements.sort().join(';')}}`;
      }
      case 'struct_type': {
        const list = node.namedChildren.find((child) => child?.type === 'field_declaration_list');
        const fields = (list ? childrenOf(list) : []).map((field) => {
          const names = field.childrenForFieldName('name').filter((name) => name !== null && name.type !== ',');
          const type = field.childForFieldName('type');
          return `${names.map((name) => textOf(this.file, name!)).join(',')} ${of(type)}`;
        });
        return `struct{${fields.join(';')}}`;
      }
      default:
        return oneLine(textOf(this.file, node));
    }
  }

  private field(node: GoNode, name: string): string {
    const child = node.childForFieldName(name);
    return child === null ? '' : textOf(this.file, child);
  }

  /** Everything before the body. */
  private headLine(node: GoNode): string {
    const body = node.childForFieldName('body');
    return oneLine(this.file.text.slice(node.startIndex, body === null ? node.endIndex : body.startIndex));
  }

  private declare(whole: GoNode, part: GoNode, kind: Declaration['kind'], name: string, signature: string): void {
    if (name === '_') return;
    const exported = name.split('.').every(isExported);
    const text = textOf(this.file, part);
    this.declarations.push({ kind, name, exported, signature, ...linesOf(whole), text });
  }

  private export(node: GoNode, given: SymbolGiven): void {
    this.symbols.push(this.symbol(node, given));
  }

  private symbol(node: GoNode, given: SymbolGiven): ExportedSymbol {
    return {
      owner: null,
      value: '',
      underlying: null,
      sealed: false,
      display: this.headLine(node),
      deprecated: isDeprecated(this.file, node),
      line: node.startPosition.row + 1,
      quote: lineQuote(this.file, node),
      ...given,
    };
  }
}

type SymbolGiven = Pick<ExportedSymbol, 'symbol' | 'kind' | 'shape'> & Partial<ExportedSymbol>;

interface Members {
  readonly symbols: readonly ExportedSymbol[];
  readonly sealed: boolean;
  /** Type sets of an interface, which belong to the type itself. */
  readonly unions: string;
}

/** Names of type parameters, by position: renaming one is no change. */
class TypeScope {
  /** "[any,comparable]"; "" where there are none. */
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

const noScope = new TypeScope('', []);

function isDeprecated(file: ParsedFile, node: GoNode): boolean {
  let previous = node.previousNamedSibling;
  let row = node.startPosition.row;
  for (
    ;
    previous?.type === 'comment' && previous.endPosition.row === row - 1;
    previous = previous.previousNamedSibling
  ) {
    if (/^(?:\/\/|\/\*)?\s*Deprecated: /m.test(textOf(file, previous))) return true;
    row = previous.startPosition.row;
  }
  return false;
}

/** "*pkg.Base[T]" gives "Base". */
function baseTypeName(text: string): string {
  return /([\p{L}_][\p{L}\p{Nd}_]*)\s*(?:\[.*)?$/u.exec(text.replace(/\[.*$/, ''))?.[1] ?? '';
}

function oneLine(text: string): string {
  const flat = text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|\s)\/\/[^\n]*/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .trim();
  return flat.length > MAX_SIGNATURE_LENGTH ? `${flat.slice(0, MAX_SIGNATURE_LENGTH)}…` : flat;
}
