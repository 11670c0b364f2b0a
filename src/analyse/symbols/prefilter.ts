// Chooses, by name alone, the calls, literals and strings that are recorded because they may register an entry point or
// use a resource. What the names mean is resolved later.
import type { Interner } from '../go/interner.ts';

const ROUTES =
  'Handle|HandleFunc|Handler|HandlerFunc|Method|MethodFunc|Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace|All|' +
  'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Match|Add|Route|Group|Mount|PathPrefix|Path|Methods|Subrouter|With';
const SERVERS =
  'Start|StartWithOptions|StartHandler|StartHandlerFunc|StartWithContext|NewHandler|NewHandlerWithOptions|' +
  'Register\\w+Server|New\\w+ServiceHandler|AddCommand';
const RESOURCES =
  'Getenv|LookupEnv|BindEnv|ExecuteQuery|ExecuteRead|ExecuteWrite|NewSession|NewRequest|NewRequestWithContext|' +
  'PostForm|Do';
const CALLS = new RegExp(`^(${ROUTES}|${SERVERS}|${RESOURCES})$`);

const LITERALS = /(^Command|Input|Entry|Request)$/;

/** Calls of something with this name are recorded. */
export function isRecordedCall(names: Interner, name: number): boolean {
  return names.matches(CALLS, name);
}

/** Literals of a type with this name are recorded. */
export function isRecordedLiteral(names: Interner, name: number): boolean {
  return names.matches(LITERALS, name);
}

const VERBS =
  'SELECT|INSERT\\s+(?:OR\\s+\\w+\\s+)?INTO|UPDATE|DELETE\\s+FROM|MERGE|WITH|REPLACE\\s+INTO|TRUNCATE|' +
  'CREATE|ALTER|DROP|MATCH|OPTIONAL\\s+MATCH|UNWIND|CALL';
const QUERY = new RegExp(`[\`"](?:\\s|\\\\n|\\\\t|--[^\\n]*\\n)*(?:${VERBS})\\b`, 'iy');

/** Tells whether the string that starts at `start` looks like SQL or Cypher. */
export function looksLikeQuery(text: string, start: number): boolean {
  QUERY.lastIndex = start;
  return QUERY.test(text);
}
