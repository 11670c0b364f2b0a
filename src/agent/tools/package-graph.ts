// Tool PackageGraph: answers who imports whom, as analysed.
import { z } from 'zod';
import type { Architecture } from '../../domain/architecture.ts';
import type { GoPackage, PackageGraph, PackageMetrics } from '../../domain/package-graph.ts';
import { createTool, replyError, replyText, type Tool, type ToolReply } from './tool.ts';

const MAX_LISTED = 200;
/** Names in one line about a package. */
const MAX_FILES = 40;
const MAX_EXTERNAL = 60;

const Input = z.object({
  query: z
    .enum(['package', 'imports', 'importers', 'path'])
    .describe(
      '"package": layer, files, coupling, cycles; "imports": packages of this repository that it imports; ' +
        '"importers": packages that import it; "path": the shortest chain of imports to another package.',
    ),
  package: z.string().min(1).max(1_000).describe('Import path, or directory from the repository root.'),
  to: z.string().max(1_000).optional().describe('For "path": the other package.'),
  when: z.enum(['after', 'before']).default('after').describe('With the pull request, or without it.'),
});

export function createPackageGraphTool({ before, after, metrics }: Architecture): Tool {
  return createTool({
    name: 'PackageGraph',
    description:
      'Queries the package graph of this repository, computed from the import declarations of the default ' +
      'linux/amd64 build without tests.',
    input: Input,
    run: ({ query, package: name, to, when }) => {
      const graph = when === 'after' ? after : before;
      const found = findPackage(graph, name);
      if (typeof found === 'string') return replyError(found);
      const { importPath } = found;
      switch (query) {
        case 'package': {
          const measured = metrics.find((one) => one.package === importPath)?.[when] ?? null;
          return replyText(describePackage(graph, found, measured));
        }
        case 'imports': {
          const imports = importsOf(graph, found).map((path) => showImport(found, path));
          return replyText(list(imports, inDeclarations(found)));
        }
        case 'importers':
          return replyText(list(importersInGraph(graph, importPath), `Find them with Grep, pattern "${importPath}".`));
        case 'path':
          return answerPath(graph, importPath, to);
      }
    },
  });
}

function answerPath(graph: PackageGraph, from: string, to: string | undefined): ToolReply {
  if (to === undefined) return replyError('Give the other package in `to`.');
  const target = findPackage(graph, to);
  if (typeof target === 'string') return replyError(target);
  const chain = shortestPath(graph, from, target.importPath);
  return replyText(chain === null ? `${from} does not reach ${target.importPath}.` : chain.join('\n→ '));
}

/** The package by import path or directory, or a sentence that explains why there is none. */
export function findPackage({ packages }: PackageGraph, name: string): GoPackage | string {
  const dir = name.replace(/^\/repo\/?|^\.\/|\/$/g, '');
  const all = [...packages.values()];
  const exact = packages.get(name) ?? all.find((known) => known.dir === dir);
  if (exact !== undefined) return exact;
  const similar = all.filter(({ importPath }) => importPath.endsWith(`/${dir}`));
  if (similar.length === 1 && similar[0] !== undefined) return similar[0];
  const names = similar.slice(0, 5).map(({ importPath }) => importPath);
  return names.length > 1
    ? `"${name}" could be any of ${names.join(', ')}. Give the whole import path.`
    : `There is no package "${name}" in this repository. Find directories with Glob, pattern "**/*.go".`;
}

function importsOf({ packages }: PackageGraph, { imports, importPath }: GoPackage): string[] {
  return imports.filter((path) => packages.has(path) && path !== importPath);
}

export function importersInGraph({ packages }: PackageGraph, importPath: string): string[] {
  return [...packages.values()]
    .filter(({ imports }) => imports.includes(importPath))
    .map((found) => found.importPath)
    .sort();
}

function showImport({ sites }: GoPackage, path: string): string {
  const site = sites.find((known) => known.path === path);
  return site === undefined ? path : `${path} (${site.file}:${site.line})`;
}

/** "0.25"; "none" for a package without neighbors. */
function formatRatio(value: number | null): string {
  return value === null ? 'none' : value.toFixed(2);
}

/** Fan-in, fan-out and instability of any package; further metrics of those that the change touches. */
function describeCoupling(fanIn: number, fanOut: number, measured: PackageMetrics | null): string {
  const instability = fanIn + fanOut === 0 ? null : fanOut / (fanIn + fanOut);
  const coupling = `coupling: fan-in ${fanIn}, fan-out ${fanOut}, instability ${formatRatio(instability)}`;
  if (measured === null) return coupling;
  const { abstractness, distance, files, lines } = measured;
  return [
    coupling,
    `abstractness ${formatRatio(abstractness)}`,
    `distance from the main sequence ${formatRatio(distance)}`,
    `${files} files`,
    `${lines} lines`,
  ].join(', ');
}

function describePackage(graph: PackageGraph, found: GoPackage, measured: PackageMetrics | null): string {
  const { importPath, name, dir, module, layer, layerByName, files, testFiles } = found;
  const inside = importsOf(graph, found);
  const external = found.imports.filter((path) => !graph.packages.has(path));
  const importers = importersInGraph(graph, importPath).length;
  const cycle = graph.cycles.find((members) => members.includes(importPath));
  const inferred = layerByName === undefined ? '' : `; inferred from its name: ${layerByName}`;
  return [
    `${importPath} (package ${name}, in ${dir || 'the root'}, module ${module})`,
    `layer: ${layer ?? `none declared${inferred}`}`,
    `files: ${some(files, MAX_FILES, `List them with Glob, path "${dir || '.'}".`)}; test files: ${testFiles.length}`,
    describeCoupling(importers, inside.length, measured),
    `imported by ${importers} packages, imports ${inside.length} of this repository and ${external.length} others`,
    `others: ${some(external, MAX_EXTERNAL, inDeclarations(found))}`,
    ...(cycle === undefined
      ? []
      : [`in an import cycle with ${cycle.filter((path) => path !== importPath).join(', ')}`]),
  ].join('\n');
}

function inDeclarations({ dir }: GoPackage): string {
  return `Read the import declarations in "${dir || '.'}".`;
}

/** @param how a sentence that tells how to see the rest */
function some(items: readonly string[], most: number, how: string): string {
  if (items.length === 0) return 'none';
  const more = items.length > most ? ` (${items.length - most} more. ${how})` : '';
  return `${items.slice(0, most).join(', ')}${more}`;
}

/** @param how a sentence that tells how to see the rest */
function list(rows: readonly string[], how: string): string {
  if (rows.length === 0) return 'None.';
  const more = rows.length > MAX_LISTED ? [`(${rows.length - MAX_LISTED} more. ${how})`] : [];
  return [...rows.slice(0, MAX_LISTED), ...more].join('\n');
}

/** Breadth-first; null where `from` does not reach `to`. */
function shortestPath({ packages }: PackageGraph, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const queue = [from];
  for (let index = 0; index < queue.length; index += 1) {
    const current = queue[index] ?? '';
    if (current === to) {
      const chain: string[] = [];
      for (let at: string | null = to; at !== null; at = cameFrom.get(at) ?? null) chain.unshift(at);
      return chain;
    }
    for (const next of packages.get(current)?.imports ?? []) {
      if (!packages.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, current);
      queue.push(next);
    }
  }
  return null;
}
