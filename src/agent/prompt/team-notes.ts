// Writes what a team's settings tell the architect: notes on paths of the change, and the language to write in.
import type { Snapshot } from '../../domain/snapshot.ts';
import { createAnyGlob } from '../../text/glob.ts';
import { splitLines } from '../../text/lines.ts';

/** Characters of all notes together. */
const MAX_NOTES = 20_000;

/** Empty where there is nothing to tell; else it begins with a blank line. */
export function writeTeamNotes({ settings, reviewed }: Pick<Snapshot, 'settings' | 'reviewed'>): string {
  const parts = [...notesOn(settings.instructions, reviewed), ...language(settings.language)];
  return parts.length === 0 ? '' : `\n\n${parts.join('\n\n')}`;
}

function notesOn(
  instructions: Snapshot['settings']['instructions'],
  reviewed: Snapshot['reviewed'],
): readonly string[] {
  let room = MAX_NOTES;
  const notes = instructions.flatMap(({ paths, text }) => {
    const matches = createAnyGlob(paths);
    if (!reviewed.some(({ path }) => matches(path)) || text.length > room) return [];
    room -= text.length;
    return [
      `- ${paths.join(', ')}: ${splitLines(text)
        .map((line) => line.trim())
        .join(' ')}`,
    ];
  });
  if (notes.length === 0) return [];
  return [
    `# Notes of the team

The team says this about paths of the change. It tells you what to know and where to look. It is no rule: a finding
needs a fact, or a clause of a document, as always.

${notes.join('\n')}`,
  ];
}

function language(name: string | null): readonly string[] {
  if (name === null) return [];
  return [
    `# Language

Write titles, rationales, recommendations, trade-offs and the summary in ${name}. Quotes, code,
identifiers, paths and the values of fields with fixed choices stay as they are.`,
  ];
}
