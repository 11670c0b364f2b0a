// Makes text of a model, a person or a repository harmless where people read it. Stored values and JSON keep the text
// as it is.
import { type ProseBlock, readBlocks, readSpans, type Span } from './read-markdown.ts';
import { redactSecrets } from './secrets/redact-secrets.ts';

/**
 * Characters that nobody sees and a model reads: controls, zero-width and bidirectional characters, tags, variation
 * selectors, private use, fillers, blank cells, lone surrogates (https://www.unicode.org/reports/tr36/,
 * https://trojansource.codes/).
 */
export const HIDDEN =
  /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/u;

/** An emoji with its joiners and selectors, which hide nothing (https://www.unicode.org/reports/tr51/#Definitions). */
const EMOJI =
  /(?:\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d(?=\p{Extended_Pictographic}))?)+|[0-9#*]\ufe0f\u20e3/u;

const EMOJI_OR_HIDDEN = new RegExp(`${EMOJI.source}|(${HIDDEN.source})`, 'gu');

function replaceHidden(text: string, replace: (character: string) => string): string {
  return text.replace(EMOJI_OR_HIDDEN, (found, hidden?: string) => (hidden === undefined ? found : replace(hidden)));
}

/** Each hidden character as "⟨U+200B⟩". Line ends and tabs stay. */
export function revealHidden(text: string): string {
  return replaceHidden(text, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `⟨U+${hex.padStart(4, '0')}⟩`;
  });
}

/** The text without hidden characters and with line feeds as its only line ends. */
export function removeHidden(text: string): string {
  return replaceHidden(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'), () => '');
}

/** What people may see of a text: nothing hidden, and no secret. */
function toVisible(text: string): string {
  return redactSecrets(removeHidden(text));
}

/**
 * At most `max` UTF-16 units, cut between characters and where possible between words, with an ellipsis where text is
 * missing.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const space = text.lastIndexOf(' ', max - 1);
  const end = space > max / 2 ? space : Math.max(0, max - 1);
  return `${text.slice(0, end).replace(/(?:[\ud800-\udbff]|\u200d|\ufe0f)+$/, '')}…`;
}

/**
 * Visible text of at most `max` UTF-16 units, as it is stored. Not safe to render: each place has its own function
 * below.
 */
export function cleanText(text: string, max: number): string {
  return cut(toVisible(text.slice(0, 4 * max)).trim(), max);
}

/** The same on one line: a title, a path, an item of a list. */
export function oneLine(text: string, max = 300): string {
  const line = toVisible(text.slice(0, 4 * max)).replace(/\s+/g, ' ');
  return cut(line.trim(), max);
}

function longestBackticks(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** Inline code that holds the text as one line, whatever it contains. Nothing for blank text. */
export function toCodeSpan(text: string): string {
  return wrapInBackticks(toVisible(text).replace(/\s+/g, ' '));
}

function wrapInBackticks(line: string): string {
  if (line.trim() === '') return '';
  const ticks = '`'.repeat(longestBackticks(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : '';
  return ticks + pad + line + pad + ticks;
}

/** Languages that GitHub does not show as code: it draws them, or offers to commit them. */
const RENDERED = new Set(['suggestion', 'mermaid', 'math', 'geojson', 'topojson', 'stl']);

/** A fenced block that nothing inside can close, with exactly the given lines. */
export function toFence(language: string, text: string): string {
  const body = toVisible(text).replace(/\n+$/, '');
  const ticks = '`'.repeat(Math.max(3, longestBackticks(body) + 1));
  const shown = RENDERED.has(language.toLowerCase()) ? '' : language;
  const block = `${ticks}${shown}\n${body}\n${ticks}`;
  // Other bots take "/merge" at the start of a raw line for a command, also in code. The indentation of a fence is not
  // shown.
  return /^\/[a-z]/im.test(body) ? block.replace(/^/gm, ' ') : block;
}

/**
 * A block that GitHub offers to commit as it stands; null for a text that could not be shown unchanged. For lines that
 * were computed, never for somebody's text.
 */
export function toSuggestion(text: string): string | null {
  if (toVisible(text) !== text || /^\/[a-z]/im.test(text)) return null;
  const ticks = '`'.repeat(Math.max(3, longestBackticks(text) + 1));
  return `${ticks}suggestion\n${text}\n${ticks}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or a quoted attribute value. On GitHub, where mentions in HTML are live, use `toSummary`. */
export function escapeHtml(text: string): string {
  return escapeEntities(toVisible(text));
}

function escapeEntities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Text as Markdown that shows every character of it; emphasis stays emphasis unless `isPlain`. */
function escapeMarkdown(text: string, isPlain: boolean): string {
  const escaped = text.replace(/[&<>]|[\\`[\]|$]|(?<!\S)#/g, (found) => ENTITIES[found] ?? `\\${found}`);
  return isPlain ? escaped.replace(/[*~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&') : escaped;
}

/**
 * What would begin a list, a rule, a heading above, a fence, a table or the command of a bot at the start of a line.
 */
const BLOCK_START = /^(?:[-+*](?=\s|$)|[-=:*_][-=:*_\s]*$|~{3,}|\/(?=\S))|^(\d{1,9})(?=[.)](?:\s|$))/;

interface Sink {
  /** Emphasis is of no use here, or not the text's to use: inside of ours, in names. */
  readonly isPlain: boolean;
  /** A bar ends a cell, even inside code. */
  readonly isCell: boolean;
}

function renderLine(line: string, { isPlain, isCell }: Sink): string {
  const [first, ...rest] = readSpans(line);
  if (first === undefined) return '';
  const render = ({ kind, text }: Span) => {
    if (kind === 'text') return escapeMarkdown(text, isPlain);
    return isCell ? escapeBars(wrapInBackticks(text)) : wrapInBackticks(text);
  };
  const start = first.kind === 'text' ? BLOCK_START.exec(rest.length === 0 ? first.text : `${first.text}x`) : null;
  const opening = render(first);
  // Plain text has its marks escaped already.
  const begin = start === null || opening.startsWith('\\') ? opening : escapeStart(opening, start[1]);
  return begin + rest.map(render).join('');
}

function escapeStart(text: string, digits: string | undefined): string {
  return digits === undefined ? `\\${text}` : `${digits}\\${text.slice(digits.length)}`;
}

/** Foreign text as one line of Markdown: a list item, a heading, a paragraph. */
export function toInline(text: string, max = 300): string {
  return renderLine(oneLine(text, max), { isPlain: false, isCell: false });
}

/** The same without emphasis of its own: for a place inside emphasis of ours, and for names. */
export function toTitle(text: string, max = 300): string {
  return renderLine(oneLine(text, max), { isPlain: true, isCell: false });
}

/** Foreign text as a cell of a table. */
export function toCell(text: string, max = 300): string {
  return renderLine(oneLine(text, max), { isPlain: false, isCell: true });
}

/** The same without emphasis of its own. */
export function toTitleCell(text: string, max = 300): string {
  return renderLine(oneLine(text, max), { isPlain: true, isCell: true });
}

/** Code spans and links with code spans, as a cell of a table. */
export function escapeBars(markdown: string): string {
  return markdown.replaceAll('|', '\\|');
}

/**
 * One line as the content of a <summary>, code spans as <code>. GitHub parses no Markdown there, but links mentions,
 * references and addresses as everywhere but in <code>: see `splitAutolinks`.
 */
export function toSummary(text: string, max = 300): string {
  return readSpans(oneLine(text, max))
    .map(({ kind, text: part }) => (kind === 'code' ? `<code>${escapeEntities(part)}</code>` : escapeEntities(part)))
    .join('');
}

function renderBlock(block: ProseBlock): string {
  if (block.kind === 'fence') return toFence(block.language, block.text);
  // Never indented so far that it becomes a block of code.
  const marks = block.marks
    .replace(/\t/g, '    ')
    .replace(/^ {4,}/, '   ')
    .replace(/(\S) +/g, '$1 ');
  return marks + renderLine(block.text, { isPlain: false, isCell: false });
}

/**
 * Foreign prose as Markdown that keeps its paragraphs, lists, emphasis, code spans and fenced code; all else is shown
 * as written.
 *
 * @param max the most UTF-16 units of foreign text that are shown
 * @param lead Markdown of ours to begin the first paragraph with; above the text where it begins with a list or code
 */
export function toProse(text: string, max = 4000, lead = ''): string {
  const blocks = readBlocks(cleanText(text, max));
  const prose = blocks.map(renderBlock).join('\n');
  if (lead === '' || prose === '') return prose;
  const [first] = blocks;
  return lead + (first?.kind === 'line' && first.marks.trim() === '' ? ' ' : '\n\n') + prose;
}
