// HTTP handlers and servers: answers that go on after an error, errors shown to clients, servers that wait for ever,
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { asPattern, type GoFile, HANDLER_PARAMETER, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './error-status.ts';

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
function errorAnswer(file: GoFile, call: GoNode): Answer | null {
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

function isHandlerContext(file: GoFile, node: GoNode, name: string): boolean {
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

/** What may stand after an error response without doing harm: leaving, logging, counting. */
const HARMLESS =
  /^(return\b|break\b|panic\(|(?:\w+\.)*(?:log|logger|slog|metrics?|span|zap)\w*\.)|\.(?:Inc|Observe|Errorf?|Warnf?|Infof?|Debugf?|Log(?:Info|Error|Warn|Event)?)\(/i;

export const noReturnAfterError: CodeRule = {
  id: 'api/no-return-after-error',
  section: 'api-design',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'The handler goes on after it has answered with an error',
  why: 'Writing an error response does not end the function: what follows runs with a value that is known to be wrong, and often writes a second answer into the same response.',
  exceptions: 'When the error branch is the last thing the handler does, or an else branch holds the rest.',
  fix: 'Return right after the error response.',
  tradeOffs: 'None: one line.',
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
