// Loops that hold on to things, or go round for ever.
import type { GoNode } from '../../go/parser.ts';
import { DYNAMODB, isDatabase, SQL } from '../engine/database-packages.ts';
import { descendants, type GoFile, isInNestedFunction, loopAround, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { leavesLoop } from './loop-body.ts';
import { storeReadPerElement } from './store-read-per-element.ts';

const ROW_READS =
  /^(QueryRow|QueryRowContext|QueryRowx|QueryRowxContext|Query|QueryContext|Queryx|QueryxContext|GetContext|SelectContext)$/;

const STORE = 'a store';

export const queryPerRow: CodeRule = {
  id: 'concurrency/query-per-row',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'One query for every element of a list',
  why: 'Each turn waits for a round trip to the database: a list of a hundred costs a hundred and one queries, and the time grows with the data while every test with three rows stays green.',
  exceptions: 'Where the list is known to stay short, or each answer decides what is asked next.',
  fix: 'Ask once for all of them: a join, or one query with the keys in an array (`= ANY($1)`; in DynamoDB a `BatchGetItem` of up to 100 keys), then put the answers together in memory.',
  tradeOffs: 'The larger query needs a limit or batches where the list has none.',
  example: 'rows, err := db.QueryContext(ctx, "SELECT id, title FROM books WHERE id = ANY($1)", pq.Array(ids))',
  references: ['https://go.dev/doc/database/querying'],
  prefilters: {
    file: /\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?\(|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*\(/,
    declaration:
      /\bfor\b[\s\S]*(?:\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*)\(/,
  },
  nodes: ['for_statement'],
  check(node, file) {
    const clause = file.text(node).split('{', 1)[0]!;
    if (!/\brange\b|\.Next\(\)/.test(clause)) return null;
    // Over a fixed list, a set of statements or a plain count the number of queries is known.
    if (
      /range\s+(?:\[\]|map\[|\d|[\w.]*(?:statement|stmt|quer(?:y|ie)|migration|table|shard|batch|chunk|page|tenant|database)\w*\b)/i.test(
        clause,
      )
    )
      return null;
    const asked = storeReadPerElement(node, file);
    if (asked !== null)
      return leavesAfter(asked.call, node, file) ? null : { node: asked.call, said: asked.said, subject: STORE };
    const isItems = file.importsAny(DYNAMODB) && /\.GetItem(?:WithContext)?\(/.test(file.text(node));
    if (!isItems && !/(?:\bdb|\bpool)\.(?:Query|Get|Select)\w*\(/i.test(file.text(node))) return null;
    for (const call of descendants(node.childForFieldName('body'), 'call_expression')) {
      const callee = file.calleeOf(call);
      if (callee === null || callee.package !== null || isInNestedFunction(call, node)) continue;
      const isItem =
        isItems &&
        /^GetItem(WithContext)?$/.test(callee.name) &&
        (file.argumentsOf(call).length > 1 || /GetItemInput/.test(file.text(call)));
      // Within a transaction a row at a time may be what locks them in order.
      const isRow = ROW_READS.test(callee.name) && /(^|\.)(db|pool)$/i.test(callee.owner);
      if (!isItem && !isRow) continue;
      if (loopAround(call)?.id !== node.id || leavesAfter(call, node, file)) continue;
      return {
        node: call,
        said: `${file.where(node)} calls \`${callee.owner}.${callee.name}\` in every turn of a loop.`,
      };
    }
    return null;
  },
  // The handle may be declared in another file of the package, and a store be made of anything but a database.
  confirm: ({ path, subject }, around) =>
    subject === STORE
      ? around.modulePackages(path).some(({ imports }) => imports.some(isDatabase))
      : around.packageOf(path)?.imports.some((one) => SQL.test(one) || DYNAMODB.test(one)) === true,
};

/** The loop ends with the turn that asks: a search for the first one. */
function leavesAfter(call: GoNode, loop: GoNode, file: GoFile): boolean {
  return leavesLoop(statementsOf(loop.childForFieldName('body')).at(-1), file) && loop.startIndex < call.startIndex;
}
