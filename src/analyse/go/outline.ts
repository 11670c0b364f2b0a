// Reads the declarations of one Go file, with their lines and what importers can see of them.
import type { ChangedDeclaration } from '../../domain/architecture.ts';
import {
  createSymbol,
  type ExportedSymbol,
  headLine,
  isDeprecated,
  isExported,
  type SymbolGiven,
} from './exported-symbol.ts';
import { childrenOf, type GoNode, linesOf, type ParsedFile, soundDeclarations, textOf } from './parser.ts';
import type { FileHead } from './scan-head.ts';
import { membersOf, namesOf, type TypeMembers } from './type-members.ts';
import { noScope, type PackageNamer, TypeScope, TypeShapes, toOneLine } from './type-shape.ts';

/** A top-level declaration. */
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

export interface Outline {
  readonly declarations: readonly Declaration[];
  readonly symbols: readonly ExportedSymbol[];
  /** 1-based line of a syntax error; null if there is none. */
  readonly errorLine: number | null;
}

/** Reads the outline of one file. `isSurface`: other modules can import it, so its exported symbols are read too. */
export function outlineOf(file: ParsedFile, head: FileHead, packageName: PackageNamer, isSurface = true): Outline {
  const reader = new OutlineReader(file, head, packageName, isSurface);
  for (const node of soundDeclarations(file)) reader.read(node);
  return { declarations: reader.declarations, symbols: reader.symbols, errorLine: file.errorLine };
}

/** Parts of an interface that have no name: " { ~int|~string }". */
function hiddenIn({ unions, seals }: TypeMembers): string {
  const parts = [...(unions === '' ? [] : [unions.slice(1, -1)]), ...seals];
  return parts.length === 0 ? '' : ` { ${parts.join('; ')} }`;
}

const FORMS: Readonly<Record<string, 'struct' | 'interface'>> = { struct_type: 'struct', interface_type: 'interface' };

class OutlineReader {
  readonly declarations: Declaration[] = [];
  readonly symbols: ExportedSymbol[] = [];
  private readonly file: ParsedFile;
  private readonly types: TypeShapes;
  private readonly isSurface: boolean;

  constructor(file: ParsedFile, head: FileHead, packageName: PackageNamer, isSurface: boolean) {
    this.file = file;
    this.isSurface = isSurface;
    this.types = new TypeShapes(file, head, packageName);
  }

  read(node: GoNode): void {
    if (node.type === 'function_declaration') this.readFunction(node);
    else if (node.type === 'method_declaration') this.readMethod(node);
    else if (node.type === 'type_declaration') for (const spec of childrenOf(node)) this.readType(spec, node);
    else if (node.type === 'const_declaration') this.readConstants(node);
    else if (node.type === 'var_declaration') this.readVariables(node);
  }

  private readFunction(node: GoNode): void {
    const name = this.types.field(node, 'name');
    if (name === '') return;
    this.declare(node, node, 'function', name, headLine(this.file, node));
    if (!this.isSurface || !isExported(name)) return;
    const scope = this.types.scopeOf(node.childForFieldName('type_parameters'));
    this.export(node, { symbol: name, kind: 'function', shape: `func${scope.shape}${this.types.call(node, scope)}` });
  }

  private readMethod(node: GoNode): void {
    const name = this.types.field(node, 'name');
    const receiver = this.receiverOf(node);
    if (name === '' || receiver === null) return;
    this.declare(node, node, 'method', `${receiver.type}.${name}`, headLine(this.file, node));
    if (!this.isSurface || !isExported(name) || !isExported(receiver.type)) return;
    const shape = `${receiver.pointer ? '*' : ''}func${this.types.call(node, receiver.scope)}`;
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
    const name = this.types.field(spec, 'name');
    const type = spec.childForFieldName('type');
    if (name === '' || type === null) return;
    const whole = childrenOf(declaration).length === 1 ? declaration : spec;
    const isAlias = spec.type === 'type_alias';
    const form = FORMS[type.type] ?? 'other';
    const display = this.typeHead(spec, name, form === 'other' ? textOf(this.file, type) : form);
    this.declare(whole, spec, 'type', name, display);
    if (!this.isSurface || !isExported(name)) return;
    const scope = this.types.scopeOf(spec.childForFieldName('type_parameters'));
    const members = membersOf(type, { file: this.file, types: this.types, scope, owner: name });
    const shape = isAlias || form === 'other' ? this.types.shape(type, scope) : form;
    this.export(spec, {
      symbol: name,
      kind: 'type',
      shape: `${scope.shape} ${isAlias ? '=' : ''}${shape}${members.unions}`,
      display: `${display}${hiddenIn(members)}`,
      underlying: isAlias ? 'alias' : form,
      sealed: members.seals.length > 0,
      deprecated: isDeprecated(this.file, whole) || isDeprecated(this.file, spec),
    });
    if (!isAlias) this.symbols.push(...members.symbols);
  }

  /** "type Set[T any] struct": a type without its members. */
  private typeHead(spec: GoNode, name: string, form: string): string {
    const generics = this.types.field(spec, 'type_parameters');
    return toOneLine(`type ${name}${generics} ${spec.type === 'type_alias' ? '= ' : ''}${form}`);
  }

  private readConstants(node: GoNode): void {
    let inherited = { type: '', value: '' };
    const specs = childrenOf(node).filter((child) => child.type === 'const_spec');
    for (const [iota, spec] of specs.entries()) {
      const type = spec.childForFieldName('type');
      const value = spec.childForFieldName('value');
      if (value !== null)
        inherited = {
          type: type === null ? '' : this.types.shape(type, noScope),
          value: toOneLine(textOf(this.file, value)),
        };
      const display = `const ${toOneLine(textOf(this.file, spec))}`;
      const counted = /\biota\b/.test(inherited.value) ? `#${iota}` : '';
      for (const [position, nameNode] of namesOf(spec).entries()) {
        const symbol = textOf(this.file, nameNode);
        this.declare(specs.length === 1 ? node : spec, spec, 'constant', symbol, display);
        const value = `${inherited.value}[${position}]${counted}`;
        this.exportNamed(spec, { symbol, kind: 'constant', shape: inherited.type, value, display });
      }
    }
  }

  private readVariables(node: GoNode): void {
    const specs = childrenOf(node)
      .flatMap((child) => (child.type === 'var_spec_list' ? childrenOf(child) : [child]))
      .filter((child) => child.type === 'var_spec');
    for (const spec of specs) {
      const type = spec.childForFieldName('type');
      const valueList = spec.childForFieldName('value');
      const values = valueList === null ? [] : childrenOf(valueList);
      for (const [position, nameNode] of namesOf(spec).entries()) {
        const symbol = textOf(this.file, nameNode);
        const display = toOneLine(`var ${symbol}${type === null ? '' : ` ${textOf(this.file, type)}`}`);
        this.declare(specs.length === 1 ? node : spec, spec, 'variable', symbol, display);
        const types = this.variableTypes(type, values[position] ?? values[0]);
        this.exportNamed(spec, { symbol, kind: 'variable', ...types, display });
      }
    }
  }

  /** The type of a variable, or what determines it. */
  private variableTypes(type: GoNode | null, value: GoNode | undefined): { shape: string; value: string } {
    const known = type === null ? this.types.ofValue(value) : this.types.shape(type, noScope);
    return { shape: known ?? '', value: known === null && value !== undefined ? this.types.hintOf(value) : '' };
  }

  private declare(whole: GoNode, part: GoNode, kind: Declaration['kind'], name: string, signature: string): void {
    if (name === '_') return;
    const exported = name.split('.').every(isExported);
    const text = textOf(this.file, part);
    this.declarations.push({ kind, name, exported, signature, ...linesOf(whole), text });
  }

  private exportNamed(node: GoNode, given: SymbolGiven): void {
    if (this.isSurface && isExported(given.symbol)) this.export(node, given);
  }

  private export(node: GoNode, given: SymbolGiven): void {
    this.symbols.push(createSymbol(this.file, node, given));
  }
}
