// Splits a document into blocks that may contain a clause (headings, paragraphs, items, table rows), with their
// headings and offsets. Code, HTML and comments are left out.
import MarkdownIt, { type Token } from 'markdown-it';

export interface MarkdownBlock {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'row';
  /** Headings above the block, outermost first; for a heading those above it. */
  readonly trail: readonly string[];
  /** Offsets in the document: `text.slice(start, end)` is the block. */
  readonly start: number;
  readonly end: number;
  /** 1 to 6 for a heading; otherwise 0. */
  readonly level: number;
  /** For a row: the header cells of its table. */
  readonly header: readonly string[];
  /** For an item: what its lists belong to, the nearest first: items around it, paragraphs that end in ":". */
  readonly above: readonly string[];
}

export interface MarkdownBlocks {
  /** Between the `---` lines at the top; "" if there are none. */
  readonly frontMatter: string;
  readonly blocks: readonly MarkdownBlock[];
}

/** Blocks of one document. */
const MAX_BLOCKS = 5_000;
/** Characters of a heading that are kept. */
const MAX_HEADING = 300;

const parser = new MarkdownIt({ html: true, linkify: false, typographer: false });
parser.core.ruler.enableOnly(['normalize', 'block']);
// An indent of four is a nested list far more often than code.
parser.disable('code');

/** Blocks of a Markdown, AsciiDoc, reStructuredText or plain text document, in order. */
export function readMarkdownBlocks(text: string, path: string): MarkdownBlocks {
  const lines = text.split('\n');
  const frontMatterEnd = endOfFrontMatter(lines);
  const readable = lines.map((line, index) =>
    index < frontMatterEnd ? '' : asMarkdown(line.replace(/\r$/, ''), path, lines[index - 1] ?? ''),
  );
  const collector = new BlockCollector(lines);
  for (const token of parser.parse(readable.join('\n'), {})) {
    if (collector.blocks.length >= MAX_BLOCKS) break;
    collector.add(token);
  }
  return {
    frontMatter: lines.slice(1, Math.max(1, frontMatterEnd - 1)).join('\n'),
    blocks: collector.blocks,
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

/** Converts headings of AsciiDoc and reStructuredText to Markdown, line by line. */
function asMarkdown(line: string, path: string, previous: string): string {
  if (/\.(adoc|asciidoc)$/i.test(path)) return line.replace(/^(={1,6})(?= \S)/, (marks) => '#'.repeat(marks.length));
  if (/\.rst$/i.test(path) && /^([~^"'+*#.])\1{2,}$/.test(line) && previous.trim() !== '') return '---';
  return line;
}

/** Collects blocks from the tokens of a document. */
class BlockCollector {
  readonly blocks: MarkdownBlock[] = [];
  private readonly lines: readonly string[];
  private readonly starts: readonly number[];
  private readonly trail: { level: number; text: string }[] = [];
  /** Lists around the current token, with what introduces each and the text of its current item. */
  private readonly lists: { readonly intro: string | null; item: string | null }[] = [];
  /** Items around the current token, and the level of the heading. */
  private items = 0;
  private heading = 0;
  /** Header cells of the table around the current token. */
  private header: string[] | null = null;
  private isBody = false;
  /** The last paragraph outside of lists. */
  private paragraph: { readonly end: number; readonly text: string } | null = null;
  /** Lines of a row that is not added yet. */
  private row: [number, number] | null = null;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.starts = offsetsOf(lines);
  }

  add(token: Token): void {
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
        this.lists.push({ intro: this.introduction(), item: null });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.lists.pop();
        break;
      case 'list_item_open':
      case 'list_item_close':
        this.items += token.nesting;
        if (token.nesting === 1 && this.lists.length > 0) this.lists.at(-1)!.item = null;
        break;
      case 'heading_open':
      case 'heading_close':
        this.heading = token.nesting === 1 ? Number(token.tag.slice(1)) : 0;
        break;
      case 'table_open':
      case 'table_close':
        this.header = token.nesting === 1 ? [] : null;
        break;
      case 'tbody_open':
      case 'tbody_close':
        this.isBody = token.nesting === 1;
        break;
      case 'tr_open':
        if (this.isBody) this.row = token.map;
        break;
      case 'inline':
        this.addInline(token);
        break;
      default:
    }
  }

  private addInline({ content, map }: Token): void {
    if (this.header === null) this.addText(content, map);
    else if (!this.isBody) this.header.push(content);
    else if (this.row !== null) {
      this.addRow(this.row[0], this.header);
      this.row = null;
    }
  }

  private addText(content: string, map: [number, number] | null): void {
    const range = map === null || content.trim() === '' ? null : this.rangeOf(content.split('\n'), map);
    if (range === null) return;
    const level = this.heading;
    if (level > 0) while (this.trail.length > 0 && this.trail.at(-1)!.level >= level) this.trail.pop();
    const kind = level > 0 ? 'heading' : this.items > 0 ? 'item' : 'paragraph';
    const above = kind === 'item' ? this.textsAbove() : [];
    this.blocks.push({ kind, trail: this.trail.map(({ text }) => text), ...range, level, header: [], above });
    const list = this.lists.at(-1);
    if (kind === 'item' && list !== undefined) list.item ??= content.slice(0, MAX_HEADING);
    if (kind === 'paragraph') this.paragraph = { end: range.end, text: content.slice(0, MAX_HEADING) };
    if (level > 0) this.trail.push({ level, text: content.slice(0, MAX_HEADING) });
  }

  /** The paragraph right before a list that announces it. */
  private introduction(): string | null {
    const last = this.blocks.at(-1);
    if (last === undefined || last.kind !== 'paragraph' || last.end !== this.paragraph?.end) return null;
    return /[:：]\W{0,4}$/.test(this.paragraph.text) ? this.paragraph.text : null;
  }

  private textsAbove(): readonly string[] {
    return [...this.lists]
      .reverse()
      .flatMap(({ intro, item }) => [item, intro])
      .filter((text) => text !== null);
  }

  /** Offsets of the lines of a token; null if the document does not contain them. */
  private rangeOf(content: readonly string[], [first, after]: [number, number]): { start: number; end: number } | null {
    const last = Math.min(after, first + content.length) - 1;
    const lastLine = (content[last - first] ?? '').trimEnd();
    const column = (this.lines[first] ?? '').indexOf(content[0] ?? '');
    const lastColumn = (this.lines[last] ?? '').lastIndexOf(lastLine);
    if (column < 0 || lastColumn < 0) return null;
    return { start: (this.starts[first] ?? 0) + column, end: (this.starts[last] ?? 0) + lastColumn + lastLine.length };
  }

  private addRow(at: number, header: readonly string[]): void {
    const line = this.lines[at] ?? '';
    const text = line.trim();
    const start = (this.starts[at] ?? 0) + line.indexOf(text);
    const trail = this.trail.map((heading) => heading.text);
    this.blocks.push({ kind: 'row', trail, start, end: start + text.length, level: 0, header, above: [] });
  }
}
