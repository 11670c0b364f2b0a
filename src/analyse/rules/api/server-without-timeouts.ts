// Finds HTTP servers without a read timeout.
import type { GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { addField, importsPlainly } from '../engine/edits.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { ancestorOf, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';

/** A port for operators, where a slow client harms nobody else. */
const FOR_OPERATORS = /debug|pprof|metrics?|profil|prom(?:etheus|http)?|health|admin/i;

const LOCAL_ADDRESS = /"(?:localhost|127\.0\.0\.1|\[::1\]):/;

export const serverWithoutTimeouts: CodeRule = {
  id: 'api/server-without-timeouts',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'HTTP server has no read timeout',
  messages: {
    defaultServer: '`{func}` calls `{call}`, which uses a server without timeouts.',
    timeoutsUnset: '`{func}` creates an `http.Server` with neither `ReadHeaderTimeout` nor `ReadTimeout`.',
  },
  why:
    'A client that sends its headers one byte at a time holds a connection and a goroutine indefinitely; a few ' +
    'thousand of them exhaust the service (Slowloris).',
  exceptions:
    'the server listens on loopback or a Unix socket, serves an operator port (metrics, pprof), or sits behind a ' +
    'proxy that buffers whole requests.',
  fix:
    'Create an `http.Server` and set `ReadHeaderTimeout`, plus `ReadTimeout`, `WriteTimeout` and `IdleTimeout` ' +
    'as the handlers allow.',
  tradeOffs:
    '`WriteTimeout` also cuts off slow downloads and streams; extend it per handler with ' +
    '`http.ResponseController.SetWriteDeadline`.',
  example:
    'server := &http.Server{\n' +
    '\tAddr:              ":8080",\n' +
    '\tHandler:           mux,\n' +
    '\tReadHeaderTimeout: 5 * time.Second,\n' +
    '\tReadTimeout:       30 * time.Second,\n' +
    '\tIdleTimeout:       2 * time.Minute,\n' +
    '}',
  references: [
    'https://pkg.go.dev/net/http#Server',
    'https://blog.cloudflare.com/the-complete-guide-to-golang-net-http-timeouts/',
  ],
  linters: ['gosec'],
  clausePattern: /\bservers?\b.*\btimeouts?\b/i,
  prefilters: { file: /\.(?:Server\s*\{|ListenAndServe|Serve(?:TLS)?\()/ },
  nodes: ['composite_literal', 'call_expression'],
  existingUsage: findExistingUsage(/\bReadHeaderTimeout:/, (place) => `${place} already sets \`ReadHeaderTimeout\`.`),
  check(node, file) {
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/)) return null;
      if (LOCAL_ADDRESS.test(file.text(node)) || isForOperators(node, file)) return null;
      return { node, message: 'defaultServer', data: { call: `http.${file.calleeOf(node)!.name}` } };
    }
    if (literalType(node, file) !== 'net/http.Server' || LOCAL_ADDRESS.test(file.text(node))) return null;
    if (waitsForBrowser(node, file) || isForOperators(node, file)) return null;
    if (servesSocketFile(node, file) || setsReadTimeout(node, file)) return null;
    // Its listener is created elsewhere, so who can reach it is unknown.
    if (/\.Serve(?:TLS)?\(/.test(file.file.text) && !/ListenAndServe|\bnet\.Listen/.test(file.file.text))
      return UNDECIDED;
    const edits = importsPlainly(file, 'time') ? addField(node, file, 'ReadHeaderTimeout: 5 * time.Second') : [];
    return { node, message: 'timeoutsUnset', edits };
  },
};

/** Without an address it serves what the function listens on; only this machine reaches a socket file. */
function servesSocketFile(server: GoNode, file: GoFile): boolean {
  return literalField(server, 'Addr', file) === null && SOCKET_FILE.test(file.bodyText(file.functionAround(server)));
}

/** The literal sets one, or the file assigns one. */
function setsReadTimeout(server: GoNode, file: GoFile): boolean {
  return ['ReadHeaderTimeout', 'ReadTimeout'].some(
    (name) => literalField(server, name, file) !== null || new RegExp(`\\.${name}\\s*=`).test(file.file.text),
  );
}

const SOCKET_FILE = /\bnet\.Listen\(\s*"unix/;

/** A login command that listens for the one redirect of the user's browser. */
function waitsForBrowser(node: GoNode, file: GoFile): boolean {
  const isCommand =
    /(^|\/)(cmd|cli|commands?)\//.test(file.path) ||
    file.importsAny(/^github\.com\/(spf13\/cobra|urfave\/cli(\/v\d+)?|alecthomas\/kong)$/);
  return isCommand && /log_?in|sign_?in|oauth|callback/i.test(file.functionName(node) ?? '');
}

function isForOperators(node: GoNode, file: GoFile): boolean {
  const name = file.field(file.declarationAround(node), 'name');
  return FOR_OPERATORS.test([file.text(node), name, file.path, conditionAround(node, file)].join(' '));
}

/** Condition of the nearest if around a node: "c.Pprof". */
function conditionAround(node: GoNode, file: GoFile): string {
  return file.field(ancestorOf(node, 'if_statement'), 'condition');
}
