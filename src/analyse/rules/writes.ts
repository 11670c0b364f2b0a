// Writes that overwrite, that stop half way, or that are done twice.
import type { GoNode } from '../go/parser.ts';
import { alreadyThere } from './engine/existing-usage.ts';
import { descendants, isInNestedFunction, type RuleFile, withoutComments } from './engine/go-file.ts';
import { type CodeRule, EVERYWHERE } from './engine/rule.ts';
import { fieldOf, typeOf } from './http-api.ts';

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
  voice: 'finding',
  judges: 'code',
  title: 'A create overwrites what is there already',
  why: '`PutItem` replaces an item with the same key without a word: a second sign-up with the same name, or a repeated request, takes the place of the first.',
  fine: 'Where writing over is what is wanted, or the key is new each time.',
  fix: 'Put with the condition `attribute_not_exists` on the key, and answer a failed condition with "exists already".',
  tradeOffs: 'A repeated request must be told from a conflict: compare the item, or use an idempotency key.',
  example:
    '_, err := client.PutItem(ctx, &dynamodb.PutItemInput{\n\tTableName:           aws.String(table),\n\tItem:                item,\n\tConditionExpression: aws.String("attribute_not_exists(id)"),\n})',
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html',
  ],
  mentions: /\.PutItemInput\b/,
  nodes: ['composite_literal'],
  precedent: alreadyThere(
    /attribute_not_exists|AttributeNotExists\(/,
    (place) => `${place} has such a condition already.`,
  ),
  check(node, file) {
    if (!PUT_INPUT.test(typeOf(node, file)) || fieldOf(node, 'ConditionExpression', file) !== null) return null;
    const declaration = file.declarationAround(node);
    const name = file.field(declaration, 'name');
    if (!CREATES.test(name) || OVERWRITES.test(name)) return null;
    const body = file.bodyText(declaration);
    if (/ConditionExpression|WithCondition\(|attribute_not_exists/.test(body) || FRESH_KEY.test(body)) return null;
    return { node, said: `${file.where(node)} puts an item without a condition.` };
  },
};

const SQL_WRITES = /\b(?:INSERT\s+INTO|UPDATE\s+[\w."`]+\s+SET|DELETE\s+FROM)\b/i;
const ITEM_WRITES = /^(PutItem|UpdateItem|DeleteItem)$/;
const ONE_UNIT = /Begin\w*\(|InTx|WithTx|[tT]ransact|\btx\b|RunInTx|Savepoint/;
const SETS_UP = /migrat|schema|setup|seed|clean|truncate|purge|bootstrap|init|reset|fixture/i;

export const writesWithoutTransaction: CodeRule = {
  id: 'risk/writes-without-transaction',
  section: 'risk-mitigation',
  severity: 'medium',
  voice: 'signal',
  judges: 'code',
  title: 'Several writes that can stop half way',
  why: 'When the second write fails the first one stays: what belongs together is there in part, and trying again does the first part twice.',
  fine: 'Where the writes do not depend on each other, or the caller has opened the transaction.',
  fix: 'Put them into one transaction (`BeginTx`, or `TransactWriteItems`).',
  tradeOffs: 'Locks are held longer; a DynamoDB transaction costs twice the capacity.',
  example: 'tx, err := db.BeginTx(ctx, nil)\nif err != nil {\n\treturn err\n}\ndefer tx.Rollback()',
  references: ['https://go.dev/doc/database/execute-transactions'],
  mentions: /\.(?:Exec(?:Context)?|PutItem|UpdateItem|DeleteItem)\(/,
  nodes: ['function_declaration', 'method_declaration'],
  check(node, file) {
    if (ONE_UNIT.test(file.bodyText(node)) || SETS_UP.test(file.field(node, 'name')) || SETS_UP.test(file.path))
      return null;
    const writes = writesIn(node, file);
    const second = writes.find(
      ({ owner }, index) =>
        index > 0 && owner === writes[0]!.owner && !areAlternatives(writes[0]!.call, writes[index]!.call),
    );
    if (second === undefined) return null;
    return {
      node: second.call,
      said: `${file.where(node)} writes ${writes.length} times through \`${second.owner}\` without a transaction.`,
    };
  },
};

interface Write {
  readonly call: GoNode;
  readonly owner: string;
}

function writesIn(fn: GoNode, file: RuleFile): Write[] {
  return descendants(fn.childForFieldName('body'), 'call_expression').flatMap((call) => {
    const callee = file.calleeOf(call);
    if (callee === null || callee.package !== null || callee.owner === '' || isInNestedFunction(call, fn)) return [];
    const isSql = /^(Exec|ExecContext)$/.test(callee.name) && SQL_WRITES.test(file.text(call));
    const isItem =
      ITEM_WRITES.test(callee.name) && file.importsAny(/^github\.com\/aws\/aws-sdk-go(-v2)?\/service\/dynamodb$/);
    return isSql || isItem ? [{ call, owner: callee.owner }] : [];
  });
}

/** Each stands in a branch that the other is not in: one of them runs. */
function areAlternatives(a: GoNode, b: GoNode): boolean {
  const branches = (node: GoNode): Set<number> => {
    const ids = new Set<number>();
    for (let at = node.parent; at !== null; at = at.parent)
      if (
        /^(expression_case|type_case|default_case)$/.test(at.type) ||
        (at.type === 'block' && at.parent?.type === 'if_statement')
      )
        ids.add(at.id);
    return ids;
  };
  const ofA = branches(a);
  const ofB = branches(b);
  return ![...ofA].every((id) => ofB.has(id)) && ofB.size > 0
    ? true
    : ofA.size > 0 && ![...ofA].some((id) => ofB.has(id));
}

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
  voice: 'signal',
  judges: 'code',
  title: 'A message that comes twice is worked on twice',
  why: 'Queues and streams deliver at least once: without a guard the second delivery sends, charges or creates again.',
  fine: 'Where doing it again changes nothing.',
  fix: "Record the message's id in the transaction that does the work, or make the work itself repeatable: hand the id on as the idempotency key of the call.",
  tradeOffs:
    'A table of ids, and something that clears it. An id that is recorded before the work loses the message when the work fails.',
  example:
    'return s.inTransaction(ctx, func(tx *sql.Tx) error {\n\tisNew, err := recordMessage(ctx, tx, record.MessageId) // INSERT … ON CONFLICT DO NOTHING\n\tif err != nil || !isNew {\n\t\treturn err\n\t}\n\treturn createOrder(ctx, tx, order)\n})',
  references: [
    'https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    'https://aws.amazon.com/builders-library/making-retries-safe-with-idempotent-APIs/',
  ],
  mentions: /aws-lambda-go\/events/,
  near: EVERYWHERE,
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
        said: `${file.where(node)} handles \`${kind}\`, which may come more than once, and calls \`${callee.owner}.${callee.name}\`; nothing in the file looks like a guard.`,
      };
    }
    return null;
  },
};
