// Finds settings without effect: globs of the repository's own file that match nothing, at the base and at the head.
import { closest, distance } from 'fastest-levenshtein';
import type { SettingsProblem } from '../../domain/settings.ts';
import type { SourceTree } from '../../domain/snapshot.ts';
import { createAnyGlob, createGlobBudget } from '../../text/glob.ts';
import { createPathMatcher } from '../path-matcher.ts';
import type { ResolvedSettings } from './resolve-settings.ts';
import type { ValuePath } from './settings-problems.ts';

/** Globs that are tried; each is compared with every path. */
const MAX_GLOBS = 300;
const MAX_REPORTED = 20;
/** Directories among which a similar name is looked for. */
const MAX_SIMILAR = 5_000;
/** Characters of a directory that is compared with others. */
const MAX_LENGTH = 200;

/** Lists of globs for paths of files, at the top of the file. */
const FILE_LISTS = ['include', 'ignore', 'documents'] as const;
/** Lists whose entries have `paths`. */
const ENTRY_LISTS = ['suppress', 'severities', 'instructions', 'agents', 'efforts', 'gates'] as const;

interface Use {
  readonly path: ValuePath;
  readonly glob: string;
  readonly of: 'file' | 'package';
}

/**
 * One problem for each glob without a match. What an organization says for all its repositories need not match in each.
 * Nothing is said where a listing is incomplete.
 */
export function findUnused(
  { own }: Pick<ResolvedSettings, 'own'>,
  trees: readonly SourceTree[],
): readonly SettingsProblem[] {
  if (own === null || trees.some(({ truncated }) => truncated)) return [];
  const files = [...new Set(trees.flatMap((tree) => [...tree.entries.keys()]))];
  const packages = [...new Set(files.filter((path) => path.endsWith('.go')).map(directoryOf))];
  const budget = createGlobBudget();
  const isUsed = ({ glob, of }: Use) =>
    of === 'package'
      ? packages.some(createAnyGlob([trim(glob)], budget))
      : files.some(createPathMatcher([glob], { budget }));
  // Of a glob that there was no time to compare nothing is known.
  const isUnused = (use: Use) => !(isUsed(use) || budget.isSpent());
  const dirs = similarDirectories(packages);
  const unused = usesIn(own.settings).slice(0, MAX_GLOBS).filter(isUnused);
  return unused.slice(0, MAX_REPORTED).map(({ path, glob, of }) => {
    const what = of === 'package' ? 'Go package' : 'file';
    const message = `"${nameOf(path)}": ${JSON.stringify(glob)} matches no ${what}${hint(glob, dirs)}`;
    return { source: own.path, line: own.lineOf(path), message };
  });
}

function usesIn(settings: NonNullable<ResolvedSettings['own']>['settings']): readonly Use[] {
  const ofFiles = (globs: readonly string[], path: ValuePath): Use[] =>
    globs.map((glob, index) => ({ path: [...path, index], glob, of: 'file' }));
  return [
    ...settings.layers.flatMap(({ packages }, index) =>
      packages.map((glob, at): Use => ({ path: ['layers', index, 'packages', at], glob, of: 'package' })),
    ),
    ...FILE_LISTS.flatMap((key) => ofFiles(settings[key], [key])),
    ...ENTRY_LISTS.flatMap((key) => settings[key].flatMap(({ paths }, index) => ofFiles(paths, [key, index, 'paths']))),
  ];
}

function directoryOf(path: string): string {
  return path.split('/').slice(0, -1).join('/') || '.';
}

/** "./internal/domain/" means "internal/domain". */
function trim(glob: string): string {
  const names = glob.split('/').filter((name) => name !== '' && name !== '.');
  return names.length === 0 ? '.' : names.join('/');
}

function nameOf(path: ValuePath): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at > 0 ? '.' : ''}${step}`)).join('');
}

/** "; did you mean …?" where a directory is spelled almost like the fixed start of the glob. */
function hint(glob: string, dirs: readonly string[]): string {
  const wild = [...glob].findIndex((character) => '*?[{'.includes(character));
  const fixed = trim(wild < 0 ? glob : glob.slice(0, wild));
  const rest = wild < 0 ? '' : glob.slice(wild);
  if (fixed === '.' || dirs.length === 0 || fixed.length > MAX_LENGTH) return '';
  const best = closest(fixed, dirs);
  if (best === fixed || distance(fixed, best) > Math.max(2, Math.floor(best.length / 5))) return '';
  return `; did you mean "${best}${rest === '' ? '' : `/${trim(rest)}`}"?`;
}

/** Directories whose names a glob may misspell, with those above them. */
function similarDirectories(packages: readonly string[]): readonly string[] {
  const short = packages.filter(({ length }) => length <= MAX_LENGTH).slice(0, MAX_SIMILAR);
  return [...new Set(short.flatMap(withParents))].slice(0, MAX_SIMILAR);
}

function withParents(dir: string): string[] {
  const names = dir.split('/');
  return names.map((_name, index) => names.slice(0, index + 1).join('/'));
}
