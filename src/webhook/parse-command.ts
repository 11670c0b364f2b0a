// Parses the commands in a comment. The grammar is fixed: a line chooses one of a few words, asks a question, names
// paths in the repository or a finding with a reason; it can change nothing else.

import { FindingLabel, MAX_REASON } from '../domain/finding-state.ts';
import type { Command, CommandWord } from '../domain/job.ts';
import { MAX_COMMANDS } from '../domain/job.ts';
import { isRepositoryPath, MAX_QUESTION } from '../domain/question.ts';
import { Effort } from '../domain/review-request.ts';
import { findCommandLines } from './command-lines.ts';

/** GitHub's limit for a comment is 65,536 characters. */
const MAX_COMMENT = 65_536;

/**
 * The commands in a comment, in order: `/architect` where a line of prose starts, outside of code, quotes and lists. A
 * question goes on until the next command; all others end with their line. Of more than ten, the first nine are run,
 * and the last says so.
 */
export function parseCommands(comment: string): readonly Command[] {
  const text = comment.slice(0, MAX_COMMENT).replace(/\r\n?/g, '\n');
  const lines = text.split('\n');
  const starts = findCommandLines(text);
  const commands = starts
    .slice(0, MAX_COMMANDS)
    .map((start, at) => parseCommand(lines.slice(start, starts[at + 1] ?? lines.length)));
  if (starts.length <= MAX_COMMANDS) return commands;
  return [...commands.slice(0, -1), { word: 'unknown', mistake: 'too-many-commands' }];
}

/** @param lines the line of the command and those below it */
function parseCommand(lines: readonly string[]): Command {
  const written = (lines[0] ?? '').trim().slice('/architect'.length).trim();
  const verb = /^\S*/.exec(written)?.[0] ?? '';
  const word = verb.toLowerCase();
  const rest = written.slice(verb.length).trim();
  if (word === 'ask') return parseAsk([rest, ...lines.slice(1)].join('\n'));
  const parse = Object.hasOwn(GRAMMAR, word) ? GRAMMAR[word] : undefined;
  return parse?.(rest) ?? { word: 'unknown' };
}

/** How the words read what follows them on their line; null where it is not understood. */
const GRAMMAR: Readonly<Record<string, (rest: string) => Command | null>> = {
  '': () => ({ word: 'review' }),
  review: parseReview,
  decide: parseDecide,
  explain: (rest) => parseAboutFinding('explain', rest),
  reopen: (rest) => parseAboutFinding('reopen', rest),
  dismiss: (rest) => parseWithReason('dismiss', rest),
  accept: (rest) => parseWithReason('accept', rest),
  pause: alone('pause'),
  resume: alone('resume'),
  cancel: alone('cancel'),
  config: alone('config'),
  rules: alone('rules'),
  why: alone('why'),
  help: alone('help'),
};

function alone(word: CommandWord): (rest: string) => Command | null {
  return (rest) => (rest === '' ? { word } : null);
}

function parseAsk(words: string): Command {
  const question = words.trim();
  if (question === '') return { word: 'ask', mistake: 'no-question' };
  if (question.length > MAX_QUESTION) return { word: 'ask', mistake: 'question-too-long' };
  return { word: 'ask', task: { kind: 'ask', question } };
}

/** "--full", "--effort high" or "--effort=high", each at most once; null for other words. */
function parseReview(rest: string): Command | null {
  const words = rest === '' ? [] : rest.toLowerCase().replaceAll('=', ' ').split(/\s+/);
  const chosen: { full?: true; effort?: Effort } = {};
  while (words.length > 0) {
    const option = words.shift();
    if (option === '--full' && chosen.full === undefined) chosen.full = true;
    else if (option === '--effort' && chosen.effort === undefined) {
      const effort = Effort.safeParse(words.shift());
      if (!effort.success) return { word: 'review', mistake: 'unknown-option' };
      chosen.effort = effort.data;
    } else if (option?.startsWith('-')) return { word: 'review', mistake: 'unknown-option' };
    else return null;
  }
  return { word: 'review', ...chosen };
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

function parseAboutFinding(word: 'explain' | 'reopen', rest: string): Command {
  const finding = readLabel(rest);
  return finding === null ? { word, mistake: 'no-finding' } : { word, finding };
}

/** A dismissal without a reason tells nobody anything a month later. */
function parseWithReason(word: 'dismiss' | 'accept', rest: string): Command {
  const written = /^\S*/.exec(rest)?.[0] ?? '';
  const finding = readLabel(written.replace(/[:,]$/, ''));
  if (finding === null) return { word, mistake: 'no-finding' };
  const reason = rest.slice(written.length).replace(/\s+/g, ' ').trim().slice(0, MAX_REASON).trim();
  return reason.length < 3 ? { word, finding, mistake: 'no-reason' } : { word, finding, reason };
}

/** "a3" and "`A3`" mean A3. */
function readLabel(written: string): string | null {
  const label = FindingLabel.safeParse(written.replace(/^`(.*)`$/, '$1').toUpperCase());
  return label.success ? label.data : null;
}
