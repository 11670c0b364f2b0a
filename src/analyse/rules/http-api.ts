// HTTP handlers and servers: answers that go on after an error, errors shown to clients, servers that wait for ever, open CORS.
import { childrenOf, type GoNode } from '../parser.ts';
import type { CodeRule } from './rule.ts';
import { descendants, HANDLER_PARAMETER, type RuleFile, statementsOf } from './rule-file.ts';

/** Status of an error, or null where it is none or unknown. */
export function errorStatus(file: RuleFile, node: GoNode | undefined): number | null {
  if (node === undefined) return null;
  const text = file.text(node);
  if (/^[45]\d\d$/.test(text)) return Number(text);
  const name = /\.Status(\w+)$/.exec(text)?.[1];
  return name === undefined ? null : (ERROR_STATUS[name] ?? null);
}

// https://pkg.go.dev/net/http#pkg-constants
const ERROR_STATUS: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  PaymentRequired: 402,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  PreconditionFailed: 412,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  UnprocessableEntity: 422,
  TooManyRequests: 429,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
};

/** Methods of gin's and echo's contexts that write a response whose first argument is the status. */
const CONTEXT_ANSWER =
  /^(JSON|IndentedJSON|PureJSON|String|XML|YAML|AbortWithStatusJSON|AbortWithStatus|AbortWithError|HTML|JSONPretty)$/;

interface Answer {
  readonly status: number;
  /** The whole call. */
  readonly call: GoNode;
  readonly said: string;
}

/** The error response that a call writes, where `call` is one and stands in a handler. */
function errorAnswer(file: RuleFile, call: GoNode): Answer | null {
  const callee = file.calleeOf(call);
  if (callee === null) return null;
  const args = file.argumentsOf(call);
  if (callee.package === 'net/http' && callee.name === 'Error') {
    const status = errorStatus(file, args[2]);
    return status === null ? null : { status, call, said: `http.Error with status ${status}` };
  }
  if (!CONTEXT_ANSWER.test(callee.name) || !isHandlerContext(file, call, callee.owner)) return null;
  const status = errorStatus(file, args[0]);
  return status === null ? null : { status, call, said: `${callee.owner}.${callee.name} with status ${status}` };
}

function isHandlerContext(file: RuleFile, node: GoNode, name: string): boolean {
  for (let fn = file.functionAround(node); fn !== null; fn = file.functionAround(fn)) {
    const parameter = file.parametersOf(fn).find((one) => one.name === name);
    if (parameter !== undefined) return HANDLER_PARAMETER.test(parameter.type);
  }
  return false;
}

/** What may stand after an error response without doing harm: leaving, logging, counting. */
const HARMLESS =
  /^(return\b|break\b|panic\(|(?:\w+\.)*(?:log|logger|slog|metrics?|span|zap)\w*\.)|\.(?:Inc|Observe|Errorf?|Warnf?|Infof?|Debugf?)\(/i;

export const noReturnAfterError: CodeRule = {
  id: 'api/no-return-after-error',
  section: 'api-design',
  severity: 'high',
  judges: 'code',
  title: 'The handler goes on after it has answered with an error',
  why: 'Writing an error response does not end the function: what follows runs with a value that is known to be wrong, and often writes a second answer into the same response.',
  fine: 'When the error branch is the last thing the handler does, or an else branch holds the rest.',
  fix: 'Return right after the error response.',
  tradeOffs: 'None: one line.',
  example: 'if err != nil {\n\thttp.Error(w, "order not found", http.StatusNotFound)\n\treturn\n}',
  references: ['https://pkg.go.dev/net/http#Error'],
  mentions: /"net\/http"|gin-gonic\/gin|labstack\/echo/,
  nodes: ['if_statement'],
  check(node, file) {
    if (node.childForFieldName('alternative') !== null) return null;
    const last = statementsOf(node.childForFieldName('consequence')).at(-1);
    const call = last?.type === 'expression_statement' ? childrenOf(last)[0] : undefined;
    if (call?.type !== 'call_expression') return null;
    const answer = errorAnswer(file, call);
    if (answer === null || !/\berr\b|\w*Err\b|!\s*\w+/.test(file.field(node, 'condition'))) return null;
    const siblings = node.parent === null ? [] : childrenOf(node.parent);
    const following = siblings.slice(siblings.findIndex((sibling) => sibling.id === node.id) + 1);
    if (following.length === 0 || following.every((one) => HARMLESS.test(file.text(one)))) return null;
    const next = file.text(following[0]).split('\n', 1)[0]!.trim();
    const said = `${file.where(node)} calls ${answer.said} and goes on with \`${next}\`.`;
    return { node: answer.call, said };
  },
};

export const internalErrorToClient: CodeRule = {
  id: 'api/internal-error-to-client',
  section: 'api-design',
  severity: 'medium',
  judges: 'code',
  title: 'The text of an internal error goes to the client',
  why: 'Errors of a database, a driver or a cloud SDK name tables, hosts and queries; with a 5xx status they reach whoever calls, and become part of what clients depend on.',
  fine: 'In an internal or admin tool whose callers are its operators.',
  fix: 'Log the error with the request id and answer with a fixed text (and that id).',
  tradeOffs: 'Debugging starts from the log instead of the response, so the request id must be in both.',
  example:
    'logger.ErrorContext(r.Context(), "load order", "error", err)\nhttp.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)',
  references: ['https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html'],
  mentions: /\.Error\(\)/,
  nodes: ['call_expression', 'composite_literal'],
  check(node, file) {
    if (/(^|\/)(admin|debug|internal\/tools?|cmd)\//.test(file.path)) return null;
    const shown = node.type === 'composite_literal' ? shownByLambda(node, file) : shownByHandler(node, file);
    return shown === null ? null : { node, said: `${file.where(node)} answers with ${shown}.` };
  },
};

function shownByHandler(node: GoNode, file: RuleFile): string | null {
  const callee = file.calleeOf(node);
  if (callee?.name === 'NewHTTPError' && /^github\.com\/labstack\/echo/.test(callee.package ?? '')) {
    const [status, ...rest] = file.argumentsOf(node);
    const is5xx = (errorStatus(file, status) ?? 0) >= 500;
    const text = is5xx ? rest.map((one) => errorTextIn(file, one)).find((one) => one !== null) : null;
    return text == null ? null : `\`${text}\` in a ${errorStatus(file, status)}`;
  }
  if (callee === null || file.handlerAround(node) === null) return null;
  if (callee.package !== 'net/http' && LOGS.test(`${callee.owner}.${callee.name}`)) return null;
  // Also helpers of the service's own: respond(http.StatusInternalServerError, err.Error()).
  const args = file.argumentsOf(node);
  const status = args.map((one) => errorStatus(file, one)).find((one) => one !== null && one >= 500);
  const text = args.map((one) => errorTextIn(file, one)).find((one) => one !== null);
  return status == null || text == null ? null : `\`${text}\` in a ${status}`;
}

const LOGS =
  /(^|\.)(log|logger|slog|zap|span|metrics?)\b|\.(Errorf?|Warnf?|Infof?|Debugf?|Printf?|Println|Errorw|ErrorContext|Sprintf|Wrapf?)$/i;

function shownByLambda(node: GoNode, file: RuleFile): string | null {
  if (
    !/^github\.com\/aws\/aws-lambda-go\/events\.(APIGateway|LambdaFunctionURL|ALBTarget)\w*Response$/.test(
      typeOf(node, file),
    )
  )
    return null;
  const status = errorStatus(file, fieldOf(node, 'StatusCode', file) ?? undefined);
  const body = fieldOf(node, 'Body', file);
  const text = body === null ? null : errorTextIn(file, body);
  return status === null || status < 500 || text === null ? null : `\`${text}\` in a ${status}`;
}

/** "err.Error()" somewhere in an argument. */
function errorTextIn(file: RuleFile, node: GoNode): string | null {
  const calls =
    node.type === 'call_expression'
      ? [node, ...descendants(node, 'call_expression')]
      : descendants(node, 'call_expression');
  for (const call of calls) {
    const callee = file.calleeOf(call);
    if (callee?.name === 'Error' && /^(err|\w+Err|e)$/.test(callee.owner) && file.argumentsOf(call).length === 0)
      return file.text(call);
  }
  return null;
}

/** Type of a composite literal, by import path. */
export function typeOf(literal: GoNode, file: RuleFile): string {
  return file.typeName(literal.childForFieldName('type'));
}

/** Value of a field in a composite literal; null where it is not set. */
export function fieldOf(literal: GoNode, name: string, file: RuleFile): GoNode | null {
  const body = literal.childForFieldName('body');
  for (const element of body === null ? [] : childrenOf(body)) {
    const [key, value] = childrenOf(element);
    if (element.type === 'keyed_element' && key !== undefined && value !== undefined && file.text(key) === name)
      return value.type === 'literal_element' ? (childrenOf(value)[0] ?? value) : value;
  }
  return null;
}

/** A port for operators: a slow client there harms nobody else. */
const FOR_OPERATORS = /debug|pprof|metrics?|profil|prom(?:etheus|http)?|health|admin/i;
const LOCAL_ADDRESS = /"(?:localhost|127\.0\.0\.1|\[::1\]):/;

export const serverWithoutTimeouts: CodeRule = {
  id: 'api/server-without-timeouts',
  section: 'api-design',
  severity: 'medium',
  judges: 'code',
  title: 'An HTTP server without read timeouts',
  why: 'Without ReadHeaderTimeout or ReadTimeout a client that sends its headers one byte at a time holds a connection and a goroutine for as long as it likes; a few thousand of them stop the service (Slowloris).',
  fine: 'On a loopback address, or behind a proxy that is known to buffer whole requests.',
  fix: 'Set ReadHeaderTimeout (and ReadTimeout, WriteTimeout, IdleTimeout as the handlers allow) on an http.Server of your own.',
  tradeOffs:
    'WriteTimeout also ends slow downloads and streams: set it per handler with http.ResponseController where there are any.',
  example:
    'server := &http.Server{\n\tAddr:              ":8080",\n\tHandler:           mux,\n\tReadHeaderTimeout: 5 * time.Second,\n\tReadTimeout:       30 * time.Second,\n\tIdleTimeout:       2 * time.Minute,\n}',
  references: [
    'https://pkg.go.dev/net/http#Server',
    'https://blog.cloudflare.com/the-complete-guide-to-golang-net-http-timeouts/',
  ],
  mentions: /\.(?:Server\s*\{|ListenAndServe|Serve(?:TLS)?\()/,
  nodes: ['composite_literal', 'call_expression'],
  check(node, file) {
    if (node.type === 'call_expression') {
      if (!file.isCallOf(node, 'net/http', /^(ListenAndServe|ListenAndServeTLS|Serve|ServeTLS)$/)) return null;
      if (LOCAL_ADDRESS.test(file.text(node))) return null;
      const name = file.calleeOf(node)!.name;
      return {
        node,
        said: `${file.where(node)} serves with http.${name}, which uses a server without any timeout.`,
        ...milder(node, file),
      };
    }
    if (typeOf(node, file) !== 'net/http.Server' || LOCAL_ADDRESS.test(file.text(node))) return null;
    const set = ['ReadHeaderTimeout', 'ReadTimeout'];
    if (set.some((name) => fieldOf(node, name, file) !== null)) return null;
    if (set.some((name) => new RegExp(`\\.${name}\\s*=`).test(file.file.text))) return null;
    return {
      node,
      said: `${file.where(node)} makes an http.Server that sets neither ReadHeaderTimeout nor ReadTimeout.`,
      ...milder(node, file),
    };
  },
};

function milder(node: GoNode, file: RuleFile): { severity: 'low' } | Record<string, never> {
  const around = `${file.text(node)} ${file.field(file.declarationAround(node), 'name')} ${file.path}`;
  return FOR_OPERATORS.test(around) ? { severity: 'low' } : {};
}

export const corsWildcardWithCredentials: CodeRule = {
  id: 'risk/cors-wildcard-with-credentials',
  section: 'risk-mitigation',
  severity: 'medium',
  judges: 'code',
  title: 'CORS allows every origin together with credentials',
  why: 'Browsers refuse a literal * with credentials, so libraries that accept this pair answer with the origin that asked: any site a signed-in user visits can then call the API as that user.',
  fine: 'Never with cookies or other ambient credentials; a public, read-only API needs no credentials.',
  fix: 'List the origins that may send credentials, or leave AllowCredentials off.',
  tradeOffs: 'A list to keep up to date for each environment.',
  example: 'cors.Config{\n\tAllowOrigins:     []string{"https://app.example.com"},\n\tAllowCredentials: true,\n}',
  references: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS#credentialed_requests_and_wildcards'],
  mentions: /AllowCredentials/,
  nodes: ['composite_literal'],
  check(node, file) {
    const credentials = fieldOf(node, 'AllowCredentials', file);
    if (credentials === null || file.text(credentials) !== 'true') return null;
    const origins = fieldOf(node, 'AllowedOrigins', file) ?? fieldOf(node, 'AllowOrigins', file);
    const all = fieldOf(node, 'AllowAllOrigins', file);
    const wild = origins !== null && /(^|[{,\s])"\*"/.test(file.text(origins));
    if (!wild && file.text(all) !== 'true') return null;
    const said = `${file.where(node)} sets AllowCredentials for ${wild ? 'the origin "*"' : 'all origins'}.`;
    return { node: credentials, said };
  },
};
