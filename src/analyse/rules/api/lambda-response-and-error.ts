// AWS Lambda handlers: answers that API Gateway drops, and clients made anew for each event.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalField, literalType } from '../engine/composite-literal.ts';
import type { GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { errorStatus } from './error-status.ts';

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
  title: 'A Lambda handler returns an error response together with an error',
  why: 'When a proxy handler returns an error, Lambda reports the invocation as failed and API Gateway answers with a 5xx status and a body of its own: the status and body written here never reach the client, and alarms on failed invocations count a crash.',
  exceptions: 'For authorizers and integrations that are no proxy, where an error has its own meaning.',
  fix: 'Return the response with a nil error and log the cause; keep the error for what should count as a crash.',
  tradeOffs:
    "Lambda's own error metric no longer counts these answers: count them from the log or the 4xx/5xx metrics of API Gateway.",
  example:
    'logger.ErrorContext(ctx, "load order", "error", err)\nreturn events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError, Body: `{"message":"internal error"}`}, nil',
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
    const said = `${file.where(node)} returns a ${status} response and \`${file.text(second)}\`.`;
    return { node, said };
  },
};

function isError(node: GoNode, file: GoFile): boolean {
  if (node.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(node));
  return file.isCallOf(node, 'errors', /^New$/) || file.isCallOf(node, 'fmt', /^Errorf$/);
}
