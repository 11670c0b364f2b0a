// Decides whether a Go file belongs to the default build (linux/amd64, gc, cgo on), as go/build does: `//go:build` expressions,
// `// +build` lines, and GOOS/GOARCH in the file's name. Nothing else of the file matters here.

import { commentEnd, isCommentStart } from './comments-and-literals.ts';

// https://github.com/golang/go/blob/go1.27.0/src/internal/syslist/syslist.go
const KNOWN_OS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const KNOWN_ARCH = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le ' +
    'riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** Tags that hold in the default build besides the release tags. `amd64.v1` is GOAMD64's default. */
const DEFAULT_TAGS = new Set(['linux', 'amd64', 'gc', 'cgo', 'unix', 'amd64.v1']);

/** Newest Go release whose tag (go1.N) holds. A module that asks for a newer one cannot be built by an older toolchain anyway. */
const NEWEST_RELEASE = 27;

/** Longest constraint that is read: go/build has no limit, but nobody writes one this long. */
const MAX_EXPRESSION_LENGTH = 4_000;
const MAX_DEPTH = 200;

/** Whether a tag holds in the default build of a module whose go directive asks for release 1.`release`. */
export function isTagSet(tag: string, release: number = NEWEST_RELEASE): boolean {
  if (DEFAULT_TAGS.has(tag)) return true;
  const minor = /^go1\.([1-9][0-9]*)$/.exec(tag)?.[1];
  return minor !== undefined && Number(minor) <= Math.max(release, NEWEST_RELEASE);
}

/** GOOS and GOARCH in a file's name: "disk_windows.go" is out, "linux.go" (nothing before the underscore) is in. */
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

/** The lines of a file's head that decide about the build. */
export interface BuildLines {
  /** Text after `//go:build`; null where there is none. */
  readonly goBuild: string | null;
  /** Texts after `// +build`, in order; they hold together (AND) and only where goBuild is null. */
  readonly plusBuild: readonly string[];
  /** More than one `//go:build` line: go/build refuses the file. */
  readonly contradictory: boolean;
}

export const noBuildLines: BuildLines = { goBuild: null, plusBuild: [], contradictory: false };

/**
 * Reads the constraint lines of a file's head (source: parseFileHeader and shouldBuild of go/build): `//go:build` anywhere before
 * the first line that is no comment, `// +build` only above the last blank line of the leading `//` comments.
 */
export function readBuildLines(head: string): BuildLines {
  if (!head.includes('+build') && !head.includes('//go:build')) return noBuildLines;
  let goBuild: string | null = null;
  let contradictory = false;
  const pending: string[] = [];
  const plusBuild: string[] = [];
  let isLeading = true;
  let isLineStart = true;
  for (let at = 0; at < head.length; ) {
    if (isCommentStart(head, at)) {
      const end = commentEnd(head, at);
      const comment = head.slice(at, end).trim();
      if (!isLineStart || !comment.startsWith('//')) isLeading = false;
      else if (/^\/\/go:build(?=[ \t]|$)/.test(comment)) {
        contradictory ||= goBuild !== null;
        goBuild = comment.slice('//go:build'.length).trim();
      }
      const plus = isLeading ? /^\/\/[ \t]*\+build(?:[ \t]+(.*))?$/.exec(comment) : null;
      if (plus !== null) pending.push(plus[1] ?? '');
      isLineStart = false;
      at = end;
      continue;
    }
    if (head[at] === '\n') {
      if (isLineStart && isLeading) plusBuild.push(...pending.splice(0));
      isLineStart = true;
    } else if (head[at]!.trim() !== '') break;
    at += 1;
  }
  return { goBuild, plusBuild, contradictory };
}

/** Whether the constraint lines admit the file; a line that go/build cannot parse keeps the file out, an odd `+build` line does not. */
export function isInBuild(lines: BuildLines, release?: number): boolean {
  if (lines.contradictory) return false;
  if (lines.goBuild !== null) return evaluateExpression(lines.goBuild, (tag) => isTagSet(tag, release)) ?? false;
  return lines.plusBuild.every((text) => evaluatePlusLine(text, (tag) => isTagSet(tag, release)) ?? true);
}

/** Value of a `//go:build` expression; null where it is malformed. */
export function evaluateExpression(text: string, isSet: (tag: string) => boolean): boolean | null {
  if (text.length > MAX_EXPRESSION_LENGTH) return null;
  const tokens = text.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+|\S/gu) ?? [];
  let at = 0;
  const fail = Symbol('malformed');
  const not = (depth: number): boolean => {
    const token = tokens[at++];
    if (depth > MAX_DEPTH || token === undefined) throw fail;
    if (token === '!') {
      if (tokens[at] === '!') throw fail;
      return !not(depth + 1);
    }
    if (token === '(') {
      const value = or(depth + 1);
      if (tokens[at++] !== ')') throw fail;
      return value;
    }
    if (!/^[\p{L}\p{Nd}_.]+$/u.test(token)) throw fail;
    return isSet(token);
  };
  const and = (depth: number): boolean => {
    let value = not(depth);
    while (tokens[at] === '&&') {
      at++;
      value = not(depth) && value;
    }
    return value;
  };
  const or = (depth: number): boolean => {
    let value = and(depth);
    while (tokens[at] === '||') {
      at++;
      value = and(depth) || value;
    }
    return value;
  };
  try {
    const value = or(0);
    return at === tokens.length ? value : null;
  } catch (error) {
    if (error === fail) return null;
    throw error;
  }
}

/** Value of one `// +build` line: options separated by space (OR), terms by comma (AND), `!` before a term; null where malformed. */
export function evaluatePlusLine(text: string, isSet: (tag: string) => boolean): boolean | null {
  const options = text.split(/[ \t\r]+/).filter((option) => option !== '');
  if (options.length === 0) return false;
  let value = false;
  for (const option of options) {
    let all = true;
    for (const term of option.split(',')) {
      const tag = term.startsWith('!') ? term.slice(1) : term;
      // A malformed term (go/build/constraint: parsePlusBuildExpr) becomes the tag "ignore", which never holds.
      const valid = /^[\p{L}\p{Nd}_.]+$/u.test(tag);
      all &&= valid ? isSet(tag) !== term.startsWith('!') : false;
    }
    value ||= all;
  }
  return value;
}
