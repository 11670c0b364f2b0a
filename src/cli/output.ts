// Writes results to stdout and complaints to stderr.

/** Writes to stdout, with a line feed at the end. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes a complaint to stderr. */
export function complain(text: string): void {
  process.stderr.write(`architect: ${text}\n`);
}
