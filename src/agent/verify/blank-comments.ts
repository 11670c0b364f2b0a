// Tells code from what is only said about it: comments and prose promise, code does.

/** Strings come first in the choice, so that "http://…" is no comment. */
const GO_TOKENS = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
/** Of YAML, Dockerfiles, shell, SQL and the like: only whole lines, since "#" may stand in a value. */
const COMMENT_LINES = /^[ \t]*(?:#|\/\/|--|;)[^\n]*/gm;

/** The text with spaces in place of its comments, so that every other character keeps its place. */
export function blankComments(text: string, path: string): string {
  if (!/\.(?:go|mod|work)$/.test(path)) return text.replace(COMMENT_LINES, blank);
  return text.replace(GO_TOKENS, (token) => (token.startsWith('/') ? blank(token) : token));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** A file that people read and nothing runs. */
export function isProse(path: string): boolean {
  return /\.(?:md|mdx|markdown|txt|rst|adoc|org|html?)$/i.test(path) || !/[.]|Dockerfile|Makefile/.test(path);
}
