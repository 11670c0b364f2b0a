// Holds every exchange against an extract of GitHub's own OpenAPI description: requests, so that the App asks as it may; answers,
// so that the stand-in stays honest.
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { default as formats } from 'ajv-formats';
import type { Inspector } from './answer.ts';
import { invalidRequest } from './refusal.ts';
import type { Reply, Route } from './router.ts';

type Schema = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly query: Readonly<Record<string, Schema>>;
  readonly body: Schema | null;
  /** null: an answer without a body, or with one that is not JSON. */
  readonly responses: Readonly<Record<string, Schema | null>>;
}

/** The extract. References are "#/schemas/name". */
export interface Description {
  readonly version: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const FILE = new URL('../../fixtures/github-openapi.json', import.meta.url);
const description = JSON.parse(readFileSync(FILE, 'utf8')) as Description;
const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false });
const coercing = new Ajv({ strict: false, coerceTypes: 'array' });
for (const each of [ajv, coercing]) (formats as unknown as (target: Ajv) => void)(each);
ajv.addSchema({ $id: 'github', ...description });
const compiled = new Map<string, ValidateFunction>();

/** What GitHub's description says of an operation ("GET /app"); undefined for what it does not know. */
function operationOf(route: Route): Operation | undefined {
  return description.operations[`${route.method} ${route.template}`];
}

export function createInspector(record: (violation: string) => void): Inspector {
  return {
    fault: (error) => record(`The stand-in failed: ${error instanceof Error ? error.stack : String(error)}`),
    unknown: (what) => record(`${what}: the stand-in has no such route`),
    request: (route, query, body) => {
      const operation = operationOf(route);
      if (operation === undefined) return;
      const name = `${route.method} ${route.template}`;
      for (const sentence of queryProblems(operation, query)) record(`${name}: ${sentence}`);
      if (operation.body === null) return;
      const value = body ?? {};
      for (const key of unknownKeys(operation.body, value, '')) record(`${name}: GitHub knows no "${key}" here`);
      const error = check(`${name} body`, pointer(name, 'body'), value);
      if (error === null) return;
      record(`${name}: request ${say(error)}`);
      throw invalidRequest(apology(error));
    },
    response: (route, reply) => {
      const operation = operationOf(route);
      if (operation === undefined) return;
      const name = `${route.method} ${route.template}`;
      const sentence = responseProblem(name, operation, reply);
      if (sentence !== null) record(`${name}: ${sentence}`);
    },
  };
}

function responseProblem(name: string, operation: Operation, reply: Reply): string | null {
  const status = String(reply.status);
  const schema = operation.responses[status];
  if (schema === undefined && reply.status < 400) return `GitHub never answers ${status}`;
  if (schema === null || reply.body instanceof Uint8Array) return null;
  const path = schema === undefined ? 'github#/schemas/basic-error' : pointer(name, 'responses', status);
  // what is sent is what JSON makes of it
  const sent: unknown = JSON.parse(JSON.stringify(reply.body ?? null));
  const error = check(`${name} ${status} ${schema === undefined}`, path, sent);
  return error === null ? null : `answer ${status} ${say(error)}`;
}

function check(key: string, reference: string, value: unknown): ErrorObject | null {
  const known = compiled.get(key) ?? ajv.compile({ $ref: reference });
  compiled.set(key, known);
  return known(value) ? null : (known.errors?.at(0) ?? null);
}

function pointer(name: string, ...rest: readonly string[]): string {
  const parts = ['operations', name, ...rest].map((part) =>
    encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `github#/${parts.join('/')}`;
}

function queryProblems(operation: Operation, query: URLSearchParams): string[] {
  return [...query].flatMap(([key, value]) => {
    const schema = operation.query[key];
    if (schema === undefined) return [`GitHub knows no query parameter "${key}"`];
    const valid = coercing.validate({ type: 'object', properties: { [key]: schema } }, { [key]: value });
    return valid ? [] : [`query parameter "${key}" is "${value}": ${coercing.errorsText()}`];
  });
}

/** Keys of the value that its schema does not speak of, where the schema lists any. */
function unknownKeys(schema: Schema, value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => unknownKeys((schema.items ?? {}) as Schema, each, path));
  const properties = schema.properties as Record<string, Schema> | undefined;
  if (typeof value !== 'object' || value === null || properties === undefined) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const known = properties[key];
    return known === undefined ? [`${path}${key}`] : unknownKeys(known, inner, `${path}${key}.`);
  });
}

function say(error: ErrorObject): string {
  return `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`;
}

/** The sentence that GitHub says to such a request. */
function apology(error: ErrorObject): string {
  const where = error.instancePath.slice(1).replaceAll('/', '.');
  const { limit, missingProperty, allowedValues, type } = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'maxLength':
      return `Only ${limit} characters are allowed; more were supplied for "${where}".`;
    case 'maxItems':
      return `No more than ${limit} items are allowed for "${where}".`;
    case 'required':
      return `"${missingProperty}" wasn't supplied.`;
    case 'enum':
      return `"${where}" is not a member of ${JSON.stringify(allowedValues)}.`;
    case 'type':
      return `For '${where}', the value is not a ${type}.`;
    default:
      return `For '${where}', the value ${error.message}.`;
  }
}
