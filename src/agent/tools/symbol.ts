// Tool Symbol: finds where a Go name is declared, used or implemented. It resolves written types and is no type
// checker.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import { BadInput } from '../../domain/errors.ts';
import type { GoPackage, PackageGraph } from '../../domain/package-graph.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import type { SymbolReferences } from '../../domain/symbol-references.ts';
import { showLine } from '../safety/untrusted-text.ts';
import { findPackage, importersInGraph } from './package-graph.ts';
import { createTool, replyError, replyText, type Tool, type ToolReply } from './tool.ts';

const MAX_ROWS = 60;
const FIND_REST = 'Find the rest with Grep: the name as pattern, and one directory at a time as path.';
const LIMIT_OF_TYPES =
  '(Resolved from written types, without a type checker: functions kept in variables, reflection and most generic ' +
  'code are missed.)';
const LIMIT_OF_TEXT =
  '(Found by name in the text, without types: uses through an interface, an embedded field or a dot import are ' +
  'missed, and a method is found by its name alone.)';

const Input = z.object({
  query: z
    .enum(['declaration', 'callers', 'implementers', 'entry-points', 'uses'])
    .describe(
      '"callers": places outside tests that use it, resolved from written types; "implementers": types of this ' +
        'repository that implement an interface; "entry-points": routes, events and commands that reach it; ' +
        '"uses": every line that mentions the name, tests included.',
    ),
  package: z.string().min(1).max(1_000).describe('Import path, or directory from the repository root.'),
  name: z
    .string()
    .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/, 'not a Go name such as "Open" or "Store.Get"')
    .max(200)
    .describe('"Open", "Store", or a method as "Store.Get".'),
});

export function createSymbolTool({ after, references }: Architecture, head: SourceTree): Tool {
  return createTool({
    name: 'Symbol',
    description: `Finds where a name of a Go package is declared, used or implemented at the head. ${LIMIT_OF_TEXT}`,
    input: Input,
    run: ({ query, package: given, name }) =>
      replyWithReason(async () => {
        const found = findPackage(after, given);
        if (typeof found === 'string') return replyError(found);
        switch (query) {
          case 'declaration':
            return answer(declarations(found, name, head), `No declaration of ${name} in ${found.importPath}.`);
          case 'implementers':
            return answerImplementers(after, references, found, name, head);
          case 'callers':
            if (references !== undefined) return answerCallers(references, found, name);
            break;
          case 'entry-points':
            if (references !== undefined) return answerEntryPoints(references, found, name, head);
            break;
          case 'uses':
        }
        return answer(uses(after, found, name, head), `No use of ${name} of ${found.importPath} was found.`);
      }),
  });
}

/** Symbols that cannot be read in time cost the model this answer, not the author the review. */
async function replyWithReason(find: () => Promise<ToolReply>): Promise<ToolReply> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof BadInput) return replyError(`${error.message}. Use Grep instead.`);
    throw error;
  }
}

function shown(lines: readonly string[], limit: string): string {
  const more = lines.length > MAX_ROWS ? [`(${lines.length - MAX_ROWS} more. ${FIND_REST})`] : [];
  return [...lines.slice(0, MAX_ROWS).map(showLine), ...more, limit].join('\n');
}

async function answerImplementers(
  graph: PackageGraph,
  references: SymbolReferences | undefined,
  found: GoPackage,
  name: string,
  head: SourceTree,
) {
  const resolved = (await references?.implementersOf(found.importPath, name)) ?? null;
  if (resolved === null) {
    const methods = methodsOf(found, name, head);
    if (methods.length === 0) return replyError(`${name} is not an interface with own methods in ${found.importPath}.`);
    return answer(implementers(graph, methods, head), `No type has all of ${methods.join(', ')}.`);
  }
  const lines = resolved.map(({ name: type, place }) => `${place.path}:${place.startLine}: ${type}`);
  return replyText(
    lines.length === 0 ? `No type implements ${name}.\n${LIMIT_OF_TYPES}` : shown(lines, LIMIT_OF_TYPES),
  );
}

async function answerCallers(references: SymbolReferences, { importPath }: GoPackage, name: string) {
  const { sites, unresolved, cut } = await references.callersOf(importPath, name);
  const lines = sites.map(({ place, within, through }) => {
    const by = within === null ? '' : ` in ${within}`;
    return `${place.path}:${place.startLine}: ${place.quote}${by}${through === null ? '' : ` through ${through}`}`;
  });
  const notes = [
    ...(unresolved === 0 ? [] : [`(${unresolved} more calls of that name, on values of unknown type.)`]),
    ...(cut ? ['(Not all of them were examined.)'] : []),
    LIMIT_OF_TYPES,
  ].join('\n');
  return replyText(
    lines.length === 0 ? `No caller of ${name} of ${importPath} was found.\n${notes}` : shown(lines, notes),
  );
}

async function answerEntryPoints(references: SymbolReferences, found: GoPackage, name: string, head: SourceTree) {
  const [declared] = declarations(found, name, head);
  if (declared === undefined) return replyError(`No declaration of ${name} in ${found.importPath}.`);
  const reached = await references.reachOf(declared.path, declared.line);
  const lines = reached.map(({ entryPoint, path }) => [entryPoint.name, ...path].join(' → '));
  return replyText(
    lines.length === 0
      ? `No entry point that reaches ${name} was found.\n${LIMIT_OF_TYPES}`
      : shown(lines, LIMIT_OF_TYPES),
  );
}

interface Row {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

function answer(rows: readonly Row[], none: string) {
  if (rows.length === 0) return replyText(`${none}\n${LIMIT_OF_TEXT}`);
  const shown = rows.slice(0, MAX_ROWS).map(({ path, line, text }) => `${path}:${line}:${showLine(text)}`);
  const more = rows.length > MAX_ROWS ? [`(${rows.length - MAX_ROWS} more. ${FIND_REST})`] : [];
  return replyText([...shown, ...more, LIMIT_OF_TEXT].join('\n'));
}

/** The input schema allows only identifiers as names, so they are safe in the patterns below. */
function declarations(found: GoPackage, name: string, head: SourceTree): Row[] {
  const [owner, method] = name.split('.');
  const pattern =
    method === undefined
      ? new RegExp(`^(?:func|type|var|const)\\s+${owner}\\b|^\\s+${owner}\\b[^.(]*(?:=|\\bstruct\\b|\\binterface\\b)`)
      : new RegExp(`^func\\s+\\((?:\\w+\\s+)?\\*?${owner}(?:\\[[^\\]]*\\])?\\)\\s+${method}\\b`);
  return grep(filesOf(found), pattern, head);
}

function uses(graph: PackageGraph, found: GoPackage, name: string, head: SourceTree): Row[] {
  const [owner = '', method] = name.split('.');
  const own = new RegExp(method === undefined ? `\\b${owner}\\b` : `\\.${method}\\b`);
  const declared = new Set(declarations(found, name, head).map(({ path, line }) => `${path}:${line}`));
  const inside = grep(filesOf(found), own, head).filter(({ path, line }) => !declared.has(`${path}:${line}`));
  const outside = importersInGraph(graph, found.importPath).flatMap((importer) => {
    const user = graph.packages.get(importer);
    return user === undefined ? [] : usesFrom(user, found, name, head);
  });
  return [...outside, ...inside];
}

function usesFrom(user: GoPackage, found: GoPackage, name: string, head: SourceTree): Row[] {
  const [owner, method] = name.split('.');
  return user.sites
    .filter(({ path, name: alias }) => path === found.importPath && alias !== '_' && alias !== '.')
    .flatMap(({ file, name: alias }) => {
      const qualified = new RegExp(`\\b${alias ?? found.name}\\.${owner}\\b`);
      return grep([file], method === undefined ? qualified : new RegExp(`\\.${method}\\b`), head);
    });
}

/** Names of the methods that an interface declares itself, without those of embedded interfaces. */
function methodsOf(found: GoPackage, name: string, head: SourceTree): string[] {
  for (const path of found.files) {
    const body = new RegExp(
      `^(?:type[ \\t]+|[ \\t]+)${name}(?:\\[[^\\]\\n]*\\])?[ \\t]+interface[ \\t]*\\{([^}]*)\\}`,
      'm',
    ).exec(head.text(path) ?? '')?.[1];
    if (body !== undefined)
      return [...body.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*\(/gm)].map(([, method]) => method ?? '');
  }
  return [];
}

function implementers({ packages }: PackageGraph, methods: readonly string[], head: SourceTree): Row[] {
  return [...packages.values()].flatMap((found) => {
    const receivers = new Map<string, { methods: Set<string>; row: Row }>();
    for (const row of grep(found.files, /^func\s+\(/, head)) {
      const [, type, method] = /^func\s+\((?:\w+\s+)?\*?(\w+)(?:\[[^\]]*\])?\)\s+(\w+)/.exec(row.text) ?? [];
      if (type === undefined || method === undefined) continue;
      const known = receivers.get(type) ?? { methods: new Set<string>(), row };
      known.methods.add(method);
      receivers.set(type, known);
    }
    return [...receivers.values()]
      .filter((type) => methods.every((method) => type.methods.has(method)))
      .map(({ row }) => row);
  });
}

function filesOf({ files, testFiles }: GoPackage): readonly string[] {
  return [...files, ...testFiles];
}

function grep(paths: readonly string[], pattern: RegExp, head: SourceTree): Row[] {
  return paths.flatMap((path) => {
    const lines = (head.text(path) ?? '').split('\n');
    return lines.flatMap((text, index) => (pattern.test(text) ? [{ path, line: index + 1, text }] : []));
  });
}
