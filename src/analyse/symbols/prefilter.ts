// Which calls, literals and strings are kept with their parts, because they may say something about entry points or resources. A
// coarse sieve by name alone: what a name really is, is looked up later.
import type { Interner } from '../go/interner.ts';

const CALLS =
  /^(Handle|HandleFunc|Handler|HandlerFunc|Method|MethodFunc|Get|Post|Put|Patch|Delete|Head|Options|Connect|Trace|All|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Any|Match|Add|Route|Group|Mount|PathPrefix|Path|Methods|Subrouter|With|Start|StartWithOptions|StartHandler|StartHandlerFunc|StartWithContext|NewHandler|NewHandlerWithOptions|Register\w+Server|New\w+ServiceHandler|Getenv|LookupEnv|BindEnv|ExecuteQuery|ExecuteRead|ExecuteWrite|NewSession|NewRequest|NewRequestWithContext|PostForm|Do|AddCommand)$/;

const LITERALS = /(^Command|Input|Entry|Request)$/;

/** A call of something with this name is kept with its arguments. */
export function isRecordedCall(names: Interner, name: number): boolean {
  return names.matches(CALLS, name);
}

/** A literal of a type with this name is kept with its fields. */
export function isRecordedLiteral(names: Interner, name: number): boolean {
  return names.matches(LITERALS, name);
}

const STATEMENT =
  /[`"](?:\s|\\n|\\t|--[^\n]*\n)*(?:SELECT|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|MERGE|WITH|REPLACE\s+INTO|TRUNCATE|CREATE|ALTER|DROP|MATCH|OPTIONAL\s+MATCH|UNWIND|CALL)\b/iy;

/** The string that begins at `start` looks like a statement of SQL or Cypher. */
export function looksLikeQuery(text: string, start: number): boolean {
  STATEMENT.lastIndex = start;
  return STATEMENT.test(text);
}
