// Goroutines that nobody waits for, and as many of them as there are elements.
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

/** Something keeps the number of goroutines within limits. */
const BOUNDED =
  /SetLimit|[sS]ema?(?:phore)?\b|Acquire|[lL]imit|[wW]orkers?\b|[pP]ool\b|[tT]hrottl|[cC]oncurren|[pP]arallel|[bB]atch|[cC]hunk|TryGo|\bmax[A-Z]|NumCPU|GOMAXPROCS/;

/** Lists that are as long as somebody configured, not as long as the data. */
const FEW =
  /worker|handler|server|servic|shard|listener|conf|provider|region|plugin|hook|backend|consumer|replica|component|check|probe|subscri|observ|stage|route|sink|source|driver|agent|module|controller|manager|runner|collector|broker|endpoint|zone|level|type|kind|cluster|account|upstream|exporter|scanner|notifier|receiver|watcher|client|conn|peer|node|channel|bucket|partition|processor|daemon|init|hub|format|mode|option|param|filter|column|field|feature|flag|event(?:type|bus)/i;

const STARTS =
  /^(main|init|run|serve|start|setup|boot|launch|close|stop|shutdown|listen|watch|monitor|broadcast|notify)/i;

export const goroutinePerElement: CodeRule = {
  id: 'concurrency/goroutine-per-element',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'One goroutine for every element of a list',
  why: 'The length of the data decides how many calls are made at once: a long list opens as many connections, runs into the rate limits and pools of the other side, and fails there for all.',
  exceptions: 'Where the list is known to stay short.',
  fix: 'Bound the number: `errgroup.Group` with `SetLimit`, or a fixed number of workers that read from a channel.',
  tradeOffs: 'Long lists take longer; the right limit has to be measured.',
  example:
    'group, ctx := errgroup.WithContext(ctx)\ngroup.SetLimit(10)\nfor _, id := range ids {\n\tgroup.Go(func() error { return load(ctx, id) })\n}\nreturn group.Wait()',
  references: ['https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit'],
  prefilters: { file: /\bgo\s+func\b|\.Go\(func\(/ },
  nodes: ['go_statement', 'call_expression'],
  existingUsage: findExistingUsage(
    /\.SetLimit\(|semaphore\.NewWeighted\(/,
    (place) => `${place} bounds its goroutines already.`,
  ),
  check(node, file) {
    const literal = startedBy(node, file);
    const loop = literal === null ? null : rangeAround(node);
    const fn = file.functionAround(node);
    if (literal === null || loop === null || fn === null) return null;
    if (BOUNDED.test(withoutComments(file.text(fn))) || STARTS.test(file.field(file.declarationAround(node), 'name')))
      return null;
    const list = longList(loop, fn, file);
    // One that waits for events all along is no piece of work.
    const waits = /\bselect\s*\{|\bfor\s*\{/.test(withoutComments(file.text(literal)));
    const call = list === null || waits ? null : outsideCall(literal, file);
    if (list === null || call === null) return null;
    // A send or receive in the loop itself is how a hand-made limit looks.
    if (/<-/.test(withoutComments(file.text(loop).replace(file.text(literal), ' ')))) return null;
    return {
      node,
      said: `${file.where(node)} starts a goroutine for each element of \`${list}\`, and each calls \`${call}\`.`,
    };
  },
};

/** The function that `go func…`, `group.Go(func…)` starts; null for anything else. */
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

function rangeAround(node: GoNode): GoNode | null {
  const loop = loopAround(node);
  return loop !== null && descendants(loop, 'range_clause').some((one) => one.parent?.id === loop.id) ? loop : null;
}

/** The list that a loop goes over, where it came in as a parameter or out of a call, and so may be of any length. */
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

function cameOutOfCall(name: string, loop: GoNode, fn: GoNode, file: GoFile): boolean {
  const before = withoutComments(file.file.text.slice(fn.startIndex, loop.startIndex));
  const made = new RegExp(`\\b${asPattern(name)}\\s*(?:,\\s*\\w+)*\\s*:?=\\s*([\\w.]+)\\(`).exec(before)?.[1];
  return made !== undefined && !/^(make|append|new|strings\.\w+|len|cap)$/.test(made) && !FEW.test(made);
}

/** A call in the goroutine that leaves the process; null where none is to be seen. */
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

/** Names of what answers from outside the process. */
const REACHES =
  /(client|clt|svc|service|api|db|repo|repository|store|storage|pool|conn|queue|topic|bucket|s3|dynamo|sqs|sns|lambda|http|grpc|stub|registry|gateway|fetcher|resolver|session|driver|redis|cache)\w*\.\w+$|\.(Fetch|Download|Upload|Query|Exec|Send|Publish|PutItem|GetItem|GetObject|PutObject|Invoke|Describe)\w*$/i;
