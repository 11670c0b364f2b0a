// Goroutines, locks and contexts: what the compiler lets through and production does not.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { asPattern, descendants, type RuleFile, statementsOf } from './engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from './engine/rule.ts';

const LOCK = /^sync\.(Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)$/;

export const lockCopied: CodeRule = {
  id: 'concurrency/lock-copied',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'A lock is passed by value',
  why: 'The copy is a lock of its own: it does not exclude whoever holds the original, so what it guards is guarded by nothing.',
  fine: 'Never; a copied lock is a defect even where no test shows it.',
  fix: 'Pass a pointer, or give the method a pointer receiver.',
  tradeOffs: 'None.',
  example: 'func (c *Counter) Add(n int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.n += n\n}',
  references: ['https://pkg.go.dev/sync#Mutex'],
  mentions: /\.(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)\b/,
  near: EVERYWHERE,
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
const structs = new WeakMap<RuleFile, ReadonlyMap<string, GoNode>>();

function structsOf(file: RuleFile): ReadonlyMap<string, GoNode> {
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
function lockInside(file: RuleFile, name: string, depth = 0): string | null {
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

export const cancelDropped: CodeRule = {
  id: 'concurrency/cancel-dropped',
  section: 'concurrency-performance',
  severity: 'high',
  voice: 'finding',
  judges: 'code',
  title: 'The cancel function of a context is thrown away',
  why: 'Until it is called the context, its timer and everything that waits on it stay alive: with a deadline until that has passed, without one until the parent is cancelled, which in a long-lived parent is never.',
  fine: 'Never; even a context that lives as long as the process wants its cancel called on shutdown.',
  fix: 'Keep the function and defer it.',
  tradeOffs: 'None.',
  example: 'ctx, cancel := context.WithTimeout(ctx, 5*time.Second)\ndefer cancel()',
  references: ['https://pkg.go.dev/context#WithCancel'],
  mentions: /,\s*_\s*:?=\s*\w+\.With/,
  nodes: ['short_var_declaration', 'assignment_statement'],
  check(node, file) {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    const call = right === null ? undefined : childrenOf(right)[0];
    if (!file.isCallOf(call, 'context', /^With(Cancel|Timeout|Deadline)(Cause)?$/)) return null;
    if (left === null || file.text(childrenOf(left)[1]) !== '_') return null;
    return {
      node,
      said: `${file.where(node)} calls \`${file.text(call!.childForFieldName('function'))}\` and drops its cancel function.`,
    };
  },
};

export const addInsideGoroutine: CodeRule = {
  id: 'concurrency/waitgroup-add-inside',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'WaitGroup.Add is called inside the goroutine it counts',
  why: 'Wait may run before the goroutine has started and find the counter at zero: the work then goes on after the function has returned, or the group is reused while it still counts.',
  fine: 'When the group belongs to the goroutine and counts goroutines that it starts itself.',
  fix: 'Call `Add` before the `go` statement, or use `WaitGroup.Go` (Go 1.25), which does both.',
  tradeOffs: 'None.',
  example: 'for _, id := range ids {\n\twg.Go(func() { load(ctx, id) })\n}\nwg.Wait()',
  references: ['https://pkg.go.dev/sync#WaitGroup'],
  mentions: /\.Add\(/,
  nodes: ['go_statement'],
  check(node, file) {
    const literal = descendants(node, 'func_literal')[0];
    if (literal === undefined) return null;
    const body = file.bodyText(literal);
    const around = file.functionAround(node);
    for (const statement of statementsOf(literal.childForFieldName('body'))) {
      const call = statement.type === 'expression_statement' ? childrenOf(statement)[0] : undefined;
      const callee = call?.type === 'call_expression' ? file.calleeOf(call) : null;
      if (callee?.name !== 'Add' || callee.owner === '') continue;
      const group = asPattern(callee.owner);
      const isOutside = !new RegExp(`\\bvar\\s+${group}\\b|\\b${group}\\s*:=|go\\s+func`).test(body);
      const isGroup =
        new RegExp(`\\b${group}\\.Done\\(\\)`).test(body) &&
        new RegExp(`\\b${group}\\.Wait\\(\\)`).test(file.bodyText(around));
      const isParameter = file.parametersOf(literal).some((parameter) => parameter.name === callee.owner);
      if (isOutside && isGroup && !isParameter)
        return {
          node: call!,
          said: `${file.where(node)} starts a goroutine that calls \`${callee.owner}.Add\` itself.`,
        };
    }
    return null;
  },
};
