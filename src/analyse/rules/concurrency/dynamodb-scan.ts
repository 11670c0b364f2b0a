// DynamoDB and batch events: reads that grow with the table, batches that succeed or fail as one.

import { literalField, literalType } from '../engine/composite-literal.ts';
import type { CodeRule } from '../engine/rule.ts';

export const dynamodbScan: CodeRule = {
  id: 'concurrency/dynamodb-scan',
  section: 'concurrency-performance',
  severity: 'medium',
  inRequestPath: 'high',
  report: 'finding',
  judges: 'code',
  title: 'A Scan reads the whole table',
  why: 'A Scan reads and bills every item, whatever its filter leaves: time and cost grow with the table, and it takes the capacity that other requests need.',
  exceptions: 'In a migration or an export that an operator starts, or over a table that is known to stay tiny.',
  fix: 'Give the access path a key or an index and Query it.',
  tradeOffs: 'An index costs storage and writes, and has to be filled for what is there already.',
  example:
    'out, err := client.Query(ctx, &dynamodb.QueryInput{\n\tTableName:                 aws.String(table),\n\tIndexName:                 aws.String("by-customer"),\n\tKeyConditionExpression:    aws.String("customer = :c"),\n\tExpressionAttributeValues: values,\n})',
  references: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-query-scan.html'],
  clausePattern: /`Scan`/,
  prefilters: { file: /\.ScanInput\b/ },
  nodes: ['composite_literal'],
  check(node, file) {
    if (!/^github\.com\/aws\/aws-sdk-go(-v2)?\/service\/dynamodb\.ScanInput$/.test(literalType(node, file)))
      return null;
    if (
      /(^|\/)(cmd|cli|migrat\w*|backfill\w*|admin|export\w*)\//i.test(file.path) ||
      /migrat|backfill|export|purge|admin/i.test(file.where(node))
    )
      return null;
    // A page at a time for whoever asks reads no more than the page.
    if (
      literalField(node, 'Limit', file) !== null ||
      /\.(?:SetLimit\(|Limit\s*=[^=])/.test(file.text(file.declarationAround(node)))
    )
      return null;
    const said = `${file.where(node)} scans a DynamoDB table.`;
    return file.handlerAround(node) === null ? { node, said } : { node, said, severity: 'high' };
  },
};
