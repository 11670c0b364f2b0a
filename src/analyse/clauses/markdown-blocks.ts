// Cuts a document into the blocks that can hold a clause (headings, paragraphs, list items, table rows), each with its headings above
// it and its exact place. Code, HTML and comments that no reader sees are left out.
import MarkdownIt, { type Token } from 'markdown-it';

export interface MarkdownBlock {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'row';
  /** Headings above the block, outermost first; for a heading those above it. */
  readonly trail: readonly string[];
  /** Offsets in the document: `text.slice(start, end)` is the block as it stands. */
  readonly start: number;
  readonly end: number;
  /** For a heading: 1 to 6; otherwise 0. */
  readonly level: number;
  /** For a row: the cells of its table's header. */
  readonly header: readonly string[];
}

export interface MarkdownBlocks {
  /** Between the `---` lines at the top; empty where there are none. */
  readonly frontMatter: string;
  readonly blocks: readonly MarkdownBlock[];
}

/** More would be no document that a team goes by. */
const MAX_BLOCKS = 5_000;
/** Characters of a heading that are remembered. */
const MAX_HEADING = 300;

const parser = new MarkdownIt({ html: true, linkify: false, typographer: false });
parser.core.ruler.enableOnly(['normalize', 'block']);
// Four blanks are an indented list far more often than code in what teams write.
parser.disable('code');

/** Blocks of a Markdown, AsciiDoc, reStructuredText or plain text document, in its order. */
export function readMarkdownBlocks(text: string, path: string): MarkdownBlocks {
  const lines = text.split('\n');
  const frontMatterEnd = endOfFrontMatter(lines);
  const starts = offsetsOf(lines);
  const readable = lines.map((line, index) =>
    index < frontMatterEnd ? '' : asMarkdown(line.replace(/\r$/, ''), path, lines[index - 1] ?? ''),
  );
  return {
    frontMatter: lines.slice(1, Math.max(1, frontMatterEnd - 1)).join('\n'),
    blocks: collect(readable, lines, starts),
  };
}

function endOfFrontMatter(lines: readonly string[]): number {
  if (lines[0]?.replace(/^\uFEFF/, '').trim() !== '---') return 0;
  const end = lines.findIndex((line, index) => index > 0 && index < 200 && /^(---|\.\.\.)\s*$/.test(line));
  return end + 1;
}

function offsetsOf(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  return starts;
}

/** Headings of the other two formats in Markdown's way; a line stays a line. */
function asMarkdown(line: string, path: string, previous: string): string {
  if (/\.(adoc|asciidoc)$/i.test(path)) return line.replace(/^(={1,6})(?= \S)/, (marks) => '#'.repeat(marks.length));
  if (/\.rst$/i.test(path) && /^([~^"'+*#.])\1{2,}$/.test(line) && previous.trim() !== '') return '---';
  return line;
}

interface Reading {
  readonly lines: readonly string[];
  readonly starts: readonly number[];
  readonly blocks: MarkdownBlock[];
  readonly trail: { level: number; text: string }[];
}

/** Where in the document the reader is. */
interface Position {
  readonly items: number;
  /** Level of the heading around; 0 outside of any. */
  readonly heading: number;
  /** Header cells of the table around; null outside of any. */
  readonly header: string[] | null;
  readonly isInBody: boolean;
  /** Lines of the table row that has not been read yet. */
  readonly row: [number, number] | null;
}

const START: Position = { items: 0, heading: 0, header: null, isInBody: false, row: null };

/** What an opening or closing token changes. */
const MOVES: Readonly<Record<string, (at: Position, token: Token) => Partial<Position>>> = {
  list_item_open: ({ items }) => ({ items: items + 1 }),
  list_item_close: ({ items }) => ({ items: items - 1 }),
  heading_open: (_, { tag }) => ({ heading: Number(tag.slice(1)) }),
  heading_close: () => ({ heading: 0 }),
  table_open: () => ({ header: [] }),
  table_close: () => ({ header: null }),
  tbody_open: () => ({ isInBody: true }),
  tbody_close: () => ({ isInBody: false }),
  tr_open: ({ isInBody }, { map }) => ({ row: isInBody ? map : null }),
};

function collect(
  readable: readonly string[],
  lines: readonly string[],
  starts: readonly number[],
): readonly MarkdownBlock[] {
  const reading: Reading = { lines, starts, blocks: [], trail: [] };
  let at = START;
  for (const token of parser.parse(readable.join('\n'), {})) {
    if (reading.blocks.length >= MAX_BLOCKS) break;
    const move = token.type === 'inline' ? addInline(reading, at, token) : MOVES[token.type]?.(at, token);
    at = { ...at, ...move };
  }
  return reading.blocks;
}

/** Reads a piece of text; of a table row only the first one, for all of the row. */
function addInline(reading: Reading, at: Position, { content, map }: Token): Partial<Position> {
  const { items, heading, header, isInBody, row } = at;
  if (header === null) addText(reading, content, map, heading, items > 0 ? 'item' : 'paragraph');
  else if (!isInBody) return { header: [...header, content] };
  else if (row !== null) addRow(reading, row, header);
  return header === null ? {} : { row: null };
}

function addText(
  { lines, starts, blocks, trail }: Reading,
  content: string,
  map: [number, number] | null,
  level: number,
  kind: 'item' | 'paragraph',
): void {
  if (map === null || content.trim() === '') return;
  const said = content.split('\n');
  const first = map[0];
  const last = Math.min(map[1], first + said.length) - 1;
  const column = (lines[first] ?? '').indexOf(said[0] ?? '');
  const lastSaid = (said[last - first] ?? '').trimEnd();
  const lastColumn = (lines[last] ?? '').lastIndexOf(lastSaid);
  if (column < 0 || lastColumn < 0) return;
  const start = (starts[first] ?? 0) + column;
  const end = (starts[last] ?? 0) + lastColumn + lastSaid.length;
  if (level > 0) while (trail.length > 0 && trail.at(-1)!.level >= level) trail.pop();
  const above = trail.map((heading) => heading.text);
  blocks.push({ kind: level > 0 ? 'heading' : kind, trail: above, start, end, level, header: [] });
  if (level > 0) trail.push({ level, text: content.slice(0, MAX_HEADING) });
}

function addRow({ lines, starts, blocks, trail }: Reading, map: [number, number], header: readonly string[]): void {
  const line = lines[map[0]] ?? '';
  const text = line.trim();
  const start = (starts[map[0]] ?? 0) + line.indexOf(text);
  blocks.push({
    kind: 'row',
    trail: trail.map((heading) => heading.text),
    start,
    end: start + text.length,
    level: 0,
    header,
  });
}
