// The conversation as text that reads well in a terminal.
import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import { type Check, type Exhibit, type LineThread, type Moment, placeOf } from './exhibit.ts';
import { rowsOf } from './hunk.ts';

export interface Screen {
  readonly colour: boolean;
  readonly width: number;
}

type Paint = ReturnType<typeof createColors>;

/** Everything that was said, in order, checks last. */
export function tellExhibit(exhibit: Exhibit, screen: Screen): string {
  const paint = createColors(screen.colour);
  const said = exhibit.moments.flatMap((moment) => tellMoment(moment, screen, paint));
  const checks = exhibit.checks.flatMap((check) => tellCheck(check, screen, paint));
  const title = `${exhibit.repository}#${exhibit.number} ${exhibit.title}`;
  return [rule(title, screen, paint), '', ...said, ...checks, ''].join('\n');
}

function rule(title: string, screen: Screen, paint: Paint): string {
  const line = '─'.repeat(Math.max(2, screen.width - title.length - 4));
  return `${paint.dim('──')} ${paint.bold(title)} ${paint.dim(line)}`;
}

function tellMoment(moment: Moment, screen: Screen, paint: Paint): string[] {
  switch (moment.kind) {
    case 'push':
      return [rule(`${moment.speaker.login} pushed ${moment.sha.slice(0, 7)}: ${moment.message}`, screen, paint), ''];
    case 'comment': {
      const { speaker, body, hidden, edited } = moment.saying;
      const title = `Comment by ${speaker.login}${edited ? ' (edited)' : ''}${hidden === null ? '' : ` (hidden: ${hidden})`}`;
      return [rule(title, screen, paint), '', ...tellMarkdown(body, screen, paint), ''];
    }
    case 'review': {
      const count = moment.threads.length;
      const title = `Review by ${moment.saying.speaker.login}, ${count} inline ${count === 1 ? 'comment' : 'comments'}`;
      const threads = moment.threads.flatMap((thread) => tellThread(thread, screen, paint));
      return [rule(title, screen, paint), '', ...tellMarkdown(moment.saying.body, screen, paint), '', ...threads];
    }
  }
}

function tellThread(thread: LineThread, screen: Screen, paint: Paint): string[] {
  const state = [
    thread.outdated ? 'outdated' : '',
    thread.resolvedBy === null ? '' : `resolved by ${thread.resolvedBy}`,
  ];
  const label = state.filter((word) => word !== '').join(', ');
  const code = rowsOf(thread.hunk)
    .filter((row) => row.spokenOf)
    .map((row) => {
      const text = shorten(`${row.sign} ${row.text.replaceAll('\t', '    ')}`, screen.width - 12);
      const coloured = row.sign === '+' ? paint.green(text) : row.sign === '-' ? paint.red(text) : text;
      return `  ${paint.dim(`${String(row.head ?? row.before).padStart(5)} │`)} ${coloured}`;
    });
  const inner = { ...screen, width: screen.width - 4 };
  const sayings = thread.sayings.flatMap(({ speaker, body }, index) => [
    ...(index === 0 ? [] : [`  ${paint.dim(`${speaker.login} replied`)}`]),
    ...indent(tellMarkdown(body, inner, paint), '    '),
  ]);
  return [
    `  ${paint.cyan(placeOf(thread))}${label === '' ? '' : paint.dim(` (${label})`)}`,
    ...code,
    '',
    ...sayings,
    '',
  ];
}

function tellCheck(check: Check, screen: Screen, paint: Paint): string[] {
  const conclusion = check.conclusion ?? check.status;
  const colour = conclusion === 'success' ? paint.green : conclusion === 'failure' ? paint.red : paint.yellow;
  const notes =
    check.notes.length === 0
      ? ''
      : `, ${check.notes.length} ${check.notes.length === 1 ? 'annotation' : 'annotations'}`;
  return [
    rule(`Check run "${check.name}" at ${check.sha.slice(0, 7)}`, screen, paint),
    '',
    `  ${colour(conclusion)} · ${check.title}${paint.dim(notes)}`,
    ...indent(tellMarkdown(withoutFolded(check.summary), { ...screen, width: screen.width - 2 }, paint), '  '),
    '',
  ];
}

/** What a reader sees before unfolding anything; it ends with how much that leaves out. */
function withoutFolded(text: string): string {
  let folded = 0;
  const open = text.replace(/<details>[\s\S]*?<\/details>/g, () => {
    folded += 1;
    return '';
  });
  return folded === 0 ? open : `${open}\n\n▸ ${folded} more collapsed ${folded === 1 ? 'section' : 'sections'}`;
}

/** Markdown with its marks turned into colours, wrapped to the screen. */
export function tellMarkdown(text: string, screen: Screen, paint: Paint = createColors(screen.colour)): string[] {
  const out: string[] = [];
  let fence: string | null = null;
  let table: string[][] = [];
  for (const raw of foldTags(text).split('\n')) {
    const edge = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(raw);
    if (edge !== null) {
      if (fence === null && edge[2] === 'mermaid') out.push(paint.dim('  (diagram of the packages: see the web page)'));
      fence = fence === null ? (edge[2] ?? '') : null;
      continue;
    }
    if (fence !== null) {
      if (fence !== 'mermaid') out.push(`  ${paint.dim('│')} ${raw.replaceAll('\t', '    ')}`);
      continue;
    }
    if (raw.startsWith('|')) {
      table.push(cellsOf(raw));
      continue;
    }
    if (table.length > 0) out.push(...tellTable(table, screen, paint));
    table = [];
    out.push(...tellLine(raw, screen, paint));
  }
  if (table.length > 0) out.push(...tellTable(table, screen, paint));
  return squeeze(out);
}

function foldTags(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<details[^>]*><summary>([\s\S]*?)<\/summary>/g, '▾ $1')
    .replace(/<\/?(?:details|summary|sub|sup|br)>/g, '')
    .replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
    .replace(
      /&(amp|lt|gt|quot);/g,
      (_, name: 'amp' | 'lt' | 'gt' | 'quot') => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name],
    );
}

function tellLine(raw: string, screen: Screen, paint: Paint): string[] {
  const heading = /^#{1,6}\s+(.*)/.exec(raw);
  if (heading !== null) return wrap(paint.bold(inline(heading[1] ?? '', paint)), screen.width, '');
  const item = /^(\s*)(?:[-*]|\d+\.)\s+(.*)/.exec(raw);
  if (item !== null) {
    const [first = '', ...rest] = wrap(inline(item[2] ?? '', paint), screen.width - 4 - (item[1]?.length ?? 0), '');
    return [`${item[1]}  • ${first}`, ...rest.map((line) => `${item[1]}    ${line}`)];
  }
  const quote = /^> ?(.*)/.exec(raw);
  if (quote !== null) {
    const words = (quote[1] ?? '').replace(
      /^\[!(\w)(\w+)\]$/,
      (_, first: string, rest: string) => `**${first}${rest.toLowerCase()}**`,
    );
    return wrap(inline(words, paint), screen.width - 2, '').map((line) => `${paint.dim('│')} ${line}`.trimEnd());
  }
  return wrap(inline(raw, paint), screen.width, '');
}

function inline(text: string, paint: Paint): string {
  return text
    .replace(/\[((?:[^\][]|\[[^\]]*\])*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*((?:\\.|[^*\\])+)\*\*/g, (_, words: string) => paint.bold(words))
    .replace(/(`+)(.+?)\1/g, (_, __, words: string) => paint.cyan(words.trim()))
    .replace(/\\([\\`*_{}[\]()#+.!|<>$~@-])/g, '$1');
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function tellTable(rows: readonly string[][], screen: Screen, paint: Paint): string[] {
  const cells = rows
    .filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)))
    .map((row) => row.map((cell) => inline(cell, paint)));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width + 2, 2);
  if (total > screen.width)
    return cells
      .slice(1)
      .flatMap((row) => wrap(`  ${row.filter((cell) => cell !== '').join(' · ')}`, screen.width, '    '));
  return cells.map((row, index) => {
    const line = row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ');
    return `  ${index === 0 ? paint.dim(line) : line}`.trimEnd();
  });
}

function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

function wrap(text: string, width: number, hanging: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(next) > width) {
      lines.push(line);
      line = hanging + word;
    } else line = next;
  }
  return [...lines, line];
}

function indent(lines: readonly string[], by: string): string[] {
  return lines.map((line) => (line === '' ? '' : by + line));
}

/** No two empty lines in a row, none at the ends. */
function squeeze(lines: readonly string[]): string[] {
  const kept = lines
    .map((line) => line.trimEnd())
    .filter((line, index, all) => line !== '' || (all[index - 1] ?? '') !== '');
  while (kept[0] === '') kept.shift();
  while (kept.at(-1) === '') kept.pop();
  return kept;
}
