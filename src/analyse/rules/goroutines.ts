// Goroutines that nobody waits for, and as many of them as there are elements.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import {
  asPattern,
  descendants,
  isInNestedFunction,
  loopAround,
  type RuleFile,
  withoutComments,
} from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

/** Something in the function waits for the goroutine, or the connection outlives the function by design. */
const WAITED_FOR =
  /\.Wait\(|<-[\w(]|\bselect\s*\{|\brange\s+\w*(?:ch|chan|results?|errs|errors|done)\b|io\.Pipe\(|Hijack|Upgrade|[wW]eb[sS]ocket|Flush|CloseNotify|WithoutCancel|io\.Copy/;

export const goroutineOutlivesRequest: CodeRule = {
  id: 'concurrency/goroutine-outlives-request',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'A goroutine is cut off when the handler returns',
  why: 'What it was started for stops half way or never begins, and nobody learns of it: the answer has gone out as if all were well. It works in tests, where nothing ends as early.',
  fine: 'When the handler waits for it after all, in a function that this file does not show.',
  fix: 'Wait for it before the answer, or hand the work to something that outlives the request: a queue, or a bounded worker with a context of its own (`context.WithoutCancel` and a deadline).',
  tradeOffs: 'Waiting makes the answer slower; a queue has to be run and watched.',
  example:
    'if err := h.jobs.Enqueue(ctx, job); err != nil { // a bounded worker, drained on shutdown\n\treturn fmt.Errorf("enqueue %s: %w", job.ID, err)\n}',
  references: [
    'https://pkg.go.dev/context#WithoutCancel',
    'https://pkg.go.dev/net/http#Request.Context',
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
  ],
  mentions: /\bgo\s+[\w.]+\(|\bgo\s+func/,
  nodes: ['go_statement'],
  precedent: alreadyThere(/\bcontext\.WithoutCancel\(/, (place) => `${place} outlives its request that way already.`),
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null) return null;
    if (isLambda(handler, file))
      return {
        node,
        said: `${file.where(node)} starts a goroutine and returns without it: Lambda freezes the process as soon as the handler has returned.`,
      };
    const context = requestContextIn(node, handler, file);
    if (context === null) return null;
    return {
      node,
      said: `${file.where(node)} starts a goroutine that uses \`${context}\`, which is cancelled as soon as the handler returns.`,
    };
  },
};

export const goroutineUnattended: CodeRule = {
  id: 'concurrency/goroutine-unattended',
  section: 'concurrency-performance',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'A handler starts a goroutine that nobody waits for',
  why: 'Nobody learns whether the work was done: a shutdown cuts it, a panic in it ends the process, and under load there are as many of them as requests.',
  fine: 'Where the loss is accepted and the number bounded.',
  fix: 'Wait for it, or hand the work to a queue or a worker that is drained on shutdown.',
  tradeOffs: 'Waiting makes the answer slower; a queue has to be run and watched.',
  example: 'h.workers.Go(func() { h.index(ctx, order) }) // bounded, and waited for on shutdown',
  references: ['https://go.dev/wiki/CodeReviewComments#goroutine-lifetimes'],
  mentions: /\bgo\s+[\w.]+\(|\bgo\s+func/,
  nodes: ['go_statement'],
  check(node, file) {
    const handler = unwaitedIn(node, file);
    if (handler === null || isLambda(handler, file) || requestContextIn(node, handler, file) !== null) return null;
    return { node, said: `${file.where(node)} starts a goroutine and answers without waiting for it.` };
  },
};

/** The handler that starts a goroutine and does not wait for it; null where there is none. */
function unwaitedIn(node: GoNode, file: RuleFile): GoNode | null {
  const handler = file.handlerAround(node);
  if (handler === null) return null;
  const started = file.text(node);
  const around = withoutComments(file.text(handler.childForFieldName('body')).replace(started, ' '));
  const own = withoutComments(started).replace(/<-[\w(]|\bselect\s*\{/g, ' ');
  return WAITED_FOR.test(around) || WAITED_FOR.test(own) ? null : handler;
}

function isLambda(handler: GoNode, file: RuleFile): boolean {
  return file.parametersOf(handler).some(({ type }) => /^\*?github\.com\/aws\/aws-lambda-go\//.test(type));
}

/** A log reads values from a context, whether it has ended or not. */
const LOGGED = /\b\w*(?:log|logger|zap|span)\.\w+\(\s*[\w.]+(?:\(\))?\s*,?/gi;

/** How the goroutine gets at the request's own context; null where it does not. */
function requestContextIn(node: GoNode, handler: GoNode, file: RuleFile): string | null {
  const started = withoutComments(file.text(node)).replace(LOGGED, '(');
  for (const { name, type } of file.parametersOf(handler)) {
    if (type !== '*net/http.Request' || name === '') continue;
    if (new RegExp(`\\b${name}\\.Context\\(\\)`).test(started)) return `${name}.Context()`;
    const kept = new RegExp(`\\b(\\w+)\\s*:?=\\s*${name}\\.Context\\(\\)`).exec(file.bodyText(handler))?.[1];
    if (kept !== undefined && new RegExp(`\\(\\s*${kept}\\b`).test(started) && !redeclares(kept, started)) return kept;
  }
  return null;
}

function redeclares(name: string, text: string): boolean {
  return new RegExp(`\\b${name}\\b[^\\n=]*:=|\\b${name}\\s+context\\.Context`).test(text);
}

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
  voice: 'finding',
  judges: 'code',
  title: 'One goroutine for every element of a list',
  why: 'The length of the data decides how many calls are made at once: a long list opens as many connections, runs into the rate limits and pools of the other side, and fails there for all.',
  fine: 'Where the list is known to stay short.',
  fix: 'Bound the number: `errgroup.Group` with `SetLimit`, or a fixed number of workers that read from a channel.',
  tradeOffs: 'Long lists take longer; the right limit has to be measured.',
  example:
    'group, ctx := errgroup.WithContext(ctx)\ngroup.SetLimit(10)\nfor _, id := range ids {\n\tgroup.Go(func() error { return load(ctx, id) })\n}\nreturn group.Wait()',
  references: ['https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit'],
  mentions: /\bgo\s+func\b|\.Go\(func\(/,
  nodes: ['go_statement', 'call_expression'],
  precedent: alreadyThere(
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
function startedBy(node: GoNode, file: RuleFile): GoNode | null {
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
function longList(loop: GoNode, fn: GoNode, file: RuleFile): string | null {
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

function cameOutOfCall(name: string, loop: GoNode, fn: GoNode, file: RuleFile): boolean {
  const before = withoutComments(file.file.text.slice(fn.startIndex, loop.startIndex));
  const made = new RegExp(`\\b${asPattern(name)}\\s*(?:,\\s*\\w+)*\\s*:?=\\s*([\\w.]+)\\(`).exec(before)?.[1];
  return made !== undefined && !/^(make|append|new|strings\.\w+|len|cap)$/.test(made) && !FEW.test(made);
}

/** A call in the goroutine that leaves the process; null where none is to be seen. */
function outsideCall(literal: GoNode, file: RuleFile): string | null {
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
