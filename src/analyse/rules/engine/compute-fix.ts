// Turns the edits of a rule into lines to replace, checked: the file is gofmt's before and after, so it parses, and
// nothing else in it changes.
import { format } from '@wasm-fmt/gofmt';
import type { Edit, Fix } from '../../../domain/fix.ts';

/** Lines that a fix may replace: more are no small fix. */
const MAX_LINES = 20;
/** Characters of a file that is formatted. */
const MAX_FILE = 400_000;

/** null where the edits give no small, whole fix. */
export function computeFix(text: string, edits: readonly Edit[]): Fix | null {
  if (edits.length === 0 || text.length > MAX_FILE || text.includes('\r')) return null;
  // In a file that gofmt would change, the fix could not be told from the rest.
  if (formatOrNull(text) !== text) return null;
  const fixed = formatOrNull(applyEdits(text, edits));
  return fixed === null || fixed === text ? null : toLines(text.split('\n'), fixed.split('\n'));
}

/** @param edits that do not overlap */
function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((done, { start, end, text: added }) => done.slice(0, start) + added + done.slice(end), text);
}

function formatOrNull(text: string): string | null {
  try {
    return format(text);
  } catch {
    return null;
  }
}

/** The lines between the equal ones at both ends; an insertion takes the line above it along. */
function toLines(before: readonly string[], after: readonly string[]): Fix | null {
  let top = 0;
  while (top < Math.min(before.length, after.length) && before[top] === after[top]) top += 1;
  let bottom = 0;
  const most = Math.min(before.length, after.length) - top;
  while (bottom < most && before.at(-1 - bottom) === after.at(-1 - bottom)) bottom += 1;
  const isInsertion = before.length - bottom === top;
  const start = isInsertion ? top - 1 : top;
  const original = before.slice(start, before.length - bottom);
  const replacement = after.slice(start, after.length - bottom);
  if (start < 0 || Math.max(original.length, replacement.length) > MAX_LINES) return null;
  return {
    startLine: start + 1,
    endLine: start + original.length,
    original: original.join('\n'),
    replacement: replacement.join('\n'),
  };
}
