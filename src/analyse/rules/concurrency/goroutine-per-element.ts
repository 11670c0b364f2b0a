// Finds loops that start a goroutine with a remote call for each element, without a limit.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import {
  asPattern,
  descendants,
  type GoFile,
  isInNestedFunction,
  loopAround,
  withoutComments,
} from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Names and calls that limit the number of goroutines. */
const BOUNDED =
  /SetLimit|[sS]ema?(?:phore)?\b|Acquire|[lL]imit|[wW]orkers?\b|[pP]ool\b|[tT]hrottl|[cC]oncurren|[pP]arallel|[bB]atch|[cC]hunk|TryGo|\bmax[A-Z]|NumCPU|GOMAXPROCS/;

/** Names of lists whose length is configured, not set by data. */
const FEW =
  /worker|handler|server|servic|shard|listener|conf|provider|region|plugin|hook|backend|consumer|replica|component|check|probe|subscri|observ|stage|route|sink|source|driver|agent|module|controller|manager|runner|collector|broker|endpoint|zone|level|type|kind|cluster|account|upstream|exporter|scanner|notifier|receiver|watcher|client|conn|peer|node|channel|bucket|partition|processor|daemon|init|hub|format|mode|option|param|filter|column|field|feature|flag|event(?:type|bus)/i;

/** Names of functions that run at start-up, at shutdown or for events. */
const STARTS =
  /^(main|init|run|serve|start|setup|boot|launch|close|stop|shutdown|listen|watch|monitor|broadcast|notify)/i;

export const goroutinePerElement: CodeRule = {
  id: 'concurrency/goroutine-per-element',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Unbounded goroutines: one per element of a list',
  messages: {
    perElement: '`{func}` starts a goroutine for each element of `{list}`, and each calls `{call}`.',
  },
  why:
    'The input size sets the concurrency: a long list opens as many connections at once, exceeds pools and rate ' +
    'limits, and the calls start to fail.',
  exceptions: 'the list is known to stay short.',
  fix: 'Bound the concurrency with `errgroup.Group.SetLimit` or a fixed number of workers.',
  tradeOffs: 'Long lists take longer, and the limit has to be measured.',
  example:
    'group, ctx := errgroup.WithContext(ctx)\n' +
    'group.SetLimit(10)\n' +
    'for _, id := range ids {\n' +
    '\tgroup.Go(func() error { return load(ctx, id) })\n' +
    '}\n' +
    'return group.Wait()',
  references: ['https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit'],
  prefilters: { file: /\bgo\s+func\b|\.Go\(func\(/ },
  nodes: ['go_statement', 'call_expression'],
  existingUsage: findExistingUsage(
    /\.SetLimit\(|semaphore\.NewWeighted\(/,
    (place) => `${place} already bounds its goroutines.`,
  ),
  check(node, file) {
    const literal = startedBy(node, file);
    const loop = literal === null ? null : rangeAround(node);
    const fn = file.functionAround(node);
    if (literal === null || loop === null || fn === null || isBounded(node, loop, literal, fn, file)) return null;
    const list = longList(loop, fn, file);
    const call = list === null ? null : outsideCall(literal, file);
    return list === null || call === null ? null : { node, message: 'perElement', data: { list, call } };
  },
};

const boundsByFile = new WeakMap<GoFile, Map<number, boolean>>();

/** A function mentions a limit; asked for each of its goroutines. */
function mentionsBound(fn: GoNode, file: GoFile): boolean {
  const bounds = boundsByFile.get(file) ?? new Map<number, boolean>();
  boundsByFile.set(file, bounds);
  const mentions = bounds.get(fn.id) ?? BOUNDED.test(withoutComments(file.text(fn)));
  bounds.set(fn.id, mentions);
  return mentions;
}

/** Whether something limits the goroutines, or they wait for events instead of doing a piece of work. */
function isBounded(node: GoNode, loop: GoNode, literal: GoNode, fn: GoNode, file: GoFile): boolean {
  if (mentionsBound(fn, file) || STARTS.test(file.field(file.declarationAround(node), 'name'))) return true;
  if (/\bselect\s*\{|\bfor\s*\{/.test(withoutComments(file.text(literal)))) return true;
  // A send or receive in the loop itself is a hand-made limit.
  return /<-/.test(withoutComments(file.text(loop).replace(file.text(literal), ' ')));
}

/** The function literal that `go func…` or `group.Go(func…)` starts; null for anything else. */
function startedBy(node: GoNode, file: GoFile): GoNode | null {
  if (node.type === 'go_statement') {
    const started = childrenOf(node)[0]?.childForFieldName('function');
    return started?.type === 'func_literal' ? started : null;
  }
  if (!file.field(node, 'function').endsWith('.Go')) return null;
  const callee = file.calleeOf(node);
  const [literal, ...more] = file.argumentsOf(node);
  if (callee?.name !== 'Go' || callee.package !== null || literal?.type !== 'func_literal' || more.length > 0)
    return null;
  return file.importsAny(/^(golang\.org\/x\/sync\/errgroup|sync)$/) ? literal : null;
}

/** The loop around a node within its function, if it ranges over something. */
function rangeAround(node: GoNode): GoNode | null {
  const loop = loopAround(node);
  return loop !== null && descendants(loop, 'range_clause').some((one) => one.parent?.id === loop.id) ? loop : null;
}

/** The list that a loop ranges over, if it is a parameter or the result of a call, and so may be of any length. */
function longList(loop: GoNode, fn: GoNode, file: GoFile): string | null {
  const clause = descendants(loop, 'range_clause')[0]!;
  const list = clause.childForFieldName('right');
  // With one variable it may be a channel or a number.
  if (list === null || !/,/.test(file.field(clause, 'left'))) return null;
  const name = file.text(list);
  if (FEW.test(name)) return null;
  if (list.type === 'call_expression') return name.length > 60 ? null : name;
  if (list.type === 'selector_expression') {
    const root = name.split('.')[0]!;
    return cameOutOfCall(root, loop, fn, file) ? name : null;
  }
  if (list.type !== 'identifier') return null;
  const parameter = file.parametersOf(fn).find((one) => one.name === name);
  if (parameter !== undefined) return /^(\[\]|map\[)/.test(parameter.type) ? name : null;
  return cameOutOfCall(name, loop, fn, file) ? name : null;
}

/** Whether a name got its value from a call before the loop. */
function cameOutOfCall(name: string, loop: GoNode, fn: GoNode, file: GoFile): boolean {
  const before = withoutComments(file.file.text.slice(fn.startIndex, loop.startIndex));
  const made = new RegExp(`\\b${asPattern(name)}\\s*(?:,\\s*\\w+)*\\s*:?=\\s*([\\w.]+)\\(`).exec(before)?.[1];
  return made !== undefined && !/^(make|append|new|strings\.\w+|len|cap)$/.test(made) && !FEW.test(made);
}

/** A call in the goroutine that leaves the process, "client.Get"; null where there is none. */
function outsideCall(literal: GoNode, file: GoFile): string | null {
  for (const call of descendants(literal.childForFieldName('body'), 'call_expression')) {
    if (isInNestedFunction(call, literal)) continue;
    const callee = file.calleeOf(call);
    if (callee === null || callee.owner === '') continue;
    const first = file.text(file.argumentsOf(call)[0]);
    const takesContext = /^(\w*[cC]tx|context\.(Background|TODO)\(\)|\w+\.Context\(\))$/.test(first);
    const isWork = callee.package === null || !/^(context|log\/slog|log|fmt|time)$/.test(callee.package);
    const reaches =
      (takesContext && isWork && REACHES.test(`${callee.owner}.${callee.name}`)) ||
      (callee.package === 'net/http' && /^(Get|Post|Head|PostForm)$/.test(callee.name)) ||
      (callee.package === 'net' && /^Dial/.test(callee.name)) ||
      (callee.name === 'Do' && /client$/i.test(callee.owner));
    if (reaches) return `${callee.owner}.${callee.name}`;
  }
  return null;
}

/** Names of clients and stores, and of calls to them. */
const REACHES =
  /(client|clt|svc|service|api|db|repo|repository|store|storage|pool|conn|queue|topic|bucket|s3|dynamo|sqs|sns|lambda|http|grpc|stub|registry|gateway|fetcher|resolver|session|driver|redis|cache)\w*\.\w+$|\.(Fetch|Download|Upload|Query|Exec|Send|Publish|PutItem|GetItem|GetObject|PutObject|Invoke|Describe)\w*$/i;
