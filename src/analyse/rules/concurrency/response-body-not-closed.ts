// Things that must be given back: rows, response bodies, transactions.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { callResult, isUsedOtherwise } from '../engine/call-result.ts';
import { asPattern, type GoFile, loopAround } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const responseBodyNotClosed: CodeRule = {
  id: 'concurrency/response-body-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'The body of an HTTP response is never closed',
  why: 'An open body keeps its connection out of the pool: every call opens a new one, until file descriptors or the other side run out.',
  exceptions: 'When the response is handed on to somebody who closes it.',
  fix: 'Defer `resp.Body.Close()` right after the error check.',
  tradeOffs: 'None.',
  example: 'resp, err := client.Do(req)\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()',
  references: ['https://pkg.go.dev/net/http#Client.Do'],
  linters: ['bodyclose'],
  prefilters: { file: /net\/http"[\s\S]*\.(?:Do|Get|Post|PostForm)\(/, declaration: /\.(?:Do|Get|Post|PostForm)\(/ },
  nodes: ['short_var_declaration', 'assignment_statement', 'expression_statement'],
  check(node, file) {
    const statement = node.type === 'expression_statement' ? childrenOf(node)[0] : undefined;
    const result = statement?.type === 'call_expression' ? { name: '_', call: statement } : callResult(node, file);
    if (result === null || !isHttpCall(result.call, node, file) || isOneCallOfCommand(node, file)) return null;
    // What main drops is given back a moment later, when the process ends.
    if (result.name === '_')
      return file.where(node) === '`main`'
        ? null
        : { node, said: `${file.where(node)} drops an HTTP response, so that nobody closes its body.` };
    // A name that was declared before may be closed by whoever declared it.
    if (node.type === 'assignment_statement') return null;
    const body = file.bodyText(file.functionAround(node));
    if (new RegExp(`\\b${result.name}\\.Body\\.Close\\(`).test(body)) return null;
    if (isUsedOtherwise(result.name, 'Body|StatusCode|Status|Header|ContentLength|Proto', body)) return null;
    // The body given away (io.ReadCloser returned, passed to a wrapper) is somebody else's to close.
    const rest = body.replace(
      new RegExp(
        `\\b(?:io|ioutil)\\.(?:ReadAll|Copy|CopyN|LimitReader)\\([^)]*\\b${result.name}\\.Body|NewDecoder\\(${result.name}\\.Body\\)`,
        'g',
      ),
      ' ',
    );
    if (new RegExp(`\\b${result.name}\\.Body\\b`).test(rest)) return null;
    return { node, said: `${file.where(node)} never closes \`${result.name}.Body\`.` };
  },
};

/** A command that asks once ends a moment later, and the process gives everything back. */
function isOneCallOfCommand(node: GoNode, file: GoFile): boolean {
  const fn = file.functionAround(node);
  const isCommand = file
    .parametersOf(fn)
    .some(({ type }) => /^\*github\.com\/(urfave\/cli(\/v\d+)?\.(Context|Command)|spf13\/cobra\.Command)$/.test(type));
  return isCommand && loopAround(node) === null;
}

function isHttpCall(call: GoNode, node: GoNode, file: GoFile): boolean {
  if (file.isCallOf(call, 'net/http', /^(Get|Post|PostForm)$/)) return true;
  const callee = file.calleeOf(call);
  if (callee?.name !== 'Do') return false;
  if (callee.owner === 'http.DefaultClient' && file.importsAny(/^net\/http$/)) return true;
  const [request, ...more] = file.argumentsOf(call);
  if (request === undefined || more.length > 0) return false;
  if (isHttpClient(callee.owner, node, file)) return true;
  const body = file.bodyText(file.functionAround(node));
  return new RegExp(
    `\\b${asPattern(file.text(request))}\\s*,\\s*\\w+\\s*:?=\\s*http\\.NewRequest(WithContext)?\\(`,
  ).test(body);
}

/** A parameter, a variable, or a field that this file declares as a client of net/http. */
function isHttpClient(owner: string, node: GoNode, file: GoFile): boolean {
  if (!file.importsAny(/^net\/http$/)) return false;
  const parameter = file.parameterAround(owner, node);
  if (parameter !== null) return parameter.type === '*net/http.Client';
  const name = owner.slice(owner.lastIndexOf('.') + 1);
  return new RegExp(`^\\s*(?:var\\s+)?${asPattern(name)}\\s+\\*?http\\.Client\\b`, 'm').test(file.file.text);
}
