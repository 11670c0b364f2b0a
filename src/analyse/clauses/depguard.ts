// Reads the depguard section of golangci-lint's configuration: forbidden import paths, with the linter's own lists,
// modes and prefixes (https://github.com/OpenPeeDeeP/depguard#config).
import type { Clause } from '../../domain/clause.ts';
import { binarySearch } from '../../text/binary-search.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import type { ForbiddenImport, ImportPolicy } from '../graph/layers.ts';
import { within } from '../graph/modules.ts';
import { type GolangciExclusions, isVersion2, readGolangciExclusions } from './golangci-exclusions.ts';
import {
  asRecord,
  asStrings,
  type ConfiguredRules,
  createPatternMatcher,
  type LinterConfigFile,
  noConfiguredRules,
} from './linter-config-file.ts';

interface Denied {
  readonly pkg: string;
  readonly desc: string;
  readonly clause: Clause;
}

interface Rule {
  readonly name: string;
  readonly mode: 'original' | 'strict' | 'lax';
  /** The list of allowed imports, as a clause; null if there is none. */
  readonly allowed: Clause | null;
  readonly deny: readonly Denied[];
  /** Entry of the list that matches an import path; null if none does. */
  allowedEntry(importPath: string): string | null;
  deniedEntry(importPath: string): string | null;
  applies(file: string): boolean;
}

/**
 * @param others directories of other such files, each of which governs what is below it
 * @param modules paths of the repository's modules
 */
export function readDepguard(
  file: LinterConfigFile,
  others: readonly string[],
  modules: readonly string[],
): ConfiguredRules {
  const linters = asRecord(file.values.linters);
  const at =
    'depguard' in asRecord(linters.settings) ? ['linters', 'settings', 'depguard'] : ['linters-settings', 'depguard'];
  const settings = asRecord(at.reduce<unknown>((value, key) => asRecord(value)[key], file.values));
  if (!isEnabled(file, linters) || Object.keys(settings).length === 0) return noConfiguredRules;
  if (!('rules' in settings)) {
    return {
      ...noConfiguredRules,
      notes: [
        `The depguard section of ${file.path} was not used: golangci-lint no longer supports its format; use "rules:".`,
      ],
    };
  }
  const rules = Object.entries(asRecord(settings.rules)).map(([name, rule]) =>
    readRule(file, [...at, 'rules', name], name, asRecord(rule)),
  );
  const exclusions = readGolangciExclusions(file, 'depguard');
  const nested = others.filter((dir) => dir !== file.root && (file.root === '' || within(dir, file.root) !== null));
  const holds = (dir: string) =>
    (file.root === '' || within(dir, file.root) !== null) && !nested.some((other) => within(dir, other) !== null);
  return {
    clauses: rules.flatMap(({ deny, allowed }) => [
      ...deny.map(({ clause }) => clause),
      ...(allowed === null ? [] : [allowed]),
    ]),
    policies: rules.map((rule) => policyOf(file, rule, holds, exclusions)),
    declaresLayers: rules.some(({ deny }) =>
      deny.some(({ pkg }) => modules.some((path) => within(pkg.replace(/\$$/, ''), path))),
    ),
    notes: exclusions.notes,
  };
}

function isEnabled({ values }: LinterConfigFile, linters: Readonly<Record<string, unknown>>): boolean {
  if (asStrings(linters.disable).includes('depguard')) return false;
  const groups = isVersion2(values) ? [linters.default] : asStrings(linters.presets);
  const all = linters['enable-all'] === true || groups.some((group) => GROUPS.has(String(group)));
  return all || asStrings(linters.enable).includes('depguard');
}

/** Groups of linters with depguard among them: `default` of version 2, presets of version 1. */
const GROUPS = new Set(['all', 'fast', 'style', 'import', 'module']);

function readRule(
  file: LinterConfigFile,
  at: readonly string[],
  name: string,
  rule: Readonly<Record<string, unknown>>,
): Rule {
  const mode = String(rule['list-mode'] ?? 'original').toLowerCase();
  const allow = asStrings(rule.allow);
  const deny: readonly unknown[] = Array.isArray(rule.deny) ? rule.deny : [];
  const isExclusive = mode === 'strict' || (mode === 'original' && allow.length > 0);
  const denied = deny.slice(0, 300).flatMap((value, index): Denied[] => {
    const { pkg, desc } = asRecord(value);
    if (typeof pkg !== 'string' || pkg === '') return [];
    return [
      {
        pkg,
        desc: typeof desc === 'string' ? desc : '',
        clause: file.clauseAt([...at, 'deny', index], [], { words: pkg }),
      },
    ];
  });
  return {
    name,
    mode: mode === 'strict' || mode === 'lax' ? mode : 'original',
    allowed: isExclusive ? file.clauseAt([...at, 'allow' in rule ? 'allow' : 'list-mode'], []) : null,
    deny: denied,
    allowedEntry: prefixFinder(allow),
    deniedEntry: prefixFinder(denied.map(({ pkg }) => pkg)),
    applies: fileMatcher(asStrings(rule.files)),
  };
}

/** Globs match absolute paths, so the repository gets one. */
const ROOT = '/repository';

function fileMatcher(files: readonly string[]): (file: string) => boolean {
  const compile = (globs: readonly string[]) =>
    globs.flatMap((glob) => createPatternMatcher(globExpression(glob)) ?? []);
  const negated = compile(files.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  const wanted = compile(files.filter((glob) => !glob.startsWith('!')));
  return remember((file) => {
    const path = `${ROOT}/${file}`;
    if (negated.some((matches) => matches(path))) return false;
    return wanted.length === 0 || wanted.some((matches) => matches(path));
  });
}

/** Caches the answer for a file, which is asked for once for each import. */
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
    .replace(/\[!/g, '[^')
    .replace(/\*\*?|\?/g, (wild) => (wild === '**' ? '.*' : wild === '*' ? '[^/]*' : '[^/]'))
    .replace(/\{([^{}]*)\}/g, (_, options: string) => `(${options.replaceAll(',', '|')})`);
  return `^${pattern}$`;
}

/** What `$gostd` means: the directories of the standard library, each a prefix like any other. */
const STANDARD_ROOTS = [
  ...['archive', 'arena', 'bufio', 'builtin', 'bytes', 'cmd', 'cmp', 'compress', 'container', 'context', 'crypto'],
  ...['database', 'debug', 'embed', 'encoding', 'errors', 'expvar', 'flag', 'fmt', 'go', 'hash', 'html', 'image'],
  ...['index', 'internal', 'io', 'iter', 'log', 'maps', 'math', 'mime', 'net', 'os', 'path', 'plugin', 'reflect'],
  ...['regexp', 'runtime', 'slices', 'sort', 'strconv', 'strings', 'structs', 'sync', 'syscall', 'testing', 'text'],
  ...['time', 'unicode', 'unique', 'unsafe', 'vendor', 'weak'],
];

/**
 * Finds the entry that matches an import path, as depguard does: it looks only at the entry just before the path in the
 * sorted list, so `a/b` hides `a` from `a/c`, and `go` of the standard library matches `golang.org/x`.
 * (https://github.com/OpenPeeDeeP/depguard/blob/v2.2.1/settings.go, strInPrefixList)
 */
function prefixFinder(entries: readonly string[]): (importPath: string) => string | null {
  const sorted = [...new Set(entries.flatMap((entry) => (entry === '$gostd' ? STANDARD_ROOTS : [entry])))].sort();
  const bare = sorted.map((entry) => entry.replace(/\$+$/, ''));
  return (importPath) => {
    const entry = sorted[binarySearch(bare, (prefix) => prefix <= importPath) - 1];
    if (entry === undefined) return null;
    const isHit = entry.endsWith('$') ? importPath === entry.slice(0, -1) : importPath.startsWith(entry);
    return isHit ? entry : null;
  };
}

function policyOf(
  file: LinterConfigFile,
  rule: Rule,
  holds: (dir: string) => boolean,
  exclusions: GolangciExclusions,
): ImportPolicy {
  return {
    source: file.path,
    judgesTests: true,
    judge({ dir }, site) {
      if (!holds(dir) || !rule.applies(site.file)) return null;
      const found = judgeImport(rule, site.path);
      return found === null || exclusions.excludes(site, messageOf(rule, site.path, found)) ? null : found.why;
    },
  };
}

interface Judged {
  readonly why: ForbiddenImport;
  readonly advice: string;
}

/** The linter's own message, which exclusions match. */
function messageOf({ name }: Rule, path: string, { advice }: Judged): string {
  return `import '${path}' is not allowed from list '${name}'${advice === '' ? '' : `: ${advice}`}`;
}

function judgeImport(rule: Rule, path: string): Judged | null {
  const allowed = rule.allowedEntry(path);
  const entry = rule.deniedEntry(path);
  const denied = entry === null ? undefined : deniedBy(rule, entry);
  const outweighs = entry !== null && (allowed === null || allowed.length <= entry.length);
  const from = `depguard ${rule.name}`;
  if (denied !== undefined && (rule.mode === 'original' || outweighs)) {
    const advice = denied.desc === '' ? '' : ` ("${denied.desc.replace(/\s+/g, ' ').slice(0, 200)}")`;
    const reason = `denies ${toCodeSpan(denied.pkg)}${advice}`;
    return { why: { from, to: denied.pkg, clause: denied.clause.id, reason }, advice: denied.desc };
  }
  if (allowed !== null || rule.allowed === null) return null;
  const reason = `allows only the packages in its list ${toCodeSpan(rule.name)}`;
  return { why: { from, to: path, clause: rule.allowed.id, reason }, advice: '' };
}

/** The denied package of an entry, which may be one of `$gostd`. */
function deniedBy({ deny }: Rule, entry: string): Denied | undefined {
  return deny.find(({ pkg }) => pkg === entry) ?? deny.find(({ pkg }) => pkg === '$gostd');
}
