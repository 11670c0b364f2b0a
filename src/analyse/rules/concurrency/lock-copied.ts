// Goroutines, locks and contexts: what the compiler lets through and production does not.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from '../engine/rule.ts';

const LOCK = /^sync\.(Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)$/;

export const lockCopied: CodeRule = {
  id: 'concurrency/lock-copied',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'A lock is passed by value',
  why: 'The copy is a lock of its own: it does not exclude whoever holds the original, so what it guards is guarded by nothing.',
  exceptions: 'Never; a copied lock is a defect even where no test shows it.',
  fix: 'Pass a pointer, or give the method a pointer receiver.',
  tradeOffs: 'None.',
  example: 'func (c *Counter) Add(n int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.n += n\n}',
  references: ['https://pkg.go.dev/sync#Mutex'],
  linters: ['govet', 'vet', 'copylocks', 'revive'],
  prefilters: { file: /\.(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)\b/, declaration: EVERYWHERE },
  nodes: ['function_declaration', 'method_declaration', 'func_literal'],
  check(node, file) {
    const parameter = file.parametersOf(node).find((one) => LOCK.test(one.type));
    if (parameter !== undefined)
      return { node: parameter.node, said: `${file.where(node)} takes a \`${parameter.type}\` by value.` };
    const used = (name: string) => name !== '' && new RegExp(`\\b${asPattern(name)}\\.`).test(file.bodyText(node));
    for (const { name, type, node: declared } of file.parametersOf(node)) {
      const lock = /^\w+$/.test(type) && used(name) ? lockInside(file, type) : null;
      if (lock !== null)
        return { node: declared, said: `${file.where(node)} takes a \`${type}\` by value, which holds a \`${lock}\`.` };
    }
    if (node.type !== 'method_declaration') return null;
    const receiver = node.childForFieldName('receiver');
    const declared = childrenOf(receiver!)[0];
    let type = declared?.childForFieldName('type') ?? null;
    if (type?.type === 'generic_type') type = type.childForFieldName('type');
    if (type?.type !== 'type_identifier') return null;
    const lock = used(file.text(declared?.childForFieldName('name'))) ? lockInside(file, file.text(type)) : null;
    if (lock === null) return null;
    return { node, said: `${file.where(node)} has a value receiver, and \`${file.text(type)}\` holds a \`${lock}\`.` };
  },
};

/** Structs within structs that are looked into. */
const MAX_NESTED = 4;

/** Struct types of a file by name, found once for all its functions. */
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

/** The lock that a struct of this file holds by value, itself or in a struct of this file; null where there is none or the struct is elsewhere. */
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
