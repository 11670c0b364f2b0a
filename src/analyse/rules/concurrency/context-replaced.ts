// Contexts that lose their request.
import type { GoNode } from '../../go/parser.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { type GoFile, HANDLER_PARAMETER } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Work that must go on after its caller is gone: its names say so. */
const OUTLIVES =
  /shutdown|close|clean|rollback|cancel|abort|stop|flush|drain|release|teardown|detach|background|async|worker|daemon|loop|watch|purge|expire|audit|reset|shadow|newcontext/i;

/** Callees that take a context only to hold or describe values. */
const HARMLESS = /(^|\.)(log|logger|slog|zap|l)\.|\.(Extract|Inject|Info|Debug|Warn|Error|Errorf|Infof|Debugf|Warnf)$/i;

const SAID_SO =
  /detach|background|outlive|independent|cancel|expired|own (?:context|deadline|timeout)|after the request|on purpose|intentional/i;

export const contextReplaced: CodeRule = {
  id: 'concurrency/context-replaced',
  section: 'concurrency-performance',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'A fresh context takes the place of the one at hand',
  why: 'The call no longer ends when its caller gives up or runs out of time, and it loses the trace and request id that travel in the context: under load the work of requests that nobody waits for any more piles up.',
  exceptions:
    'For work that must outlive the request; then `context.WithoutCancel` keeps its values, and a timeout of its own bounds it.',
  fix: 'Pass the context on. Where the work must outlive the request, derive it with `context.WithoutCancel` and give it a deadline.',
  tradeOffs: 'Callers that cancel early now stop the work half way: it must be safe to repeat.',
  example: 'ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)\ndefer cancel()',
  references: ['https://pkg.go.dev/context#WithoutCancel', 'https://go.dev/blog/context'],
  linters: ['contextcheck'],
  clausePattern: /context\.(Background|TODO)\b/,
  prefilters: { file: /\.(?:Background|TODO)\(\)/ },
  nodes: ['call_expression'],
  existingUsage: findExistingUsage(
    /\bcontext\.WithoutCancel\(/,
    (place) => `${place} outlives its request that way already.`,
  ),
  check(node, file) {
    if (!file.isCallOf(node, 'context', /^(Background|TODO)$/) || file.packageName === 'main') return null;
    // A migration runs once, at start: nobody gives it up.
    if (/(^|\/)migrations?\//.test(file.path)) return null;
    const reach = contextInReach(node, file);
    if (reach === null || isOnPurpose(node, file) || isKept(node, file) || startsLinkedTrace(node, file)) return null;
    if (isForCopy(node, file) || hasEnded(reach, node, file) || isForLater(reach, node, file)) return null;
    return {
      node,
      said: `${file.where(node)} calls \`${file.field(node, 'function')}\` although ${reach} is at hand.`,
    };
  },
};

/** The context that a caller could have passed on, as code; null where there is none. */
function contextInReach(node: GoNode, file: GoFile): string | null {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn)) {
    // A goroutine or deferred function lives by its own clock.
    if (fn.type === 'func_literal' && /^(go_statement|defer_statement)$/.test(fn.parent?.parent?.type ?? ''))
      return null;
    for (const { name, type } of file.parametersOf(fn)) {
      if (name === '' || name === '_') continue;
      if (type === 'context.Context') return `\`${name}\``;
      if (type === '*net/http.Request') return `\`${name}.Context()\``;
      if (/echo(\/v\d+)?\.Context$|gin\.Context$/.test(type) && HANDLER_PARAMETER.test(type))
        return `the request's context in \`${name}\``;
    }
  }
  return null;
}

/** A constructor gives what it makes a context for its whole life: a field, or a client that it opens. */
function isKept(node: GoNode, file: GoFile): boolean {
  if (!/^`(?:[\p{L}\p{Nd}_]+\.)?(?:New|Build|Make|Must|Open|Dial|Connect)/iu.test(file.where(node))) return false;
  const user = node.parent?.parent;
  const callee = user?.type === 'call_expression' ? file.field(user, 'function') : '';
  return (
    /^(?:literal_element|keyed_element)$/.test(node.parent?.type ?? '') ||
    /(^|\.)(?:New|Dial|Open|Connect|Load)\w*$/.test(callee)
  );
}

/** The context at hand was asked before whether it has ended: this is what follows when it has. */
function hasEnded(reach: string, node: GoNode, file: GoFile): boolean {
  const name = /^`(\w+)`$/.exec(reach)?.[1];
  const fn = file.functionAround(node);
  if (name === undefined || fn === null) return false;
  return new RegExp(`\\bif\\b[^\\n]*\\b${name}\\.Err\\(\\)\\s*==\\s*nil`).test(
    file.file.text.slice(fn.startIndex, node.startIndex),
  );
}

/** Callees that keep a function to call it when nobody waits any more. */
const CALLS_LATER = /(?:AfterFunc|[sS]chedule\w*|AddFunc|AddJob|[rR]egister\w*|[sS]ubscribe\w*|\.On[A-Z]\w*|Cleanup)$/;

/** Values of the context at hand go along; a function is kept for later; a server is shut down with what is made here. */
function isForLater(reach: string, node: GoNode, file: GoFile): boolean {
  const name = /^`(\w+)`$/.exec(reach)?.[1];
  const user = node.parent?.parent;
  if (
    user?.type === 'call_expression' &&
    name !== undefined &&
    file.argumentsOf(user).some((one) => file.text(one) === name)
  )
    return true;
  const fn = file.functionAround(node);
  if (fn?.type === 'func_literal') {
    const holder = fn.parent?.parent;
    if (holder?.type === 'call_expression' && CALLS_LATER.test(file.field(holder, 'function'))) return true;
    if (holder?.type === 'short_var_declaration' && /callback|hook|job|task$/i.test(file.field(holder, 'left')))
      return true;
  }
  const made = /^\s*(\w+)\s*,\s*\w+\s*:?=/.exec(file.file.text.split('\n')[node.startPosition.row] ?? '')?.[1];
  const after = file.file.text.slice(node.endIndex, fn?.endIndex ?? node.endIndex);
  return (
    made !== undefined && new RegExp(`\\.(?:Shutdown|GracefulStop|Stop|Close|Drain)\\w*\\(\\s*${made}\\b`).test(after)
  );
}

/** A copy of a request that is looked at, hashed or signed here, and not sent. */
function isForCopy(node: GoNode, file: GoFile): boolean {
  const user = node.parent?.parent;
  if (user?.type !== 'call_expression' || !/\.Clone$/.test(file.field(user, 'function'))) return false;
  return !/\.(?:Do|RoundTrip|ServeHTTP)\(/.test(file.bodyText(file.declarationAround(node)));
}

/** A trace of its own that points back to the one at hand. */
function startsLinkedTrace(node: GoNode, file: GoFile): boolean {
  return /\btrace\.(?:LinkFromContext|WithLinks)\(/.test(file.text(file.declarationAround(node)));
}

function isOnPurpose(node: GoNode, file: GoFile): boolean {
  if (OUTLIVES.test(file.where(node)) || file.text(node.parent?.parent) === `return ${file.text(node)}`) return true;
  for (let at: GoNode | null = node.parent; at !== null; at = at.parent) {
    if (/^(go_statement|defer_statement)$/.test(at.type)) return true;
    if (at.type === 'if_statement' && /(==\s*nil|\.Err\(\)|Done\(\))/.test(file.field(at, 'condition'))) return true;
    const callee = at.type === 'call_expression' ? file.field(at, 'function') : '';
    if (OUTLIVES.test(callee) || HARMLESS.test(callee)) return true;
    if (/^(function_declaration|method_declaration)$/.test(at.type)) break;
  }
  const lines = file.file.text.split('\n');
  const row = node.startPosition.row;
  const statement = lines[row] ?? '';
  if (
    /^\s*(?:\w+\s*,\s*)?\w*(?:bg|base|root|parent|detached|background|cleanup|shutdown)\w*(?:\s*,\s*\w+)?\s*:?=/i.test(
      statement,
    )
  )
    return true;
  return [lines[row - 2], lines[row - 1], statement].some((line) => SAID_SO.test(/\/\/.*/.exec(line ?? '')?.[0] ?? ''));
}
