// Finds HTTP responses whose body is never closed.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { callResult, isUsedOtherwise } from '../engine/call-result.ts';
import { insertAfterErrorCheck } from '../engine/edits.ts';
import { asPattern, type GoFile, loopAround } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

export const responseBodyNotClosed: CodeRule = {
  id: 'concurrency/response-body-not-closed',
  section: 'concurrency-performance',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: false },
  report: 'finding',
  judges: 'code',
  title: 'HTTP response body is never closed',
  messages: {
    neverClosed: '`{func}` never closes `{body}`.',
    discarded: '`{func}` discards the response of `{call}`, so its body is never closed.',
  },
  why:
    'The connection does not return to the pool: each call opens a new one until the process runs out of file ' +
    'descriptors.',
  exceptions: 'the response is passed to code that closes it.',
  fix: 'Call `defer resp.Body.Close()` right after the error check.',
  tradeOffs: '',
  example: 'resp, err := client.Do(req)\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()',
  references: ['https://pkg.go.dev/net/http#Client.Do'],
  linters: ['bodyclose'],
  prefilters: { file: /net\/http"[\s\S]*\.(?:Do|Get|Post|PostForm)\(/, declaration: /\.(?:Do|Get|Post|PostForm)\(/ },
  nodes: ['short_var_declaration', 'assignment_statement', 'expression_statement'],
  check(node, file) {
    const statement = node.type === 'expression_statement' ? childrenOf(node)[0] : undefined;
    const result = statement?.type === 'call_expression' ? { name: '_', call: statement } : callResult(node, file);
    if (result === null || !isHttpCall(result.call, node, file) || isOneCallOfCommand(node, file)) return null;
    if (result.name === '_') {
      const callee = file.calleeOf(result.call);
      // The process ends soon after main discards a response.
      if (callee === null || file.functionName(node) === 'main') return null;
      return { node, message: 'discarded', data: { call: `${callee.owner}.${callee.name}` } };
    }
    // An earlier declaration may be closed where it was made.
    if (
      node.type === 'assignment_statement' ||
      isClosedOrPassedOn(result.name, file.bodyText(file.functionAround(node)))
    )
      return null;
    const edits = insertAfterErrorCheck(node, file, `defer ${result.name}.Body.Close()`);
    return { node, message: 'neverClosed', data: { body: `${result.name}.Body` }, edits };
  },
};

/** Whether a function body closes a response, or passes it or its body on to code that may close it. */
function isClosedOrPassedOn(name: string, text: string): boolean {
  if (new RegExp(`\\b${name}\\.Body\\.Close\\(`).test(text)) return true;
  if (isUsedOtherwise(name, 'Body|StatusCode|Status|Header|ContentLength|Proto', text)) return true;
  const reads = `\\b(?:io|ioutil)\\.(?:ReadAll|Copy|CopyN|LimitReader)\\([^)]*\\b${name}\\.Body`;
  const rest = text.replace(new RegExp(`${reads}|NewDecoder\\(${name}\\.Body\\)`, 'g'), ' ');
  return new RegExp(`\\b${name}\\.Body\\b`).test(rest);
}

/** Whether a command sends one request: the process ends soon after it. */
function isOneCallOfCommand(node: GoNode, file: GoFile): boolean {
  const fn = file.functionAround(node);
  const isCommand = file
    .parametersOf(fn)
    .some(({ type }) => /^\*github\.com\/(urfave\/cli(\/v\d+)?\.(Context|Command)|spf13\/cobra\.Command)$/.test(type));
  return isCommand && loopAround(node) === null;
}

/** Whether a call sends an HTTP request. */
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

/** Whether a name is a parameter, variable or field that this file declares as an `http.Client`. */
function isHttpClient(owner: string, node: GoNode, file: GoFile): boolean {
  if (!file.importsAny(/^net\/http$/)) return false;
  const parameter = file.parameterAround(owner, node);
  if (parameter !== null) return parameter.type === '*net/http.Client';
  const name = owner.slice(owner.lastIndexOf('.') + 1);
  return new RegExp(`^\\s*(?:var\\s+)?${asPattern(name)}\\s+\\*?http\\.Client\\b`, 'm').test(file.file.text);
}
