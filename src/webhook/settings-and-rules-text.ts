// Writes what applies to a pull request: its settings, and the team's rules.
import type { ClauseEntry } from '../domain/clause.ts';
import type { EffectiveSettings, LedgerEntry, RuleLedger } from '../domain/user-commands.ts';
import { counted } from '../text/format.ts';
import { cut, toCodeSpan, toInline } from '../text/sanitize.ts';

/** Characters of a value; the file has the rest. */
const MAX_VALUE = 300;

/** The settings that a file sets, then the defaults, folded. */
export function configText({ settings, problems }: EffectiveSettings): string {
  const isSet = ({ sources }: EffectiveSettings['settings'][number]) => sources.length > 0;
  const line = ({ key, value, sources }: EffectiveSettings['settings'][number]) => {
    const from = sources.length === 0 ? '' : ` <sub>${sources.map((source) => toInline(source, 200)).join(', ')}</sub>`;
    return `- ${toCodeSpan(`${key}: ${cut(value, MAX_VALUE)}`)}${from}`;
  };
  const own = settings.filter(isSet);
  const defaults = settings.filter((setting) => !isSet(setting));
  return [
    own.length === 0
      ? '**No file sets anything; the defaults apply.**'
      : `**${counted(own.length, 'setting')} from files**`,
    ...(own.length === 0 ? [] : ['', ...own.map(line)]),
    ...(problems.length === 0 ? [] : ['', '**Problems**', '', ...problems.map(problemLine)]),
    ...fold(counted(defaults.length, 'default'), defaults.map(line)),
  ].join('\n');
}

function problemLine({ source, line, message }: EffectiveSettings['problems'][number]): string {
  return `- ${toInline(line === null ? source : `${source}:${line}`, 200)}: ${toInline(message)}`;
}

type State = ClauseEntry['state'];

/** In the order in which they are told, with the words for several. */
const STATES: readonly (readonly [state: State, word: string])[] = [
  ['violated', 'broken'],
  ['kept', 'kept'],
  ['not-judged', 'for the model to judge'],
  ['not-touched', 'not touched'],
  ['not-checkable', 'not checkable in code'],
  ['not-in-force', 'not in force'],
];
const MAX_RULES = 60;

/** Broken rules are shown, the others folded by state. */
export function ledgerText({ entries, branch }: RuleLedger): string {
  if (entries.length === 0) {
    return `**No team rules found on ${toInline(branch, 100)}.** Name your design documents in \`documents\`.`;
  }
  const groups = STATES.flatMap(([state, word]) => {
    const own = entries.filter((entry) => entry.state === state);
    return own.length === 0 ? [] : [{ state, title: `${own.length} ${word}`, own }];
  });
  const counts = groups.map(({ title }) => title).join(', ');
  return [
    `**${counted(entries.length, 'team rule')} on ${toInline(branch, 100)}: ${counts}**`,
    ...groups.flatMap(({ state, title, own }) => {
      const lines = [...own.slice(0, MAX_RULES).map(ruleLine), ...leftOut(own.length)];
      return state === 'violated' ? ['', ...lines] : fold(title, lines);
    }),
    '',
    '<sub>By the facts at the current head. What only a model can judge is in the check.</sub>',
  ].join('\n');
}

function leftOut(count: number): string[] {
  return count > MAX_RULES ? [`- … and ${count - MAX_RULES} more`] : [];
}

function ruleLine({ text, path, startLine, url, note }: LedgerEntry): string {
  const place = toInline(`${path}:${startLine}`, 200);
  const words = toInline(text, 200);
  return `- “${words}” ${url === null ? place : `[${place}](${url})`}${note === undefined ? '' : ` ${toInline(note)}`}`;
}

function fold(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `<details><summary>${title}</summary>`, '', ...lines, '', '</details>'];
}
