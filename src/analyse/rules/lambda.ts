// AWS Lambda handlers: answers that API Gateway drops, and clients made anew for each event.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { descendants, isInNestedFunction, type RuleFile } from './engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from './engine/rule.ts';
import { errorStatus, fieldOf, typeOf } from './http-api.ts';

const EVENTS = 'github.com/aws/aws-lambda-go/events';
const PROXY_RESPONSE =
  /^\*?github\.com\/aws\/aws-lambda-go\/events\.(APIGatewayProxyResponse|APIGatewayV2HTTPResponse|LambdaFunctionURLResponse|ALBTargetGroupResponse)$/;

/** Types of a function's results, by import path. */
function resultTypes(fn: GoNode, file: RuleFile): string[] {
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
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'A Lambda handler returns an error response together with an error',
  why: 'When a proxy handler returns an error, Lambda reports the invocation as failed and API Gateway answers with a 5xx status and a body of its own: the status and body written here never reach the client, and alarms on failed invocations count a crash.',
  fine: 'For authorizers and integrations that are no proxy, where an error has its own meaning.',
  fix: 'Return the response with a nil error and log the cause; keep the error for what should count as a crash.',
  tradeOffs:
    "Lambda's own error metric no longer counts these answers: count them from the log or the 4xx/5xx metrics of API Gateway.",
  example:
    'logger.ErrorContext(ctx, "load order", "error", err)\nreturn events.APIGatewayProxyResponse{StatusCode: http.StatusInternalServerError, Body: `{"message":"internal error"}`}, nil',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html'],
  mentions: /aws-lambda-go\/events/,
  near: /\breturn\b/,
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
    if (literal?.type !== 'composite_literal' || !PROXY_RESPONSE.test(typeOf(literal, file))) return null;
    const status = errorStatus(file, fieldOf(literal, 'StatusCode', file) ?? undefined);
    if (status === null) return null;
    const said = `${file.where(node)} returns a ${status} response and \`${file.text(second)}\`.`;
    return { node, said };
  },
};

function isError(node: GoNode, file: RuleFile): boolean {
  if (node.type === 'identifier') return /^(err|\w+Err)$/.test(file.text(node));
  return file.isCallOf(node, 'errors', /^New$/) || file.isCallOf(node, 'fmt', /^Errorf$/);
}

const CLIENT_MAKERS: readonly (readonly [path: RegExp, name: RegExp])[] = [
  [/^github\.com\/aws\/aws-sdk-go-v2\/config$/, /^LoadDefaultConfig$/],
  [/^github\.com\/aws\/aws-sdk-go-v2\/service\//, /^New(FromConfig)?$/],
  [/^github\.com\/aws\/aws-sdk-go\/aws\/session$/, /^New(Session(WithOptions)?)?$/],
  [/^database\/sql$/, /^Open(DB)?$/],
  [/^github\.com\/redis\/go-redis\/v\d+$/, /^NewClient$/],
];

export const clientPerInvocation: CodeRule = {
  id: 'concurrency/client-per-invocation',
  section: 'concurrency-performance',
  severity: 'medium',
  alsoIn: { severity: 'low', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'A client is made anew for every event',
  why: 'Lambda keeps the process between events: a client made inside the handler throws away its connections and cached credentials each time, and pays DNS, TLS and sign-in again with every event.',
  fine: 'When the client depends on the event (another account, region or tenant), and then with a cache.',
  fix: 'Make the client once, in `main` or a package variable, and hand it to the handler.',
  tradeOffs:
    'Start-up (the init phase) grows by what the first event paid before; configuration errors show there instead of in a request.',
  example:
    'func main() {\n\tcfg, err := config.LoadDefaultConfig(context.Background())\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\th := &handler{table: dynamodb.NewFromConfig(cfg)}\n\tlambda.Start(h.Handle)\n}',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  mentions: /aws-lambda-go\/events/,
  near: EVERYWHERE,
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    const event = file.parametersOf(node).find((parameter) => parameter.type.replace('*', '').startsWith(`${EVENTS}.`));
    if (event === undefined) return null;
    for (const call of descendants(node.childForFieldName('body'), 'call_expression')) {
      const made = CLIENT_MAKERS.some(([path, name]) => file.isCallOf(call, path, name));
      if (!made || isInNestedFunction(call, node) || isSeldom(call, node, file)) continue;
      // A configuration made of the event is another client each time.
      if (event.name !== '' && new RegExp(`\\b${event.name}\\b`).test(file.text(call))) continue;
      const callee = file.calleeOf(call)!;
      return {
        node: call,
        said: `${file.where(call)} handles \`${event.type.slice(event.type.lastIndexOf('.') + 1)}\` and calls \`${callee.owner}.${callee.name}\` each time.`,
      };
    }
    return null;
  },
};

/** Made only when it is not there yet, or after a failure. */
function isSeldom(call: GoNode, fn: GoNode, file: RuleFile): boolean {
  for (let at = call.parent; at !== null && at.id !== fn.id; at = at.parent)
    if (
      at.type === 'if_statement' &&
      /==\s*nil|!\s*\w*(init|ready|once)|\berr\w*\s*!=\s*nil/i.test(file.field(at, 'condition'))
    )
      return true;
  return false;
}
