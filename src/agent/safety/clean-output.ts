// Makes text of the model safe to show anywhere: no images, HTML, links, mentions, references or commands, and nothing hidden.
// Whatever would act becomes a code span, where it can be read and does nothing.
import { removeHidden } from './hidden-text.ts';
import { removeHtmlComments } from './untrusted-text.ts';

const MAX_PASSES = 20;

/**
 * Text outside of code that GitHub or a Markdown reader would act on: HTML and autolinks, URLs, entities, mentions and e-mail
 * addresses, references to issues.
 */
const ACTIVE =
  /<[A-Za-z/!?][^<>`\n]*>?|[a-z][a-z0-9+.-]*:\/\/[^\s<>`]*|(?:mailto|javascript|data|vbscript|xmpp):[^\s<>`]+|www\.[^\s<>`]+|&#?\w+;|[\w.+-]*@[A-Za-z0-9_][\w./-]*|[\w./-]*#\d+|GH-\d+/gi;

/** Bots that are told by slash commands read the raw text of a comment, fences included. */
const COMMAND_IN_CODE = /^\s*\/[a-z]/i;

/**
 * Prose in Markdown, harmless. Doing it twice changes nothing.
 *
 * @param maxCharacters the result may be a little longer, for a fence that had to be closed
 */
export function cleanMarkdown(text: string, maxCharacters: number): string {
  const plain = cut(removeHidden(text).replace(/\r\n?/g, '\n').trim(), maxCharacters);
  return toFixedPoint(plain, cleanLines);
}

/** What one pass takes out can bring together what the next has to take out. */
function toFixedPoint(text: string, pass: (text: string) => string): string {
  let current = text;
  for (let count = 0; count < MAX_PASSES; count += 1) {
    const next = pass(current);
    if (next === current) return current;
    current = next;
  }
  // Nobody writes such a text in earnest.
  return '';
}

function cleanLines(text: string): string {
  const out: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const mark = /^[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)[ \t]*$/.exec(line);
    if (fence === null && mark !== null) {
      // At the start of a line no list or quotation can end the fence before its time.
      fence = mark[1] ?? '```';
      out.push(`${fence}${mark[2] ?? ''}`);
    } else if (fence !== null && mark?.[2] === '' && mark[1]?.startsWith(fence) === true) {
      out.push(fence);
      fence = null;
    } else {
      out.push(fence === null ? cleanLine(line) : line.replace(COMMAND_IN_CODE, '· $&'));
    }
  }
  if (fence !== null) out.push(fence);
  return out.join('\n').trim();
}

/** One line of prose: a title, an item of a list. */
export function cleanLineOf(text: string, maxCharacters: number): string {
  const line = removeHidden(text).replace(/\s+/g, ' ').trim();
  return toFixedPoint(cut(line, maxCharacters), (text) => cleanLine(text).trim());
}

function cut(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const end = text.lastIndexOf(' ', maxCharacters - 1);
  return `${text.slice(0, end > maxCharacters / 2 ? end : maxCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What may stand before the text of a line: quotation marks and marks of lists. */
const MARKS = /^(?:\s*(?:>|(?:[-*+]|\d+[.)])(?=\s|$)))*\s*/;

/** A line without comments, marks of headings, and what makes a rule or a table: a table takes the pipes out of a code span. */
function flatten(line: string): string {
  const text = removeHtmlComments(line);
  const marks = MARKS.exec(text)?.[0] ?? '';
  const rest = text.slice(marks.length).replace(/^#{1,6}(?=\s|$)\s*/, '');
  return /^[\s|:>*_+=-]*$/.test(rest) ? '' : marks + rest;
}

function cleanLine(line: string): string {
  const text = flatten(line);
  const marks = MARKS.exec(text)?.[0] ?? '';
  const rest = text.slice(marks.length);
  const command = /^\/[a-z][\w-]*/i.exec(rest)?.[0] ?? '';
  const pieces = [marks, ...(command === '' ? [] : [`\`${command}\``]), ...splitCode(rest.slice(command.length))];
  return pieces.reduce((line, piece) => {
    if (!piece.startsWith('`')) return line + piece;
    // A backslash would take the meaning from our backtick, and two spans that touch would be read as one.
    const before = line.replace(/\\+$/, '');
    return before.endsWith('`') ? `${before} ${piece}` : before + piece;
  }, '');
}

/** Code spans of one backtick that close on their line, and the prose between them made harmless. */
function splitCode(line: string): string[] {
  return line.split(/((?<!`)`[^`]+`(?!`))/).flatMap((text, index) => (index % 2 === 1 ? [text] : cleanProse(text)));
}

function cleanProse(prose: string): string[] {
  const text = prose
    .replaceAll('`', "'")
    // What is escaped would act once it is shown elsewhere, so it is made harmless instead.
    .replace(/\\+(?=[!-/:-@[-`{-~])/g, '')
    .replace(/!+(?=\[)/g, '')
    .replace(/\](?=[([:])/g, '] ');
  return text.split(new RegExp(`(${ACTIVE.source})`, 'gi')).flatMap((piece, index) => {
    if (index % 2 === 0) return piece === '' ? [] : [piece];
    const [, active = '', after = ''] = /^(.*?)([.,;:!?)\]]*)$/s.exec(piece) ?? [];
    return after === '' ? [`\`${active}\``] : [`\`${active}\``, after];
  });
}
