// Parses the command in a comment. The grammar is fixed: a comment chooses one of seven words, and asks a question or
// names paths in the repository; it can change nothing else.
import type { CommandMistake, CommandWord } from '../domain/job.ts';
import { isRepositoryPath, MAX_QUESTION, type Task } from '../domain/question.ts';

/** A command as written. */
export interface Command {
  readonly word: CommandWord;
  readonly task?: Task;
  readonly mistake?: CommandMistake;
}

/** Words without arguments. */
const WORDS: Readonly<Record<string, CommandWord>> = {
  '': 'review',
  review: 'review',
  cancel: 'cancel',
  why: 'why',
  help: 'help',
};

/** Columns of indentation that make a line code (https://spec.commonmark.org/0.31.2/#indented-code-blocks). */
const CODE_INDENT = 4;

/**
 * The command in a comment: `/architect` at the start of its first line, as prose; null where there is none. Only a
 * question may continue below the first line. A question is data, and a path stays within the repository.
 */
export function parseCommand(comment: string): Command | null {
  if (isCode(comment)) return null;
  const text = comment.trimStart();
  const firstLine = (text.split(/[\r\n]/, 1)[0] ?? '').trimEnd();
  const [, written] = /^\/architect(?!\S)(.*)$/i.exec(firstLine) ?? [];
  if (written === undefined) return null;
  const [, verb = '', rest = ''] = /^(\S*)(.*)$/.exec(written.trim()) ?? [];
  const word = verb.toLowerCase();
  if (word === 'ask') return parseAsk(`${rest}${text.slice((text.split(/[\r\n]/, 1)[0] ?? '').length)}`);
  if (word === 'decide') return parseDecide(rest.trim());
  const known = rest.trim() === '' && Object.hasOwn(WORDS, word);
  return { word: known ? (WORDS[word] as CommandWord) : 'unknown' };
}

/** Tells an indented code block. In a fence, a quote or an HTML comment `/architect` does not come first anyway. */
function isCode(comment: string): boolean {
  let column = 0;
  for (const character of comment) {
    if (character === ' ') column += 1;
    else if (character === '\t') column += CODE_INDENT - (column % CODE_INDENT);
    else if (character === '\n' || character === '\r') column = 0;
    else break;
  }
  return column >= CODE_INDENT;
}

function parseAsk(words: string): Command {
  const question = words.replace(/\r\n?/g, '\n').trim();
  if (question === '') return { word: 'ask', mistake: 'no-question' };
  if (question.length > MAX_QUESTION) return { word: 'ask', mistake: 'question-too-long' };
  return { word: 'ask', task: { kind: 'ask', question } };
}

/** "CONTEXT" or "CONTEXT -> DIR", each in backticks or not. Without DIR, the documents go beside the context. */
function parseDecide(words: string): Command {
  if (words === '') return { word: 'decide', mistake: 'no-context' };
  const [, context = '', dir] = /^`?([^\s`]+)`?(?:\s+(?:->|→)\s+`?([^\s`]+?)\/?`?)?$/.exec(words) ?? [];
  const into = dir ?? context.slice(0, Math.max(0, context.lastIndexOf('/')));
  const isSafe = isRepositoryPath(context) && (into === '' ? dir === undefined : isRepositoryPath(into));
  if (!isSafe) return { word: 'decide', mistake: 'unsafe-path' };
  return { word: 'decide', task: { kind: 'decide', context, into, brought: null } };
}
