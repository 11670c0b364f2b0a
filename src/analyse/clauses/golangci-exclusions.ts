// What golangci-lint leaves out of a linter's reports: generated files, excluded paths, exclusion rules and `nolint`
// comments, in both versions of its configuration (https://golangci-lint.run/docs/linters/false-positives/).
import type { ImportSite } from '../../domain/package-graph.ts';
import { silencerOf } from '../go/directives.ts';
import { dirName, within } from '../graph/modules.ts';
import { asRecord, asStrings, createPatternMatcher, type LinterConfigFile } from './linter-config-file.ts';

export interface GolangciExclusions {
  /** Tells whether a report is left out. `message` is the linter's. */
  excludes(site: ImportSite, message: string): boolean;
  /** Sentences for people about what is not understood. */
  readonly notes: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;
type Matches = (text: string) => boolean;

export function isVersion2({ version }: Values): boolean {
  return String(version) === '2';
}

export function readGolangciExclusions(file: LinterConfigFile, linter: string): GolangciExclusions {
  const { values, root } = file;
  const reader = new PatternReader(file.path);
  const excluded = isVersion2(values) ? readVersion2(values, linter, reader) : readVersion1(values, linter, reader);
  const mode = asRecord(values.run)['relative-path-mode'];
  const skipsTests = asRecord(values.run).tests === false;
  return {
    excludes(site, message) {
      if ([site.quote, ...(site.directives ?? [])].some((line) => silencerOf(line, [linter]) !== null)) return true;
      if ((skipsTests && site.file.endsWith('_test.go')) || isGenerated(site, excluded.generated)) return true;
      const path = root === '' ? site.file : (within(site.file, root) ?? site.file);
      return excluded.isPath(path) || excluded.rules.some((rule) => rule({ path, message, source: site.quote }));
    },
    notes: [
      ...reader.notes,
      ...(typeof mode === 'string' && mode !== 'cfg' && root !== ''
        ? [`${file.path} sets relative-path-mode to "${mode}"; its exclusions were read relative to the file.`]
        : []),
    ],
  };
}

function isGenerated({ generated }: ImportSite, mode: string): boolean {
  return mode === 'strict' ? generated === 'header' : mode === 'lax' && generated !== undefined;
}

interface Report {
  readonly path: string;
  readonly message: string;
  /** The line. */
  readonly source: string;
}

interface Excluded {
  readonly generated: string;
  readonly isPath: Matches;
  readonly rules: readonly ((report: Report) => boolean)[];
}

/** https://golangci-lint.run/docs/configuration/file/#linters-configuration, `exclusions` */
function readVersion2(values: Values, linter: string, reader: PatternReader): Excluded {
  const exclusions = asRecord(asRecord(values.linters).exclusions);
  const paths = reader.any(exclusions.paths);
  const only = reader.any(exclusions['paths-except']);
  const hasOnly = asStrings(exclusions['paths-except']).length > 0;
  return {
    generated: typeof exclusions.generated === 'string' ? exclusions.generated : 'strict',
    isPath: (path) => paths(path) || (hasOnly && !only(path)),
    rules: listed(exclusions.rules).flatMap((rule) => readRule(asRecord(rule), linter, '', reader) ?? []),
  };
}

/** Directories that version 1 leaves out unless it is told not to. */
const SKIPPED_BY_DEFAULT = ['vendor', 'third_party', 'testdata', 'examples', 'Godeps', 'builtin'];

/** https://golangci-lint.run/docs/product/migration-guide/, `issues` */
function readVersion1(values: Values, linter: string, reader: PatternReader): Excluded {
  const issues = asRecord(values.issues);
  const run = asRecord(values.run);
  const isDefault = issues['exclude-dirs-use-default'] !== false && run['skip-dirs-use-default'] !== false;
  const inDirs = [...asStrings(issues['exclude-dirs']), ...asStrings(run['skip-dirs'])];
  const dirs = reader.any([...inDirs, ...(isDefault ? SKIPPED_BY_DEFAULT.map((name) => `(^|/)${name}($|/)`) : [])]);
  const files = reader.any([...asStrings(issues['exclude-files']), ...asStrings(run['skip-files'])]);
  const flag = issues['exclude-case-sensitive'] === true ? '' : '(?i)';
  const texts = reader.any(asStrings(issues.exclude).map((pattern) => flag + pattern));
  const generated = issues['exclude-generated'];
  return {
    generated:
      issues['exclude-generated-strict'] === true ? 'strict' : typeof generated === 'string' ? generated : 'lax',
    isPath: (path) => files(path) || dirs(dirName(path)),
    rules: [
      ({ message }) => texts(message),
      ...listed(issues['exclude-rules']).flatMap((rule) => readRule(asRecord(rule), linter, flag, reader) ?? []),
    ],
  };
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 300) : [];
}

/** All that a rule names must match (pkg/result/processors/base_rule.go); null if it is about other linters. */
function readRule(
  rule: Values,
  linter: string,
  flag: string,
  reader: PatternReader,
): ((report: Report) => boolean) | null {
  const linters = asStrings(rule.linters);
  if (linters.length > 0 && !linters.includes(linter)) return null;
  const pattern = (key: string, prefix = '') => {
    const value = rule[key];
    return typeof value === 'string' && value !== '' ? (reader.read(prefix + value) ?? (() => false)) : null;
  };
  const [path, except] = [pattern('path'), pattern('path-except')];
  const [text, source] = [pattern('text', flag), pattern('source', flag)];
  if (linters.length === 0 && [path, except, text, source].every((matches) => matches === null)) return null;
  return (report) =>
    path?.(report.path) !== false &&
    except?.(report.path) !== true &&
    text?.(report.message) !== false &&
    source?.(report.source) !== false;
}

/** Compiles patterns and notes those that are none. */
class PatternReader {
  readonly notes: string[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  read(pattern: string): Matches | null {
    const matches = createPatternMatcher(pattern);
    if (matches === null)
      this.notes.push(
        `${this.file} excludes "${pattern.slice(0, 80)}", which is no regular expression; it was ignored.`,
      );
    return matches === null ? null : remember(matches);
  }

  any(patterns: unknown): Matches {
    const all = asStrings(patterns).flatMap((pattern) => this.read(pattern) ?? []);
    return (text) => all.some((matches) => matches(text));
  }
}

/** Answers are kept: each file is asked about once for each import. */
function remember(ask: Matches): Matches {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text) ?? ask(text);
    if (answers.size > 20_000) answers.clear();
    answers.set(text, known);
    return known;
  };
}
