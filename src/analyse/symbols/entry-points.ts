// Where the world outside comes into the code: routes, RPC services, Lambda functions, commands and `main`, with what answers there.
import type { EntryPoint } from '../../domain/references.ts';
import { calledName, fieldNamed, functionIn, literalOf, textOfPart } from './call-arguments.ts';
import { nameOf, targetAt } from './callers.ts';
import { type Detail, type FileIndex, Op, operandA, opOf, type Part } from './expression-ir.ts';
import { meaningOf, typeOf } from './resolve.ts';
import { joinPaths, prefixOf } from './route-prefix.ts';
import { commandOf, type Registration, registrationOf, serviceOf } from './routers.ts';
import { quoteAt, wholeName } from './source-quote.ts';
import type { CodeFile, Standing } from './symbol.ts';
import type { Code } from './symbol-table.ts';

/** An entry point with what it hands the request to. */
export interface Entry {
  readonly point: EntryPoint;
  /** Uses in these parts of the file run when it is entered: [from, to). */
  readonly parts: readonly Part[];
  readonly file: CodeFile;
  /** For services: the type whose methods answer. */
  readonly implementation: Standing | null;
}

/** Handlers of events, by the type of what they are given. */
const EVENT = /^github\.com\/aws\/aws-lambda-go\/events$/;

/** Entry points that a file registers, in the order of its text. */
export function entriesOf(code: Code, file: CodeFile): readonly Entry[] {
  return file.index.details.flatMap((detail) => entryOf(code, file, detail) ?? []);
}

/** What a kept call or literal registers; null where it registers nothing. */
export function entryOf(code: Code, file: CodeFile, detail: Detail): Entry | null {
  if (detail.composite) return commandAt(code, file, detail);
  const meaning = meaningOf(code, file, detail.term);
  const name = calledName(code, file, detail);
  const service = serviceOf(name);
  if (service !== null && (meaning?.is === 'outside' || meaning?.is === 'function')) {
    const part = detail.parts[service.implementationAt];
    const implementation = part === undefined ? null : typeIn(code, file, part);
    if (implementation === null || part === undefined) return null;
    const { service: called, framework } = service;
    const given = { kind: 'grpc', name: `${framework} ${called}`, framework, method: null, path: null } as const;
    return { ...entry(code, file, detail, given, null, [part]), implementation };
  }
  if (meaning?.is !== 'outside') return null;
  const registration = registrationOf(meaning.path, name);
  if (registration === null) return null;
  return registration.kind === 'lambda'
    ? lambdaAt(code, file, detail, registration)
    : routeAt(code, file, detail, registration);
}

type Given = Pick<EntryPoint, 'kind' | 'name' | 'framework' | 'method' | 'path'>;

function entry(
  code: Code,
  file: CodeFile,
  detail: Detail,
  given: Given,
  handler: Standing | null,
  parts: readonly Part[],
): Entry {
  const point: EntryPoint = {
    ...given,
    handler: handler === null ? null : wholeName(code, targetAt(code, handler)),
    handlerAt: handler === null ? null : { path: handler.file.path, line: handler.declared.startLine },
    package: code.importPathOf(file.dir),
    place: quoteAt(code, file.path, detail.line),
  };
  return { point, parts, file, implementation: null };
}

function routeAt(code: Code, file: CodeFile, detail: Detail, registration: Registration): Entry | null {
  const { parts } = detail;
  const pathPart = parts[registration.pathAt];
  const isChain = registration.pathAt < 0;
  if (isChain ? parts.length !== 1 : pathPart === undefined || parts.length < 2) return null;
  const handlers =
    registration.handlerAt === 'last' ? parts.slice(registration.pathAt + 1) : [parts[registration.handlerAt]!];
  const handlerPart = handlers.at(-1);
  if (handlerPart === undefined) return null;
  const written = isChain ? '' : (literalOf(code, file, pathPart) ?? `{${textOfPart(code, file, pathPart)}}`);
  // "GET example.com/x" of net/http since Go 1.22.
  const pattern = registration.framework === 'net/http' ? /^([A-Z]+)\s+(\S.*)$/.exec(written) : null;
  const path = joinPaths(prefixOf(code, file, detail), pattern?.[2] ?? written);
  if (isChain && path === '') return null;
  const methodPart = registration.methodAt < 0 ? undefined : parts[registration.methodAt];
  const method =
    pattern?.[1] ?? registration.method ?? methodIn(code, file, methodPart) ?? methodsAround(code, file, detail);
  const handler = functionIn(code, file, handlerPart);
  const name = method === null ? path : `${method} ${path}`;
  const given = { kind: 'http', name, framework: registration.framework, method, path } as const;
  return entry(code, file, detail, given, handler, handlers);
}

/** `"GET"` and `http.MethodGet`. */
function methodIn(code: Code, file: CodeFile, part: Part | undefined): string | null {
  const literal = literalOf(code, file, part);
  const constant = /\bMethod([A-Z][a-z]+)$/.exec(textOfPart(code, file, part))?.[1];
  return (literal ?? constant)?.toUpperCase() ?? null;
}

/** `r.HandleFunc("/x", h).Methods("GET")` and `r.Methods("GET").Path("/x").Handler(h)` of gorilla/mux. */
function methodsAround(code: Code, file: CodeFile, detail: Detail): string | null {
  const { index } = file;
  for (let term = ownerOf(index, detail.term); opOf(index, term) === Op.Call; ) {
    const made = index.details[callDetail(file, term) - 1];
    if (made !== undefined && calledName(code, file, made) === 'Methods') return methodsIn(code, file, made);
    term = ownerOf(index, operandA(index, term));
  }
  const at = index.details.indexOf(detail) + 1;
  const after = index.details.find(
    (other) =>
      calledName(code, file, other) === 'Methods' &&
      opOf(index, other.term) === Op.Member &&
      opOf(index, operandA(index, other.term)) === Op.Call &&
      callDetail(file, operandA(index, other.term)) === at,
  );
  return after === undefined ? null : methodsIn(code, file, after);
}

/** What a call is a method of; 0 for a plain call. */
function ownerOf(index: FileIndex, term: number): number {
  return opOf(index, term) === Op.Member ? operandA(index, term) : 0;
}

function methodsIn(code: Code, file: CodeFile, { parts }: Detail): string | null {
  const methods = parts.map((part) => methodIn(code, file, part)).filter((method) => method !== null);
  return methods.length === 0 ? null : methods.join('|');
}

function callDetail(file: CodeFile, term: number): number {
  return Math.floor(file.index.terms[term * 3 + 2]! / 16);
}

function lambdaAt(code: Code, file: CodeFile, detail: Detail, registration: Registration): Entry | null {
  const part = registration.handlerAt === 'last' ? undefined : detail.parts[registration.handlerAt];
  if (part === undefined) return null;
  const handler = functionIn(code, file, part);
  const event = eventOf(code, file, part, handler);
  const where = file.dir === '' ? '' : ` in ${file.dir}`;
  const given = {
    kind: 'lambda',
    name: `Lambda ${event ?? 'function'}${where}`,
    framework: registration.framework,
  } as const;
  return entry(code, file, detail, { ...given, method: null, path: null }, handler, [part]);
}

/** "SQSEvent": the event that a handler is given. */
function eventOf(code: Code, file: CodeFile, part: Part, handler: Standing | null): string | null {
  const written = handler === null ? literalSignature(file, part) : handler.declared.signature;
  const from = handler?.file ?? file;
  for (const parameter of written?.parameters ?? []) {
    const type = typeOf(code, from, parameter);
    if (type?.is === 'outside' && EVENT.test(type.path)) return type.name;
  }
  return null;
}

function literalSignature({ index }: CodeFile, part: Part) {
  const type = opOf(index, part.term) === Op.Value ? operandA(index, part.term) : 0;
  return opOf(index, type) === Op.Function ? index.signatures[operandA(index, type)] : undefined;
}

function commandAt(code: Code, file: CodeFile, detail: Detail): Entry | null {
  const meaning = meaningOf(code, file, detail.term);
  const command = meaning?.is === 'outside' && meaning.name === 'Command' ? commandOf(meaning.path) : null;
  if (command === null) return null;
  const part = command.runFields.map((field) => fieldNamed(code, detail, field)).find((found) => found !== undefined);
  if (part === undefined) return null;
  const use = literalOf(code, file, fieldNamed(code, detail, command.nameField))?.split(' ', 1)[0];
  const name = `command ${use ?? nameAround(code, file, detail)}`;
  const given = { kind: 'command', name, framework: command.framework, method: null, path: null } as const;
  return entry(code, file, detail, given, functionIn(code, file, part), [part]);
}

function nameAround(code: Code, file: CodeFile, detail: Detail): string {
  const declared = file.index.declared[detail.declared];
  return declared === undefined ? file.dir : nameOf(code, declared);
}

/** The type of the repository that a part is a value of. */
function typeIn(code: Code, file: CodeFile, part: Part): Standing | null {
  const meaning = meaningOf(code, file, part.term);
  return meaning?.is === 'value' && meaning.type?.is === 'named' ? meaning.type.standing : null;
}

/** `main` of a command; null where the file declares none. */
export function mainOf(code: Code, file: CodeFile): EntryPoint | null {
  const main = code.names.known('main');
  const declared = file.index.declared.find((one) => one.kind === 'function' && one.name === main);
  const found = code.graph.byDir.get(file.dir);
  if (declared === undefined || found?.name !== 'main') return null;
  return {
    kind: 'main',
    name: `main of ${file.dir === '' ? code.importPathOf('') : file.dir}`,
    framework: 'go',
    method: null,
    path: null,
    handler: wholeName(code, { dir: file.dir, name: 'main' }),
    handlerAt: { path: file.path, line: declared.startLine },
    package: code.importPathOf(file.dir),
    place: quoteAt(code, file.path, declared.startLine),
  };
}
