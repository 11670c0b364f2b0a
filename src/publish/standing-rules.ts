// Prints the team's rules as they stand at a commit, for a terminal or as Markdown: broken ones first.
import type { StandingClause, StandingRules } from '../domain/clause.ts';
import { counted, listed } from '../text/format.ts';
import { escapeBars, oneLine, toCell, toCodeSpan, toInline } from '../text/sanitize.ts';
import { indent, wrap } from './wrap-text.ts';

const STATES: Readonly<Record<StandingClause['state'], string>> = {
  broken: 'broken',
  kept: 'kept',
  'in-changes': 'checked in changes',
  'to-judge': 'for the model to judge',
  'not-checkable': 'not checkable',
  'not-in-force': 'not in force',
};
const ORDER = Object.keys(STATES) as StandingClause['state'][];
/** Places of one rule. */
const MAX_PLACES = 5;
const MAX_WORDS = 300;

/** "38 team rules: 3 broken, 9 kept, 26 for the model to judge." */
function standingLine({ clauses }: StandingRules): string {
  if (clauses.length === 0) return 'No team rules were found in the documents and linter configurations.';
  const counts = ORDER.flatMap((state) => {
    const count = clauses.filter((clause) => clause.state === state).length;
    return count === 0 ? [] : [`${count} ${STATES[state]}`];
  });
  return `${counted(clauses.length, 'team rule')}: ${listed(counts)}.`;
}

/** The rules of a state, in the order of their documents. */
function groupsOf({ clauses }: StandingRules): { readonly title: string; readonly own: readonly StandingClause[] }[] {
  return ORDER.flatMap((state) => {
    const own = clauses.filter((clause) => clause.state === state);
    return own.length === 0 ? [] : [{ title: `${STATES[state]} (${own.length})`, own }];
  });
}

/** For a terminal of so many columns. */
export function layOutStandingRules(rules: StandingRules, columns: number): string {
  const groups = groupsOf(rules).map(({ title, own }) =>
    [title, ...own.map((one) => entryLines(one, columns))].join('\n'),
  );
  const notes = rules.notes.map((note) => wrap(oneLine(note, 500), columns));
  return [standingLine(rules), ...groups, ...notes].join('\n\n');
}

function entryLines(clause: StandingClause, columns: number): string {
  const words = wrap(`${oneLine(clause.text, MAX_WORDS)} (${clause.strength})`, columns - 2);
  const scope = scopeOf(clause);
  const about = scope.length === 0 ? '' : `, for ${listed(scope)}`;
  const place = `${oneLine(clause.path, 200)}:${clause.startLine}${about}`;
  const more = [place, ...detailsOf(clause)].map((line) => indent(wrap(line, columns - 4), '  '));
  return indent([words, ...more].join('\n'), '  ');
}

/** "layer domain", "internal/domain/**". */
function scopeOf({ scope }: StandingClause): string[] {
  const about = [
    ...scope.layers.map((layer) => `layer ${layer}`),
    ...scope.paths,
    ...(scope.dir === '' ? [] : [scope.dir]),
  ];
  const named = about.slice(0, 3).map((one) => oneLine(one, 120));
  return about.length > 3 ? [...named, `${about.length - 3} more`] : named;
}

function detailsOf(clause: StandingClause): string[] {
  const replaced = clause.supersededBy === null ? '' : ` by ${oneLine(clause.supersededBy, 200)}`;
  return [
    ...(clause.breaks.length === 0 ? [] : [`broken in ${placesOf(clause)}`]),
    ...(clause.state === 'not-in-force' ? [`${clause.status}${replaced}`] : []),
    ...(clause.note === undefined ? [] : [oneLine(clause.note, 300)]),
  ];
}

/** "a.go:3, b.go:7 and 10 more". */
function placesOf({ breaks }: StandingClause): string {
  const named = breaks.slice(0, MAX_PLACES).map(({ path, line }) => oneLine(`${path}:${line}`, 200));
  const rest = breaks.length - named.length;
  return listed(rest > 0 ? [...named, `${rest} more`] : named);
}

export function markdownOfStandingRules(rules: StandingRules): string {
  const tables = groupsOf(rules).map(({ title, own }) =>
    [`### ${title}`, '', '| Rule | Where | For | |', '| :-- | :-- | :-- | :-- |', ...own.map(row)].join('\n'),
  );
  const notes = rules.notes.map((note) => `- ${toInline(note, 500)}`).join('\n');
  return ['## Team rules', standingLine(rules), ...tables, ...(notes === '' ? [] : [notes])].join('\n\n');
}

function row(clause: StandingClause): string {
  const where = escapeBars(toCodeSpan(oneLine(`${clause.path}:${clause.startLine}`, 200)));
  const scope = escapeBars(scopeOf(clause).map(toCodeSpan).join(' '));
  return `| ${toCell(clause.text, MAX_WORDS)} | ${where} | ${scope} | ${toCell(detailsOf(clause).join('; '), 300)} |`;
}
