// Wraps and indents foreign text for a terminal.
import { removeHidden } from '../text/sanitize.ts';

/** Indents every line that is not empty. */
export function indent(text: string, by: string): string {
  return text.replace(/^(?=.)/gm, by);
}

/** Wraps each line to `columns`; list items are continued below their text, and fenced code keeps its lines. */
export function wrap(text: string, columns: number): string {
  const out: string[] = [];
  let isFenced = false;
  for (const line of removeHidden(text).trim().split('\n')) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    else if (isFenced) out.push(line);
    else out.push(...wrapLine(line, columns));
  }
  return out.join('\n').replace(/\n{3,}/g, '\n\n');
}

function wrapLine(line: string, columns: number): string[] {
  const lead = /^\s*(?:[-*+] |\d+[.)] )?/.exec(line)?.[0] ?? '';
  const hang = ' '.repeat(Math.min(lead.length, 8));
  const lines: string[] = [];
  let current = lead;
  for (const word of line.slice(lead.length).split(/\s+/).filter(Boolean)) {
    const glue = current.trim() === '' || current === lead ? '' : ' ';
    if (current.length + glue.length + word.length > columns && current.trim() !== '' && current !== lead) {
      lines.push(current);
      current = hang + word;
    } else current += glue + word;
  }
  return [...lines, current];
}
