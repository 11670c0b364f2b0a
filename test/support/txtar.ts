// Reads and writes txtar in tests, so that a whole Go module stands in a test as one readable text.
import { type Archive, type Files, parseArchive } from '../../src/eval/txtar.ts';

export { type Archive, type Files, parseArchive } from '../../src/eval/txtar.ts';

/** The files of an archive: what nearly every test wants. */
export function txtar(text: string): Files {
  return parseArchive(text).files;
}

/** Writes an archive that `parseArchive` reads back to the same value, missing line feeds at ends of files aside. */
export function formatArchive(archive: Archive): string {
  const parts = Object.entries(archive.files).map(([name, text]) => `-- ${name} --\n${withLineFeed(text)}`);
  return withLineFeed(archive.comment) + parts.join('');
}

function withLineFeed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
