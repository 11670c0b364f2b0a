// Writes results to stdout and complaints to stderr.
import { redactSecrets } from '../text/secrets/redact-secrets.ts';

/** Writes to stdout, with a line feed at the end. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes a complaint to stderr, without secrets: it may quote an address or a header. */
export function complain(text: string): void {
  process.stderr.write(`architect: ${redactSecrets(text)}\n`);
}
