// Loops that hold on to things, or go round for ever.
import { childrenOf, type GoNode } from '../go/parser.ts';
import { askedPerRow } from './asked-per-row.ts';
import { DYNAMODB, isDatabase, SQL } from './databases.ts';
import {
  asPattern,
  descendants,
  isInNestedFunction,
  loopAround,
  type RuleFile,
  statementsOf,
  withoutComments,
} from './engine/go-file.ts';
import type { CodeRule } from './engine/rule.ts';

/** Methods that give something back. */
const GIVES_BACK = /^(Close|CloseSend|Stop|Release|Rollback|Unlock|RUnlock|Disconnect|Shutdown)$/;

export const deferInLoop: CodeRule = {
  id: 'concurrency/defer-in-loop',
  section: 'concurrency-performance',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'A defer inside a loop waits for the end of the function',
  why: 'Deferred calls run when the function returns, not at the end of a turn of the loop: connections, files and locks pile up, and a deferred Unlock makes the second turn wait for ever.',
  fine: 'When what is opened in the loop is used after it, or the loop leaves the function in its first turn.',
  fix: 'Move the body of the loop into a function of its own, or release at the end of each turn.',
  tradeOffs: 'One more function; in return each turn can be tested alone.',
  example:
    'for _, key := range keys {\n\tif err := copyOne(ctx, key); err != nil { // opens, defers Close, copies\n\t\treturn err\n\t}\n}',
  references: ['https://go.dev/ref/spec#Defer_statements'],
  mentions: /\bdefer\b/,
  near: /\bfor\b[\s\S]*\bdefer\b/,
  nodes: ['defer_statement'],
  check(node, file) {
    const loop = loopAround(node);
    const call = childrenOf(node)[0];
    if (loop === null || call?.type !== 'call_expression' || runsOnce(node, loop, file)) return null;
    const callee = file.calleeOf(call);
    if (callee === null) return null;
    const isCancel = callee.owner === '' && callee.name === 'cancel';
    if (!isCancel && !GIVES_BACK.test(callee.name)) return null;
    // A context and its timer are small: they pile up only where the loop goes on for ever.
    if (isCancel && isOverList(loop)) return null;
    const root = isCancel ? 'cancel' : callee.owner.split('.')[0]!;
    const body = withoutComments(file.text(loop.childForFieldName('body')));
    const isLock = /^R?Unlock$/.test(callee.name);
    const opened = isLock ? isLockedAgain(callee.owner, root, loop, body, file) : isOpenedAndDone(root, body);
    if (!opened || (!isLock && isReleasedInTurn(node, loop, file))) return null;
    const said = `${file.where(node)} defers \`${file.text(call).split('\n', 1)[0]}\` in a loop.`;
    return isLock ? { node, said, severity: 'high' } : { node, said };
  },
};

/** The turn ends with the same call: the deferred one is there for a panic or an early return. */
function isReleasedInTurn(node: GoNode, loop: GoNode, file: RuleFile): boolean {
  const call = file.text(childrenOf(node)[0]);
  return descendants(loop, 'expression_statement').some((one) => file.text(one) === call);
}

function isOverList(loop: GoNode): boolean {
  return childrenOf(loop).some(({ type }) => type === 'range_clause' || type === 'for_clause');
}

/** A block around the defer leaves the loop at its end, so that the deferred call waits for nothing. */
function runsOnce(node: GoNode, loop: GoNode, file: RuleFile): boolean {
  for (let at: GoNode | null = node; at !== null && at.id !== loop.id; at = at.parent) {
    const list = at.parent;
    if (list !== null && /^(statement_list|block)$/.test(list.type) && leaves(childrenOf(list).at(-1), file))
      return true;
  }
  return false;
}

function leaves(statement: GoNode | undefined, file: RuleFile): boolean {
  if (statement === undefined) return false;
  if (statement.type === 'statement_list' || statement.type === 'block')
    return leaves(childrenOf(statement).at(-1), file);
  return /^(return|break|goto|panic\(|os\.Exit\(|log\.Fatal)/.test(file.text(statement));
}

/** Declared in the loop by a call, and neither collected, nor kept elsewhere, nor given to a closure that may outlive the turn. */
function isOpenedAndDone(name: string, body: string): boolean {
  const word = asPattern(name);
  const opened = new RegExp(
    `(?:^|[\\s,;{])${word}(?:\\s*,\\s*\\w+)*\\s*:=[^\\n]*\\(|,\\s*${word}\\s*:?=[^\\n]*\\(`,
  ).test(body);
  const kept = new RegExp(
    `append\\([^\\n]*\\b${word}\\b|[^:=!<>]=\\s*&?${word}\\b|<-\\s*&?${word}\\b|func\\([\\s\\S]*\\b${word}\\b|:\\s*&?${word}\\b`,
  ).test(body);
  return opened && !kept;
}

/** The same lock in every turn: it does not belong to what the loop goes over. */
function isLockedAgain(owner: string, root: string, loop: GoNode, body: string, file: RuleFile): boolean {
  const clause = file.text(loop).split('{', 1)[0]!;
  const ofTheTurn =
    new RegExp(`\\b${asPattern(root)}\\b`).test(clause) || new RegExp(`\\b${asPattern(root)}\\b[^\\n]*:=`).test(body);
  return !ofTheTurn && new RegExp(`${asPattern(owner)}\\.R?Lock\\(\\)`).test(body);
}

const ROW_READS =
  /^(QueryRow|QueryRowContext|QueryRowx|QueryRowxContext|Query|QueryContext|Queryx|QueryxContext|GetContext|SelectContext)$/;
const STORE = 'a store';

export const queryPerRow: CodeRule = {
  id: 'concurrency/query-per-row',
  section: 'concurrency-performance',
  severity: 'medium',
  voice: 'finding',
  judges: 'code',
  title: 'One query for every element of a list',
  why: 'Each turn waits for a round trip to the database: a list of a hundred costs a hundred and one queries, and the time grows with the data while every test with three rows stays green.',
  fine: 'Where the list is known to stay short, or each answer decides what is asked next.',
  fix: 'Ask once for all of them: a join, or one query with the keys in an array (`= ANY($1)`; in DynamoDB a `BatchGetItem` of up to 100 keys), then put the answers together in memory.',
  tradeOffs: 'The larger query needs a limit or batches where the list has none.',
  example: 'rows, err := db.QueryContext(ctx, "SELECT id, title FROM books WHERE id = ANY($1)", pq.Array(ids))',
  references: ['https://go.dev/doc/database/querying'],
  mentions:
    /\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?\(|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*\(/,
  near: /\bfor\b[\s\S]*(?:\.(?:QueryRow|Query|Queryx|QueryRowx|Get|GetItem|Select)(?:Context)?|(?:[sS]tore|[rR]epo|[rR]epository|DAO|[dD]ao)\.[A-Z]\w*)\(/,
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
    const asked = askedPerRow(node, file);
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
  holds: ({ path, subject }, around) =>
    subject === STORE
      ? around.modulePackages(path).some(({ imports }) => imports.some(isDatabase))
      : around.packageOf(path)?.imports.some((one) => SQL.test(one) || DYNAMODB.test(one)) === true,
};

/** The loop ends with the turn that asks: a search for the first one. */
function leavesAfter(call: GoNode, loop: GoNode, file: RuleFile): boolean {
  return leaves(statementsOf(loop.childForFieldName('body')).at(-1), file) && loop.startIndex < call.startIndex;
}

export const paginatorSpins: CodeRule = {
  id: 'concurrency/paginator-spins',
  section: 'concurrency-performance',
  severity: 'high',
  alsoIn: { severity: 'medium', scripts: true },
  voice: 'finding',
  judges: 'code',
  title: 'A paginator is asked again and again after an error',
  why: '`NextPage` moves on only when it succeeds: after an error `HasMorePages` is still true, so the loop asks for the same page without a pause, for ever where the error stays (a missing permission, an expired token).',
  fine: 'When the loop counts its tries or waits between them.',
  fix: 'Return the error, or break, or go on after a bounded number of tries with a pause.',
  tradeOffs: 'A listing that stops half way must be told as incomplete.',
  example:
    'for pages.HasMorePages() {\n\tpage, err := pages.NextPage(ctx)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("list buckets: %w", err)\n\t}\n\tuse(page)\n}',
  references: ['https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/using.html#using-operation-paginators'],
  mentions: /\.NextPage\(/,
  nodes: ['for_statement'],
  check(node, file) {
    const pages = /^for\s+([\w.]+)\.(?:HasMorePages|More)\(\)/.exec(withoutComments(file.text(node)))?.[1];
    if (pages === undefined) return null;
    const statements = statementsOf(node.childForFieldName('body'));
    const asked = statements.findIndex((one) => file.text(one).includes(`${pages}.NextPage(`));
    const check = statements[asked + 1];
    if (asked < 0 || check?.type !== 'if_statement' || !/\berr\s*!=\s*nil/.test(file.field(check, 'condition')))
      return null;
    const branch = check.childForFieldName('consequence');
    const last = statementsOf(branch).at(-1);
    const body = withoutComments(file.text(branch));
    if (
      last?.type !== 'continue_statement' ||
      /\b(return|break|goto|panic|Sleep|After|Wait|select|retr|tries|attempt)/i.test(body)
    )
      return null;
    return { node: last, said: `${file.where(node)} answers an error of \`${pages}.NextPage\` with \`continue\`.` };
  },
};
