// Answers what rules ask about a file: the package of a name, the callee of a call, the function around a node.

import { childrenOf, type GoNode, type ParsedFile, textOf } from '../../go/parser.ts';
import type { FileHead } from '../../go/scan-head.ts';
import { importName } from '../../go/type-shape.ts';
import { withoutComments } from '../../go/without-comments.ts';
import { FUNCTIONS, FunctionSpans } from './function-spans.ts';
import { definedFrom, isDeclaredIn } from './shadowing.ts';

export { withoutComments };

/** Types of parameters that make a function a handler of requests or events, by import path. */
export const HANDLER_PARAMETER =
  /^(net\/http\.ResponseWriter|\*net\/http\.Request|\*github\.com\/gin-gonic\/gin\.Context|\*?github\.com\/labstack\/echo(\/v\d+)?\.Context|\*?github\.com\/gofiber\/fiber(\/v\d+)?\.Ctx|\*?github\.com\/aws\/aws-lambda-go\/events\.\w+)$/;

/** A called function or method: `owner` is the text before the last dot, "" for a plain call. */
export interface Callee {
  readonly owner: string;
  readonly name: string;
  /** Import path, where the owner is an imported package. */
  readonly package: string | null;
}

/** A parameter with the import path of its type: "r", "*net/http.Request". */
export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly node: GoNode;
}

/** One file as rules see it. */
export class GoFile {
  readonly path: string;
  readonly packageName: string;
  readonly isTest: boolean;
  readonly file: ParsedFile;
  private readonly imports: ReadonlyMap<string, string>;
  private readonly functions: FunctionSpans;
  // Many rules ask the same about the same nodes, and each answer costs calls into the parser.
  private readonly callees = new Map<number, Callee | null>();
  private readonly parameters = new Map<number, readonly Parameter[]>();
  private readonly declared = new Map<string, boolean>();
  private readonly shadows = new Map<string, number>();

  /** `declarations`: everything at the top level of the file, in the order of the text. */
  constructor(path: string, file: ParsedFile, head: FileHead, declarations: readonly GoNode[]) {
    this.path = path;
    this.file = file;
    this.packageName = head.packageName ?? '';
    this.functions = new FunctionSpans(file.text, declarations);
    this.isTest = path.endsWith('_test.go');
    this.imports = new Map(head.imports.map((site) => [site.name ?? importName(site.path), site.path]));
  }

  text(node: GoNode | null | undefined): string {
    return node ? textOf(this.file, node) : '';
  }

  field(node: GoNode | null | undefined, name: string): string {
    return this.text(node?.childForFieldName(name));
  }

  /** Whether the file imports a package whose path matches. */
  importsAny(paths: RegExp): boolean {
    return [...this.imports.values()].some((path) => paths.test(path));
  }

  /** What a call calls; null for calls of anything but names. */
  calleeOf(call: GoNode): Callee | null {
    let known = this.callees.get(call.id);
    if (known === undefined) {
      known = this.readCallee(call);
      this.callees.set(call.id, known);
    }
    return known;
  }

  private readCallee(call: GoNode): Callee | null {
    let target = call.childForFieldName('function');
    if (target === null) return null;
    // Nearly all calls are `name(` or `owner.name(`: reading their text costs a third of reading the tree.
    const [, plainOwner, plainName] = /^(?:([\w.]+)\.)?([A-Za-z_]\w*)$/.exec(this.text(target)) ?? [];
    if (plainName !== undefined) return this.plainCallee(plainOwner ?? '', plainName, target);
    if (target.type === 'type_instantiation_expression') target = childrenOf(target)[0] ?? null;
    if (target?.type === 'identifier') return { owner: '', name: this.text(target), package: null };
    if (target?.type !== 'selector_expression') return null;
    const operand = target.childForFieldName('operand');
    const owner = this.text(operand);
    return { owner, name: this.field(target, 'field'), package: this.packageOf(operand) };
  }

  private plainCallee(owner: string, name: string, target: GoNode): Callee {
    const path = this.imports.get(owner);
    return { owner, name, package: path === undefined || this.isShadowed(owner, target) ? null : path };
  }

  /** Whether a call calls one of `names` of the package at `path`. */
  isCallOf(call: GoNode | null | undefined, path: string | RegExp, names: RegExp): boolean {
    if (call?.type !== 'call_expression') return false;
    const callee = this.calleeOf(call);
    if (callee === null || callee.package === null || !names.test(callee.name)) return false;
    return typeof path === 'string' ? callee.package === path : path.test(callee.package);
  }

  /** Import path that a qualifier stands for; null where it is a variable or unknown. */
  packageOf(node: GoNode | null | undefined): string | null {
    if (node?.type !== 'identifier' && node?.type !== 'package_identifier') return null;
    const name = this.text(node);
    const path = this.imports.get(name);
    if (path === undefined) return null;
    return node.type === 'identifier' && this.isShadowed(name, node) ? null : path;
  }

  /** Import path and name of a qualified type, "net/http.Client", whatever the import is called; others as written. */
  typeName(type: GoNode | null | undefined): string {
    if (type?.type !== 'qualified_type') return this.text(type);
    const qualifier = this.field(type, 'package');
    return `${this.imports.get(qualifier) ?? qualifier}.${this.field(type, 'name')}`;
  }

  argumentsOf(call: GoNode): GoNode[] {
    const list = call.childForFieldName('arguments');
    return list === null ? [] : childrenOf(list);
  }

  /** Nearest function around a node: a literal counts. */
  functionAround(node: GoNode): GoNode | null {
    return this.functions.around(node);
  }

  /** Top-level function or method around a node. */
  declarationAround(node: GoNode): GoNode | null {
    return this.functions.declarationAround(node);
  }

  /** Name of the function or method around a node, "Store.Save"; null for package-level code. */
  functionName(node: GoNode): string | null {
    const declaration = this.declarationAround(node);
    if (declaration === null) return null;
    const name = this.field(declaration, 'name');
    // "(s *Store[T])"
    const [receiver = ''] = this.field(declaration, 'receiver').slice(1, -1).split('[', 1);
    const type = receiver
      .trim()
      .split(/[\s*]+/)
      .at(-1);
    return type === '' ? name : `${type}.${name}`;
  }

  /** Parameters of a function with the import path of their type: ["r", "*net/http.Request"]. */
  parametersOf(fn: GoNode | null): readonly Parameter[] {
    if (fn === null) return [];
    let known = this.parameters.get(fn.id);
    if (known === undefined) {
      known = this.readParameters(fn);
      this.parameters.set(fn.id, known);
    }
    return known;
  }

  private readParameters(fn: GoNode): readonly Parameter[] {
    const list = fn.childForFieldName('parameters');
    return (list ? childrenOf(list) : []).flatMap((parameter) => {
      const type = parameter.childForFieldName('type');
      const star = type?.type === 'pointer_type' ? '*' : '';
      const base = star === '' ? type : childrenOf(type!)[0];
      const written = star + this.typeName(base);
      const names = parameter.childrenForFieldName('name').filter((name): name is GoNode => name?.isNamed === true);
      if (names.length === 0) return [{ name: '', type: written, node: parameter }];
      return names.map((name) => ({ name: this.text(name), type: written, node: parameter }));
    });
  }

  /** The nearest function around a node that answers requests or events; null where there is none. */
  handlerAround(node: GoNode): GoNode | null {
    for (let fn = this.functionAround(node); fn !== null; fn = this.functionAround(fn))
      if (this.parametersOf(fn).some((parameter) => HANDLER_PARAMETER.test(parameter.type))) return fn;
    return null;
  }

  /** The parameter with a name of the nearest function around a node that has one; null where there is none. */
  parameterAround(name: string, node: GoNode): Parameter | null {
    for (let fn = this.functionAround(node); fn !== null; fn = this.functionAround(fn)) {
      const found = this.parametersOf(fn).find((parameter) => parameter.name === name);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Body of a function as text without comments. */
  bodyText(fn: GoNode | null): string {
    return withoutComments(this.text(fn?.childForFieldName('body')));
  }

  /** Whether a value of this name is declared around a node, so that the name is no package there. */
  private isShadowed(name: string, node: GoNode): boolean {
    let known = this.declared.get(name);
    if (known === undefined) {
      known = isDeclaredIn(this.file.text, name);
      this.declared.set(name, known);
    }
    if (!known) return false;
    const declaration = this.declarationAround(node);
    if (declaration === null) return false;
    if (this.parameterAround(name, node) !== null) return true;
    return node.startIndex >= this.shadowedFrom(name, declaration);
  }

  /** Offset from which a declaration shadows a name; infinite where it never does. */
  private shadowedFrom(name: string, declaration: GoNode): number {
    const key = `${declaration.id} ${name}`;
    let from = this.shadows.get(key);
    if (from === undefined) {
      const receiver = /\b(\w+)\s+\*?[\w.]+\s*\)/.exec(this.field(declaration, 'receiver'))?.[1];
      from = receiver === name ? 0 : declaration.startIndex + definedFrom(this.text(declaration), name);
      this.shadows.set(key, from);
    }
    return from;
  }
}

/** Statements of a block. */
export function statementsOf(block: GoNode | null | undefined): GoNode[] {
  if (!block) return [];
  return childrenOf(block).flatMap((child) => (child.type === 'statement_list' ? childrenOf(child) : [child]));
}

/** Whether `node` lies within `outer`. */
export function isInside(node: GoNode, outer: GoNode): boolean {
  return node.startIndex >= outer.startIndex && node.endIndex <= outer.endIndex;
}

/** Descendants of one type, nested functions included. */
export function descendants(node: GoNode | null | undefined, ...types: string[]): GoNode[] {
  return (node?.descendantsOfType(types) ?? []).filter((found): found is GoNode => found !== null);
}

/** The nearest node of a type around a node; null where there is none. */
export function ancestorOf(node: GoNode, type: string): GoNode | null {
  let at = node.parent;
  while (at !== null && at.type !== type) at = at.parent;
  return at;
}

/** The loop around a node within its own function; null where there is none. */
export function loopAround(node: GoNode): GoNode | null {
  for (let at = node.parent; at !== null && !FUNCTIONS.has(at.type); at = at.parent)
    if (at.type === 'for_statement') return at;
  return null;
}

/** Whether a nested function lies between `node` and `outer`. */
export function isInNestedFunction(node: GoNode, outer: GoNode): boolean {
  for (let at = node.parent; at !== null && at.id !== outer.id; at = at.parent) if (FUNCTIONS.has(at.type)) return true;
  return false;
}

/** Escapes text for a regular expression. */
export function asPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
