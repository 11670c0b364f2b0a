// Makes text that a model or a pull request wrote harmless where it is shown: on GitHub it must not mention, refer, command, embed,
// link away or break out of its place, and in a terminal it must not steer the screen. Everything foreign goes through here.

/** Control, format, private-use and default-ignorable characters, tags and variation selectors among them, and the blank braille cell. */
const HIDDEN = /[\p{Cf}\p{Co}\p{Cs}\p{DI}\u2800]|(?![\n\t])\p{Cc}/gu;

/** Text with line feeds as the only line ends and without characters that a reader cannot see. */
export function visible(text: string): string {
  return text.replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n').replace(HIDDEN, '');
}

/** `text` cut to at most `max` UTF-16 units, between characters, with an ellipsis where something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = /[\ud800-\udbff]/.test(text[max - 2] ?? '') ? max - 2 : max - 1;
  return `${text.slice(0, Math.max(0, end))}…`;
}

/** One line of plain text: what a title, a path or a table cell holds before it is escaped for where it goes. */
export function oneLine(text: string, max = 300): string {
  return cut(
    visible(text.slice(0, 4 * max))
      .replace(/\s+/g, ' ')
      .trim(),
    max,
  );
}

/** The longest run of backticks in `text`. */
function longestBackticks(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
}

/** Inline code holding `text` as one line, whatever backticks are in it. Empty text gives an empty string. */
export function code(text: string): string {
  const line = visible(text).replace(/\s+/g, ' ');
  if (line.trim() === '') return '';
  const ticks = '`'.repeat(longestBackticks(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : '';
  return ticks + pad + line + pad + ticks;
}

/**
 * A fenced block that nothing inside can close. A line that another bot could take for a command ("/merge") is moved off the
 * start of its line, for bots read the raw text and know nothing of fences.
 */
export function fence(language: string, text: string): string {
  const body = visible(text)
    .replace(/\n+$/, '')
    .replace(/^\/(?=[A-Za-z])/gm, ' /');
  const ticks = '`'.repeat(Math.max(3, longestBackticks(body) + 1));
  return `${ticks}${language}\n${body}\n${ticks}`;
}

/** Web addresses as GitHub would turn them into links by itself, after punctuation as well as after a space. */
const ADDRESS = /(?:[a-z][a-z0-9+.-]{1,20}:\/\/|(?<![a-z0-9])www\.)[^\s<>`]+/gi;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Prose with its Markdown taken away, save emphasis. A mention or reference is broken by a zero-width space, written as an entity
 * because GitHub looks for mentions after Markdown is rendered, where a backslash is gone.
 */
function escapeProse(text: string): string {
  // One pass: what an earlier replacement wrote ("&#8203;") must not be read again.
  return text.replace(
    /[&<>]|[\\`[\]|$!]|@(?=[\p{L}\p{N}_-])|#(?=\d)|\bGH-(?=\d)/giu,
    (found) => entities[found] ?? (/^[@#G]/i.test(found) ? `${found}&#8203;` : `\\${found}`),
  );
}

/** The same without emphasis: an underscore inside a word makes none. */
function escapeAll(text: string): string {
  return escapeProse(text).replace(/[*~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&');
}

/** Escapes prose and turns the addresses in it into code, so that nothing can be followed from it. */
function escapeAround(text: string, dress: (prose: string) => string): string {
  const parts: string[] = [];
  let end = 0;
  for (const address of text.matchAll(ADDRESS)) {
    const shown = address[0].replace(/[.,;:!?)\]'"*_~]+$/, '');
    parts.push(dress(text.slice(end, address.index)), code(shown));
    end = address.index + shown.length;
  }
  return joined([...parts, dress(text.slice(end))]);
}

/** Pieces of a line side by side. Between two pieces of code goes a space, or their backticks would be read as one run. */
function joined(parts: readonly string[]): string {
  return parts.reduce(
    (line, part) => (line.endsWith('`') && part.startsWith('`') ? `${line} ${part}` : line + part),
    '',
  );
}

/** What makes a heading, a rule, a fence or a command of a line, after any list markers. */
const BLOCK_START = /^((?:\s|[-*+]\s|\d{1,9}[.)]\s)*)(#{1,6}(?=\s|$)|[-=:]+\s*$|\/(?=\S)|~{3,})/;

/** One line of prose in which `code spans` stay code. */
function proseLine(line: string, dress = escapeProse): string {
  const parts: string[] = [];
  let rest = line;
  for (;;) {
    const span = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/.exec(rest);
    parts.push(escapeAround(span ? rest.slice(0, span.index) : rest, dress));
    if (!span) return joined(parts).replace(BLOCK_START, '$1\\$2');
    parts.push(code((span[2] ?? '').trim()));
    rest = rest.slice(span.index + span[0].length);
  }
}

/** Foreign text as one line of Markdown: titles, list items, cells of a table. */
export function inline(text: string, max = 300): string {
  return proseLine(oneLine(text, max));
}

/** As `inline`, for text that stands inside emphasis of ours, or is none: "internal/**" must not end it. */
export function title(text: string, max = 300): string {
  return proseLine(oneLine(text, max), escapeAll);
}

/** As `inline`, for the cell of a table, where a bar ends the cell even inside code. */
export function cell(text: string, max = 300): string {
  return withoutBars(inline(text, max));
}

/** As `title`, for the cell of a table. */
export function titleCell(text: string, max = 300): string {
  return withoutBars(title(text, max));
}

function withoutBars(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, '\\|');
}

/**
 * Foreign prose as Markdown that keeps its paragraphs, lists, code spans and fenced code, and nothing else.
 * @param max the most UTF-16 units of foreign text that are shown
 */
export function prose(text: string, max = 4000): string {
  const out: string[] = [];
  let open: { readonly close: RegExp; readonly language: string; readonly lines: string[] } | null = null;
  for (const line of cut(visible(text.slice(0, 4 * max)).trim(), max).split('\n')) {
    const opener: RegExpExecArray | null = open
      ? null
      : /^ {0,3}(`{3,}|~{3,})\s*([A-Za-z0-9+-]{0,20})[^`]*$/.exec(line);
    if (open) {
      if (open.close.test(line)) {
        out.push(fence(open.language, open.lines.join('\n')));
        open = null;
      } else open.lines.push(line);
    } else if (opener) {
      const mark: string = opener[1] ?? '```';
      open = { close: new RegExp(`^ {0,3}${mark[0]}{${mark.length},}\\s*$`), language: opener[2] ?? '', lines: [] };
    } else out.push(proseLine(line.replace(/\t/g, '    ').replace(/^ {4,}/, '   ')));
  }
  if (open) out.push(fence(open.language, open.lines.join('\n')));
  return out.join('\n').replace(/\n{3,}/g, '\n\n');
}

/** Foreign text as HTML text or a quoted attribute value. */
export function html(text: string): string {
  return visible(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
