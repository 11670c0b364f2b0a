// Finds creates that overwrite an item with the same key.

import { literalField, literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import type { CodeRule } from '../engine/rule.ts';

const PUT_INPUT = /^github\.com\/aws\/aws-sdk-go(-v2)?\/service\/dynamodb\.PutItemInput$/;

const CREATES = /^(create|add|register|insert|signup)/i;

/** Writing over what is there is meant, or every item gets a key of its own. */
const OVERWRITES =
  /orupdate|upsert|replace|log|event|history|audit|metric|cache|session|token|record|snapshot|orReplace/i;

const FRESH_KEY = /uuid\.|ulid\.|ksuid\.|xid\.|NewString\(\)|newID\(|generateID|NewID\(|UnixNano\(\)/i;

export const unconditionalCreate: CodeRule = {
  id: 'risk/unconditional-create',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Create silently overwrites an existing item',
  messages: {
    noCondition: '`{func}` puts an item without a condition.',
  },
  why:
    '`PutItem` replaces an item with the same key without an error: a second sign-up with the same name, ' +
    'or a retried request, overwrites the first.',
  exceptions: 'overwriting is intended, or each item gets a new key.',
  fix:
    'Add the condition `attribute_not_exists` on the key and map `ConditionalCheckFailedException` to ' +
    '"already exists".',
  tradeOffs: 'A retry must be told from a conflict: compare the item, or use an idempotency key.',
  example:
    '_, err := client.PutItem(ctx, &dynamodb.PutItemInput{\n' +
    '\tTableName:           aws.String(table),\n' +
    '\tItem:                item,\n' +
    '\tConditionExpression: aws.String("attribute_not_exists(id)"),\n' +
    '})',
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html',
  ],
  prefilters: { file: /\.PutItemInput\b/ },
  nodes: ['composite_literal'],
  existingUsage: findExistingUsage(
    /attribute_not_exists|AttributeNotExists\(/,
    (place) => `${place} has such a condition already.`,
  ),
  check(node, file) {
    if (!PUT_INPUT.test(literalType(node, file)) || literalField(node, 'ConditionExpression', file) !== null)
      return null;
    const declaration = file.declarationAround(node);
    const name = file.field(declaration, 'name');
    if (!CREATES.test(name) || OVERWRITES.test(name)) return null;
    const body = file.bodyText(declaration);
    if (/ConditionExpression|WithCondition\(|attribute_not_exists/.test(body) || FRESH_KEY.test(body)) return null;
    return { node, message: 'noCondition' };
  },
};
