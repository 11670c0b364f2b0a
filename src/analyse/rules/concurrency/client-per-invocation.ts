// Finds clients that an AWS Lambda handler creates anew for each event.
import type { GoNode } from '../../go/parser.ts';
import { descendants, type GoFile, isInNestedFunction } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from '../engine/rule.ts';

const EVENTS = 'github.com/aws/aws-lambda-go/events';

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
  outsideServices: { severity: 'low', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Client or its configuration is created on every Lambda invocation',
  messages: {
    createdPerEvent: '`{func}` receives `{event}` and calls `{call}` on every invocation.',
  },
  why:
    'Lambda reuses the process: creating a client or its configuration in the handler discards ' +
    'connections and cached ' +
    'credentials and repeats DNS, TLS and authentication for each event.',
  exceptions: 'the client depends on the event (account, region, tenant) and is cached by that key.',
  fix:
    'Create the client and its configuration once, in `main` or a package variable, and pass the ' +
    'client to the handler.',
  tradeOffs: 'The init phase takes longer, and configuration errors surface there instead of in an invocation.',
  example:
    'func main() {\n' +
    '\tcfg, err := config.LoadDefaultConfig(context.Background())\n' +
    '\tif err != nil {\n' +
    '\t\tlog.Fatal(err)\n' +
    '\t}\n' +
    '\th := &handler{table: dynamodb.NewFromConfig(cfg)}\n' +
    '\tlambda.Start(h.Handle)\n' +
    '}',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  clausePattern: /\bclients?\b.*\b(once|reused?|cold start)\b/i,
  prefilters: { file: /aws-lambda-go\/events/, declaration: EVERYWHERE },
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    const event = file.parametersOf(node).find((parameter) => parameter.type.replace('*', '').startsWith(`${EVENTS}.`));
    if (event === undefined) return null;
    for (const call of descendants(node.childForFieldName('body'), 'call_expression')) {
      const made = CLIENT_MAKERS.some(([path, name]) => file.isCallOf(call, path, name));
      if (!made || isInNestedFunction(call, node) || isSeldom(call, node, file)) continue;
      // A client configured from the event differs between events.
      if (event.name !== '' && new RegExp(`\\b${event.name}\\b`).test(file.text(call))) continue;
      const callee = file.calleeOf(call)!;
      return {
        node: call,
        message: 'createdPerEvent',
        data: { event: event.type.slice(event.type.lastIndexOf('.') + 1), call: `${callee.owner}.${callee.name}` },
      };
    }
    return null;
  },
};

/** Whether the client is created only when there is none yet, or after a failure. */
function isSeldom(call: GoNode, fn: GoNode, file: GoFile): boolean {
  for (let at = call.parent; at !== null && at.id !== fn.id; at = at.parent)
    if (
      at.type === 'if_statement' &&
      /==\s*nil|!\s*\w*(init|ready|once)|\berr\w*\s*!=\s*nil/i.test(file.field(at, 'condition'))
    )
      return true;
  return false;
}
