// Reads the comments that tell linters to ignore a line, as golangci-lint and gosec do.
import { isCommentStart, opaqueEnd, opaqueStart } from './comments-and-literals.ts';

interface Directive {
  /** The comment from its beginning to the end of the line. */
  readonly text: string;
  /** Names of the linters to silence, in lower case; null: all of them. */
  readonly linters: readonly string[] | null;
}

/** The comment in a line that silences one of these linters; null if there is none. */
export function silencerOf(line: string, linters: readonly string[]): string | null {
  const directive = directiveOf(commentOf(line));
  return directive !== null && (directive.linters?.some((one) => linters.includes(one)) ?? true)
    ? directive.text
    : null;
}

/** The line from its first comment on; "" if it has none. */
function commentOf(line: string): string {
  let at = opaqueStart(line, 0);
  while (at < line.length && !isCommentStart(line, at)) at = opaqueStart(line, opaqueEnd(line, at));
  return line.slice(at);
}

/**
 * Reads `//nolint`, `//nolint:errcheck,gosec // reason` or `#nosec`.
 * https://golangci-lint.run/docs/linters/false-positives/#nolint-directive
 * https://github.com/securego/gosec#annotating-code
 */
function directiveOf(comment: string): Directive | null {
  const nolint = /\/\/\s*nolint\b(?:\s*:\s*([\w-]+(?:\s*,\s*[\w-]+)*))?.*/.exec(comment);
  if (nolint !== null) {
    const linters = nolint[1]?.split(',').map((name) => name.trim().toLowerCase()) ?? ['all'];
    return { text: nolint[0].trim(), linters: linters.includes('all') ? null : linters };
  }
  const nosec = /#nosec\b.*/.exec(comment);
  return nosec === null ? null : { text: nosec[0].trim(), linters: ['gosec'] };
}
