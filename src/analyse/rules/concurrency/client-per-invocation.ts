// AWS Lambda handlers: answers that API Gateway drops, and clients made anew for each event.
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
  title: 'A client is made anew for every event',
  why: 'Lambda keeps the process between events: a client made inside the handler throws away its connections and cached credentials each time, and pays DNS, TLS and sign-in again with every event.',
  exceptions: 'When the client depends on the event (another account, region or tenant), and then with a cache.',
  fix: 'Make the client once, in `main` or a package variable, and hand it to the handler.',
  tradeOffs:
    'Start-up (the init phase) grows by what the first event paid before; configuration errors show there instead of in a request.',
  example:
    'func main() {\n\tcfg, err := config.LoadDefaultConfig(context.Background())\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\th := &handler{table: dynamodb.NewFromConfig(cfg)}\n\tlambda.Start(h.Handle)\n}',
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
function isSeldom(call: GoNode, fn: GoNode, file: GoFile): boolean {
  for (let at = call.parent; at !== null && at.id !== fn.id; at = at.parent)
    if (
      at.type === 'if_statement' &&
      /==\s*nil|!\s*\w*(init|ready|once)|\berr\w*\s*!=\s*nil/i.test(file.field(at, 'condition'))
    )
      return true;
  return false;
}
