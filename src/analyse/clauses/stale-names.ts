// Finds paths that a team's rules name although the repository no longer has them.
import type { Clause } from '../../domain/clause.ts';
import { listed } from '../../text/format.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import type { ClauseNames } from './clause-names.ts';
import type { ClauseDraft } from './draft-clauses.ts';

const MAX_NAMED = 5;

/** A clause with the code that it quotes. */
interface Named {
  readonly clause: Pick<Clause, 'path' | 'startLine' | 'status' | 'scope'>;
  readonly spans: ClauseDraft['spans'];
}

/** Sentences for people about paths that are gone; a path counts where the repository still has its first directory. */
export function noteStaleNames(read: readonly Named[], names: ClauseNames): readonly string[] {
  const gone = read.flatMap(({ clause, spans }) => {
    if (clause.status !== 'accepted') return [];
    const paths = [...new Set(spans.flatMap((code) => goneFrom(code, clause.scope.dir, names) ?? []))];
    return paths.map((path) => `${toCodeSpan(path)} (${clause.path}:${clause.startLine})`);
  });
  if (gone.length === 0) return [];
  const more = gone.length > MAX_NAMED ? [`${gone.length - MAX_NAMED} more`] : [];
  return [`The team's rules name what is not in the repository: ${listed([...gone.slice(0, MAX_NAMED), ...more])}.`];
}

/** The path in some code, if it is one and is gone; null otherwise. */
function goneFrom(code: string, dir: string, names: ClauseNames): string | null {
  const path = code
    .trim()
    .replace(/^\.\//, '')
    .replace(/\/(\.\.\.|\*{1,2})?$/, '');
  if (!/^[A-Za-z][\w.-]*(\/[\w.-]+)+$/.test(path) || /\.\./.test(path)) return null;
  const [first] = path.split('/') as [string];
  // "example.com/x" is an import path; "a/b" of a directory that never was is an example.
  if (first.includes('.') || !(names.exists(first) || names.exists(below(dir, first)))) return null;
  return names.resolveCode(path, dir) !== null || names.exists(path) || names.exists(below(dir, path)) ? null : path;
}

function below(dir: string, path: string): string {
  return dir === '' ? path : `${dir}/${path}`;
}
