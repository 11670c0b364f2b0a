// DynamoDB and batch events: reads that grow with the table, batches that succeed or fail as one.
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
  title: 'One bad message makes the whole batch come back',
  why: 'When the handler returns an error Lambda gives the whole batch back: messages that were done are done again, and a message that never succeeds takes its neighbours with it until all are dropped or dead-lettered.',
  exceptions: 'With a batch size of one, or for a stream whose order forbids going on.',
  fix: 'Return the ids of the messages that failed (`BatchItemFailures`) and switch `ReportBatchItemFailures` on for the event source.',
  tradeOffs: 'For streams only the first failure counts: what follows is delivered again.',
  example:
    'func handle(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {\n\tvar failed []events.SQSBatchItemFailure\n\tfor _, record := range event.Records {\n\t\tif err := process(ctx, record); err != nil {\n\t\t\tfailed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})\n\t\t}\n\t}\n\treturn events.SQSEventResponse{BatchItemFailures: failed}, nil\n}',
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
    return { node: early, said: `${file.where(node)} handles \`${kind}\` and returns at the first record that fails.` };
  },
};
