// Parses Go text with tree-sitter, which nothing else imports. Offsets and lines are those of the given text, also
// where gaps of the grammar had to be bridged.
import { createRequire } from 'node:module';
import { Language, type Node, Parser, type Point, type Range, type Tree } from 'web-tree-sitter';
import { bridgeGaps } from './bridge-gaps.ts';
import { type DeclarationRange, declarationRanges } from './declaration-ranges.ts';

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
    parse(text, use, only) {
      const { tree, errorLine } = parseSound(parseText, text, only);
      try {
        return use({ root: tree.rootNode, text, errorLine });
      } finally {
        tree.delete();
      }
    },
  };
}

type ParseText = (text: string, ranges?: Range[]) => Tree;

/** Parses the asked ranges; after an error the whole text, then with gaps bridged, then without what is broken. */
function parseSound(parseText: ParseText, text: string, only?: readonly DeclarationRange[]) {
  const attempts = [
    ...(only === undefined ? [] : [() => parseText(text, only.map(toRange))]),
    () => parseText(text),
    () => parseText(bridgeGaps(text)),
  ];
  let tree: Tree | undefined;
  for (const attempt of attempts) {
    tree?.delete();
    tree = attempt();
    if (!tree.rootNode.hasError) break;
  }
  const errorLine = tree!.rootNode.hasError ? firstErrorLine(tree!.rootNode) : null;
  if (errorLine === null) return { tree: tree!, errorLine };
  tree!.delete();
  return { tree: parseSoundRanges(parseText, bridgeGaps(text)), errorLine };
}

/**
 * Parses a file without the declarations that do not parse by themselves. Whatever precedes the first declaration
 * always stays.
 */
function parseSoundRanges(parseText: ParseText, text: string): Tree {
  const [head, ...declarations] = declarationRanges(text);
  const isSound = ({ start, end }: DeclarationRange) => {
    const tree = parseText(text.slice(start, end));
    const isBroken = tree.rootNode.hasError && firstErrorLine(tree.rootNode) !== null;
    tree.delete();
    return !isBroken;
  };
  return parseText(text, [head!, ...declarations.filter(isSound)].map(toRange));
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

/** Top-level declarations that parse; one with a syntax error may mean anything. */
export function soundDeclarations({ root, errorLine }: ParsedFile): Node[] {
  const declarations = childrenOf(root);
  if (errorLine === null) return declarations;
  return declarations.filter((node) => !node.hasError || firstErrorLine(node) === null);
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
