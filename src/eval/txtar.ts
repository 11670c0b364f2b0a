// Parses txtar, the text archive of Go's own tests (https://pkg.go.dev/golang.org/x/tools/txtar).

/** Files by path, in the archive's order. */
export type Files = Readonly<Record<string, string>>;

/** Free text before the first marker, then the files. */
export interface Archive {
  readonly comment: string;
  readonly files: Files;
}

const MARKER = /^-- (.*) --$/;

/**
 * As in Go's parser, a file that does not end in a line feed gets one, and the last of two files with one name wins.
 */
export function parseArchive(text: string): Archive {
  const chunks: { name: string | null; lines: string[] }[] = [{ name: null, lines: [] }];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    const name = nameIn(line);
    if (name === null) chunks.at(-1)?.lines.push(line);
    else chunks.push({ name, lines: [] });
  }
  const [head, ...rest] = chunks.map(({ name, lines }) => ({ name, text: lines.map((line) => `${line}\n`).join('') }));
  return { comment: head?.text ?? '', files: Object.fromEntries(rest.map(({ name, text }) => [name, text])) };
}

function nameIn(line: string): string | null {
  const name = MARKER.exec(line.endsWith('\r') ? line.slice(0, -1) : line)?.[1]?.trim();
  return name === undefined || name === '' ? null : name;
}
