// Finds handlers that send the text of an internal error to the client.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { ancestorOf, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './read-error-status.ts';

/** A function of the service that writes error responses. */
const ERROR_HELPER =
  /^func (?:\([^)\n]*\) )?(?:[wW]riteError|[rR]espondError|[rR]espondWithError|[sS]endError|[eE]rrorResponse|[rR]enderError|[hH]andleError|[wW]riteProblem)\w*\([^{}\n]*(?:http\.ResponseWriter|gin\.Context|echo\.Context|fiber\.Ctx)\b/m;

export const internalErrorToClient: CodeRule = {
  id: 'api/internal-error-to-client',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'Internal error text is sent to the client',
  messages: {
    sent: '`{func}` sends `{text}` in a {status} response.',
  },
  why:
    'Errors from a database, driver or cloud SDK contain table names, hosts and queries; attackers read them, ' +
    'and clients start to depend on the wording.',
  exceptions: 'only operators call the endpoint, as in an internal admin tool.',
  fix: 'Log the error with the request ID and respond with a fixed message and that ID.',
  tradeOffs: 'Debugging starts from the log instead of the response, so both must carry the request ID.',
  example:
    'logger.ErrorContext(r.Context(), "load order", "error", err)\n' +
    'http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)',
  references: ['https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html'],
  clausePattern: /\berrors?\b.*\b(never|not)\b.*\b(clients?|callers?|responses?)\b/i,
  prefilters: { file: /\.Error\(\)/ },
  nodes: ['call_expression', 'composite_literal'],
  existingUsage: findExistingUsage(ERROR_HELPER, (place, name) => `Use \`${name}\` (${place}).`),
  check(node, file) {
    if (/(^|\/)(admin|debug|internal\/tools?|cmd)\//.test(file.path)) return null;
    const sent = node.type === 'composite_literal' ? sentByLambda(node, file) : sentByHandler(node, file);
    return sent === null ? null : { node, message: 'sent', data: { ...sent } };
  },
};

/** The text of an error that a response with a 5xx status carries: "err.Error()". */
interface SentError {
  readonly text: string;
  readonly status: number;
}

function sentByHandler(node: GoNode, file: GoFile): SentError | null {
  const callee = file.calleeOf(node);
  if (callee?.name === 'NewHTTPError' && /^github\.com\/labstack\/echo/.test(callee.package ?? '')) {
    const [status, ...rest] = file.argumentsOf(node);
    return sentError(errorStatus(file, status), rest, file);
  }
  if (callee === null || file.handlerAround(node) === null || isKnownError(node, file) || isOfWriting(node, file))
    return null;
  if (callee.package !== 'net/http' && LOGS.test(`${callee.owner}.${callee.name}`)) return null;
  // Also helpers of the service's own: respond(http.StatusInternalServerError, err.Error()).
  const args = file.argumentsOf(node);
  const status = args.map((one) => errorStatus(file, one)).find((one) => one !== null && one >= 500);
  return sentError(status ?? null, args, file);
}

/** The first error text among `values`, where the status is 5xx. */
function sentError(status: number | null, values: readonly GoNode[], file: GoFile): SentError | null {
  if (status === null || status < 500) return null;
  const text = values.map((one) => errorTextIn(file, one)).find((one) => one !== null);
  return text == null ? null : { text, status };
}

/** The call handles one error that the service itself declares, so its text is known. */
function isKnownError(node: GoNode, file: GoFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'expression_case') return /^(?:\w+\.)?[eE]rr[A-Z]\w*$/.test(file.field(at, 'value'));
  return false;
}

/** The error comes from writing the response: it reveals nothing, and the client is gone. */
function isOfWriting(node: GoNode, file: GoFile): boolean {
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

function sentByLambda(node: GoNode, file: GoFile): SentError | null {
  if (
    !/^github\.com\/aws\/aws-lambda-go\/events\.(APIGateway|LambdaFunctionURL|ALBTarget)\w*Response$/.test(
      literalType(node, file),
    )
  )
    return null;
  const status = errorStatus(file, literalField(node, 'StatusCode', file) ?? undefined);
  const body = literalField(node, 'Body', file);
  return sentError(status, body === null ? [] : [body], file);
}

/** "err.Error()" somewhere in an argument. */
function errorTextIn(file: GoFile, node: GoNode): string | null {
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
