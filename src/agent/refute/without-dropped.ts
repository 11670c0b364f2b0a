// Removes what a summary says about findings that were dropped, and keeps the rest word for word.
import type { Finding } from '../../domain/finding.ts';

/** Share of a title's words that a sentence repeats when it speaks of that finding. */
const SHARE = 0.6;

/** The summary without the sentences about findings that are not among those left; empty where none is left. */
export function withoutDropped(summary: string, all: readonly Finding[], left: readonly Finding[]): string {
  const kept = new Set(left.map(({ id }) => id));
  const dropped = all.filter(({ id }) => !kept.has(id));
  if (dropped.length === 0) return summary;
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(summary);
  return [...sentences]
    .map(({ segment }) => segment)
    .filter((sentence) => !dropped.some((finding) => isAbout(sentence, finding, left)))
    .join('')
    .trim();
}

/** It repeats most words of the title, or names code of the finding that no other finding speaks of. */
function isAbout(sentence: string, finding: Finding, left: readonly Finding[]): boolean {
  const said = wordsOf(sentence);
  const title = [...wordsOf(finding.title)];
  const repeated = title.filter((word) => said.has(word)).length;
  if (title.length > 0 && repeated >= title.length * SHARE) return true;
  const elsewhere = new Set(left.flatMap((other) => [...namesOf(other)]));
  return [...namesOf(finding)].some((name) => !elsewhere.has(name) && sentence.includes(name));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{Nd}_]{4,60}/gu));
}

/** Names that only code has: with a capital or an underscore inside, or with a dot or a slash between words. */
function namesOf({ title, path }: Finding): ReadonlySet<string> {
  const names = title.match(
    /[\p{L}\p{Nd}_]+(?:[./][\p{L}\p{Nd}_]+)+|\p{Ll}+\p{Lu}[\p{L}\p{Nd}]*|\p{Lu}\p{Ll}+\p{Lu}[\p{L}\p{Nd}]*/gu,
  );
  return new Set([...(names ?? []), path]);
}
