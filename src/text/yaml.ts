// The one door for foreign YAML. Size, nesting and aliases are checked on the lexer's tokens, before anything recurses:
// 1,000 open brackets overflow the stack of a parser, and that ends the whole process.
import { type Alias, type Document, Lexer, LineCounter, Parser, parseDocument, visit } from 'yaml';

export interface YamlLimits {
  readonly maxCharacters: number;
  /** Left out: 30. */
  readonly maxDepth?: number;
  /** Left out: 50. An alias stands for a copy, and copies of copies fill the memory. */
  readonly maxAliases?: number;
  /** Resolve `<<`, as parsers of YAML 1.1 do. Left out: false. */
  readonly merge?: boolean;
}

/** Why a text was not read; `line` is 1-based. */
export type YamlRefusal =
  | { readonly kind: 'too-long'; readonly limit: number; readonly line: null }
  | { readonly kind: 'too-deep'; readonly limit: number; readonly line: number }
  | { readonly kind: 'too-many-aliases'; readonly limit: number; readonly line: number | null }
  | { readonly kind: 'refers-to-itself'; readonly alias: string; readonly line: number }
  | { readonly kind: 'invalid'; readonly reason: string; readonly line: number | null };

export interface ReadYaml {
  readonly document: Document;
  readonly lines: LineCounter;
  /** Plain data. */
  readonly value: unknown;
}

const DEFAULTS = { maxDepth: 30, maxAliases: 50 };
/** More keys, errors or scalars that repeat are no problem, but comparing or printing each with all others is. */
const OPTIONS = { uniqueKeys: false, stringKeys: true, logLevel: 'silent', prettyErrors: false } as const;

/** The document and its value, or why it was refused. Never throws. */
export function readYaml(text: string, limits: YamlLimits): ReadYaml | YamlRefusal {
  const refusal = findYamlRefusal(text, limits);
  if (refusal !== null) return refusal;
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, merge: limits.merge ?? false, ...OPTIONS });
    const [error] = document.errors;
    if (error) return { kind: 'invalid', reason: error.message, line: lines.linePos(error.pos[0]).line };
    const own = findSelfReference(document);
    if (own !== null) {
      const { line } = lines.linePos(own.range?.[0] ?? 0);
      return { kind: 'refers-to-itself', alias: own.source, line };
    }
    return { document, lines, value: document.toJS({ maxAliasCount: limits.maxAliases ?? DEFAULTS.maxAliases }) };
  } catch (thrown) {
    const limit = limits.maxAliases ?? DEFAULTS.maxAliases;
    // https://eemeli.org/yaml/#tojs-options
    if (thrown instanceof ReferenceError) return { kind: 'too-many-aliases', limit, line: null };
    return { kind: 'invalid', reason: thrown instanceof Error ? thrown.message : String(thrown), line: null };
  }
}

/** Checks a text for another parser: null where size, nesting and aliases are within the limits. Linear time. */
export function findYamlRefusal(text: string, limits: YamlLimits): YamlRefusal | null {
  const { maxCharacters, maxDepth, maxAliases } = { ...DEFAULTS, ...limits };
  if (text.length > maxCharacters) return { kind: 'too-long', limit: maxCharacters, line: null };
  const parser = new Parser();
  let line = 1;
  let aliases = 0;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      for (const _ of parser.next(lexeme));
      // The document itself is the first of the stack.
      if (parser.stack.length - 1 > maxDepth) return { kind: 'too-deep', limit: maxDepth, line };
      if (lexeme.startsWith('*') && lexeme.length > 1) aliases += 1;
      if (aliases > maxAliases) return { kind: 'too-many-aliases', limit: maxAliases, line };
      line += countLineFeeds(lexeme);
    }
  } catch (thrown) {
    return { kind: 'invalid', reason: thrown instanceof Error ? thrown.message : String(thrown), line };
  }
  return null;
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Completes "the file was not read: …". */
export function explainYamlRefusal(refusal: YamlRefusal): string {
  switch (refusal.kind) {
    case 'too-long':
      return `larger than ${refusal.limit.toLocaleString('en-US')} characters`;
    case 'too-deep':
      return `nested more than ${refusal.limit} levels deep`;
    case 'too-many-aliases':
      return `more than ${refusal.limit} aliases, or aliases of aliases; write the values out`;
    case 'refers-to-itself':
      return `the alias "*${refusal.alias.slice(0, 60)}" refers to the value that contains it`;
    case 'invalid':
      return `invalid YAML: ${refusal.reason.slice(0, 160)}`;
  }
}

/** An alias inside the value that it stands for: as data a circle, which nothing that walks it survives. */
function findSelfReference(document: Document): Alias | null {
  let found: Alias | null = null;
  visit(document, {
    Alias(_key, alias, above) {
      const target = alias.resolve(document);
      if (target === undefined || !above.some((one) => one === target)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}
