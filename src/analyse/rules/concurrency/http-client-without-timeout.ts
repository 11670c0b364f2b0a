// Finds HTTP requests that neither a timeout nor a context limits.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { addField, importsPlainly } from '../engine/edits.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { asPattern, type GoFile, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const httpClientWithoutTimeout: CodeRule = {
  id: 'concurrency/http-client-without-timeout',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'HTTP client has no timeout',
  messages: {
    defaultClient: '`{func}` calls `{call}` on the default client, which has no timeout.',
    keptClient: '`{func}` creates an `http.Client` without a `Timeout`, and no context limits `{call}`.',
    localClient: '`{func}` creates an `http.Client` without a `Timeout`, and its requests carry no context.',
  },
  why:
    'A server that accepts the connection and never answers blocks the goroutine, and everything that waits for it, ' +
    'indefinitely.',
  exceptions: 'every request carries a context with a deadline.',
  fix: 'Use your own client with a `Timeout`, or pass a context with a deadline to `http.NewRequestWithContext`.',
  tradeOffs:
    '`Client.Timeout` includes reading the body; size it for the longest download, or set timeouts per phase on the ' +
    'Transport.',
  example: 'var client = &http.Client{Timeout: 10 * time.Second}',
  references: ['https://pkg.go.dev/net/http#Client'],
  linters: ['noctx'],
  clausePattern: /\bclients?\b.*\btimeouts?\b/i,
  prefilters: {
    file: /net\/http"[\s\S]*(?:\.(?:Get|Post|Head|PostForm)\(|\.Client\s*\{)/,
    declaration: /\.(?:Get|Post|Head|PostForm)\(|\.Client\s*\{/,
  },
  nodes: ['call_expression', 'composite_literal'],
  existingUsage: findExistingUsage(
    /^func (?:\([^)\n]*\) )?\w+\([^{}]*\*http\.Client\b[^{}]*\{[^}]*http\.Client\{[^}]*Timeout:|^var \w+ = &?http\.Client\{[^}]*Timeout:/m,
    (place) => `${place} already has a client with a \`Timeout\`.`,
  ),
  check(node, file) {
    if (file.packageName === 'main' || /(^|\/)(cmd|cli)\//.test(file.path)) return null;
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) return null;
      return { node, message: 'defaultClient', data: { call: `http.${file.calleeOf(node)!.name}` } };
    }
    if (literalType(node, file) !== 'net/http.Client' || literalField(node, 'Timeout', file) !== null) return null;
    const call = callOnKeptClient(node, file);
    const edits = importsPlainly(file, 'time') ? addField(node, file, 'Timeout: 10 * time.Second') : [];
    if (call !== null) return { node, message: 'keptClient', data: { call }, edits };
    return isUsedWithoutContext(node, file) ? { node, message: 'localClient', edits } : null;
  },
};

/** Whether the function that creates a client uses it without contexts; elsewhere, requests may carry them. */
function isUsedWithoutContext(client: GoNode, file: GoFile): boolean {
  const body = file.bodyText(file.functionAround(client));
  const name = new RegExp(`\\b(\\w+)\\s*:?=\\s*&?${asPattern(withoutComments(file.text(client)))}`).exec(body)?.[1];
  if (name === undefined || !new RegExp(`\\b${name}\\.(?:Do|Get|Post|Head|PostForm)\\(`).test(body)) return false;
  return !/\.Timeout\s*=|NewRequestWithContext|\.WithContext\(/.test(body);
}

/** A call without a context on a client that a field or the package keeps, "client.Get"; null where there is none. */
function callOnKeptClient(client: GoNode, file: GoFile): string | null {
  const value = client.parent?.type === 'unary_expression' ? client.parent : client;
  const holder = value.parent?.parent ?? null;
  const target =
    holder?.type === 'keyed_element'
      ? `.${file.text(childrenOf(holder)[0])}`
      : holder?.type === 'assignment_statement'
        ? (/\.\w+$/.exec(file.field(holder, 'left'))?.[0] ?? '')
        : holder?.type === 'var_spec' && file.functionAround(client) === null
          ? file.field(holder, 'name')
          : '';
  if (!/^\.?\w+$/.test(target)) return null;
  const text = withoutComments(file.file.text);
  const used = `${target.startsWith('.') ? '' : '\\b'}${asPattern(target)}`;
  // A Get that is given a context is the method of something else.
  const method = new RegExp(`${used}\\.(Get|Post|Head|PostForm)\\((?!\\s*(?:ctx|context)\\b)`).exec(text)?.[1];
  if (method === undefined || new RegExp(`${used}\\.Timeout\\s*=`).test(text)) return null;
  return `${target.replace(/^\./, '')}.${method}`;
}
