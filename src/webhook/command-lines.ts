// Finds the lines of a comment that start with `/architect` as prose, the way GitHub renders it.
import MarkdownIt, { type Token } from 'markdown-it';

/** With HTML, because a command in an HTML comment is none. */
const markdown = new MarkdownIt({ html: true });
// Keeps what was written as "\/" or "&#47;" apart from text: those are how people write about a command.
markdown.core.ruler.disable(['text_join', 'normalize']);

const STARTS = /^[ \t]*\/architect(?!\S)/i;
/** Characters for private use mark the lines that may be commands; the comment's own are replaced before. */
const FIRST_MARK = 0xe000;
const PRIVATE_USE = /[\uE000-\uF8FF\0]/g;
/** Lines of one paragraph that are looked at: far more than are run. */
const MAX_CANDIDATES = 100;

/** 0-based numbers of the lines. @param text with line ends of "\n" */
export function findCommandLines(text: string): readonly number[] {
  // Most comments have none, and need no parser.
  if (!/^\s*\/architect(?!\S)/im.test(text)) return [];
  return markdown.parse(text.replace(PRIVATE_USE, '\uFFFD'), {}).flatMap(linesIn);
}

/** The lines of a paragraph, or of a heading that a line of dashes makes, outside of quotes and lists. */
function linesIn(token: Token, at: number, tokens: readonly Token[]): readonly number[] {
  const opening = tokens[at - 1];
  if (token.type !== 'inline' || opening === undefined || opening.level > 0 || !isProse(opening)) return [];
  const first = token.map?.[0] ?? 0;
  const lines = token.content.split('\n');
  const candidates = lines.flatMap((line, index) => (STARTS.test(line) ? [index] : [])).slice(0, MAX_CANDIDATES);
  if (candidates.length === 0) return [];
  const starting = marksAtLineStarts(lines, candidates);
  return candidates.filter((_line, index) => starting.has(index)).map((line) => first + line);
}

function isProse({ type, markup }: Token): boolean {
  return type === 'paragraph_open' || (type === 'heading_open' && !markup.startsWith('#'));
}

/** Which candidates stand at the start of a rendered line: not within code, HTML or a link. */
function marksAtLineStarts(lines: readonly string[], candidates: readonly number[]): ReadonlySet<number> {
  const marked = [...lines];
  for (const [index, line] of candidates.entries())
    marked[line] = String.fromCharCode(FIRST_MARK + index) + (lines[line] ?? '').trimStart();
  const [inline] = markdown.parseInline(marked.join('\n'), {});
  const starting = new Set<number>();
  let isLineStart = true;
  for (const { type, content } of inline?.children ?? []) {
    const mark = content.charCodeAt(0) - FIRST_MARK;
    if (type === 'text' && isLineStart && mark >= 0 && mark < candidates.length) starting.add(mark);
    if (content !== '' || type.endsWith('break')) isLineStart = type.endsWith('break');
  }
  return starting;
}
