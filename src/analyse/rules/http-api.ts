// HTTP handlers and servers: answers that go on after an error, errors shown to clients, servers that wait for ever, open CORS.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import {
  ancestorOf,
  asPattern,
  descendants,
  HANDLER_PARAMETER,
  type RuleFile,
  statementsOf,
} from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

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
  /** What it is written into: "w", "c". */
  readonly into: string;
}

/** The error response that a call writes, where `call` is one and stands in a handler. */
function errorAnswer(file: RuleFile, call: GoNode): Answer | null {
  const callee = file.calleeOf(call);
  if (callee === null) return null;
  const args = file.argumentsOf(call);
  if (callee.package === 'net/http' && callee.name === 'Error') {
    const status = errorStatus(file, args[2]);
    return status === null
      ? null
      : { status, call, said: `\`http.Error\` with status ${status}`, into: file.text(args[0]) };
  }
  if (!CONTEXT_ANSWER.test(callee.name) || !isHandlerContext(file, call, callee.owner)) return null;
  const status = errorStatus(file, args[0]);
  const said = `\`${callee.owner}.${callee.name}\` with status ${status}`;
  return status === null ? null : { status, call, said, into: callee.owner };
}

function isHandlerContext(file: RuleFile, node: GoNode, name: string): boolean {
  return HANDLER_PARAMETER.test(file.parameterAround(name, node)?.type ?? '');
}

const BRANCHES = /^(?:if|for|expression_switch|type_switch|select)_statement$/;

/** Whether code writes into a response, or hands it on to whoever does. */
function answersAgain(text: string, response: string): boolean {
  const name = asPattern(response);
  return new RegExp(
    `\\b${name}\\.(?:Write(?:Header)?|JSON|IndentedJSON|PureJSON|String|XML|YAML|HTML|JSONPretty|Data|Redirect|File|NoContent)\\(|\\b(?:json\\.NewEncoder|fmt\\.Fprint\\w*|io\\.WriteString|http\\.(?:Error|Redirect|ServeContent|ServeFile)|\\w+\\.ServeHTTP|\\w+\\.Execute)\\(\\s*${name}\\b`,
  ).test(text);
}

/** A function of the service's own that answers with an error. */
const ERROR_HELPER =
  /^func (?:\([^)\n]*\) )?(?:[wW]riteError|[rR]espondError|[rR]espondWithError|[sS]endError|[eE]rrorResponse|[rR]enderError|[hH]andleError|[wW]riteProblem)\w*\([^{}\n]*(?:http\.ResponseWriter|gin\.Context|echo\.Context|fiber\.Ctx)\b/m;

/** What may stand after an error response without doing harm: leaving, logging, counting. */
const HARMLESS =
  /^(return\b|break\b|panic\(|(?:\w+\.)*(?:log|logger|slog|metrics?|span|zap)\w*\.)|\.(?:Inc|Observe|Errorf?|Warnf?|Infof?|Debugf?|Log(?:Info|Error|Warn|Event)?)\(/i;

export const noReturnAfterError: CodeRule = {
  id: 'api/no-return-after-error',
  section: 'api-design',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'The handler goes on after it has answered with an error',
  why: 'Writing an error response does not end the function: what follows runs with a value that is known to be wrong, and often writes a second answer into the same response.',
  fine: 'When the error branch is the last thing the handler does, or an else branch holds the rest.',
  fix: 'Return right after the error response.',
  tradeOffs: 'None: one line.',
  example: 'if err != nil {\n\thttp.Error(w, "order not found", http.StatusNotFound)\n\treturn\n}',
  references: ['https://pkg.go.dev/net/http#Error'],
  mentions: /"net\/http"|gin-gonic\/gin|labstack\/echo/,
  near: /\.(?:Error|JSON|IndentedJSON|PureJSON|String|XML|YAML|Abort\w+|HTML|JSONPretty)\(/,
  nodes: ['if_statement'],
  check(node, file) {
    if (node.childForFieldName('alternative') !== null) return null;
    const block = node.childForFieldName('consequence');
    // Most error branches end in a return: told by their text, without a look at the tree.
    if (/\b(?:return|continue|break)\b[^\n]*\n\s*\}$/.test(file.text(block))) return null;
    const last = statementsOf(block).at(-1);
    const call = last?.type === 'expression_statement' ? childrenOf(last)[0] : undefined;
    if (call?.type !== 'call_expression') return null;
    const answer = errorAnswer(file, call);
    if (answer === null) return null;
    const siblings = node.parent === null ? [] : childrenOf(node.parent);
    const following = siblings.slice(siblings.findIndex((sibling) => sibling.id === node.id) + 1);
    if (following.length === 0 || following.every((one) => HARMLESS.test(file.text(one)))) return null;
    // After a failed check the rest works with what is wrong; after any other question only a second answer is known to, and one in a
    // branch of its own may be for another case.
    const condition = file.field(node, 'condition');
    const isCheck = /\berr\b|\w*Err\b|!\s*\w+/.test(condition) && !/^errors\.(?:As|Is)\(/.test(condition);
    const isSecond = (one: GoNode) => !BRANCHES.test(one.type) && answersAgain(file.text(one), answer.into);
    if (!isCheck && !following.some(isSecond)) return null;
    const next = file.text(following[0]).split('\n', 1)[0]!.trim();
    const said = `${file.where(node)} calls ${answer.said} and goes on with \`${next}\`.`;
    return { node: answer.call, said };
  },
};

export const internalErrorToClient: CodeRule = {
  id: 'api/internal-error-to-client',
  section: 'api-design',
  severity: 'medium',
  voice: 'finding',
  security: true,
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
  precedent: alreadyThere(ERROR_HELPER, (place, name) => `\`${name}\` (${place}) is there to answer with errors.`),
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
  if (callee === null || file.handlerAround(node) === null || isKnownError(node, file) || isOfWriting(node, file))
    return null;
  if (callee.package !== 'net/http' && LOGS.test(`${callee.owner}.${callee.name}`)) return null;
  // Also helpers of the service's own: respond(http.StatusInternalServerError, err.Error()).
  const args = file.argumentsOf(node);
  const status = args.map((one) => errorStatus(file, one)).find((one) => one !== null && one >= 500);
  const text = args.map((one) => errorTextIn(file, one)).find((one) => one !== null);
  return status == null || text == null ? null : `\`${text}\` in a ${status}`;
}

/** In the case of one error that the service itself has named: its text is known. */
function isKnownError(node: GoNode, file: RuleFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'expression_case') return /^(?:\w+\.)?[eE]rr[A-Z]\w*$/.test(file.field(at, 'value'));
  return false;
}

/** The error of writing the answer: it names nothing, and the client is gone. */
function isOfWriting(node: GoNode, file: RuleFile): boolean {
  const at = ancestorOf(node, 'if_statement');
  if (at === null) return false;
  const siblings = at.parent === null ? [] : childrenOf(at.parent);
  const made = file.field(at, 'initializer') || file.text(siblings[siblings.findIndex(({ id }) => id === at.id) - 1]);
  return /=\s*(?:\w*[wW]r?i?t?e?r?|rw|resp?)\.Write\(|=\s*[\w.]*[wW]rite\w*\(\s*(?:w|rw|writer)\b|=\s*json\.(?:Marshal\w*\(|NewEncoder\(\w+\)\.Encode\()/.test(
    made,
  );
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
