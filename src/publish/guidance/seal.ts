// Seals a file that this tool wrote with a digest of its text, to detect later edits.
import { createHash } from 'node:crypto';

const SEAL = /^<!-- architect:backend-architecture v1 ([0-9a-f]{64}) -->\r?\n/;

/** The text below a line with its digest. */
export function seal(text: string): string {
  return `<!-- architect:backend-architecture v1 ${digestOf(text)} -->\n${text}`;
}

/**
 * `foreign`: without a seal. `edited`: sealed, and changed since; line ends do not count, since git may change them.
 */
export function sealState(text: string): 'ours' | 'edited' | 'foreign' {
  const found = SEAL.exec(text);
  if (found === null) return 'foreign';
  return digestOf(text.slice(found[0].length)) === found[1] ? 'ours' : 'edited';
}

function digestOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
