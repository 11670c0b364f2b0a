// The depguard section of .golangci.yml: import paths that files must not use, with the linter's own meaning of lists, modes and
// prefixes (https://github.com/OpenPeeDeeP/depguard#config).
import type { Clause } from '../../domain/clause.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import { dirName, within } from '../graph/modules.ts';
import {
  type ConfigFile,
  type Configured,
  lengthAt,
  matcherOf,
  nothingConfigured,
  record,
  strings,
} from './config-file.ts';
import { isStandard } from './terrain.ts';

interface Denied {
  readonly pkg: string;
  readonly desc: string;
  readonly clause: Clause;
}

interface Rule {
  readonly name: string;
  readonly mode: 'original' | 'strict' | 'lax';
  readonly allow: readonly string[];
  /** The list of what is allowed, as a clause; null where there is none. */
  readonly allowed: Clause | null;
  readonly deny: readonly Denied[];
  applies(file: string): boolean;
}

/**
 * @param others directories of further such files, each of which rules below it
 * @param modules paths of the repository's modules
 */
export function readDepguard(file: ConfigFile, others: readonly string[], modules: readonly string[]): Configured {
  const linters = record(file.values.linters);
  const at =
    'depguard' in record(linters.settings) ? ['linters', 'settings', 'depguard'] : ['linters-settings', 'depguard'];
  const settings = record(
    file.document.getIn(at) === undefined
      ? undefined
      : at.reduce<unknown>((value, key) => record(value)[key], file.values),
  );
  if (!isEnabled(file, linters) || Object.keys(settings).length === 0) return nothingConfigured;
  if (!('rules' in settings)) {
    return {
      ...nothingConfigured,
      notes: [
        `The depguard section of ${file.path} was not used: it is of a kind that golangci-lint no longer takes; write "rules:".`,
      ],
    };
  }
  const rules = Object.entries(record(settings.rules)).map(([name, rule]) =>
    readRule(file, [...at, 'rules', name], name, record(rule)),
  );
  const isExcluded = exclusionsOf(file, linters);
  const nested = others.filter((dir) => dir !== file.root && (file.root === '' || within(dir, file.root) !== null));
  const holds = (dir: string) =>
    (file.root === '' || within(dir, file.root) !== null) && !nested.some((other) => within(dir, other) !== null);
  return {
    clauses: rules.flatMap(({ deny, allowed }) => [
      ...deny.map(({ clause }) => clause),
      ...(allowed === null ? [] : [allowed]),
    ]),
    policies: rules.map((rule) => policyOf(file, rule, holds, isExcluded)),
    declaresLayers: rules.some(({ deny }) =>
      deny.some(({ pkg }) => modules.some((path) => within(pkg.replace(/\$$/, ''), path))),
    ),
    notes: [],
  };
}

function isEnabled({ values }: ConfigFile, linters: Readonly<Record<string, unknown>>): boolean {
  if (strings(linters.disable).includes('depguard')) return false;
  const all = linters['enable-all'] === true || (values.version === '2' && linters.default === 'all');
  return all || strings(linters.enable).includes('depguard');
}

function readRule(
  file: ConfigFile,
  at: readonly string[],
  name: string,
  rule: Readonly<Record<string, unknown>>,
): Rule {
  const mode = String(rule['list-mode'] ?? 'original').toLowerCase();
  const allow = strings(rule.allow);
  const deny = (Array.isArray(rule.deny) ? rule.deny : []).slice(
    0,
    Math.max(lengthAt(file.document, [...at, 'deny']), 0),
  );
  const isExclusive = mode === 'strict' || (mode === 'original' && allow.length > 0);
  return {
    name,
    mode: mode === 'strict' || mode === 'lax' ? mode : 'original',
    allow,
    allowed: isExclusive ? file.clauseAt([...at, 'allow' in rule ? 'allow' : 'list-mode'], []) : null,
    deny: deny.slice(0, 300).flatMap((value, index) => {
      const { pkg, desc } = record(value);
      if (typeof pkg !== 'string' || pkg === '') return [];
      return [{ pkg, desc: typeof desc === 'string' ? desc : '', clause: file.clauseAt([...at, 'deny', index], []) }];
    }),
    applies: fileMatcher(strings(rule.files)),
  };
}

/** Globs are matched against absolute paths, so we put the repository at one. */
const ROOT = '/repository';

function fileMatcher(files: readonly string[]): (file: string) => boolean {
  const compile = (globs: readonly string[]) => globs.flatMap((glob) => matcherOf(globExpression(glob)) ?? []);
  const negated = compile(files.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  const wanted = compile(files.filter((glob) => !glob.startsWith('!')));
  return remember((file) => {
    const path = `${ROOT}/${file}`;
    if (negated.some((matches) => matches(path))) return false;
    return wanted.length === 0 || wanted.some((matches) => matches(path));
  });
}

/** A file is asked about once for each of its imports. */
function remember(ask: (file: string) => boolean): (file: string) => boolean {
  const answers = new Map<string, boolean>();
  return (file) => {
    const known = answers.get(file) ?? ask(file);
    answers.set(file, known);
    return known;
  };
}

function globExpression(glob: string): string {
  const path = glob
    .replace(/^\$all$/, '**/*.go')
    .replace(/^\$test$/, '**/*_test.go')
    .replace(/\$\{(config-path|base-path)\}/g, ROOT);
  const pattern = path
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*\*?|\?/g, (wild) => (wild === '**' ? '.*' : wild === '*' ? '[^/]*' : '[^/]'))
    .replace(/\{([^{}]*)\}/g, (_, options: string) => `(${options.replaceAll(',', '|')})`);
  return `^${pattern}$`;
}

/** The longest entry that an import path falls under: a prefix, with "$" at its end the path itself; -1 where none. */
function lengthOfMatch(importPath: string, entries: readonly string[]): number {
  let longest = -1;
  for (const entry of entries) {
    const isHit =
      entry === '$gostd'
        ? isStandard(importPath)
        : entry.endsWith('$')
          ? importPath === entry.slice(0, -1)
          : importPath.startsWith(entry);
    if (isHit) longest = Math.max(longest, entry === '$gostd' ? importPath.length : entry.length);
  }
  return longest;
}

function policyOf(
  file: ConfigFile,
  rule: Rule,
  holds: (dir: string) => boolean,
  isExcluded: (path: string) => boolean,
): ImportPolicy {
  return {
    source: file.path,
    judge({ dir }, site) {
      if (!holds(dir) || !rule.applies(site.file) || isExcluded(site.file) || isSilenced(site.quote)) return null;
      const allowed = lengthOfMatch(site.path, rule.allow);
      const hits = rule.deny.filter(({ pkg }) => lengthOfMatch(site.path, [pkg]) >= 0);
      const denied = hits.reduce<Denied | null>(
        (best, hit) => (best === null || hit.pkg.length > best.pkg.length ? hit : best),
        null,
      );
      const outweighs = denied !== null && allowed <= denied.pkg.length;
      const from = `depguard ${rule.name}`;
      if (denied !== null && (rule.mode === 'original' || allowed < 0 || outweighs)) {
        const advice = denied.desc === '' ? '' : ` ("${denied.desc.replace(/\s+/g, ' ').slice(0, 200)}")`;
        return { from, to: denied.pkg, clause: denied.clause.id, reason: `denies \`${denied.pkg}\`${advice}` };
      }
      if (allowed >= 0 || rule.allowed === null) return null;
      return {
        from,
        to: site.path,
        clause: rule.allowed.id,
        reason: `allows only what its list \`${rule.name}\` names`,
      };
    },
  };
}

function isSilenced(line: string): boolean {
  const directive = /\/\/\s*nolint\b(?::([\w, -]*))?/.exec(line);
  return directive !== null && (directive[1] === undefined || /\b(depguard|all)\b/.test(directive[1]));
}

/** Paths that golangci-lint does not report on, for depguard or at all. */
function exclusionsOf(
  { values, root }: ConfigFile,
  linters: Readonly<Record<string, unknown>>,
): (path: string) => boolean {
  const issues = record(values.issues);
  const run = record(values.run);
  const exclusions = record(linters.exclusions);
  const rules = [issues['exclude-rules'], exclusions.rules].flat().map(record);
  const patterns = [
    ...rules.filter((rule) => strings(rule.linters).includes('depguard')).flatMap((rule) => strings(rule.path)),
    ...strings(exclusions.paths),
    ...strings(issues['exclude-files']),
    ...strings(run['skip-files']),
  ].flatMap((pattern) => matcherOf(pattern) ?? []);
  const dirs = [...strings(issues['exclude-dirs']), ...strings(run['skip-dirs'])].flatMap(
    (pattern) => matcherOf(pattern) ?? [],
  );
  return remember((path) => {
    const inside = root === '' ? path : (within(path, root) ?? path);
    return patterns.some((matches) => matches(inside)) || dirs.some((matches) => matches(dirName(inside)));
  });
}
