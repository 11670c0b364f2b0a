// Reads the few marks of foreign Markdown that are kept: code spans, fences and lists. Nothing else is looked for.
import { splitAutolinks } from './autolinks.ts';

export interface Span {
  readonly kind: 'text' | 'code';
  readonly text: string;
}

/** A line of Markdown as text and code. Text that GitHub would act on is code. */
export function readSpans(line: string): Span[] {
  const spans: Span[] = [];
  const push = (span: Span) => {
    const last = spans.at(-1);
    // Two code spans side by side would be read as one with backticks inside.
    if (last?.kind === 'code' && span.kind === 'code')
      spans.push({ kind: 'code', text: spans.pop()!.text + span.text });
    else if (span.text !== '') spans.push(span);
  };
  const pushText = (text: string) => {
    for (const piece of splitAutolinks(text))
      push({ kind: piece.kind === 'active' ? 'code' : 'text', text: piece.text });
  };
  const runs = [...line.matchAll(/`+/g)];
  let from = 0;
  for (let opener = 0; opener < runs.length; opener += 1) {
    const { 0: ticks, index } = runs[opener]!;
    const closer = runs.findIndex((run, at) => at > opener && run[0] === ticks);
    const code = line.slice(index + ticks.length, runs[closer]?.index);
    if (closer === -1 || code.trim() === '') continue;
    pushText(line.slice(from, index));
    push({ kind: 'code', text: /^ .*[^ ].* $/.test(code) ? code.slice(1, -1) : code });
    from = runs[closer]!.index + ticks.length;
    opener = closer;
  }
  pushText(line.slice(from));
  return spans;
}

export type ProseBlock =
  | { readonly kind: 'line'; readonly marks: string; readonly text: string }
  | { readonly kind: 'fence'; readonly language: string; readonly text: string };

/** Marks of lists, one inside another, with the white space around them. */
const LIST_MARKS = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)*/;
const FENCE_START = /^ {0,3}(`{3,}|~{3,})\s*([A-Za-z0-9+-]{0,20})[^`]*$/;

/**
 * The lines of a text and its fenced blocks; one that is left open ends with the text. Of blank lines in a row one is
 * kept.
 */
export function readBlocks(text: string): ProseBlock[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const blocks: ProseBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    const [, ticks, language = ''] = FENCE_START.exec(line) ?? [];
    if (ticks === undefined) {
      const marks = LIST_MARKS.exec(line)?.[0] ?? '';
      if (line !== '' || lines[at - 1] !== '') blocks.push({ kind: 'line', marks, text: line.slice(marks.length) });
      continue;
    }
    const closer = new RegExp(`^ {0,3}${ticks[0]}{${ticks.length},}$`);
    const found = lines.findIndex((one, index) => index > at && closer.test(one));
    const end = found === -1 ? lines.length : found;
    blocks.push({ kind: 'fence', language, text: lines.slice(at + 1, end).join('\n') });
    at = end;
  }
  return blocks;
}
