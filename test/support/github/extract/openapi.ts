// Takes the operations that the stand-in answers out of GitHub's OpenAPI description, with the schemas they speak of and nothing
// else, and turns them into plain JSON Schema:
//
//   cd /tmp/descriptions && npm i --ignore-scripts @octokit/openapi
//   npx tsx test/support/github/extract/openapi.ts /tmp/descriptions/node_modules/@octokit/openapi/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';
import type { Description, Operation } from '../openapi.ts';
import { OPERATIONS } from './operations.ts';

type Node = { readonly [key: string]: unknown };

const KEPT = new Set([
  'type',
  'required',
  'enum',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'uniqueItems',
]);

const [from] = process.argv.slice(2);
if (from === undefined) throw new Error("say where GitHub's api.github.com.json is");
const whole = JSON.parse(readFileSync(from, 'utf8')) as Node;
const schemas: Record<string, Node> = {};

const operations = Object.fromEntries(OPERATIONS.map((name) => [name, extract(name)]));
takeSchema('basic-error');
correct();
const description: Description = { version: String(at(whole, 'info', 'version')), operations, schemas };
writeFileSync(new URL('../../../fixtures/github-openapi.json', import.meta.url), `${JSON.stringify(description)}\n`);

function extract(name: string): Operation {
  const [method = '', path = ''] = name.split(' ');
  const operation = at(whole, 'paths', path, method.toLowerCase()) as Node | undefined;
  if (operation === undefined) throw new Error(`GitHub has no ${name}`);
  const parameters = ((operation.parameters ?? []) as Node[]).map(resolve).filter((each) => each.in === 'query');
  const body = at(operation, 'requestBody', 'content', 'application/json', 'schema') as Node | undefined;
  const responses = Object.entries(operation.responses as Record<string, Node>).map(([status, response]) => {
    const schema = at(resolve(response), 'content', 'application/json', 'schema') as Node | undefined;
    return [status, schema === undefined ? null : clean(schema)];
  });
  return {
    query: Object.fromEntries(parameters.map((each) => [String(each.name), clean(each.schema as Node)])),
    body: body === undefined ? null : clean(body),
    responses: Object.fromEntries(responses),
  };
}

/** A schema of OpenAPI 3.0 as JSON Schema; what it refers to is taken along. */
function clean(schema: Node): Node {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    takeSchema(name);
    return { $ref: `#/schemas/${name}` };
  }
  const kept = Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.has(key)));
  const lists = Object.entries({ allOf: schema.allOf, anyOf: schema.anyOf ?? schema.oneOf }) as [string, Node[]?][];
  const result: Node = {
    ...kept,
    ...(schema.properties === undefined
      ? {}
      : { properties: mapValues(schema.properties as Record<string, Node>, clean) }),
    ...(schema.items === undefined ? {} : { items: clean(schema.items as Node) }),
    ...(isNode(schema.additionalProperties) ? { additionalProperties: clean(schema.additionalProperties) } : {}),
    ...(schema.additionalProperties === false ? { additionalProperties: false } : {}),
    // "one of" is said of alternatives that overlap, so it can only be held to "any of"
    ...Object.fromEntries(lists.flatMap(([key, list]) => (list === undefined ? [] : [[key, list.map(clean)]]))),
  };
  return schema.nullable === true ? nullable(result) : result;
}

function nullable(schema: Node): Node {
  const { enum: values, type } = schema;
  if (Array.isArray(type) && type.includes('null')) return schema;
  if (Array.isArray(values)) return { ...schema, type: [type, 'null'], enum: [...values, null] };
  return type === undefined ? { anyOf: [schema, { type: 'null' }] } : { ...schema, type: [type, 'null'] };
}

/** What GitHub answers although its description does not say so. */
function correct(): void {
  for (const name of ['pull-request', 'pull-request-simple']) {
    // the fork was deleted
    const head = at(schemas, name, 'properties', 'head', 'properties') as Record<string, Node>;
    head.repo = nullable(head.repo as Node);
  }
  // the comment stands on the file, or is outdated
  for (const name of ['pull-request-review-comment', 'review-comment']) {
    const properties = at(schemas, name, 'properties') as Record<string, Node>;
    for (const field of ['line', 'original_line', 'position', 'original_position']) {
      properties[field] = nullable(properties[field] as Node);
    }
  }
  // the submodule is not in .gitmodules
  const submodule = at(schemas, 'content-submodule', 'properties') as Record<string, Node>;
  submodule.submodule_git_url = nullable(submodule.submodule_git_url as Node);
}

function takeSchema(name: string): void {
  if (name in schemas) return;
  schemas[name] = {};
  schemas[name] = clean(at(whole, 'components', 'schemas', name) as Node);
}

function resolve(node: Node): Node {
  return typeof node.$ref === 'string' ? (at(whole, ...node.$ref.slice(2).split('/')) as Node) : node;
}

function at(node: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((value: unknown, key) => (isNode(value) ? value[key] : undefined), node);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(record: Record<string, Node>, change: (value: Node) => Node): Record<string, Node> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
