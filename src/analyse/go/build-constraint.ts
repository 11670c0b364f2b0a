// Decides whether a Go file belongs to the default build (linux/amd64, gc, cgo on), as go/build does: by `//go:build`
// expressions, `// +build` lines, and GOOS/GOARCH in the file's name.

import { evaluateExpression, evaluatePlusLine } from './build-expression.ts';
import { commentEnd, isCommentStart } from './comments-and-literals.ts';

// https://github.com/golang/go/blob/go1.27.0/src/internal/syslist/syslist.go
const KNOWN_OS = new Set([
  ...['aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'hurd', 'illumos', 'ios', 'js', 'linux', 'nacl', 'netbsd'],
  ...['openbsd', 'plan9', 'solaris', 'wasip1', 'windows', 'zos'],
]);
const KNOWN_ARCH = new Set([
  ...['386', 'amd64', 'amd64p32', 'arm', 'armbe', 'arm64', 'arm64be', 'loong64', 'mips', 'mipsle', 'mips64'],
  ...['mips64le', 'mips64p32', 'mips64p32le', 'ppc', 'ppc64', 'ppc64le', 'riscv', 'riscv64', 's390', 's390x'],
  ...['sparc', 'sparc64', 'wasm'],
]);

/** Tags that hold in the default build besides the release tags. `amd64.v1` is GOAMD64's default. */
const DEFAULT_TAGS = new Set(['linux', 'amd64', 'gc', 'cgo', 'unix', 'amd64.v1']);

/** Newest Go release whose tag (go1.N) is set. A module that asks for a newer one needs a newer toolchain anyway. */
const NEWEST_RELEASE = 27;

/** Tells whether a tag is set in the default build of a module whose go directive says 1.`release`. */
export function isTagSet(tag: string, release: number = NEWEST_RELEASE): boolean {
  if (DEFAULT_TAGS.has(tag)) return true;
  const minor = /^go1\.([1-9][0-9]*)$/.exec(tag)?.[1];
  return minor !== undefined && Number(minor) <= Math.max(release, NEWEST_RELEASE);
}

/** Matches GOOS and GOARCH in a file's name: "disk_windows.go" is excluded, "linux.go" (no underscore) is not. */
export function isFileNameInBuild(fileName: string): boolean {
  const stem = fileName.split('.', 1)[0]!;
  const underscore = stem.indexOf('_');
  if (underscore < 0) return true;
  const parts = stem.slice(underscore).split('_');
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1) ?? '';
  const beforeLast = parts.at(-2) ?? '';
  if (KNOWN_OS.has(beforeLast) && KNOWN_ARCH.has(last)) return isTagSet(last) && isTagSet(beforeLast);
  return KNOWN_OS.has(last) || KNOWN_ARCH.has(last) ? isTagSet(last) : true;
}

/** The build constraints in the head of a file. */
export interface BuildLines {
  /** Text after `//go:build`; null where there is none. */
  readonly goBuild: string | null;
  /** Texts after `// +build`, in order. All must hold; they count only if goBuild is null. */
  readonly plusBuild: readonly string[];
  /** More than one `//go:build` line: go/build refuses the file. */
  readonly contradictory: boolean;
}

export const noBuildLines: BuildLines = { goBuild: null, plusBuild: [], contradictory: false };

/**
 * Reads the constraint lines in the head of a file (source: parseFileHeader and shouldBuild of go/build): `//go:build`
 * anywhere before the first code, `// +build` only above the last blank line of the leading `//` comments.
 */
export function readBuildLines(head: string): BuildLines {
  if (!head.includes('+build') && !head.includes('//go:build')) return noBuildLines;
  const { comments, endsBlank } = commentsOf(head);
  const goBuild = comments.flatMap(({ text, startsLine }) => {
    return startsLine && GO_BUILD.test(text) ? [text.slice('//go:build'.length).trim()] : [];
  });
  const other = comments.findIndex(({ text, startsLine }) => !startsLine || !text.startsWith('//'));
  const blanks = comments.slice(0, other === -1 ? comments.length : other + 1).map(({ blankAbove }) => blankAbove);
  const lastBlank = other === -1 && endsBlank ? comments.length : blanks.lastIndexOf(true);
  const plusBuild = comments.slice(0, Math.max(0, lastBlank)).flatMap(({ text }) => {
    const plus = PLUS_BUILD.exec(text);
    return plus === null ? [] : [plus[1] ?? ''];
  });
  return { goBuild: goBuild.at(-1) ?? null, plusBuild, contradictory: goBuild.length > 1 };
}

const GO_BUILD = /^\/\/go:build(?=[ \t]|$)/;
const PLUS_BUILD = /^\/\/[ \t]*\+build(?:[ \t]+(.*))?$/;

interface HeadComment {
  /** Trimmed. */
  readonly text: string;
  /** Nothing precedes it on its line. */
  readonly startsLine: boolean;
  /** A blank line precedes it. */
  readonly blankAbove: boolean;
}

/** Comments before the first code; `endsBlank`: a blank line follows the last. */
function commentsOf(head: string): { comments: readonly HeadComment[]; endsBlank: boolean } {
  const comments: HeadComment[] = [];
  let [startsLine, blankAbove] = [true, false];
  for (let at = 0; at < head.length; at++) {
    if (isCommentStart(head, at)) {
      const end = commentEnd(head, at);
      comments.push({ text: head.slice(at, end).trim(), startsLine, blankAbove });
      [startsLine, blankAbove] = [false, false];
      at = end - 1;
    } else if (head[at] === '\n') {
      blankAbove ||= startsLine;
      startsLine = true;
    } else if (head[at]!.trim() !== '') break;
  }
  return { comments, endsBlank: blankAbove };
}

/**
 * Tells whether the constraints admit the file. A `//go:build` line that go/build cannot parse excludes it; a malformed
 * `+build` line does not.
 */
export function isInBuild(lines: BuildLines, release?: number): boolean {
  if (lines.contradictory) return false;
  if (lines.goBuild !== null) return evaluateExpression(lines.goBuild, (tag) => isTagSet(tag, release)) ?? false;
  return lines.plusBuild.every((text) => evaluatePlusLine(text, (tag) => isTagSet(tag, release)) ?? true);
}
