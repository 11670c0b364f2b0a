// Finds functions that write several times without a transaction.
import type { GoNode } from '../../go/parser.ts';
import { descendants, type GoFile, isInNestedFunction } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

const SQL_WRITES = /\b(?:INSERT\s+INTO|UPDATE\s+[\w."`]+\s+SET|DELETE\s+FROM)\b/i;

const ITEM_WRITES = /^(PutItem|UpdateItem|DeleteItem)$/;

const ONE_UNIT = /Begin\w*\(|InTx|WithTx|[tT]ransact|\btx\b|RunInTx|Savepoint/;

const SETS_UP = /migrat|schema|setup|seed|clean|truncate|purge|bootstrap|init|reset|fixture/i;

export const writesWithoutTransaction: CodeRule = {
  id: 'risk/writes-without-transaction',
  section: 'risk-mitigation',
  severity: 'medium',
  report: 'signal',
  judges: 'code',
  title: 'Multiple writes without a transaction',
  messages: {
    apart: '`{func}` writes {count} times through `{handle}` without a transaction.',
  },
  why:
    'If a later write fails, the earlier ones stay: the data is inconsistent, and a retry repeats the ' + 'first part.',
  exceptions: 'the writes are independent, or the caller has opened the transaction.',
  fix: 'Put them in one transaction (`BeginTx`, `TransactWriteItems`).',
  tradeOffs: 'Locks are held longer; a DynamoDB transaction consumes twice the capacity.',
  example: 'tx, err := db.BeginTx(ctx, nil)\nif err != nil {\n\treturn err\n}\ndefer tx.Rollback()',
  references: ['https://go.dev/doc/database/execute-transactions'],
  prefilters: { file: /\.(?:Exec(?:Context)?|PutItem|UpdateItem|DeleteItem)\(/ },
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
      message: 'apart',
      data: { count: writes.length, handle: second.owner },
    };
  },
};

interface Write {
  readonly call: GoNode;
  readonly owner: string;
}

function writesIn(fn: GoNode, file: GoFile): Write[] {
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
