// Finds loops that query a database once per element.
import type { GoNode } from '../../go/parser.ts';
import { DYNAMODB, isDatabase, SQL } from '../engine/database-packages.ts';
import { descendants, type GoFile, isInNestedFunction, loopAround, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';
import { leavesLoop } from './loop-body.ts';
import { storeReadPerElement } from './store-read-per-element.ts';

/** Methods of database handles that read rows. */
const ROW_READS =
  /^(QueryRow|QueryRowContext|QueryRowx|QueryRowxContext|Query|QueryContext|Queryx|QueryxContext|GetContext|SelectContext)$/;

export const queryPerRow: CodeRule = {
  id: 'concurrency/query-per-row',
  section: 'concurrency-performance',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'N+1 query: one query per element of a list',
  messages: {
    perIteration: '`{func}` calls `{call}` in every iteration of a loop.',
    perElement: '`{func}` ranges over the result of `{list}` and calls `{call}` for each element.',
  },
  why:
    'Each iteration waits for a database round trip: 100 rows cost 101 queries, and latency grows with the data ' +
    'while tests with three rows stay fast.',
  exceptions: 'the list is known to stay short, or each result determines the next query.',
  fix:
    'Load all rows at once (a join, `= ANY($1)`, `IN (…)`, or `BatchGetItem` for up to 100 keys) and combine them in ' +
    'memory.',
  tradeOffs: 'A list without a limit needs batches.',
  example: 'rows, err := db.QueryContext(ctx, "SELECT id, title FROM books WHERE id = ANY($1)", pq.Array(ids))',
  references: ['https://go.dev/doc/database/querying'],
  prefilters: {
    file: /\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?\(|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*\(/,
    declaration:
      /\bfor\b[\s\S]*(?:\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*)\(/,
  },
  nodes: ['for_statement'],
  check(node, file) {
    if (isShort(node, file)) return null;
    const read = storeReadPerElement(node, file);
    const call = read?.call ?? queryIn(node, file);
    // A loop that ends with its first query is a search.
    if (call === null || leavesLoop(statementsOf(node.childForFieldName('body')).at(-1), file)) return null;
    const { owner, name } = file.calleeOf(call)!;
    const data = { call: `${owner}.${name}` };
    return read === null
      ? { node: call, message: 'perIteration', data }
      : { node: call, message: 'perElement', data: { ...data, list: read.list } };
  },
  // Another file of the package may declare the handle, and a store need not be a database.
  confirm: ({ path, message }, around) =>
    message === 'perElement'
      ? around.modulePackages(path).some(({ imports }) => imports.some(isDatabase))
      : around.packageOf(path)?.imports.some((one) => SQL.test(one) || DYNAMODB.test(one)) === true,
};

/** Whether a loop ranges over neither a list nor rows, or over one of known length: a literal, batches, tables. */
function isShort(loop: GoNode, file: GoFile): boolean {
  const clause = file.text(loop).split('{', 1)[0]!;
  if (!/\brange\b|\.Next\(\)/.test(clause)) return true;
  return /range\s+(?:\[\]|map\[|\d|[\w.]*(?:statement|stmt|quer(?:y|ie)|migration|table|shard|batch|chunk|page|tenant|database)\w*\b)/i.test(
    clause,
  );
}

/** The first query for one row or item in a loop; null where there is none. */
function queryIn(loop: GoNode, file: GoFile): GoNode | null {
  const readsItems = file.importsAny(DYNAMODB) && /\.GetItem(?:WithContext)?\(/.test(file.text(loop));
  if (!readsItems && !/(?:\bdb|\bpool)\.(?:Query|Get|Select)\w*\(/i.test(file.text(loop))) return null;
  const query = descendants(loop.childForFieldName('body'), 'call_expression').find(
    (call) =>
      (isRowRead(call, file) || (readsItems && isItemRead(call, file))) &&
      !isInNestedFunction(call, loop) &&
      loopAround(call)?.id === loop.id,
  );
  return query ?? null;
}

/** Whether a call reads rows by a database handle. Within a transaction one row at a time may lock them in order. */
function isRowRead(call: GoNode, file: GoFile): boolean {
  const callee = file.calleeOf(call);
  return callee?.package === null && ROW_READS.test(callee.name) && /(^|\.)(db|pool)$/i.test(callee.owner);
}

/** Whether a call reads an item of a DynamoDB table. */
function isItemRead(call: GoNode, file: GoFile): boolean {
  const callee = file.calleeOf(call);
  if (callee?.package !== null || !/^GetItem(WithContext)?$/.test(callee.name)) return false;
  return file.argumentsOf(call).length > 1 || /GetItemInput/.test(file.text(call));
}
