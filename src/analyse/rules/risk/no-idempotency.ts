// Finds message handlers whose effect a second delivery repeats.
import { descendants, withoutComments } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from '../engine/rule.ts';

/** Events that are delivered at least once. */
const AGAIN =
  /^\*?github\.com\/aws\/aws-lambda-go\/events\.(SQSEvent|SNSEvent|KinesisEvent|DynamoDBEvent|CloudWatchEvent|EventBridgeEvent|S3Event|SQSMessage|SNSEventRecord)$/;

const GUARDED =
  /idempot|dedup|duplicate|already|ConditionExpression|attribute_not_exists|ON CONFLICT|OnConflict|MessageDeduplicationId|upsert|processed/i;

/** Doing it twice shows. */
const SHOWS_TWICE =
  /^(SendMessage|SendEmail|SendRawEmail|Publish|PutEvents|StartExecution|Charge|Capture|Pay|Refund|Transfer|Notify|Send\w*|Post|Insert\w*|Create\w*)$/;

export const noIdempotency: CodeRule = {
  id: 'risk/no-idempotency',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'Redelivered message is processed twice',
  messages: {
    unguarded:
      '`{func}` receives `{event}`, which can be delivered more than once, and calls `{call}` without ' +
      'an idempotency check in this file.',
  },
  why: 'Queues and streams deliver at least once; a second delivery sends, charges or creates again.',
  exceptions: 'repeating the work has no effect.',
  fix:
    'Record the message ID in the transaction that does the work, or pass it on as the idempotency key ' +
    'of the call.',
  tradeOffs:
    'The IDs need a table and a clean-up; an ID recorded before the work loses the message if the work ' + 'fails.',
  example:
    'return s.inTransaction(ctx, func(tx *sql.Tx) error {\n' +
    '\tisNew, err := recordMessage(ctx, tx, record.MessageId) // INSERT … ON CONFLICT DO NOTHING\n' +
    '\tif err != nil || !isNew {\n' +
    '\t\treturn err\n' +
    '\t}\n' +
    '\treturn createOrder(ctx, tx, order)\n' +
    '})',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
  ],
  prefilters: { file: /aws-lambda-go\/events/, declaration: EVERYWHERE },
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    const event = file.parametersOf(node).find(({ type }) => AGAIN.test(type));
    if (event === undefined || GUARDED.test(withoutComments(file.file.text))) return null;
    for (const call of descendants(node.childForFieldName('body'), 'call_expression')) {
      const callee = file.calleeOf(call);
      if (callee === null || callee.owner === '' || !SHOWS_TWICE.test(callee.name)) continue;
      if (callee.package !== null && !/^net\/http$/.test(callee.package)) continue;
      const kind = event.type.slice(event.type.lastIndexOf('.') + 1);
      return {
        node: call,
        message: 'unguarded',
        data: { event: kind, call: `${callee.owner}.${callee.name}` },
      };
    }
    return null;
  },
};
