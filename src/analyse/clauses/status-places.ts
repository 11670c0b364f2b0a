// Where a document states a status: front matter, a field on a line, in a table or a definition list, a heading, a
// badge, a comment. What the statement means is read elsewhere.
import { readYaml } from '../../text/yaml.ts';
import type { MarkdownBlock, MarkdownBlocks } from './markdown-blocks.ts';
import { STATUS_NAME, type StatusWords } from './status-words.ts';

export interface StatusPlace {
  /** Offset in the document; -1 for front matter. */
  readonly offset: number;
  /**
   * Place of the heading that it stands under, among the document's headings; -1 for none. A heading "Status"
   * counts for its parent.
   */
  readonly owner: number;
  /** The statement, as it stands. */
  readonly value: string;
  /** The field is called so that a value which is not known says nothing: "State: kept in Redis". */
  readonly isVague: boolean;
}

const MAX_LINES = 5_000;
const MAX_LINE = 1_000;
const MAX_VALUE = 1_500;

const FIELD = new RegExp(`^[^\\p{L}]*(${STATUS_NAME})[^\\p{L}\\p{N}:=：–—-]*(.*)$`, 'iu');
const HAS_FIELD = new RegExp(STATUS_NAME, 'iu');
const VAGUE = /state|stan\b|stav|estado|stato|zustand|état|状|상태/iu;

/** Every place of a document where a status is stated, front matter first, then in order. */
export function findStatusPlaces(
  text: string,
  { frontMatter, blocks }: MarkdownBlocks,
  words: StatusWords,
): readonly StatusPlace[] {
  const headings = blocks.filter(({ kind }) => kind === 'heading');
  const lines = text.split('\n', MAX_LINES).map((line) => line.replace(/\r$/, '').slice(0, MAX_LINE));
  const starts = offsetsOf(text, lines.length);
  return [
    ...frontMatterStatus(frontMatter).map((value) => ({ offset: -1, owner: -1, value, isVague: false })),
    ...linesOutsideCode(lines).flatMap((index): StatusPlace[] => {
      const offset = starts[index]!;
      const own = headings.findIndex(({ start, end }) => start < offset + lines[index]!.length + 1 && end > offset);
      const found = own === -1 ? valueAt(lines, index, words) : headingValue(text, headings, own);
      const owner = own === -1 ? lastBefore(headings, offset) : parentOf(headings, own);
      return found === null ? [] : [{ offset, owner, ...found }];
    }),
  ];
}

/** Lines below the front matter that name the field, by their place. */
function linesOutsideCode(lines: readonly string[]): number[] {
  const found: number[] = [];
  let fence: string | null = null;
  for (let index = frontMatterLines(lines); index < lines.length; index += 1) {
    const mark = /^\s*(```|~~~)/.exec(lines[index]!)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence;
    if (fence === null && HAS_FIELD.test(lines[index]!)) found.push(index);
  }
  return found;
}

type Value = Pick<StatusPlace, 'value' | 'isVague'>;

function offsetsOf(text: string, count: number): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && starts.length < count; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
}

function frontMatterLines(lines: readonly string[]): number {
  if (lines[0]?.replace(/^\uFEFF/, '').trim() !== '---') return 0;
  return lines.findIndex((line, index) => index > 0 && index < 200 && /^(---|\.\.\.)\s*$/.test(line)) + 1;
}

/** A heading "Status" has its value below, "Status: accepted" in itself. */
function headingValue(text: string, headings: readonly MarkdownBlock[], own: number): Value | null {
  const heading = headings[own]!;
  const field = fieldIn(text.slice(heading.start, heading.end));
  if (field === null) return null;
  if (field.value !== '') return field;
  const next = headings[own + 1]?.start ?? text.length;
  const below = text.slice(heading.end, next).replace(/^[ \t]*#*[ \t]*\r?\n(?:[=-]{2,}[ \t]*\r?\n)?/, '');
  return { value: below.replace(/^[#\s]*$/gm, '').slice(0, MAX_VALUE), isVague: field.isVague };
}

function lastBefore(headings: readonly MarkdownBlock[], offset: number): number {
  let last = -1;
  while (last + 1 < headings.length && headings[last + 1]!.start < offset) last += 1;
  return last;
}

/** Heading that one stands under; -1 for none. */
export function parentOf(headings: readonly MarkdownBlock[], own: number): number {
  for (let index = own - 1; index >= 0; index -= 1) if (headings[index]!.level < headings[own]!.level) return index;
  return -1;
}

/** The field in a cell or line; its value is empty where it stands elsewhere. */
function fieldIn(cell: string): Value | null {
  const plain = cell.replace(/[*`]+|(?<![\p{L}\d])_+|_+(?![\p{L}\d])/gu, '').trim();
  const [, name, rest] = FIELD.exec(plain) ?? [];
  if (name === undefined || rest === undefined) return null;
  const isVague = VAGUE.test(name);
  if (rest.trim() === '') return { value: '', isVague };
  const said = /^\s*(?:::?|=|：|\s?[–—-](?=\s))\s*(.*)$/u.exec(rest);
  if (said === null) return null;
  const isDash = /^\s*[–—-]/.test(rest);
  return { value: said[1]!, isVague: isVague || isDash };
}

const BADGE = /!\[([^\]]*)\]\(\s*([^)\s]{1,300})/g;

/** A line with the cells of HTML as those of Markdown, and what stands in a comment. */
function withoutTags(line: string): string {
  if (!line.includes('<')) return line;
  const cells = line.replace(/<!--|-->/g, ' ').replace(/<\/?(?:td|th|dt|dd|tr)\b[^>]*>/gi, '|');
  return cells
    .replace(/<\/?[a-z][^>|]{0,200}>/gi, '')
    .replace(/\|[|\s]*\|/g, '|')
    .trimStart();
}

function valueAt(lines: readonly string[], index: number, words: StatusWords): Value | null {
  const line = withoutTags(lines[index]!);
  const [badge] = [...line.matchAll(BADGE)].flatMap(([, alt, url]) => badgeValue(alt!, url!) ?? []);
  if (badge !== undefined) return { value: badge, isVague: true };
  if (/\{[^{}|]*\|[^{}]*\}/.test(line)) return fieldIn(line);
  const cells = line.split(/^\s*\|/.test(line) ? '|' : /\s[|·•]\s|\t|\|/);
  const at = cells.findIndex((cell) => fieldIn(cell) !== null);
  const field = at === -1 ? null : fieldIn(cells[at]!);
  if (field === null) return null;
  if (cells.length > 1) return field.value === '' ? inTable(lines, index, cells, at, { field, words }) : field;
  if (field.value !== '') return { ...field, value: [field.value, ...wrapped(lines, index)].join('\n') };
  return isLabel(lines, index) ? { ...field, value: below(lines, index) } : null;
}

/** Further lines of the paragraph or item that begins with the field. */
function wrapped(lines: readonly string[], index: number): string[] {
  const more: string[] = [];
  for (const line of lines.slice(index + 1, index + 8)) {
    if (line.trim() === '' || /^\s*([*+>#|-]|\d+[.)]\s)/.test(line.replace(/^\s*- (?=\[[ xX]\])/, ''))) break;
    if (/^\W*\p{Lu}[\p{L} -]{0,30}\W{0,3}[:：]/u.test(line)) break;
    more.push(line);
  }
  return more.length === 0 && (lines[index] ?? '').trim().endsWith(':') ? boxes(lines, index) : more;
}

function boxes(lines: readonly string[], index: number): string[] {
  const found: string[] = [];
  for (const line of lines.slice(index + 1, index + 20)) {
    if (/^\s*(?:[-*+]\s+)?(\[[ xX]\]|[☐☑☒])/u.test(line)) found.push(line);
    else if (line.trim() !== '') break;
  }
  return found;
}

/**
 * A line that is nothing but the name of the field, marked as one: bold, with a colon, or with a definition below
 * it.
 */
function isLabel(lines: readonly string[], index: number): boolean {
  const line = lines[index]!.trim();
  return (
    /^[-*+>\s]*(\*\*|__|<b>|<strong>)/.test(line) || /[:：]\W*$/.test(line) || /^\s*:\s/.test(lines[index + 1] ?? '')
  );
}

/** The paragraph, boxes or definition that follows a line. */
function below(lines: readonly string[], index: number): string {
  const ticked = boxes(lines, index);
  if (ticked.length > 0) return ticked.join('\n');
  const from = lines.findIndex((line, at) => at > index && line.trim() !== '');
  if (from === -1 || /^\s*#/.test(lines[from]!)) return '';
  const to = lines.findIndex((line, at) => at > from && (line.trim() === '' || /^\s*#/.test(line)));
  return lines
    .slice(from, to === -1 ? from + 8 : Math.min(to, from + 8))
    .join('\n')
    .replace(/^\s*:\s+/, '');
}

const SEPARATOR = /^\s*\|?\s*:?-{2,}/;

/** The cell beside the name, or under it where the name heads a column. */
function inTable(
  lines: readonly string[],
  index: number,
  cells: readonly string[],
  at: number,
  { field, words }: { readonly field: Value; readonly words: StatusWords },
): Value | null {
  const beside = (cells[at + 1] ?? '').trim();
  const isKnown = words.at(beside.toLowerCase().replace(/^[^\p{L}]+/u, '')) !== null;
  const isHeader = SEPARATOR.test(lines[index + 1] ?? '');
  if (!isHeader || isKnown) return beside === '' ? null : { ...field, value: beside };
  const rows = lines.slice(index + 2, index + 12);
  const end = rows.findIndex((row) => !row.includes('|'));
  const body = (end === -1 ? rows : rows.slice(0, end)).map((row) => row.split('|'));
  // A table of many decisions tells nothing of this one; one of dates tells its history.
  const isHistory = cells.some((cell) => /^\W*(date|datum|fecha|data|tarih|when)\W*$/i.test(cell));
  if (body.length === 0 || (body.length > 1 && !(isHistory && cells.filter((cell) => cell.trim() !== '').length === 2)))
    return null;
  return { ...field, value: (body.at(-1)![at] ?? '').trim() };
}

/** "status-superseded-red" and "label=status&message=superseded" of shields.io. */
function badgeValue(alt: string, url: string): string | null {
  const message = /[?&]message=([^&]+)/i.exec(url)?.[1];
  const path = /badge\/([^?]+)/i.exec(url)?.[1];
  const parts = path?.replaceAll('--', '%2D').split('-');
  const [label, value] = message !== undefined ? [/[?&]label=([^&]+)/i.exec(url)?.[1] ?? alt, message] : (parts ?? []);
  const decode = (part: string) => part.replace(/%20|[_+]/g, ' ').replaceAll('%2D', '-');
  if (label !== undefined && value !== undefined && fieldIn(decode(label))?.value === '') return decode(value);
  return fieldIn(alt)?.value || null;
}

/** What is refused is read line by line. */
const FRONT_MATTER_LIMITS = { maxCharacters: 20_000, maxAliases: 10 };

const FIELD_KEY = new RegExp(`^${STATUS_NAME}$`, 'iu');

/** Values of the field at the top of front matter, or one level down. */
function frontMatterStatus(frontMatter: string): string[] {
  if (!HAS_FIELD.test(frontMatter)) return [];
  const read = readYaml(frontMatter.slice(0, FRONT_MATTER_LIMITS.maxCharacters), FRONT_MATTER_LIMITS);
  if ('kind' in read) {
    const lines = frontMatter.split('\n').map((line) => line.slice(0, MAX_LINE));
    return lines.flatMap((line) => fieldIn(line)?.value || []);
  }
  const fields = asFields(read.value);
  const nested = Object.values(fields).map(asFields);
  return [fields, ...nested].flatMap((record) =>
    Object.entries(record).flatMap(([key, value]) => (FIELD_KEY.test(key.trim()) ? sayValue(value) : [])),
  );
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function sayValue(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const items = value.slice(0, 50).flatMap(sayValue);
    return items.length === 0 ? [] : [items.join(', ')];
  }
  const fields = asFields(value);
  const said = ['value', 'state', 'status', 'name', 'current'].map((key) => fields[key]);
  const text = said.find((one) => typeof one === 'string');
  if (text === undefined) return [];
  const date = fields.date instanceof Date ? fields.date.toISOString().slice(0, 10) : fields.date;
  return [typeof date === 'string' ? `${text as string} ${date}` : (text as string)];
}
