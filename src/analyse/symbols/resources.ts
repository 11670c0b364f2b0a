// What code uses outside of its process: tables, queues, buckets, secrets, URLs, variables of the environment, and statements for
// databases, as far as the text says.
import type { Resource } from '../../domain/references.ts';
import { calledName, fieldNamed, literalOf, textOfPart } from './call-arguments.ts';
import { nameOf } from './callers.ts';
import type { Detail, Statement } from './expression-ir.ts';
import { meaningOf } from './resolve.ts';
import { quoteAt } from './source-quote.ts';
import { readStatement } from './sql-cypher.ts';
import type { CodeFile } from './symbol.ts';
import type { Code } from './symbol-table.ts';

const AWS =
  /^github\.com\/aws\/aws-sdk-go(?:-v2)?\/service\/(dynamodb|sqs|sns|eventbridge|s3|secretsmanager|ssm)(?:\/types)?$/;

/** Service, and the field of its requests that names what is used. */
const SERVICES: Readonly<Record<string, { readonly kind: Resource['kind']; readonly named: string }>> = {
  dynamodb: { kind: 'dynamodb', named: 'TableName' },
  sqs: { kind: 'sqs', named: 'QueueUrl' },
  sns: { kind: 'sns', named: 'TopicArn' },
  eventbridge: { kind: 'eventbridge', named: 'EventBusName' },
  s3: { kind: 's3', named: 'Bucket' },
  secretsmanager: { kind: 'secrets-manager', named: 'SecretId' },
  ssm: { kind: 'ssm', named: 'Name' },
};

/** Fields of requests that say which data is asked for, as they are told. */
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
export function resourcesIn(code: Code, file: CodeFile): readonly Resource[] {
  const found: Resource[] = [];
  const add = (what: Found | null, line: number, declared: number): void => {
    if (what === null) return;
    const around = file.index.declared[declared];
    const isFunction = around?.kind === 'function' || around?.kind === 'method';
    found.push({
      ...what,
      within: isFunction ? nameOf(code, around) : null,
      package: code.importPathOf(file.dir),
      place: quoteAt(code, file.path, line),
    });
  };
  for (const detail of file.index.details)
    add(detail.composite ? requestOf(code, file, detail) : callOf(code, file, detail), detail.line, detail.declared);
  const imports = [...file.imports.values()];
  const isNeo4j = imports.some((path) => NEO4J.test(path));
  const isDatabase = imports.some((path) => DATABASE.test(path));
  for (const statement of file.index.statements)
    add(statementOf(code, file, statement, isNeo4j, isDatabase), statement.line, statement.declared);
  for (const [variable, line] of taggedVariables(code, file))
    add({ kind: 'environment', operation: 'read', name: variable, detail: '' }, line, -1);
  return found.sort((a, b) => a.place.startLine - b.place.startLine);
}

/** `&dynamodb.QueryInput{TableName: aws.String(table), …}` */
function requestOf(code: Code, file: CodeFile, detail: Detail): Found | null {
  const meaning = meaningOf(code, file, detail.term);
  const service = meaning?.is === 'outside' ? AWS.exec(meaning.path)?.[1] : undefined;
  if (service === undefined || meaning?.is !== 'outside') return null;
  const operation = /^(\w+?)(?:Input|RequestEntry)$/.exec(meaning.name)?.[1];
  if (operation === undefined) return null;
  // Its entries, written on the spot, are told one by one.
  if (operation === 'PutEvents' && /\{\s*\{/.test(textOfPart(code, file, fieldNamed(code, detail, 'Entries'))))
    return null;
  const { kind, named } = SERVICES[service]!;
  const told = TOLD.flatMap(([field, word]) => {
    const text = valueText(code, file, detail, field);
    return text === '' ? [] : [`${word} ${text}`];
  });
  return { kind, operation, name: valueText(code, file, detail, named), detail: told.slice(0, 3).join(', ') };
}

/** A field's value without `aws.String(…)` and quotes; "" where there is none. */
function valueText(code: Code, file: CodeFile, detail: Detail, field: string): string {
  const part = fieldNamed(code, detail, field);
  const literal = literalOf(code, file, part);
  if (literal !== null) return literal;
  const text = textOfPart(code, file, part);
  const inner = /^(?:\w+\.)?(?:String|Ptr|ToPtr|P|To)\(([\s\S]*)\)$/.exec(text)?.[1] ?? text;
  return inner.replace(/^&/, '').replace(/^["`]([^"`]*)["`]$/, '$1');
}

function callOf(code: Code, file: CodeFile, detail: Detail): Found | null {
  const meaning = meaningOf(code, file, detail.term);
  if (meaning?.is !== 'outside') return null;
  const name = calledName(code, file, detail);
  const argument = (at: number) => literalOf(code, file, detail.parts[at]) ?? textOfPart(code, file, detail.parts[at]);
  if (meaning.path === 'os' && /^(Getenv|LookupEnv)$/.test(meaning.name))
    return { kind: 'environment', operation: 'read', name: argument(0), detail: '' };
  if (meaning.path === 'github.com/spf13/viper' && name === 'BindEnv' && detail.parts.length > 1)
    return { kind: 'environment', operation: 'read', name: argument(1), detail: '' };
  if (NEO4J.test(meaning.path) && /^(NewSession|ExecuteQuery|ExecuteRead|ExecuteWrite)$/.test(name))
    return { kind: 'cypher', operation: name, name: databaseOf(code, file, detail), detail: '' };
  if (meaning.path !== 'net/http') return null;
  const request = /^NewRequest(WithContext)?$/.exec(meaning.name);
  if (request !== null) {
    const at = request[1] === undefined ? 0 : 1;
    const method = argument(at)
      .replace(/^\w+\.Method/, '')
      .toUpperCase();
    return { kind: 'http-client', operation: method, name: argument(at + 1), detail: '' };
  }
  const called = /^(?:(?:Client|DefaultClient)\.)?(Get|Post|PostForm|Head)$/.exec(meaning.name)?.[1];
  if (called === undefined) return null;
  return {
    kind: 'http-client',
    operation: called === 'PostForm' ? 'POST' : called.toUpperCase(),
    name: argument(0),
    detail: '',
  };
}

/** `neo4j.SessionConfig{DatabaseName: "orders"}`; "" where the driver's own is meant, or the text does not tell. */
function databaseOf(code: Code, file: CodeFile, { parts }: Detail): string {
  const text = parts.map((part) => textOfPart(code, file, part)).join(' ');
  return /\bDatabaseName:\s*"?([\w.]+)/.exec(text)?.[1] ?? '';
}

function statementOf(
  code: Code,
  file: CodeFile,
  statement: Statement,
  isNeo4j: boolean,
  isDatabase: boolean,
): Found | null {
  const text = (code.graph.tree.text(file.path) ?? '').slice(statement.start + 1, statement.end - 1);
  const read = readStatement(text, isNeo4j, isDatabase);
  return read === null ? null : { kind: read.language, operation: read.verb, name: read.names.join(', '), detail: '' };
}

function taggedVariables(code: Code, file: CodeFile): readonly (readonly [name: string, line: number])[] {
  const tagged = file.index.structs.flat().filter(({ tagEnd }) => tagEnd > 0);
  if (tagged.length === 0) return [];
  const text = code.graph.tree.text(file.path) ?? '';
  return tagged.flatMap(({ tagStart, tagEnd, line }) => {
    const name = ENVIRONMENT_TAG.exec(text.slice(tagStart, tagEnd))?.[1];
    return name === undefined ? [] : [[name, line] as const];
  });
}
