// HTTP servers: those that wait for ever, and those that let every site in.
import type { GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { ancestorOf, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';

/** A port for operators: a slow client there harms nobody else. */
const FOR_OPERATORS = /debug|pprof|metrics?|profil|prom(?:etheus|http)?|health|admin/i;

const LOCAL_ADDRESS = /"(?:localhost|127\.0\.0\.1|\[::1\]):/;

export const serverWithoutTimeouts: CodeRule = {
  id: 'api/server-without-timeouts',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'An HTTP server without read timeouts',
  why: 'Without `ReadHeaderTimeout` or `ReadTimeout` a client that sends its headers one byte at a time holds a connection and a goroutine for as long as it likes; a few thousand of them stop the service (Slowloris).',
  exceptions:
    'On a loopback address or a socket file, on a port for operators (metrics, pprof), or behind a proxy that is known to buffer whole requests.',
  fix: 'Set `ReadHeaderTimeout` (and `ReadTimeout`, `WriteTimeout`, `IdleTimeout` as the handlers allow) on an `http.Server` of your own.',
  tradeOffs:
    '`WriteTimeout` also ends slow downloads and streams: set it per handler with `http.ResponseController` where there are any.',
  example:
    'server := &http.Server{\n\tAddr:              ":8080",\n\tHandler:           mux,\n\tReadHeaderTimeout: 5 * time.Second,\n\tReadTimeout:       30 * time.Second,\n\tIdleTimeout:       2 * time.Minute,\n}',
  references: [
    'https://pkg.go.dev/net/http#Server',
    'https://blog.cloudflare.com/the-complete-guide-to-golang-net-http-timeouts/',
  ],
  linters: ['gosec'],
  clausePattern: /\bservers?\b.*\btimeouts?\b/i,
  prefilters: { file: /\.(?:Server\s*\{|ListenAndServe|Serve(?:TLS)?\()/ },
  nodes: ['composite_literal', 'call_expression'],
  existingUsage: findExistingUsage(/\bReadHeaderTimeout:/, (place) => `${place} sets one already.`),
  check(node, file) {
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/)) return null;
      if (LOCAL_ADDRESS.test(file.text(node)) || isForOperators(node, file)) return null;
      const name = file.calleeOf(node)!.name;
      return {
        node,
        said: `${file.where(node)} serves with \`http.${name}\`, which uses a server without any timeout.`,
      };
    }
    if (literalType(node, file) !== 'net/http.Server' || LOCAL_ADDRESS.test(file.text(node))) return null;
    if (waitsForBrowser(node, file)) return null;
    if (isForOperators(node, file)) return null;
    // Without an address of its own it serves what the function listens on: a socket file is reached from this machine alone.
    if (literalField(node, 'Addr', file) === null && SOCKET_FILE.test(file.bodyText(file.functionAround(node))))
      return null;
    const set = ['ReadHeaderTimeout', 'ReadTimeout'];
    if (set.some((name) => literalField(node, name, file) !== null)) return null;
    if (set.some((name) => new RegExp(`\\.${name}\\s*=`).test(file.file.text))) return null;
    // It is handed a listener that is made elsewhere: who can reach it is not to be seen.
    if (/\.Serve(?:TLS)?\(/.test(file.file.text) && !/ListenAndServe|\bnet\.Listen/.test(file.file.text))
      return UNDECIDED;
    return {
      node,
      said: `${file.where(node)} makes an \`http.Server\` that sets neither \`ReadHeaderTimeout\` nor \`ReadTimeout\`.`,
    };
  },
};

const SOCKET_FILE = /\bnet\.Listen\(\s*"unix/;

/** A command that signs somebody in listens for the one answer of their browser. */
function waitsForBrowser(node: GoNode, file: GoFile): boolean {
  const isCommand =
    /(^|\/)(cmd|cli|commands?)\//.test(file.path) ||
    file.importsAny(/^github\.com\/(spf13\/cobra|urfave\/cli(\/v\d+)?|alecthomas\/kong)$/);
  return isCommand && /log_?in|sign_?in|oauth|callback/i.test(file.where(node));
}

function isForOperators(node: GoNode, file: GoFile): boolean {
  return FOR_OPERATORS.test(
    `${file.text(node)} ${file.field(file.declarationAround(node), 'name')} ${file.path} ${askedFor(node, file)}`,
  );
}

/** Condition of the nearest if around a node: `if c.Pprof`. */
function askedFor(node: GoNode, file: GoFile): string {
  return file.field(ancestorOf(node, 'if_statement'), 'condition');
}
