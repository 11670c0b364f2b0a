// Finds the entry points of the code: routes, RPC services, Lambda functions, commands and `main`, with their handlers.
import type { EntryPoint } from '../../domain/symbol-references.ts';
import { argumentText, calleeName, fieldArgument, functionArgument, stringValue } from './call-arguments.ts';
import { declaredName, symbolIdOf } from './callers.ts';
import { type Argument, Op, type RecordedCall } from './file-index.ts';
import { operandA, operandB, opOf, ownerTerm, recordedOf } from './packed.ts';
import { resolveTerm, resolveType } from './resolve.ts';
import { joinRoutes, routePrefix } from './route-prefix.ts';
import { commandShape, type RegistrationShape, registrationShape, serviceRegistration } from './routers.ts';
import { placeOfLine, qualifiedName } from './source-quote.ts';
import type { GoSymbol, IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

/** An entry point with the code that handles it. */
export interface Registration {
  readonly entryPoint: EntryPoint;
  /** Arguments whose code runs when it is entered. */
  readonly handlers: readonly Argument[];
  readonly file: IndexedFile;
  /** For services: the type that implements it. */
  readonly implementation: GoSymbol | null;
}

/** Packages whose types are events. */
const EVENT = /^github\.com\/aws\/aws-lambda-go\/events$/;

/** Entry points that a file registers, in the order of its text. */
export function registrationsIn(table: SymbolTable, file: IndexedFile): readonly Registration[] {
  return file.index.calls.flatMap((call) => readRegistration(table, file, call) ?? []);
}

/** What a recorded call or literal registers; null if it registers nothing. */
export function readRegistration(table: SymbolTable, file: IndexedFile, call: RecordedCall): Registration | null {
  if (call.composite) return commandAt(table, file, call);
  const resolution = resolveTerm(table, file, call.term);
  const name = calleeName(table, file, call);
  const service = serviceRegistration(name);
  if (service !== null && (resolution?.is === 'outside' || resolution?.is === 'function')) {
    const argument = call.args[service.implementationAt];
    const implementation = argument === undefined ? null : typeIn(table, file, argument);
    if (implementation === null || argument === undefined) return null;
    const { service: called, framework } = service;
    const given = { kind: 'grpc', name: `${framework} ${called}`, framework, method: null, path: null } as const;
    return { ...entry(table, file, call, given, null, [argument]), implementation };
  }
  if (resolution?.is !== 'outside') return null;
  const registration = registrationShape(resolution.path, name);
  if (registration === null) return null;
  return registration.kind === 'lambda'
    ? lambdaAt(table, file, call, registration)
    : routeAt(table, file, call, registration);
}

type Given = Pick<EntryPoint, 'kind' | 'name' | 'framework' | 'method' | 'path'>;

function entry(
  table: SymbolTable,
  file: IndexedFile,
  call: RecordedCall,
  given: Given,
  handler: GoSymbol | null,
  args: readonly Argument[],
): Registration {
  const point: EntryPoint = {
    ...given,
    handler: handler === null ? null : qualifiedName(table, symbolIdOf(table, handler)),
    handlerAt: handler === null ? null : { path: handler.file.path, line: handler.declaration.startLine },
    package: table.importPathOf(file.dir),
    place: placeOfLine(table, file.path, call.line),
  };
  return { entryPoint: point, handlers: args, file, implementation: null };
}

function routeAt(
  table: SymbolTable,
  file: IndexedFile,
  call: RecordedCall,
  registration: RegistrationShape,
): Registration | null {
  const { args } = call;
  const pathPart = args[registration.pathAt];
  const isChain = registration.pathAt < 0;
  if (isChain ? args.length !== 1 : pathPart === undefined || args.length < 2) return null;
  const handlers =
    registration.handlerAt === 'last' ? args.slice(registration.pathAt + 1) : [args[registration.handlerAt]!];
  const handlerPart = handlers.at(-1);
  if (handlerPart === undefined) return null;
  const written = isChain ? '' : (stringValue(table, file, pathPart) ?? `{${argumentText(table, file, pathPart)}}`);
  // "GET example.com/x" of net/http since Go 1.22.
  const pattern = registration.framework === 'net/http' ? /^([A-Z]+)\s+(\S.*)$/.exec(written) : null;
  const path = joinRoutes(routePrefix(table, file, call), pattern?.[2] ?? written);
  if (isChain && path === '') return null;
  const methodPart = registration.methodAt < 0 ? undefined : args[registration.methodAt];
  const method =
    pattern?.[1] ?? registration.method ?? methodIn(table, file, methodPart) ?? methodsAround(table, file, call);
  const handler = functionArgument(table, file, handlerPart);
  const name = method === null ? path : `${method} ${path}`;
  const given = { kind: 'http', name, framework: registration.framework, method, path } as const;
  return entry(table, file, call, given, handler, handlers);
}

/** `"GET"` and `http.MethodGet`. */
function methodIn(table: SymbolTable, file: IndexedFile, argument: Argument | undefined): string | null {
  const literal = stringValue(table, file, argument);
  const constant = /\bMethod([A-Z][a-z]+)$/.exec(argumentText(table, file, argument))?.[1];
  return (literal ?? constant)?.toUpperCase() ?? null;
}

/** `r.HandleFunc("/x", h).Methods("GET")` and `r.Methods("GET").Path("/x").Handler(h)` of gorilla/mux. */
function methodsAround(table: SymbolTable, file: IndexedFile, call: RecordedCall): string | null {
  const { index } = file;
  for (let term = ownerTerm(index, call.term); opOf(index, term) === Op.Call; ) {
    const made = index.calls[callDetail(file, term)];
    if (made !== undefined && calleeName(table, file, made) === 'Methods') return methodsIn(table, file, made);
    term = ownerTerm(index, operandA(index, term));
  }
  const at = index.calls.indexOf(call);
  const after = index.calls.find(
    (other) =>
      calleeName(table, file, other) === 'Methods' &&
      opOf(index, other.term) === Op.Member &&
      opOf(index, operandA(index, other.term)) === Op.Call &&
      callDetail(file, operandA(index, other.term)) === at,
  );
  return after === undefined ? null : methodsIn(table, file, after);
}

function methodsIn(table: SymbolTable, file: IndexedFile, { args }: RecordedCall): string | null {
  const methods = args.map((argument) => methodIn(table, file, argument)).filter((method) => method !== null);
  return methods.length === 0 ? null : methods.join('|');
}

function callDetail(file: IndexedFile, term: number): number {
  return recordedOf(operandB(file.index, term));
}

function lambdaAt(
  table: SymbolTable,
  file: IndexedFile,
  call: RecordedCall,
  registration: RegistrationShape,
): Registration | null {
  const argument = registration.handlerAt === 'last' ? undefined : call.args[registration.handlerAt];
  if (argument === undefined) return null;
  const handler = functionArgument(table, file, argument);
  const event = eventOf(table, file, argument, handler);
  const where = file.dir === '' ? '' : ` in ${file.dir}`;
  const given = {
    kind: 'lambda',
    name: `Lambda ${event ?? 'function'}${where}`,
    framework: registration.framework,
  } as const;
  return entry(table, file, call, { ...given, method: null, path: null }, handler, [argument]);
}

/** "SQSEvent": the event that a handler receives. */
function eventOf(table: SymbolTable, file: IndexedFile, argument: Argument, handler: GoSymbol | null): string | null {
  const written = handler === null ? literalSignature(file, argument) : handler.declaration.signature;
  const from = handler?.file ?? file;
  for (const parameter of written?.parameters ?? []) {
    const type = resolveType(table, from, parameter);
    if (type?.is === 'outside' && EVENT.test(type.path)) return type.name;
  }
  return null;
}

function literalSignature({ index }: IndexedFile, argument: Argument) {
  const type = opOf(index, argument.term) === Op.Value ? operandA(index, argument.term) : 0;
  return opOf(index, type) === Op.Function ? index.signatures[operandA(index, type)] : undefined;
}

function commandAt(table: SymbolTable, file: IndexedFile, call: RecordedCall): Registration | null {
  const resolution = resolveTerm(table, file, call.term);
  const command = resolution?.is === 'outside' && resolution.name === 'Command' ? commandShape(resolution.path) : null;
  if (command === null) return null;
  const argument = command.runFields
    .map((field) => fieldArgument(table, call, field))
    .find((found) => found !== undefined);
  if (argument === undefined) return null;
  const use = stringValue(table, file, fieldArgument(table, call, command.nameField))?.split(' ', 1)[0];
  const name = `command ${use ?? nameAround(table, file, call)}`;
  const given = { kind: 'command', name, framework: command.framework, method: null, path: null } as const;
  return entry(table, file, call, given, functionArgument(table, file, argument), [argument]);
}

function nameAround(table: SymbolTable, file: IndexedFile, call: RecordedCall): string {
  const declaration = file.index.declarations[call.within];
  return declaration === undefined ? file.dir : declaredName(table, declaration);
}

/** The type of the repository that an argument is a value of. */
function typeIn(table: SymbolTable, file: IndexedFile, argument: Argument): GoSymbol | null {
  const resolution = resolveTerm(table, file, argument.term);
  return resolution?.is === 'value' && resolution.type?.is === 'named' ? resolution.type.symbol : null;
}

/** `main` of a command; null if the file does not declare it. */
export function findMain(table: SymbolTable, file: IndexedFile): EntryPoint | null {
  const main = table.names.known('main');
  const declaration = file.index.declarations.find((one) => one.kind === 'function' && one.name === main);
  const found = table.graph.byDir.get(file.dir);
  if (declaration === undefined || found?.name !== 'main') return null;
  return {
    kind: 'main',
    name: `main of ${file.dir === '' ? table.importPathOf('') : file.dir}`,
    framework: 'go',
    method: null,
    path: null,
    handler: qualifiedName(table, { dir: file.dir, name: 'main' }),
    handlerAt: { path: file.path, line: declaration.startLine },
    package: table.importPathOf(file.dir),
    place: placeOfLine(table, file.path, declaration.startLine),
  };
}
