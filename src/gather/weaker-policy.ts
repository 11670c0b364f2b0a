// Finds what a pull request makes weaker in its own settings file and by comments that suppress rules.
import type { ChangedFile } from '../domain/diff.ts';
import type { SourceTree, Survey, Target } from '../domain/snapshot.ts';
import type { Weakening } from '../domain/weakening.ts';
import { toCodeSpan } from '../text/sanitize.ts';
import { settingsPaths } from './read/file-kinds.ts';
import { layerSettings, type ResolvedSettings } from './settings/resolve-settings.ts';
import { findWeaker } from './settings/weaker-settings.ts';

/** Comments that are listed; the rest is counted. */
const MAX_COMMENTS = 20;

/** @param reviewed changed files whose comments suppress rules */
export function findWeakerPolicy(
  target: Target,
  resolved: ResolvedSettings,
  shared: Survey,
  head: SourceTree,
  changed: readonly ChangedFile[],
  reviewed: readonly ChangedFile[],
): readonly Weakening[] {
  return [...weakerSettings(target, resolved, shared, head, changed), ...newComments(reviewed)];
}

function weakerSettings(
  target: Target,
  { settings, own }: ResolvedSettings,
  shared: Survey,
  head: SourceTree,
  changed: readonly ChangedFile[],
): readonly Weakening[] {
  const touched = new Set(changed.flatMap(({ path, previousPath }) => [path, previousPath]));
  if (!settingsPaths.some((path) => touched.has(path))) return [];
  const path = settingsPaths.find((one) => head.entries.has(one)) ?? null;
  const text = path === null ? undefined : head.text(path);
  // A file that cannot be read may say anything; that it changed is said elsewhere.
  if (path !== null && text === undefined) return [];
  const next = path === null || text === undefined ? null : { text, source: `${path}@${target.head}`, name: path };
  const after = layerSettings(next, shared).settings;
  const goFiles = [...head.entries.keys()].filter((one) => one.endsWith('.go'));
  const file = path ?? own?.path ?? settingsPaths[0]!;
  return findWeaker(settings, after, { goFiles }).map((found) => ({ ...found, path: file, line: null }));
}

/** Lines that the pull request adds with our own comment; a reason is required for it to have an effect. */
function newComments(files: readonly ChangedFile[]): readonly Weakening[] {
  const found = files.flatMap(({ path, hunks }) =>
    hunks.flatMap(({ lines }) =>
      lines.flatMap(({ kind, text, headLine }): Weakening[] => {
        const [, rule] = kind === 'added' ? (DIRECTIVE.exec(text.slice(0, MAX_LINE)) ?? []) : [];
        if (rule === undefined) return [];
        return [{ kind: 'suppressed', path, line: headLine, text: `a comment suppresses ${toCodeSpan(rule)}` }];
      }),
    ),
  );
  if (found.length <= MAX_COMMENTS) return found;
  const more = `and ${found.length - MAX_COMMENTS} more comments that suppress rules`;
  return [...found.slice(0, MAX_COMMENTS), { kind: 'suppressed', path: found[0]!.path, line: null, text: more }];
}

const MAX_LINE = 1_000;
const DIRECTIVE = /(?:\/\/|#|--)\s{0,20}architect:ignore[ \t]{1,20}(\S{1,100})[ \t]{1,20}\S/;
