// Computes a file's hunks from its two texts, in the form in which git shows them.
import { structuredPatch } from 'diff';
import type { Hunk } from '../../domain/diff.ts';
import { numberLines } from './parse-diff.ts';

/** Texts that differ in more lines than this are not compared: the time grows with the square of it. */
const maxEditedLines = 20_000;
/** The process answers nobody meanwhile. */
const timeoutMs = 1_000;
/** Before the comparison begins, each line costs a little. */
const maxLines = 400_000;

/** Hunks with three lines of context; null when the texts differ too much to be compared in reasonable time. */
export function computeHunks(before: string, head: string): readonly Hunk[] | null {
  if (countLines(before) + countLines(head) > maxLines) return null;
  const options = { context: 3, maxEditLength: maxEditedLines, timeout: timeoutMs };
  const patch = structuredPatch('a', 'b', before, head, '', '', options);
  if (!patch) return null;
  const hunks = patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    // Like git: a side without lines begins one line earlier.
    numberLines(oldLines === 0 ? oldStart - 1 : oldStart, newLines === 0 ? newStart - 1 : newStart, '', lines),
  );
  return hunks.every((hunk) => hunk !== null) ? hunks : null;
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
