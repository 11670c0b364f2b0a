// Finds calls that get a new root context although the caller passed one.
import { splitLines } from '../../../text/lines.ts';
import type { GoNode } from '../../go/parser.ts';
import { replaceNode } from '../engine/edits.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { type GoFile, HANDLER_PARAMETER, type Parameter } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Names of work that must continue after its caller is gone. */
const OUTLIVES =
  /shutdown|close|clean|rollback|cancel|abort|stop|flush|drain|release|teardown|detach|background|async|worker|daemon|loop|watch|purge|expire|audit|reset|shadow|newcontext/i;

/** Callees that take a context only for its values or to describe them. */
const HARMLESS = /(^|\.)(log|logger|slog|zap|l)\.|\.(Extract|Inject|Info|Debug|Warn|Error|Errorf|Infof|Debugf|Warnf)$/i;

/** Comments that explain a new root context. */
const EXPLAINED =
  /detach|background|outlive|independent|cancel|expired|own (?:context|deadline|timeout)|after the request|on purpose|intentional/i;

/** Names of functions that create something; also of types whose methods do. */
const CREATES = /^(?:New|Build|Make|Must|Open|Dial|Connect)/i;

export const contextReplaced: CodeRule = {
  id: 'concurrency/context-replaced',
  section: 'concurrency-performance',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'context.Background used although a context is in scope',
  messages: {
    replaced: '`{func}` calls `{call}` although `{context}` is in scope.',
  },
  why:
    "The call ignores the caller's cancellation and deadline and loses the trace and request ID; under load, work " +
    'for abandoned requests piles up.',
  exceptions: 'the work must outlive the request and has its own timeout.',
  fix:
    'Pass the context on. If the work must outlive the request, use `context.WithoutCancel` (Go 1.21 or later) and ' +
    'give it a timeout of its own.',
  tradeOffs: 'Cancellation now stops the work halfway, so the work must be safe to retry.',
  example: 'ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)\ndefer cancel()',
  references: ['https://pkg.go.dev/context#WithoutCancel', 'https://go.dev/blog/context'],
  linters: ['contextcheck'],
  clausePattern: /context\.(Background|TODO)\b/,
  prefilters: { file: /\.(?:Background|TODO)\(\)/ },
  nodes: ['call_expression'],
  existingUsage: findExistingUsage(
    /\bcontext\.WithoutCancel\(/,
    (place) => `${place} already does this with \`context.WithoutCancel\`.`,
  ),
  check(node, file) {
    if (!file.isCallOf(node, 'context', /^(Background|TODO)$/) || file.packageName === 'main') return null;
    // A migration runs once, at start-up: nobody cancels it.
    if (/(^|\/)migrations?\//.test(file.path)) return null;
    const context = contextInScope(node, file);
    if (context === null || isOnPurpose(node, file) || isKept(node, file) || startsLinkedTrace(node, file)) return null;
    if (isForCopy(node, file) || hasEnded(context, node, file) || isForLater(context, node, file)) return null;
    const data = { call: file.field(node, 'function'), context: context.expression };
    // The import would be left without a use.
    const isLastUse = file.file.text.split('context.').length <= 2;
    return { node, message: 'replaced', data, edits: isLastUse ? [] : replaceNode(node, context.expression) };
  },
};

/** A context that the call could have got. */
interface ContextInScope {
  /** "ctx", "r.Context()". */
  readonly expression: string;
  /** Name of the parameter that is a context; null where the context is a part of another parameter. */
  readonly name: string | null;
}

/** The context that the function around a call got from its caller; null where there is none. */
function contextInScope(node: GoNode, file: GoFile): ContextInScope | null {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn)) {
    // A goroutine or deferred function may outlive its caller.
    if (fn.type === 'func_literal' && /^(go_statement|defer_statement)$/.test(fn.parent?.parent?.type ?? ''))
      return null;
    for (const parameter of file.parametersOf(fn)) {
      const context = contextOf(parameter);
      if (context !== null) return context;
    }
  }
  return null;
}

/** The context that a parameter is or holds; null where it holds none. */
function contextOf({ name, type }: Parameter): ContextInScope | null {
  if (name === '' || name === '_') return null;
  if (type === 'context.Context') return { expression: name, name };
  if (type === '*net/http.Request') return { expression: `${name}.Context()`, name: null };
  if (!HANDLER_PARAMETER.test(type)) return null;
  if (/echo(\/v\d+)?\.Context$/.test(type)) return { expression: `${name}.Request().Context()`, name: null };
  return /gin\.Context$/.test(type) ? { expression: `${name}.Request.Context()`, name: null } : null;
}

/** Whether a constructor gives what it creates a context for life: in a field, or for a client that it opens. */
function isKept(node: GoNode, file: GoFile): boolean {
  const names = [file.functionName(node) ?? '', file.field(file.declarationAround(node), 'name')];
  if (!names.some((name) => CREATES.test(name))) return false;
  const user = node.parent?.parent;
  const callee = user?.type === 'call_expression' ? file.field(user, 'function') : '';
  return (
    /^(?:literal_element|keyed_element)$/.test(node.parent?.type ?? '') ||
    /(^|\.)(?:New|Dial|Open|Connect|Load)\w*$/.test(callee)
  );
}

/** Whether the code checked before that the context had not ended, so that this runs after its end. */
function hasEnded({ name }: ContextInScope, node: GoNode, file: GoFile): boolean {
  const fn = file.functionAround(node);
  if (name === null || fn === null) return false;
  return new RegExp(`\\bif\\b[^\\n]*\\b${name}\\.Err\\(\\)\\s*==\\s*nil`).test(
    file.file.text.slice(fn.startIndex, node.startIndex),
  );
}

/** Whether the new context is for work after the call: a function that is kept, or the shutdown of a server. */
function isForLater({ name }: ContextInScope, node: GoNode, file: GoFile): boolean {
  return (name !== null && isPassedWith(name, node, file)) || isCalledLater(node, file) || isForShutdown(node, file);
}

/** Whether the call also takes the context in scope, for its values. */
function isPassedWith(name: string, node: GoNode, file: GoFile): boolean {
  const user = node.parent?.parent;
  return user?.type === 'call_expression' && file.argumentsOf(user).some((one) => file.text(one) === name);
}

/** Callees that keep a function and call it later. */
const CALLS_LATER = /(?:AfterFunc|[sS]chedule\w*|AddFunc|AddJob|[rR]egister\w*|[sS]ubscribe\w*|\.On[A-Z]\w*|Cleanup)$/;

/** Whether the function literal around a node is kept to be called later. */
function isCalledLater(node: GoNode, file: GoFile): boolean {
  const fn = file.functionAround(node);
  const holder = fn?.type === 'func_literal' ? fn.parent?.parent : null;
  if (holder?.type === 'call_expression') return CALLS_LATER.test(file.field(holder, 'function'));
  return holder?.type === 'short_var_declaration' && /callback|hook|job|task$/i.test(file.field(holder, 'left'));
}

/** Whether the statement names a context that the code after it shuts something down with. */
function isForShutdown(node: GoNode, file: GoFile): boolean {
  const line = splitLines(file.file.text)[node.startPosition.row] ?? '';
  const made = /^\s*(\w+)\s*,\s*\w+\s*:?=/.exec(line)?.[1];
  if (made === undefined) return false;
  const after = file.file.text.slice(node.endIndex, file.functionAround(node)?.endIndex ?? node.endIndex);
  return new RegExp(`\\.(?:Shutdown|GracefulStop|Stop|Close|Drain)\\w*\\(\\s*${made}\\b`).test(after);
}

/** Whether it is for a copy of a request that is inspected, hashed or signed here, and not sent. */
function isForCopy(node: GoNode, file: GoFile): boolean {
  const user = node.parent?.parent;
  if (user?.type !== 'call_expression' || !/\.Clone$/.test(file.field(user, 'function'))) return false;
  return !/\.(?:Do|RoundTrip|ServeHTTP)\(/.test(file.bodyText(file.declarationAround(node)));
}

/** Whether the function starts a trace of its own that links to the one in scope. */
function startsLinkedTrace(node: GoNode, file: GoFile): boolean {
  return /\btrace\.(?:LinkFromContext|WithLinks)\(/.test(file.text(file.declarationAround(node)));
}

/** Whether names, statements around, or comments show that the new context is intended. */
function isOnPurpose(node: GoNode, file: GoFile): boolean {
  return (
    OUTLIVES.test(file.functionName(node) ?? '') ||
    file.text(node.parent?.parent) === `return ${file.text(node)}` ||
    isInBackgroundWork(node, file) ||
    isExplained(node, file)
  );
}

/** Whether a node runs after its caller, or where a context turned out to be absent or to have ended. */
function isInBackgroundWork(node: GoNode, file: GoFile): boolean {
  for (let at: GoNode | null = node.parent; at !== null; at = at.parent) {
    if (/^(go_statement|defer_statement)$/.test(at.type)) return true;
    if (at.type === 'if_statement' && /(==\s*nil|\.Err\(\)|Done\(\))/.test(file.field(at, 'condition'))) return true;
    const callee = at.type === 'call_expression' ? file.field(at, 'function') : '';
    if (OUTLIVES.test(callee) || HARMLESS.test(callee)) return true;
    if (/^(function_declaration|method_declaration)$/.test(at.type)) return false;
  }
  return false;
}

/** Whether the name of the new context, or a comment on its line or the two lines above, explains it. */
function isExplained(node: GoNode, file: GoFile): boolean {
  const lines = splitLines(file.file.text);
  const row = node.startPosition.row;
  const statement = lines[row] ?? '';
  const isNamed =
    /^\s*(?:\w+\s*,\s*)?\w*(?:bg|base|root|parent|detached|background|cleanup|shutdown)\w*(?:\s*,\s*\w+)?\s*:?=/i.test(
      statement,
    );
  return (
    isNamed ||
    [lines[row - 2], lines[row - 1], statement].some((line) => EXPLAINED.test(/\/\/.*/.exec(line ?? '')?.[0] ?? ''))
  );
}
