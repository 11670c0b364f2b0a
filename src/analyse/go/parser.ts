// Parses Go text with tree-sitter, which nothing else imports. Offsets and lines are those of the given text, also
// where gaps of the grammar had to be bridged.
import { createRequire } from 'node:module';
import { Language, type Node, Parser, type Point, type Range, type Tree } from 'web-tree-sitter';
import type { DeclarationRange } from './declaration-ranges.ts';

export type { Node as GoNode } from 'web-tree-sitter';

/** A parsed file, valid only during the call that receives it: take strings and numbers out of it, never nodes. */
export interface ParsedFile {
  readonly root: Node;
  /** The given text. `node.text` may show a bridged gap; use `textOf`. */
  readonly text: string;
  /** 1-based line of the first syntax error; null if there is none. */
  readonly errorLine: number | null;
}

export interface GoParser {
  /**
   * Lends the syntax tree of `text` to `use` and frees it afterwards.
   *
   * @param only if given: at least one range, in the order of the text. The rest is left out of the tree, unless these
   *   ranges do not parse by themselves: then everything is parsed
   */
  parse<T>(text: string, use: (file: ParsedFile) => T, only?: readonly DeclarationRange[]): T;
}

let opened: Promise<GoParser> | null = null;

/** The parser of this process. Loading the grammar takes about 30 ms, once. */
export function openParser(): Promise<GoParser> {
  opened ??= createParser();
  return opened;
}

async function createParser(): Promise<GoParser> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-go.wasm');
  const language = await Language.load(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const parseText = (text: string, includedRanges: Range[] = []): Tree => {
    // Without a final newline the grammar reports a missing terminator.
    const tree = parser.parse(text.endsWith('\n') ? text : `${text}\n`, null, { includedRanges });
    if (tree === null) throw new Error('tree-sitter gave no tree although nothing limits its time');
    return tree;
  };
  return {
    parse: (text, use, only) => {
      let tree = parseText(text, only?.map(toRange));
      try {
        if (only !== undefined && tree.rootNode.hasError) {
          tree.delete();
          tree = parseText(text);
        }
        if (tree.rootNode.hasError) {
          const bridged = bridgeGaps(text);
          if (bridged !== text) {
            tree.delete();
            tree = parseText(bridged);
          }
        }
        return use({
          root: tree.rootNode,
          text,
          errorLine: tree.rootNode.hasError ? firstErrorLine(tree.rootNode) : null,
        });
      } finally {
        tree.delete();
      }
    },
  };
}

function toRange({ start, end, startRow, endRow }: DeclarationRange): Range {
  const [startPosition, endPosition] = [startRow, endRow].map((row) => ({ row, column: 0 })) as [Point, Point];
  return { startIndex: start, endIndex: end, startPosition, endPosition };
}

/** Text of a node, as in the file. */
export function textOf(file: ParsedFile, node: Node): string {
  return file.text.slice(node.startIndex, node.endIndex);
}

/** 1-based first and last line of a node. */
export function linesOf(node: Node): { startLine: number; endLine: number } {
  return { startLine: node.startPosition.row + 1, endLine: node.endPosition.row + 1 };
}

/** The line on which a node begins, trimmed: an exact quote of the file. */
export function lineQuote(file: ParsedFile, node: Node): string {
  const start = file.text.lastIndexOf('\n', node.startIndex - 1) + 1;
  const end = file.text.indexOf('\n', node.startIndex);
  return file.text.slice(start, end < 0 ? file.text.length : end).trim();
}

/** Named children except comments. */
export function childrenOf(node: Node): Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
}

/**
 * Rewrites what tree-sitter-go 0.25 cannot parse into something of the same length that it can: `new(expr)` of Go 1.26
 * (as a call of `neW`) and the type parameters of generic methods of Go 1.27 (as blanks).
 */
function bridgeGaps(text: string): string {
  const bridged = text.split('');
  for (const { index } of text.matchAll(/\bnew(?=\()/g)) {
    const open = index + 'new'.length;
    if (!isType(text.slice(open + 1, closing(text, open, '()')))) bridged[open - 1] = 'W';
  }
  for (const { index, 0: head } of text.matchAll(/^func[ \t]*\([^()]*\)[ \t]*[\p{L}_][\p{L}\p{Nd}_]*(?=\[)/gmu)) {
    const start = index + head.length;
    const end = closing(text, start, '[]');
    if (text[end + 1] !== '(') continue;
    for (let at = start; at <= end; at++) if (text[at] !== '\n') bridged[at] = ' ';
  }
  return bridged.join('');
}

/**
 * Tells whether the grammar accepts the argument of `new` only as a type. A name may be either and can be bridged; a
 * literal or a conversion has a brace or a parenthesis that no type has.
 */
function isType(argument: string): boolean {
  const text = argument.trim();
  if (/^(<-\s*)?chan\b/.test(text)) return true;
  if (!/^(\[|(map|struct|func|interface)\b)/.test(text)) return false;
  const isLiteral = /(?<!\b(struct|interface)\s*)\{/.test(text);
  const isConversion = /^interface\b/.test(text) ? /\}\s*\(/.test(text) : /^(\[|map\b)[^{]*(?<!\bfunc\s*)\(/.test(text);
  return !isLiteral && !isConversion;
}

/**
 * Characters of a bracketed text that are read, so that a million unclosed brackets cost no more than reading the text.
 */
const MAX_BRACKETED = 500;

/** Offset of the bracket that closes the one at `open`; if there is none, the end of what is read. */
function closing(text: string, open: number, [opens, closes]: string): number {
  const end = Math.min(text.length, open + MAX_BRACKETED);
  for (let at = open, depth = 0; at < end; at++) {
    if (text[at] === opens) depth++;
    else if (text[at] === closes && --depth === 0) return at;
  }
  return end;
}

/** Line of the first error. The grammar also asks for a terminator before `)`, which Go does not need: no error. */
function firstErrorLine(root: Node): number | null {
  const queue: Node[] = [root];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.isError) return node.startPosition.row + 1;
    if (node.isMissing && !node.type.startsWith('source_file_token') && node.type !== '\n' && node.type !== ';')
      return node.startPosition.row + 1;
    for (const child of [...node.children].reverse()) if (child?.hasError || child?.isMissing) queue.push(child);
  }
  return null;
}
