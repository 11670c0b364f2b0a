// Reads what a block of a document says about dependencies, with what stands around it: the item or paragraph that a
// list belongs to, the headings, the header of a table.
import type { MarkdownBlock } from './markdown-blocks.ts';
import { isNoNorm } from './norm-strength.ts';
import { readNames, readRelations } from './relations/read-relations.ts';
import type { Noun, Relation } from './relations/relation.ts';
import { type Sentence, splitSentences, stripMarkup } from './split-sentences.ts';

/** A sentence, item or row that speaks of dependencies. */
export interface SaidRelations {
  /** Offsets in the block. */
  readonly start: number;
  readonly end: number;
  readonly relations: readonly Relation[];
}

/** Headings of sections that tell of other things than what holds. */
const NARRATIVE =
  /^(context|problem|background|motivation|considered|options?\b|alternatives?|pros\b|cons\b|consequences?|positive|negative|history|change ?log|example|future|rejected|advantages|disadvantages|trade-?offs?|drawbacks|roadmap|todo|faq|migration|open (questions|issues)|release|上下文|背景|备选|后果|コンテキスト|背景)/i;

/** Tells whether a section below these headings tells a story. */
function isNarrative(trail: readonly string[]): boolean {
  return trail.some((heading) => NARRATIVE.test(heading.replace(/^[^\p{L}]+/u, '')));
}

/** What a block says about dependencies, sentence by sentence; of an item or a row, all at once. */
export function relationsIn(block: MarkdownBlock, said: string): readonly SaidRelations[] {
  if (isNarrative(block.trail)) return [];
  if (block.kind === 'row') return whole(said, rowRelations(said, block.header));
  const sentences = splitSentences(said).filter(({ plain }) => !isNoNorm(plain));
  const found = sentences.flatMap((sentence) => {
    const relations = sentenceRelations(sentence);
    return relations.length === 0 ? [] : [{ start: sentence.start, end: sentence.end, relations }];
  });
  if (found.length > 0 || block.kind !== 'item' || sentences.length === 0) return found;
  return whole(said, introduced(said, block));
}

function whole(said: string, relations: readonly Relation[]): SaidRelations[] {
  return relations.length === 0 ? [] : [{ start: 0, end: said.length, relations }];
}

function sentenceRelations({ plain, spans }: Sentence): readonly Relation[] {
  return readRelations(plain, spans);
}

/** "`internal/domain` must not import:" over "- `internal/app`", "Never:" over "- import one module into another". */
function introduced(said: string, { above, trail }: MarkdownBlock): readonly Relation[] {
  for (const text of above) {
    const { plain, spans } = stripMarkup(`${text.replace(/[:：]?\W{0,4}$/, '')} ${said}`);
    const relations = readRelations(plain, spans);
    if (relations.length > 0) return relations;
  }
  const around = [...above, trail.at(-1) ?? ''];
  if (!around.some(isProhibition)) return [];
  const { plain, spans } = stripMarkup(said);
  return readRelations(`❌ ${plain}`, spans);
}

const PROHIBITION =
  /^(don'?ts?|do not|never( do)?|forbidden|prohibited|not allowed|must not|what not to do|禁止|严禁|严格禁止|不允许|禁止事项|禁止操作|やってはいけない)\b|^(禁止|严禁|严格禁止|不允许)/i;

/** "❌ DON'T:", "Never do", "禁止事项". */
function isProhibition(text: string): boolean {
  const words = text
    .replace(/’/g, "'")
    .replace(/^[^\p{L}]+/u, '')
    .trim();
  return words.length <= 40 && PROHIBITION.test(words);
}

const ALLOWED = /allowed|\bmay\b|\bcan\b|permitted|允许|可依赖|可以/i;
const FORBIDDEN =
  /forbidden|must not|may not|\bcannot\b|can't|never|prohibited|disallowed|not allowed|banned|禁止|不可|不能/i;
const ABOUT_IMPORTS = /import|depend|packages?\b|依赖|导入/i;

/** A row of a table with a column for what may, or must not, be imported; else what each cell says. */
function rowRelations(said: string, header: readonly string[]): readonly Relation[] {
  const cells = cellsOf(said);
  const subject = cells[0] ?? '';
  const composed = header.flatMap((title, column) => {
    const cell = (cells[column] ?? '').trim();
    if (cell === '') return [];
    if (FORBIDDEN.test(title)) {
      const found = read(column === 0 ? `Never import ${cell}` : `${subject} must not import ${cell}`);
      return ABOUT_IMPORTS.test(title) || column === 0 ? found : found.map((one) => ({ ...one, isWeak: true }));
    }
    const isAllowed = column > 0 && ALLOWED.test(title) && ABOUT_IMPORTS.test(title);
    return isAllowed ? read(allowedSentence(subject, cell)) : [];
  });
  return composed.length > 0 ? composed : cells.flatMap((cell) => read(cell));
}

function allowedSentence(subject: string, cell: string): string {
  return /^(nothing|none|no one|—|–|-|无)/i.test(cell)
    ? `${subject} imports nothing ${cell.replace(/^\S+\s*/, '')}`
    : `${subject} imports only ${cell.replace(/ only$/i, '')}`;
}

function read(markdown: string): readonly Relation[] {
  const { plain, spans } = stripMarkup(markdown);
  return isNoNorm(plain) ? [] : readRelations(plain, spans);
}

/** Cells of a row, without the bars around them. */
function cellsOf(row: string): string[] {
  const cells = row.split(/(?<!\\)\|/);
  if (cells[0]?.trim() === '') cells.shift();
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.slice(0, 12);
}

/** Words that make a name of what stands before them. */
const OF_KIND = /\b(layers?|packages?|modules?)\b|层|包\b|模块|レイヤー?|計層|계층/i;
const MAX_CONTEXTS = 6;

/**
 * Names that a sentence without a subject may be about, the nearest first: of the code before it in its block, the
 * items around it, and headings that name a layer or a package.
 *
 * @param before what stands before the sentence in its block
 */
export function contextsOf({ above, trail }: MarkdownBlock, before: string): readonly (readonly Noun[])[] {
  const earlier = stripMarkup(before).spans[0];
  const headings = [...trail].reverse().filter((heading) => heading.includes('`') || OF_KIND.test(heading));
  const items = above.filter(
    (text) => text.length <= 120 && (text.includes('`') || OF_KIND.test(text) || isName(text)),
  );
  return [
    ...(earlier === undefined ? [] : [[{ kind: 'code', text: earlier } as const]]),
    ...[...items, ...headings].map((text) => namesOf(text)),
  ]
    .filter((nouns) => nouns.length > 0)
    .slice(0, MAX_CONTEXTS);
}

/** "**Domain**" and nothing else. */
function isName(text: string): boolean {
  return /^\*\*[^*\n]{2,40}\*\*[:：]?$/.test(text.trim());
}

/** Names in a heading: its code, and the word before "layer". */
function namesOf(text: string): readonly Noun[] {
  const { plain, spans } = stripMarkup(text.replace(/^[\s\d.)#]+/, ''));
  const kind = OF_KIND.exec(plain);
  const near =
    kind === null
      ? []
      : readNames(
          plain
            .slice(0, kind.index)
            .split(/[:.()（]/)
            .at(-1)!
            .trim(),
          spans,
        );
  const all = readNames(plain, spans);
  return [...near, ...all].filter(({ kind: of }) => of === 'code' || of === 'word').slice(0, 4);
}
