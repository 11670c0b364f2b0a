// Calls over the network: without a limit in time, without a proof of who answers, and commands made of text.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { asPattern, type GoFile, withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const httpClientWithoutTimeout: CodeRule = {
  id: 'concurrency/http-client-without-timeout',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'An HTTP call that may wait for ever',
  why: 'Without a timeout, as in the default client, one slow peer holds the goroutine, and with it whatever waits for the answer, until the process is restarted.',
  exceptions: 'When every request carries a context with a deadline.',
  fix: 'Use one client of your own with a `Timeout`, or requests with a context that has a deadline (`http.NewRequestWithContext`).',
  tradeOffs:
    'Client.Timeout covers the body as well: set it for the longest answer you want, or bound phases in the Transport.',
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
    (place) => `${place} has a client with a Timeout already.`,
  ),
  check(node, file) {
    if (file.packageName === 'main' || /(^|\/)(cmd|cli)\//.test(file.path)) return null;
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(Get|Post|Head|PostForm)$/)) return null;
      return {
        node,
        said: `${file.where(node)} calls \`http.${file.calleeOf(node)!.name}\`, which uses the default client.`,
      };
    }
    if (literalType(node, file) !== 'net/http.Client' || literalField(node, 'Timeout', file) !== null) return null;
    const kept = keptAs(node, file);
    if (kept !== null)
      return {
        node,
        said: `${file.where(node)} makes an \`http.Client\` without a Timeout, and \`${kept}\` takes no context.`,
      };
    // Else only where the client is used on the spot: one that is handed on may get contexts with its requests.
    const fn = file.functionAround(node);
    const body = file.bodyText(fn);
    const name = new RegExp(`\\b(\\w+)\\s*:?=\\s*&?${asPattern(withoutComments(file.text(node)))}`).exec(body)?.[1];
    if (name === undefined || !new RegExp(`\\b${name}\\.(?:Do|Get|Post|Head|PostForm)\\(`).test(body)) return null;
    if (/\.Timeout\s*=|NewRequestWithContext|\.WithContext\(/.test(body)) return null;
    return {
      node,
      said: `${file.where(node)} makes an \`http.Client\` without a Timeout, and its requests carry no context.`,
    };
  },
};

/** A call of this file that no context can end, on a client that it keeps in a field or at package level: "client.Get"; null where there is none. */
function keptAs(client: GoNode, file: GoFile): string | null {
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
