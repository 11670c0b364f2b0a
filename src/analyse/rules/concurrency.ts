// Goroutines, locks and contexts: what the compiler lets through and production does not.
import { childrenOf, type GoNode } from '../parser.ts';
import type { CodeRule } from './rule.ts';
import {
  asPattern,
  descendants,
  isInNestedFunction,
  type RuleFile,
  statementsOf,
  withoutComments,
} from './rule-file.ts';

const LOCK = /^sync\.(Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)$/;

export const lockCopied: CodeRule = {
  id: 'concurrency/lock-copied',
  section: 'concurrency-performance',
  severity: 'high',
  judges: 'code',
  title: 'A lock is passed by value',
  why: 'The copy is a lock of its own: it does not exclude whoever holds the original, so what it guards is guarded by nothing.',
  fine: 'Never; a copied lock is a defect even where no test shows it.',
  fix: 'Pass a pointer, or give the method a pointer receiver.',
  tradeOffs: 'None.',
  example: 'func (c *Counter) Add(n int) {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n\tc.n += n\n}',
  references: ['https://pkg.go.dev/sync#Mutex'],
  mentions: /\.(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)\b/,
  nodes: ['function_declaration', 'method_declaration', 'func_literal'],
  check(node, file) {
    const parameter = file.parametersOf(node).find((one) => LOCK.test(one.type));
    if (parameter !== undefined)
      return { node: parameter.node, said: `${file.where(node)} takes a ${parameter.type} by value.` };
    if (node.type !== 'method_declaration') return null;
    const receiver = node.childForFieldName('receiver');
    const declared = childrenOf(receiver!)[0];
    let type = declared?.childForFieldName('type') ?? null;
    if (type?.type === 'generic_type') type = type.childForFieldName('type');
    if (type?.type !== 'type_identifier') return null;
    const lock = lockInside(file, file.text(type));
    if (
      lock === null ||
      !new RegExp(`\\b${file.text(declared?.childForFieldName('name'))}\\.`).test(file.bodyText(node))
    )
      return null;
    return { node, said: `${file.where(node)} has a value receiver, and ${file.text(type)} holds a ${lock}.` };
  },
};

/** The lock that a struct of this file holds by value; null where there is none or the struct is elsewhere. */
function lockInside(file: RuleFile, name: string): string | null {
  for (const spec of descendants(file.file.root, 'type_spec')) {
    const type = spec.childForFieldName('type');
    if (file.field(spec, 'name') !== name || type?.type !== 'struct_type') continue;
    for (const field of descendants(type, 'field_declaration')) {
      const isPointer = /\*/.test(file.text(field).slice(0, file.text(field).indexOf('sync') + 1));
      const written = file.typeName(field.childForFieldName('type'));
      if (LOCK.test(written) && !isPointer) return written;
    }
  }
  return null;
}

export const cancelDropped: CodeRule = {
  id: 'concurrency/cancel-dropped',
  section: 'concurrency-performance',
  severity: 'high',
  judges: 'code',
  title: 'The cancel function of a context is thrown away',
  why: 'Until it is called the context, its timer and everything that waits on it stay alive: with a deadline until that has passed, without one for ever.',
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
      said: `${file.where(node)} calls ${file.text(call!.childForFieldName('function'))} and drops its cancel function.`,
    };
  },
};

export const addInsideGoroutine: CodeRule = {
  id: 'concurrency/waitgroup-add-inside',
  section: 'concurrency-performance',
  severity: 'high',
  judges: 'code',
  title: 'WaitGroup.Add is called inside the goroutine it counts',
  why: 'Wait may run before the goroutine has started and find the counter at zero: the work then goes on after the function has returned, or the group is reused while it still counts.',
  fine: 'When the group belongs to the goroutine and counts goroutines that it starts itself.',
  fix: 'Call Add before the go statement, or use WaitGroup.Go (Go 1.25), which does both.',
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
          said: `${file.where(node)} starts a goroutine that calls ${callee.owner}.Add itself.`,
        };
    }
    return null;
  },
};

/** Methods that give something back. */
const GIVES_BACK = /^(Close|CloseSend|Stop|Release|Rollback|Unlock|RUnlock|Disconnect|Shutdown)$/;

export const deferInLoop: CodeRule = {
  id: 'concurrency/defer-in-loop',
  section: 'concurrency-performance',
  severity: 'medium',
  judges: 'code',
  title: 'A defer inside a loop waits for the end of the function',
  why: 'Deferred calls run when the function returns, not at the end of a turn of the loop: connections, files and locks pile up, and a deferred Unlock makes the second turn wait for ever.',
  fine: 'When what is opened in the loop is used after it, or the loop leaves the function in its first turn.',
  fix: 'Move the body of the loop into a function of its own, or release at the end of each turn.',
  tradeOffs: 'One more function; in return each turn can be tested alone.',
  example:
    'for _, key := range keys {\n\tif err := copyOne(ctx, key); err != nil { // opens, defers Close, copies\n\t\treturn err\n\t}\n}',
  references: ['https://go.dev/ref/spec#Defer_statements'],
  mentions: /\bdefer\b/,
  nodes: ['defer_statement'],
  check(node, file) {
    const loop = loopAround(node);
    const call = childrenOf(node)[0];
    if (loop === null || call?.type !== 'call_expression' || runsOnce(node, loop, file)) return null;
    const callee = file.calleeOf(call);
    if (callee === null) return null;
    const isCancel = callee.owner === '' && callee.name === 'cancel';
    if (!isCancel && !GIVES_BACK.test(callee.name)) return null;
    const root = isCancel ? 'cancel' : callee.owner.split('.')[0]!;
    const body = withoutComments(file.text(loop.childForFieldName('body')));
    const isLock = /^R?Unlock$/.test(callee.name);
    const opened = isLock ? isLockedAgain(callee.owner, root, loop, body, file) : isOpenedAndDone(root, body);
    if (!opened) return null;
    const said = `${file.where(node)} defers \`${file.text(call).split('\n', 1)[0]}\` in a loop.`;
    return isLock ? { node, said, severity: 'high' } : { node, said };
  },
};

function loopAround(node: GoNode): GoNode | null {
  let at: GoNode | null = node.parent;
  while (at !== null && at.type !== 'for_statement') {
    if (/^(function_declaration|method_declaration|func_literal)$/.test(at.type)) return null;
    at = at.parent;
  }
  return at;
}

/** A block around the defer leaves the loop at its end, so that the deferred call waits for nothing. */
function runsOnce(node: GoNode, loop: GoNode, file: RuleFile): boolean {
  for (let at: GoNode | null = node; at !== null && at.id !== loop.id; at = at.parent) {
    const list = at.parent;
    if (list !== null && /^(statement_list|block)$/.test(list.type) && leaves(childrenOf(list).at(-1), file))
      return true;
  }
  return false;
}

function leaves(statement: GoNode | undefined, file: RuleFile): boolean {
  if (statement === undefined) return false;
  if (statement.type === 'statement_list' || statement.type === 'block')
    return leaves(childrenOf(statement).at(-1), file);
  return /^(return|break|goto|panic\(|os\.Exit\(|log\.Fatal)/.test(file.text(statement));
}

/** Declared in the loop by a call, and neither collected, nor kept elsewhere, nor given to a closure that may outlive the turn. */
function isOpenedAndDone(name: string, body: string): boolean {
  const word = asPattern(name);
  const opened = new RegExp(
    `(?:^|[\\s,;{])${word}(?:\\s*,\\s*\\w+)*\\s*:=[^\\n]*\\(|,\\s*${word}\\s*:?=[^\\n]*\\(`,
  ).test(body);
  const kept = new RegExp(
    `append\\([^\\n]*\\b${word}\\b|[^:=!<>]=\\s*&?${word}\\b|<-\\s*&?${word}\\b|func\\([\\s\\S]*\\b${word}\\b|:\\s*&?${word}\\b`,
  ).test(body);
  return opened && !kept;
}

/** The same lock in every turn: it does not belong to what the loop goes over. */
function isLockedAgain(owner: string, root: string, loop: GoNode, body: string, file: RuleFile): boolean {
  const clause = file.text(loop).split('{', 1)[0]!;
  const ofTheTurn =
    new RegExp(`\\b${asPattern(root)}\\b`).test(clause) || new RegExp(`\\b${asPattern(root)}\\b[^\\n]*:=`).test(body);
  return !ofTheTurn && new RegExp(`${asPattern(owner)}\\.R?Lock\\(\\)`).test(body);
}

export const paginatorSpins: CodeRule = {
  id: 'concurrency/paginator-spins',
  section: 'concurrency-performance',
  severity: 'high',
  judges: 'code',
  title: 'A paginator is asked again and again after an error',
  why: 'NextPage moves on only when it succeeds: after an error HasMorePages is still true, so the loop asks for the same page without a pause, for ever where the error stays (a missing permission, an expired token).',
  fine: 'When the loop counts its tries or waits between them.',
  fix: 'Return the error, or break, or go on after a bounded number of tries with a pause.',
  tradeOffs: 'A listing that stops half way must be told as incomplete.',
  example:
    'for pages.HasMorePages() {\n\tpage, err := pages.NextPage(ctx)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("list buckets: %w", err)\n\t}\n\tuse(page)\n}',
  references: ['https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/using.html#using-operation-paginators'],
  mentions: /\.NextPage\(/,
  nodes: ['for_statement'],
  check(node, file) {
    const pages = /^for\s+([\w.]+)\.(?:HasMorePages|More)\(\)/.exec(withoutComments(file.text(node)))?.[1];
    if (pages === undefined) return null;
    const statements = statementsOf(node.childForFieldName('body'));
    const asked = statements.findIndex((one) => file.text(one).includes(`${pages}.NextPage(`));
    const check = statements[asked + 1];
    if (asked < 0 || check?.type !== 'if_statement' || !/\berr\s*!=\s*nil/.test(file.field(check, 'condition')))
      return null;
    const branch = check.childForFieldName('consequence');
    const last = statementsOf(branch).at(-1);
    const body = withoutComments(file.text(branch));
    if (
      last?.type !== 'continue_statement' ||
      /\b(return|break|goto|panic|Sleep|After|Wait|select|retr|tries|attempt)/i.test(body)
    )
      return null;
    return { node: last, said: `${file.where(node)} answers an error of ${pages}.NextPage with continue.` };
  },
};

export const fatalInGoroutine: CodeRule = {
  id: 'testing/fatal-in-goroutine',
  section: 'testing-strategy',
  severity: 'medium',
  judges: 'tests',
  title: 'A test is ended from another goroutine',
  why: 'FailNow, Fatal and Skip end only the goroutine that calls them: the test itself goes on or waits for something that never comes, and the failure is reported late or not at all.',
  fine: 'In a goroutine of the test binary itself, such as one started by t.Run.',
  fix: 'Use t.Error and return, or send the error to the test goroutine over a channel or an errgroup.',
  tradeOffs: 'None.',
  example:
    'errs := make(chan error, 1)\ngo func() { errs <- client.Send(ctx, order) }()\nif err := <-errs; err != nil {\n\tt.Fatal(err)\n}',
  references: ['https://pkg.go.dev/testing#T.FailNow'],
  mentions: /\bgo\s+func/,
  nodes: ['go_statement'],
  check(node, file) {
    const literal = childrenOf(node)[0]?.childForFieldName('function');
    if (literal?.type !== 'func_literal') return null;
    const test = testParameter(file, node);
    if (test === null || file.parametersOf(literal).some((parameter) => parameter.name === test)) return null;
    for (const call of descendants(literal.childForFieldName('body'), 'call_expression')) {
      if (isInNestedFunction(call, literal)) continue;
      const callee = file.calleeOf(call);
      const ends = callee?.owner === test && /^(Fatal|Fatalf|FailNow|Skip|Skipf|SkipNow)$/.test(callee.name);
      const required =
        callee?.package === 'github.com/stretchr/testify/require' && file.text(file.argumentsOf(call)[0]) === test;
      if (ends || required)
        return {
          node: call,
          said: `${file.where(node)} calls ${callee!.owner}.${callee!.name} in a goroutine it starts.`,
        };
    }
    return null;
  },
};

/** Name of the *testing.T that is in reach; null where there is none. */
function testParameter(file: RuleFile, node: GoNode): string | null {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn)) {
    const parameter = file.parametersOf(fn).find((one) => /^(\*testing\.[TBF]|testing\.TB)$/.test(one.type));
    if (parameter !== undefined) return parameter.name;
  }
  return null;
}
