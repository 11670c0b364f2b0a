// HTTP handlers and servers: answers that go on after an error, errors shown to clients, servers that wait for ever,
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { ancestorOf, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './error-status.ts';

/** A function of the service's own that answers with an error. */
const ERROR_HELPER =
  /^func (?:\([^)\n]*\) )?(?:[wW]riteError|[rR]espondError|[rR]espondWithError|[sS]endError|[eE]rrorResponse|[rR]enderError|[hH]andleError|[wW]riteProblem)\w*\([^{}\n]*(?:http\.ResponseWriter|gin\.Context|echo\.Context|fiber\.Ctx)\b/m;

export const internalErrorToClient: CodeRule = {
  id: 'api/internal-error-to-client',
  section: 'api-design',
  severity: 'medium',
  report: 'finding',
  security: true,
  judges: 'code',
  title: 'The text of an internal error goes to the client',
  why: 'Errors of a database, a driver or a cloud SDK name tables, hosts and queries; with a 5xx status they reach whoever calls, and become part of what clients depend on.',
  exceptions: 'In an internal or admin tool whose callers are its operators.',
  fix: 'Log the error with the request id and answer with a fixed text (and that id).',
  tradeOffs: 'Debugging starts from the log instead of the response, so the request id must be in both.',
  example:
    'logger.ErrorContext(r.Context(), "load order", "error", err)\nhttp.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)',
  references: ['https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html'],
  clausePattern: /\berrors?\b.*\b(never|not)\b.*\b(clients?|callers?|responses?)\b/i,
  prefilters: { file: /\.Error\(\)/ },
  nodes: ['call_expression', 'composite_literal'],
  existingUsage: findExistingUsage(
    ERROR_HELPER,
    (place, name) => `\`${name}\` (${place}) is there to answer with errors.`,
  ),
  check(node, file) {
    if (/(^|\/)(admin|debug|internal\/tools?|cmd)\//.test(file.path)) return null;
    const shown = node.type === 'composite_literal' ? shownByLambda(node, file) : shownByHandler(node, file);
    return shown === null ? null : { node, said: `${file.where(node)} answers with ${shown}.` };
  },
};

function shownByHandler(node: GoNode, file: GoFile): string | null {
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
function isKnownError(node: GoNode, file: GoFile): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (at.type === 'expression_case') return /^(?:\w+\.)?[eE]rr[A-Z]\w*$/.test(file.field(at, 'value'));
  return false;
}

/** The error of writing the answer: it names nothing, and the client is gone. */
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

function shownByLambda(node: GoNode, file: GoFile): string | null {
  if (
    !/^github\.com\/aws\/aws-lambda-go\/events\.(APIGateway|LambdaFunctionURL|ALBTarget)\w*Response$/.test(
      literalType(node, file),
    )
  )
    return null;
  const status = errorStatus(file, literalField(node, 'StatusCode', file) ?? undefined);
  const body = literalField(node, 'Body', file);
  const text = body === null ? null : errorTextIn(file, body);
  return status === null || status < 500 || text === null ? null : `\`${text}\` in a ${status}`;
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
