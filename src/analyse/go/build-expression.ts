// Evaluates build constraints: `//go:build` expressions and `// +build` lines.

/** Longest expression that is read. go/build has no limit; nobody writes one this long. */
const MAX_LENGTH = 4_000;
const MAX_DEPTH = 200;

const TAG = /^[\p{L}\p{Nd}_.]+$/u;

class MalformedExpression extends Error {}

/** Evaluates a `//go:build` expression; null if it is malformed. */
export function evaluateExpression(text: string, isSet: (tag: string) => boolean): boolean | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    return new Evaluation(text, isSet).run();
  } catch (error) {
    if (error instanceof MalformedExpression) return null;
    throw error;
  }
}

/** Grammar: or = and { "||" and }; and = not { "&&" not }; not = "!" not | "(" or ")" | tag. */
class Evaluation {
  private at = 0;
  private readonly tokens: readonly string[];
  private readonly isSet: (tag: string) => boolean;

  constructor(text: string, isSet: (tag: string) => boolean) {
    this.tokens = text.match(/&&|\|\||[!()]|[\p{L}\p{Nd}_.]+|\S/gu) ?? [];
    this.isSet = isSet;
  }

  run(): boolean {
    const value = this.or(0);
    if (this.at < this.tokens.length) throw new MalformedExpression();
    return value;
  }

  private or(depth: number): boolean {
    let value = this.and(depth);
    while (this.skip('||')) value = this.and(depth) || value;
    return value;
  }

  private and(depth: number): boolean {
    let value = this.not(depth);
    while (this.skip('&&')) value = this.not(depth) && value;
    return value;
  }

  private not(depth: number): boolean {
    if (depth > MAX_DEPTH) throw new MalformedExpression();
    if (this.skip('!')) {
      if (this.tokens[this.at] === '!') throw new MalformedExpression();
      return !this.not(depth + 1);
    }
    if (this.skip('(')) {
      const value = this.or(depth + 1);
      if (!this.skip(')')) throw new MalformedExpression();
      return value;
    }
    const tag = this.tokens[this.at++];
    if (tag === undefined || !TAG.test(tag)) throw new MalformedExpression();
    return this.isSet(tag);
  }

  private skip(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}

/**
 * Evaluates one `// +build` line: options separated by spaces (OR), terms by commas (AND), `!` negates a term. null if
 * it is malformed.
 */
export function evaluatePlusLine(text: string, isSet: (tag: string) => boolean): boolean | null {
  const options = text.split(/[ \t\r]+/).filter((option) => option !== '');
  if (options.length === 0) return false;
  let value = false;
  for (const option of options) {
    let all = true;
    for (const term of option.split(',')) {
      const tag = term.startsWith('!') ? term.slice(1) : term;
      // A malformed term becomes the tag "ignore", which is never set (go/build/constraint: parsePlusBuildExpr).
      const valid = TAG.test(tag);
      all &&= valid ? isSet(tag) !== term.startsWith('!') : false;
    }
    value ||= all;
  }
  return value;
}
