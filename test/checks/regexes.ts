// Finds regular expressions whose time can grow faster than the text they read, and that no stated bound keeps short.
// Judging one takes up to seconds, so verdicts are kept in regexes.txt; `npm run regexes` judges the new ones.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { LINEAR_IN_PRACTICE, REGEX_BOUNDS } from './regex-bounds.ts';
import { lineOf, type Offence, parse, type SourceText } from './source.ts';

/** A literal of the source. */
export interface Regex {
  readonly path: string;
  readonly line: number;
  readonly pattern: string;
  readonly flags: string;
}

/**
 * Degree of the polynomial that bounds a pattern's steps by the length of its text: 1 is linear. `UNDECIDED` where the
 * judge ran out of time, `EXPONENTIAL` where there is no such polynomial.
 */
export type Degree = number;
export const UNDECIDED = 0;
export const EXPONENTIAL = 99;

/** By `digestOf`. */
export type Verdicts = Readonly<Record<string, Degree>>;

/** Steps of one pattern over the longest text that reaches it: some seconds, which the thread's deadline allows. */
const MAX_STEPS = 4e9;

export const verdictsFile = fileURLToPath(new URL('./regexes.txt', import.meta.url));

export function readVerdicts(): Verdicts {
  const lines = readFileSync(verdictsFile, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([digest, degree]) => [digest, Number(degree)]));
}

export function digestOf({ pattern, flags }: Pick<Regex, 'pattern' | 'flags'>): string {
  return createHash('sha256').update(`/${pattern}/${flags}`).digest('hex').slice(0, 12);
}

export function listRegexes(files: readonly SourceText[]): Regex[] {
  return files.flatMap((file) => {
    const source = parse(file);
    const found: Regex[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const line = lineOf(source, node.getStart(source));
        found.push({ path: file.path, line, pattern: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

type Bounds = typeof REGEX_BOUNDS;

/** Literals without a verdict, and those whose texts may be too long for what they cost. */
export function findSlowRegexes(
  files: readonly SourceText[],
  verdicts: Verdicts,
  bounds: Bounds = REGEX_BOUNDS,
): Offence[] {
  return listRegexes(files).flatMap((regex) => {
    const digest = digestOf(regex);
    if (Object.hasOwn(LINEAR_IN_PRACTICE, digest)) return [];
    const message = problemOf(verdicts[digest], boundOf(regex.path, bounds));
    return message === null ? [] : [{ path: regex.path, line: regex.line, message }];
  });
}

/** Bound of the file, else of the folder nearest to it. */
function boundOf(path: string, bounds: Bounds): number | null {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/', at.length - 2) + 1))
    if (Object.hasOwn(bounds, at)) return bounds[at]![0];
  return null;
}

function problemOf(degree: Degree | undefined, characters: number | null): string | null {
  if (degree === undefined) return 'a regular expression without a verdict: run npm run regexes';
  if (degree === 1) return null;
  const growth =
    degree === EXPONENTIAL ? 'exponential time' : degree === UNDECIDED ? 'undecided time' : `time n^${degree}`;
  if (characters === null) return `a regular expression of ${growth}: rewrite it, or bound its text in regex-bounds.ts`;
  const steps = degree === EXPONENTIAL ? Number.POSITIVE_INFINITY : characters ** (degree === UNDECIDED ? 3 : degree);
  return steps <= MAX_STEPS ? null : `a regular expression of ${growth} over ${characters} characters: rewrite it`;
}
