// Reads arch-go.yml: which packages may depend on which, in the tool's pattern language
// (https://github.com/arch-go/arch-go#dependencies-rules). Its limits on functions are left to the linter.
import type { Clause } from '../../domain/clause.ts';
import { listedCode } from '../../text/format.ts';
import type { ForbiddenImport, ImportPolicy } from '../graph/layers.ts';
import type { TreeGraph } from '../graph/package-graph.ts';
import {
  asRecord,
  asStrings,
  type ConfiguredRules,
  createPatternMatcher,
  type LinterConfigFile,
  noConfiguredRules,
} from './linter-config-file.ts';

const KINDS = ['internal', 'external', 'standard'] as const;

export function readArchGo(file: LinterConfigFile, after: TreeGraph): ConfiguredRules {
  const module = after.modules.modules.find(({ dir }) => dir === file.root);
  if (module === undefined) return noConfiguredRules;
  const clauses: Clause[] = [];
  const policies: ImportPolicy[] = [];
  const rules = file.values.dependenciesRules;
  for (const [index, value] of (Array.isArray(rules) ? rules.slice(0, 300) : []).entries()) {
    const rule = asRecord(value);
    const matches = packageMatcher(rule.package);
    const only = asRecord(rule.shouldOnlyDependsOn);
    const not = asRecord(rule.shouldNotDependsOn);
    const isEmpty = [only, not].every((side) => KINDS.every((kind) => asStrings(side[kind]).length === 0));
    if (matches === null || isEmpty || ('shouldOnlyDependsOn' in rule && 'shouldNotDependsOn' in rule)) {
      return {
        ...noConfiguredRules,
        notes: [`${file.path} was not used: arch-go rejects its dependency rule ${index + 1}.`],
      };
    }
    const clause = file.clauseAt(['dependenciesRules', index], scopePaths(after, module.path, matches));
    clauses.push(clause);
    policies.push({
      source: file.path,
      judge({ importPath, module: owner }, site) {
        if (owner !== module.path || !matches(importPath)) return null;
        return (
          judgeOnly(only, site.path, module.path, rule, clause) ?? judgeNot(not, site.path, module.path, rule, clause)
        );
      },
    });
  }
  return {
    clauses: [...clauses, ...contentClauses(file, after, module.path)],
    policies,
    declaresLayers: policies.length > 0,
    notes: [],
  };
}

function judgeOnly(
  only: Readonly<Record<string, unknown>>,
  path: string,
  module: string,
  rule: unknown,
  clause: Clause,
): ForbiddenImport | null {
  const allowed = asStrings(only[kindOf(path, module)]);
  if (allowed.length === 0 || allowed.some((pattern) => packageMatcher(pattern)?.(path))) return null;
  return {
    from: nameOf(rule),
    to: path,
    clause: clause.id,
    reason: `lets \`${nameOf(rule)}\` depend only on ${listedCode(allowed, 8)}`,
  };
}

function judgeNot(
  not: Readonly<Record<string, unknown>>,
  path: string,
  module: string,
  rule: unknown,
  clause: Clause,
): ForbiddenImport | null {
  const hit = asStrings(not[kindOf(path, module)]).find((pattern) => packageMatcher(pattern)?.(path));
  if (hit === undefined) return null;
  return {
    from: nameOf(rule),
    to: hit,
    clause: clause.id,
    reason: `does not let \`${nameOf(rule)}\` depend on \`${hit}\``,
  };
}

function nameOf(rule: unknown): string {
  return String(asRecord(rule).package);
}

/** Classifies as arch-go does: golang.org/x counts as standard. */
function kindOf(path: string, module: string): (typeof KINDS)[number] {
  if (path.startsWith(module)) return 'internal';
  return path.includes('.') && !path.startsWith('golang.org/x') ? 'external' : 'standard';
}

const matchers = new Map<string, ((path: string) => boolean) | null>();
const MAX_MATCHERS = 2_000;

function packageMatcher(pattern: unknown): ((path: string) => boolean) | null {
  if (typeof pattern !== 'string' || pattern === '') return null;
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const matcher = createPatternMatcher(toExpression(pattern));
  if (matchers.size >= MAX_MATCHERS) matchers.clear();
  matchers.set(pattern, matcher);
  return matcher;
}

/** The regular expression that arch-go derives from a pattern; a pattern without a star is one already. */
function toExpression(pattern: string): string {
  if (!pattern.includes('*')) return pattern;
  const part = '[\\w\\-.]';
  let text = pattern.replace(/\w+\*|\*\w+/g, (word) => word.replaceAll('*', '\u0001'));
  if (text.startsWith('**.')) text = `^\u0002${text.slice(3)}`;
  else if (text.startsWith('*.')) text = `^\u0003${text.slice(2)}`;
  if (text.endsWith('.**')) text = `${text.slice(0, -3)}\u0004`;
  else if (text.endsWith('.*')) text = `${text.slice(0, -2)}\u0005`;
  text = text.replaceAll('.**.', '\u0006').replaceAll('.*.', '\u0007');
  const made: Record<string, string> = {
    '\u0001': `${part}*`,
    '\u0002': `(${part}+/)+`,
    '\u0003': `${part}+/`,
    '\u0004': `(/${part}+)*`,
    '\u0005': `(/${part}+)?`,
    '\u0006': `(/${part}+/)+`,
    '\u0007': `/${part}+/`,
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: marks of our own, put in above
  return `${text.replace(/[\u0001-\u0007]/g, (mark) => made[mark]!)}$`;
}

function scopePaths(graph: TreeGraph, module: string, matches: (path: string) => boolean): string[] {
  const dirs = [...graph.byDir.values()]
    .filter((found) => found.module === module && matches(found.importPath))
    .slice(0, 200)
    .map(({ dir }) => (dir === '' ? '*' : `${dir}/*`));
  // A rule whose pattern matches no package is never touched.
  return dirs.length === 0 ? ['(no package)'] : dirs;
}

/** Rules about contents and names of packages, which only the model can check. */
function contentClauses(file: LinterConfigFile, graph: TreeGraph, module: string): Clause[] {
  return ['contentsRules', 'namingRules'].flatMap((key) => {
    const rules = file.values[key];
    return (Array.isArray(rules) ? rules.slice(0, 100) : []).flatMap((value, index) => {
      const matches = packageMatcher(asRecord(value).package);
      return matches === null
        ? []
        : [file.clauseAt([key, index], scopePaths(graph, module, matches), { checkability: 'by-model' })];
    });
  });
}
