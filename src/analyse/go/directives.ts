// Comments that tell linters to leave a line alone, as golangci-lint and gosec read them.

/** What a line asks linters to leave out. */
interface Directive {
  /** The comment from its beginning to the end of the line. */
  readonly text: string;
  /** Names of linters in small letters; null: all of them. */
  readonly linters: readonly string[] | null;
}

/**
 * `//nolint`, `//nolint:errcheck,gosec // reason` or `#nosec` in a line; null where there is none.
 * https://golangci-lint.run/docs/linters/false-positives/#nolint-directive and https://github.com/securego/gosec#annotating-code
 */
function directiveOf(line: string): Directive | null {
  const nolint = /\/\/\s*nolint\b(?:\s*:\s*([\w-]+(?:\s*,\s*[\w-]+)*))?.*/.exec(line);
  if (nolint !== null) {
    const linters = nolint[1]?.split(',').map((name) => name.trim().toLowerCase()) ?? ['all'];
    return { text: nolint[0].trim(), linters: linters.includes('all') ? null : linters };
  }
  const nosec = /#nosec\b.*/.exec(line);
  return nosec === null ? null : { text: nosec[0].trim(), linters: ['gosec'] };
}

/** The comment of a line that asks one of these linters to be silent; null where there is none. */
export function silencerOf(line: string, linters: readonly string[]): string | null {
  const directive = directiveOf(line);
  return directive !== null && (directive.linters?.some((one) => linters.includes(one)) ?? true)
    ? directive.text
    : null;
}
