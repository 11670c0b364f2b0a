// Finds Lambda handlers that return at the first failed record of a batch.
import { findExistingUsage } from '../engine/existing-usage.ts';
import { descendants, isInNestedFunction } from '../engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from '../engine/rule.ts';

const BATCH = /^github\.com\/aws\/aws-lambda-go\/events\.(SQSEvent|KinesisEvent|DynamoDBEvent)$/;

export const batchFailsAsOne: CodeRule = {
  id: 'risk/batch-fails-as-one',
  section: 'risk-mitigation',
  severity: 'medium',
  outsideServices: { severity: 'low', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'One failed record makes Lambda retry the whole batch',
  messages: {
    returnsEarly: '`{func}` receives `{event}` and returns at the first record that fails.',
  },
  why:
    'The whole batch is delivered again: records that succeeded are processed again, and one poison message ' +
    'keeps failing its batch until the records expire or reach the dead-letter queue.',
  exceptions: 'the batch size is one.',
  fix:
    'Return the failed IDs in `BatchItemFailures` and enable `ReportBatchItemFailures` on the event ' +
    'source mapping.',
  tradeOffs:
    'Streams and FIFO queues depend on order: the loop must stop at the first failure, and every later record is ' +
    'delivered again.',
  example:
    'func handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {\n' +
    '\tvar failed []events.SQSBatchItemFailure\n' +
    '\tfor _, record := range event.Records {\n' +
    '\t\tif err := process(ctx, record); err != nil {\n' +
    '\t\t\tfailed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})\n' +
    '\t\t}\n' +
    '\t}\n' +
    '\treturn events.SQSEventResponse{BatchItemFailures: failed}, nil\n' +
    '}',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  clausePattern: /\bpartial[- ]batch[- ](failures?|responses?)\b/i,
  prefilters: { file: /aws-lambda-go\/events/, declaration: EVERYWHERE },
  nodes: ['function_declaration', 'method_declaration'],
  existingUsage: findExistingUsage(/\bBatchItemFailures:/, (place) => `${place} reports them already.`),
  check(node, file) {
    const batch = file.parametersOf(node).find((parameter) => BATCH.test(parameter.type));
    if (batch === undefined || batch.name === '' || file.field(node, 'result') !== 'error') return null;
    const loop = descendants(node.childForFieldName('body'), 'for_statement').find((one) =>
      new RegExp(`range\\s+${batch.name}\\.Records\\b`).test(file.text(one).split('{', 1)[0]!),
    );
    if (loop === undefined) return null;
    const early = descendants(loop, 'return_statement').find(
      (one) => !isInNestedFunction(one, loop) && !/^return\s+nil$/.test(file.text(one).trim()),
    );
    if (early === undefined) return null;
    const kind = batch.type.slice(batch.type.lastIndexOf('.') + 1);
    return { node: early, message: 'returnsEarly', data: { event: kind } };
  },
};
