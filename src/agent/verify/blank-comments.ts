// Blanks comments, and recognizes prose files: neither proves what code does.

/** Strings come first, so that "http://…" is not taken for a comment. */
const GO_TOKENS = /"(?:\\.|[^"\\\n])*"?|`[^`]*`?|'(?:\\.|[^'\\\n])*'?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
/** In YAML, Dockerfiles, shell, SQL and the like: whole lines only, since a value may contain "#". */
const COMMENT_LINES = /^[ \t]*(?:#|\/\/|--|;)[^\n]*/gm;

/** Replaces comments with spaces, so that all other characters keep their place. */
export function blankComments(text: string, path: string): string {
  if (!/\.(?:go|mod|work)$/.test(path)) return text.replace(COMMENT_LINES, blank);
  return text.replace(GO_TOKENS, (token) => (token.startsWith('/') ? blank(token) : token));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

/** The file is for people only; nothing runs it. */
export function isProse(path: string): boolean {
  return /\.(?:md|mdx|markdown|txt|rst|adoc|org|html?)$/i.test(path) || !/[.]|Dockerfile|Makefile/.test(path);
}
