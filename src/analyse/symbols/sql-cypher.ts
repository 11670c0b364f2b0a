// Reads the verb of an SQL or Cypher query and its tables or labels: the names after the keywords that introduce them.

export interface DatabaseQuery {
  readonly language: 'sql' | 'cypher';
  /** "SELECT", "INSERT", "MATCH". */
  readonly verb: string;
  /** Tables or labels, each once, as written. */
  readonly names: readonly string[];
}

/** Characters that are read of a query, and names that are listed. */
const MAX_LENGTH = 20_000;
const MAX_NAMES = 6;

const NAME = '[`"\\[]?([A-Za-z_][\\w$]*(?:[`"\\]]?\\.[`"\\[]?[A-Za-z_][\\w$]*)*)[`"\\]]?';
const TABLES = new RegExp(
  `\\b(?:FROM|JOIN|INTO|UPDATE|TABLE(?:\\s+IF\\s+(?:NOT\\s+)?EXISTS)?)\\s+(?:ONLY\\s+)?${NAME}`,
  'gi',
);
const CREATED = 'TABLE|INDEX|VIEW|TYPE|FUNCTION|TRIGGER|SCHEMA|EXTENSION|MATERIALIZED';
/** What a query needs besides its verb: English sentences also begin with "update" and "select". */
const SHAPES: readonly (readonly [verb: string, shape: RegExp])[] = [
  ['SELECT', /^SELECT\b[\s\S]*\bFROM\b/i],
  ['INSERT', /^INSERT\s+(OR\s+\w+\s+)?INTO\b/i],
  ['UPDATE', /^UPDATE\s+\S+(\s+(AS\s+)?\w+)?\s+SET\b/i],
  ['DELETE', /^DELETE\s+FROM\b/i],
  ['MERGE', /^MERGE\s+INTO\b/i],
  ['REPLACE', /^REPLACE\s+INTO\b/i],
  ['WITH', /^WITH\s+(RECURSIVE\s+)?\w+(\s*\([^)]*\))?\s+AS\b/i],
  ['TRUNCATE', /^TRUNCATE\s+(TABLE\s+)?\w+/i],
  ['CREATE', new RegExp(`^CREATE\\s+(OR\\s+REPLACE\\s+|UNIQUE\\s+|TEMP(ORARY)?\\s+)*(${CREATED})\\b`, 'i')],
  ['ALTER', /^ALTER\s+(TABLE|INDEX|TYPE|SEQUENCE|VIEW)\b/i],
  ['DROP', /^DROP\s+(TABLE|INDEX|VIEW|TYPE|FUNCTION|TRIGGER|SCHEMA)\b/i],
];
const CYPHER = /^(OPTIONAL\s+MATCH|MATCH|MERGE|CREATE|UNWIND|CALL)\b/i;
const LABELS = /\(\s*\w*\s*:\s*`?([A-Za-z_]\w*)`?/g;

/**
 * @param isNeo4j the file uses Neo4j's driver, so what looks like Cypher is Cypher
 * @param isDatabase the file uses a database, so lower-case verbs count
 * @returns null if the text is no query
 */
export function parseQuery(text: string, isNeo4j: boolean, isDatabase: boolean): DatabaseQuery | null {
  const plain = text
    .slice(0, MAX_LENGTH)
    .replace(/\\[nt]/g, ' ')
    .replace(/--[^\n]*/g, ' ')
    .trim();
  const cypher = isNeo4j ? CYPHER.exec(plain)?.[1] : undefined;
  if (cypher !== undefined)
    return { language: 'cypher', verb: cypher.toUpperCase().replace(/\s+/g, ' '), names: firstNames(plain, LABELS) };
  const found = SHAPES.find(([, shape]) => shape.test(plain));
  if (found === undefined) return null;
  // "Select" begins an English sentence.
  const verb = plain.slice(0, found[0].length);
  if (verb !== found[0] && (!isDatabase || verb !== found[0].toLowerCase())) return null;
  const own = new Set(
    [...plain.matchAll(/(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)(\w+)(?:\s*\([^)]*\))?\s+AS\s*\(/gi)].map(
      (match) => match[1]!,
    ),
  );
  return { language: 'sql', verb: found[0], names: firstNames(plain, TABLES).filter((name) => !own.has(name)) };
}

function firstNames(text: string, pattern: RegExp): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(pattern)) {
    const name = match[1]!.replace(/[`"[\]]/g, '');
    if (!/^(SELECT|SET|VALUES|ONLY|LATERAL|UNNEST|IF|NOT|EXISTS|THE|AN?|THIS|THESE|YOUR)$/i.test(name)) names.add(name);
    if (names.size === MAX_NAMES) break;
  }
  return [...names];
}
