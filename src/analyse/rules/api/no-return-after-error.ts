// Finds handlers that continue after they have written an error response.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, type GoFile, HANDLER_PARAMETER, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './read-error-status.ts';

/** Methods of the contexts of gin and echo that write a response; the first argument is the status. */
const CONTEXT_WRITER =
  /^(JSON|IndentedJSON|PureJSON|String|XML|YAML|AbortWithStatusJSON|AbortWithStatus|AbortWithError|HTML|JSONPretty)$/;

interface ErrorResponse {
  readonly status: number;
  /** "http.Error", "c.JSON". */
  readonly writer: string;
  /** The response or context that it is written to: "w", "c". */
  readonly target: string;
}

/** The error response that a call in a handler writes; null for any other call. */
function errorResponseOf(file: GoFile, call: GoNode): ErrorResponse | null {
  const callee = file.calleeOf(call);
  if (callee === null) return null;
  const args = file.argumentsOf(call);
  if (callee.package === 'net/http' && callee.name === 'Error') {
    const status = errorStatus(file, args[2]);
    return status === null ? null : { status, writer: 'http.Error', target: file.text(args[0]) };
  }
  if (!CONTEXT_WRITER.test(callee.name) || !isHandlerContext(file, call, callee.owner)) return null;
  const status = errorStatus(file, args[0]);
  return status === null ? null : { status, writer: `${callee.owner}.${callee.name}`, target: callee.owner };
}

function isHandlerContext(file: GoFile, node: GoNode, name: string): boolean {
  return HANDLER_PARAMETER.test(file.parameterAround(name, node)?.type ?? '');
}

const BRANCHES = /^(?:if|for|expression_switch|type_switch|select)_statement$/;

/** Tells whether code writes to a response or passes it to code that does. */
function writesTo(response: string, text: string): boolean {
  const name = asPattern(response);
  return new RegExp(
    `\\b${name}\\.(?:Write(?:Header)?|JSON|IndentedJSON|PureJSON|String|XML|YAML|HTML|JSONPretty|Data|Redirect|File|NoContent)\\(|\\b(?:json\\.NewEncoder|fmt\\.Fprint\\w*|io\\.WriteString|http\\.(?:Error|Redirect|ServeContent|ServeFile)|\\w+\\.ServeHTTP|\\w+\\.Execute)\\(\\s*${name}\\b`,
  ).test(text);
}

/** Statements that are harmless after an error response: leaving, logging, counting. */
const HARMLESS =
  /^(return\b|break\b|panic\(|(?:\w+\.)*(?:log|logger|slog|metrics?|span|zap)\w*\.)|\.(?:Inc|Observe|Errorf?|Warnf?|Infof?|Debugf?|Log(?:Info|Error|Warn|Event)?)\(/i;

export const noReturnAfterError: CodeRule = {
  id: 'api/no-return-after-error',
  section: 'api-design',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Handler continues after writing an error response',
  messages: {
    continues: '`{func}` calls `{call}` with status {status} and continues with `{next}`.',
  },
  why:
    'Writing an error response does not return: the code below runs with a value that failed its check and often ' +
    'writes a second response.',
  exceptions: 'the error branch is the last statement of the handler, or an else branch holds the rest.',
  fix: 'Add `return` right after the error response.',
  tradeOffs: '',
  example: 'if err != nil {\n\thttp.Error(w, "order not found", http.StatusNotFound)\n\treturn\n}',
  references: ['https://pkg.go.dev/net/http#Error'],
  prefilters: {
    file: /"net\/http"|gin-gonic\/gin|labstack\/echo/,
    declaration: /\.(?:Error|JSON|IndentedJSON|PureJSON|String|XML|YAML|Abort\w+|HTML|JSONPretty)\(/,
  },
  nodes: ['if_statement'],
  check(node, file) {
    if (node.childForFieldName('alternative') !== null) return null;
    const block = node.childForFieldName('consequence');
    // The text tells that most error branches end in a return; reading the tree costs more.
    if (/\b(?:return|continue|break)\b[^\n]*\n\s*\}$/.test(file.text(block))) return null;
    const last = statementsOf(block).at(-1);
    const call = last?.type === 'expression_statement' ? childrenOf(last)[0] : undefined;
    if (call?.type !== 'call_expression') return null;
    const response = errorResponseOf(file, call);
    if (response === null) return null;
    const following = statementsAfter(node);
    if (following.length === 0 || following.every((one) => HARMLESS.test(file.text(one)))) return null;
    // After a failed check the code below uses an invalid value. After any other condition only a second response is
    // known to be wrong, and one in a branch of its own may be for another case.
    const writesAgain = (one: GoNode) => !BRANCHES.test(one.type) && writesTo(response.target, file.text(one));
    if (!isFailedCheck(file.field(node, 'condition')) && !following.some(writesAgain)) return null;
    const next = file.text(following[0]).split('\n', 1)[0]!.trim();
    return { node: call, message: 'continues', data: { call: response.writer, status: response.status, next } };
  },
};

function statementsAfter(node: GoNode): readonly GoNode[] {
  const siblings = node.parent === null ? [] : childrenOf(node.parent);
  return siblings.slice(siblings.findIndex((sibling) => sibling.id === node.id) + 1);
}

/** "err != nil", "!ok": what was checked failed. */
function isFailedCheck(condition: string): boolean {
  return /\berr\b|\w*Err\b|!\s*\w+/.test(condition) && !/^errors\.(?:As|Is)\(/.test(condition);
}
