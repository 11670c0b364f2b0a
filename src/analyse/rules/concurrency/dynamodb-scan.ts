// Finds DynamoDB scans outside of migrations and exports.
import { literalField, literalType } from '../engine/composite-literal.ts';
import type { CodeRule } from '../engine/rule.ts';

export const dynamodbScan: CodeRule = {
  id: 'concurrency/dynamodb-scan',
  section: 'concurrency-performance',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'DynamoDB Scan reads the whole table',
  messages: {
    scanned: '`{func}` scans a DynamoDB table.',
  },
  why:
    'A Scan consumes read capacity for every item, before the filter applies: latency and cost grow with the table, ' +
    'and other requests get throttled.',
  exceptions: 'an operator runs it (migration, export), or the table stays tiny.',
  fix: 'Add a key or secondary index for this access pattern and use Query.',
  tradeOffs:
    'An index costs storage and write capacity; DynamoDB backfills a new GSI, but items without its key attribute ' +
    'stay out.',
  example:
    'out, err := client.Query(ctx, &dynamodb.QueryInput{\n' +
    '\tTableName:                 aws.String(table),\n' +
    '\tIndexName:                 aws.String("by-customer"),\n' +
    '\tKeyConditionExpression:    aws.String("customer = :c"),\n' +
    '\tExpressionAttributeValues: values,\n' +
    '})',
  references: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-query-scan.html'],
  clausePattern: /`Scan`/,
  prefilters: { file: /\.ScanInput\b/ },
  nodes: ['composite_literal'],
  check(node, file) {
    if (!/^github\.com\/aws\/aws-sdk-go(-v2)?\/service\/dynamodb\.ScanInput$/.test(literalType(node, file)))
      return null;
    if (
      /(^|\/)(cmd|cli|migrat\w*|backfill\w*|admin|export\w*)\//i.test(file.path) ||
      /migrat|backfill|export|purge|admin/i.test(file.functionName(node) ?? '')
    )
      return null;
    // A limited scan reads one page, for a caller who asks for pages.
    if (
      literalField(node, 'Limit', file) !== null ||
      /\.(?:SetLimit\(|Limit\s*=[^=])/.test(file.text(file.declarationAround(node)))
    )
      return null;
    const hit = { node, message: 'scanned' };
    return file.handlerAround(node) === null ? hit : { ...hit, severity: 'high' };
  },
};
