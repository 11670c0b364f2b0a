// Finds mutexes and other sync types that are copied.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from '../engine/rule.ts';

/** Types of package sync that must not be copied. */
const LOCK = /^sync\.(Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)$/;

export const lockCopied: CodeRule = {
  id: 'concurrency/lock-copied',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Mutex or other sync type is copied',
  messages: {
    parameter: '`{func}` takes a `{type}` by value.',
    structParameter: '`{func}` takes a `{type}` by value, which contains a `{lock}`.',
    valueReceiver: '`{func}` has a value receiver, and `{type}` contains a `{lock}`.',
  },
  why:
    'The copy is independent of the original: a copied mutex guards nothing, and `Done` on a copied WaitGroup never ' +
    'reaches the goroutine that waits.',
  exceptions: 'never.',
  fix: 'Pass a pointer, or use a pointer receiver.',
  tradeOffs: '',
  example: 'func (c *Counter) Add(n int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.n += n\n}',
  references: ['https://pkg.go.dev/sync#Mutex'],
  linters: ['govet', 'vet', 'copylocks', 'revive'],
  prefilters: { file: /\.(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)\b/, declaration: EVERYWHERE },
  nodes: ['function_declaration', 'method_declaration', 'func_literal'],
  check(node, file) {
    const parameter = file.parametersOf(node).find((one) => LOCK.test(one.type));
    if (parameter !== undefined) return { node: parameter.node, message: 'parameter', data: { type: parameter.type } };
    for (const { name, type, node: declared } of file.parametersOf(node)) {
      const lock = /^\w+$/.test(type) && isUsed(name, node, file) ? lockInside(file, type) : null;
      if (lock !== null) return { node: declared, message: 'structParameter', data: { type, lock } };
    }
    const receiver = valueReceiver(node, file);
    const lock = receiver === null ? null : lockInside(file, receiver);
    return receiver === null || lock === null
      ? null
      : { node, message: 'valueReceiver', data: { type: receiver, lock } };
  },
};

/** Whether a function uses a member of a parameter or receiver. */
function isUsed(name: string, fn: GoNode, file: GoFile): boolean {
  return name !== '' && new RegExp(`\\b${asPattern(name)}\\.`).test(file.bodyText(fn));
}

/** Type of a value receiver that the method uses; null for pointer receivers and functions. */
function valueReceiver(method: GoNode, file: GoFile): string | null {
  if (method.type !== 'method_declaration') return null;
  const declared = childrenOf(method.childForFieldName('receiver')!)[0];
  let type = declared?.childForFieldName('type') ?? null;
  if (type?.type === 'generic_type') type = type.childForFieldName('type');
  if (type?.type !== 'type_identifier' || !isUsed(file.field(declared, 'name'), method, file)) return null;
  return file.text(type);
}

/** Depth to which structs within structs are searched. */
const MAX_NESTED = 4;

/** Struct types of each file by name, found once for all its functions. */
const structs = new WeakMap<GoFile, ReadonlyMap<string, GoNode>>();

function structsOf(file: GoFile): ReadonlyMap<string, GoNode> {
  const known = structs.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, GoNode>();
  for (const spec of descendants(file.file.root, 'type_spec')) {
    const type = spec.childForFieldName('type');
    if (type?.type === 'struct_type') found.set(file.field(spec, 'name'), type);
  }
  structs.set(file, found);
  return found;
}

/** The sync type that a struct of this file contains by value, itself or in another struct of this file; or null. */
function lockInside(file: GoFile, name: string, depth = 0): string | null {
  const struct = structsOf(file).get(name);
  for (const field of struct === undefined ? [] : childrenOf(struct).flatMap(childrenOf)) {
    const written = file.typeName(field.childForFieldName('type'));
    // An embedded pointer has its star beside the type.
    if (field.type !== 'field_declaration' || file.text(field).includes('*')) continue;
    if (LOCK.test(written)) return written;
    const inner = /^\w+$/.test(written) && depth < MAX_NESTED ? lockInside(file, written, depth + 1) : null;
    if (inner !== null) return inner;
  }
  return null;
}
