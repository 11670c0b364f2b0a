// Finds what code uses outside of its process: tables, queues, buckets, secrets, URLs, environment variables and
// database queries, as far as the text tells.
import type { Resource } from '../../domain/symbol-references.ts';
import { argumentText, calleeName, fieldArgument, stringValue } from './call-arguments.ts';
import { declaredName } from './callers.ts';
import type { QueryLiteral, RecordedCall } from './file-index.ts';
import { resolveTerm } from './resolve.ts';
import { placeOfLine } from './source-quote.ts';
import { parseQuery } from './sql-cypher.ts';
import type { IndexedFile } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

const AWS =
  /^github\.com\/aws\/aws-sdk-go(?:-v2)?\/service\/(dynamodb|sqs|sns|eventbridge|s3|secretsmanager|ssm)(?:\/types)?$/;

/** By service: its kind, and the request field that names the resource. */
const SERVICES: Readonly<Record<string, { readonly kind: Resource['kind']; readonly named: string }>> = {
  dynamodb: { kind: 'dynamodb', named: 'TableName' },
  sqs: { kind: 'sqs', named: 'QueueUrl' },
  sns: { kind: 'sns', named: 'TopicArn' },
  eventbridge: { kind: 'eventbridge', named: 'EventBusName' },
  s3: { kind: 's3', named: 'Bucket' },
  secretsmanager: { kind: 'secrets-manager', named: 'SecretId' },
  ssm: { kind: 'ssm', named: 'Name' },
};

/** Request fields that describe the requested data, and their names for people. */
const TOLD: readonly (readonly [field: string, word: string])[] = [
  ['IndexName', 'index'],
  ['KeyConditionExpression', 'key condition'],
  ['ConditionExpression', 'condition'],
  ['Key', 'key'],
  ['DetailType', 'event'],
  ['Prefix', 'prefix'],
];

const DATABASE =
  /^database\/sql$|\/(pgx|sqlx|gorm|squirrel|bun|pq|goqu|sqlite3?|mysql|pgxpool|scany|dbr|sqlc)(\/|$)|\/pgx\/v\d/;
const NEO4J = /^github\.com\/neo4j\/neo4j-go-driver(\/|$)/;
const ENVIRONMENT_TAG = /\benv(?:config|var)?:"([A-Z_][A-Z0-9_]*)/;

type Found = Pick<Resource, 'kind' | 'operation' | 'name' | 'detail'>;

/** Resources that a file uses, by line. */
export function findResources(table: SymbolTable, file: IndexedFile): readonly Resource[] {
  const found: Resource[] = [];
  const add = (what: Found | null, line: number, declaration: number): void => {
    if (what === null) return;
    const around = file.index.declarations[declaration];
    const isFunction = around?.kind === 'function' || around?.kind === 'method';
    found.push({
      ...what,
      within: isFunction ? declaredName(table, around) : null,
      package: table.importPathOf(file.dir),
      place: placeOfLine(table, file.path, line),
    });
  };
  for (const call of file.index.calls)
    add(call.composite ? requestOf(table, file, call) : callOf(table, file, call), call.line, call.within);
  const imports = [...file.imports.values()];
  const isNeo4j = imports.some((path) => NEO4J.test(path));
  const isDatabase = imports.some((path) => DATABASE.test(path));
  for (const statement of file.index.queries)
    add(statementOf(table, file, statement, isNeo4j, isDatabase), statement.line, statement.within);
  for (const [variable, line] of taggedVariables(table, file))
    add({ kind: 'environment', operation: 'read', name: variable, detail: '' }, line, -1);
  return found.sort((a, b) => a.place.startLine - b.place.startLine);
}

/** `&dynamodb.QueryInput{TableName: aws.String(table), …}` */
function requestOf(table: SymbolTable, file: IndexedFile, call: RecordedCall): Found | null {
  const resolution = resolveTerm(table, file, call.term);
  const service = resolution?.is === 'outside' ? AWS.exec(resolution.path)?.[1] : undefined;
  if (service === undefined || resolution?.is !== 'outside') return null;
  const operation = /^(\w+?)(?:Input|RequestEntry)$/.exec(resolution.name)?.[1];
  if (operation === undefined) return null;
  // Entries written in place are reported one by one.
  if (operation === 'PutEvents' && /\{\s*\{/.test(argumentText(table, file, fieldArgument(table, call, 'Entries'))))
    return null;
  const { kind, named } = SERVICES[service]!;
  const told = TOLD.flatMap(([field, word]) => {
    const text = valueText(table, file, call, field);
    return text === '' ? [] : [`${word} ${text}`];
  });
  return { kind, operation, name: valueText(table, file, call, named), detail: told.slice(0, 3).join(', ') };
}

/** A field's value without `aws.String(…)` and quotes; "" if there is none. */
function valueText(table: SymbolTable, file: IndexedFile, call: RecordedCall, field: string): string {
  const argument = fieldArgument(table, call, field);
  const literal = stringValue(table, file, argument);
  if (literal !== null) return literal;
  const text = argumentText(table, file, argument);
  const inner = /^(?:\w+\.)?(?:String|Ptr|ToPtr|P|To)\(([\s\S]*)\)$/.exec(text)?.[1] ?? text;
  return inner.replace(/^&/, '').replace(/^["`]([^"`]*)["`]$/, '$1');
}

function callOf(table: SymbolTable, file: IndexedFile, call: RecordedCall): Found | null {
  const resolution = resolveTerm(table, file, call.term);
  if (resolution?.is !== 'outside') return null;
  const name = calleeName(table, file, call);
  const argument = (at: number) => stringValue(table, file, call.args[at]) ?? argumentText(table, file, call.args[at]);
  if (resolution.path === 'os' && /^(Getenv|LookupEnv)$/.test(resolution.name))
    return { kind: 'environment', operation: 'read', name: argument(0), detail: '' };
  if (resolution.path === 'github.com/spf13/viper' && name === 'BindEnv' && call.args.length > 1)
    return { kind: 'environment', operation: 'read', name: argument(1), detail: '' };
  if (NEO4J.test(resolution.path) && /^(NewSession|ExecuteQuery|ExecuteRead|ExecuteWrite)$/.test(name))
    return { kind: 'cypher', operation: name, name: databaseOf(table, file, call), detail: '' };
  if (resolution.path !== 'net/http') return null;
  const request = /^NewRequest(WithContext)?$/.exec(resolution.name);
  if (request !== null) {
    const at = request[1] === undefined ? 0 : 1;
    const method = argument(at)
      .replace(/^\w+\.Method/, '')
      .toUpperCase();
    return { kind: 'http-client', operation: method, name: argument(at + 1), detail: '' };
  }
  const called = /^(?:(?:Client|DefaultClient)\.)?(Get|Post|PostForm|Head)$/.exec(resolution.name)?.[1];
  if (called === undefined) return null;
  return {
    kind: 'http-client',
    operation: called === 'PostForm' ? 'POST' : called.toUpperCase(),
    name: argument(0),
    detail: '',
  };
}

/** `neo4j.SessionConfig{DatabaseName: "orders"}`; "" for the driver's default and if the text does not tell. */
function databaseOf(table: SymbolTable, file: IndexedFile, { args }: RecordedCall): string {
  const text = args.map((argument) => argumentText(table, file, argument)).join(' ');
  return /\bDatabaseName:\s*"?([\w.]+)/.exec(text)?.[1] ?? '';
}

function statementOf(
  table: SymbolTable,
  file: IndexedFile,
  statement: QueryLiteral,
  isNeo4j: boolean,
  isDatabase: boolean,
): Found | null {
  const text = (table.graph.tree.text(file.path) ?? '').slice(statement.start + 1, statement.end - 1);
  const read = parseQuery(text, isNeo4j, isDatabase);
  return read === null ? null : { kind: read.language, operation: read.verb, name: read.names.join(', '), detail: '' };
}

function taggedVariables(table: SymbolTable, file: IndexedFile): readonly (readonly [name: string, line: number])[] {
  const tagged = file.index.structs.flat().filter(({ tagEnd }) => tagEnd > 0);
  if (tagged.length === 0) return [];
  const text = table.graph.tree.text(file.path) ?? '';
  return tagged.flatMap(({ tagStart, tagEnd, line }) => {
    const name = ENVIRONMENT_TAG.exec(text.slice(tagStart, tagEnd))?.[1];
    return name === undefined ? [] : [[name, line] as const];
  });
}
