// Finds Lambda proxy handlers that return an error response together with an error.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './read-error-status.ts';

const PROXY_RESPONSE =
  /^\*?github\.com\/aws\/aws-lambda-go\/events\.(APIGatewayProxyResponse|APIGatewayV2HTTPResponse|LambdaFunctionURLResponse|ALBTargetGroupResponse)$/;

/** Types of a function's results, by import path. */
function resultTypes(fn: GoNode, file: GoFile): string[] {
  const result = fn.childForFieldName('result');
  if (result === null) return [];
  const types =
    result.type === 'parameter_list' ? childrenOf(result).map((one) => one.childForFieldName('type') ?? one) : [result];
  return types.map((type) =>
    type.type === 'pointer_type' ? `*${file.typeName(childrenOf(type)[0])}` : file.typeName(type),
  );
}

export const lambdaResponseAndError: CodeRule = {
  id: 'api/lambda-response-and-error',
  section: 'api-design',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Lambda proxy handler returns a response together with an error',
  messages: {
    both: '`{func}` returns a {status} response and `{error}`.',
  },
  why:
    'Lambda discards the response when the handler returns an error: API Gateway, ALB or the function URL ' +
    'answers with a generic 5xx, and the invocation counts as a function error.',
  exceptions: 'the function is an authorizer or a non-proxy integration, where a returned error has its own meaning.',
  fix: 'Log the cause and return the response with a nil error.',
  tradeOffs: "Lambda's `Errors` metric no longer counts these responses; alarm on the 4xx/5xx metrics of API Gateway.",
  example:
    'logger.ErrorContext(ctx, "load order", "error", err)\n' +
    'response := events.APIGatewayProxyResponse{\n' +
    '\tStatusCode: http.StatusInternalServerError,\n' +
    '\tBody:       `{"message":"internal error"}`,\n' +
    '}\n' +
    'return response, nil',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html'],
  prefilters: { file: /aws-lambda-go\/events/, declaration: /\breturn\b/ },
  nodes: ['return_statement'],
  check(node, file) {
    const fn = file.functionAround(node);
    if (fn === null) return null;
    const [response, error, ...more] = resultTypes(fn, file);
    if (more.length > 0 || error !== 'error' || !PROXY_RESPONSE.test(response ?? '')) return null;
    const [value, second] = childrenOf(node).flatMap((list) =>
      list.type === 'expression_list' ? childrenOf(list) : [list],
    );
    if (value === undefined || second === undefined || !isError(second, file)) return null;
    const literal = value.type === 'unary_expression' ? value.childForFieldName('operand') : value;
    if (literal?.type !== 'composite_literal' || !PROXY_RESPONSE.test(literalType(literal, file))) return null;
    const status = errorStatus(file, literalField(literal, 'StatusCode', file) ?? undefined);
    if (status === null) return null;
    return { node, message: 'both', data: { status, error: file.text(second) } };
  },
};

function isError(node: GoNode, file: GoFile): boolean {
  if (node.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(node));
  return file.isCallOf(node, 'errors', /^New$/) || file.isCallOf(node, 'fmt', /^Errorf$/);
}
