// Extracts clauses from design documents: the sentences that bind, word for word. Deterministic, without a model.
import { createHash } from 'node:crypto';
import type { Clause, ClauseStrength } from '../../domain/clause.ts';
import type { DesignDocument } from '../../domain/snapshot.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { baseName } from '../graph/modules.ts';
import type { ParsedDocument } from './document-status.ts';
import type { MarkdownBlock } from './markdown-blocks.ts';
import { isNoNorm, normStrength } from './norm-strength.ts';
import { contextsOf, relationsIn, type SaidRelations } from './read-block-relations.ts';
import type { Noun, Relation } from './relations/relation.ts';
import { isRuleHeading, isRulesHeading, type SectionKind, sectionKindOf } from './section-kind.ts';
import { type Sentence, splitSentences, stripMarkup } from './split-sentences.ts';

/** A clause before its scope is known. */
export interface ClauseDraft
  extends Pick<Clause, 'id' | 'label' | 'path' | 'commit' | 'startLine' | 'endLine' | 'text' | 'trail' | 'strength'> {
  /** Offset in the document. */
  readonly start: number;
  /** Words and code of the clause, and of its paragraph. */
  readonly plain: string;
  readonly spans: readonly string[];
  readonly around: { readonly plain: string; readonly spans: readonly string[] };
  /** What it says about dependencies. */
  readonly relations: readonly Relation[];
  /** Names that it may be about where it names no subject, the nearest first. */
  readonly contexts: readonly (readonly Noun[])[];
  /** Nothing but what it says about dependencies makes it a rule. */
  readonly isByRelation: boolean;
}

/** Clauses of one document. */
const MAX_CLAUSES = 200;
/** Longer headings, items and rows are no rules. */
const MAX_LENGTH = 2_000;
/** A longer item is split into its sentences. */
const MAX_ITEM = 600;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly strength: ClauseStrength;
  readonly block: MarkdownBlock;
  readonly relations: readonly Relation[];
  /** Offset in the block of the first sentence with a relation. */
  readonly relationAt: number;
  readonly isByRelation: boolean;
}

/** The clauses of a document, in its order. */
export function draftClauses({ document, content }: ParsedDocument): readonly ClauseDraft[] {
  const { text, path } = document;
  if (isTemplate(path)) return [];
  const { blocks } = content;
  const first = blocks.find((block) => block.kind === 'heading');
  const title = first === undefined ? null : text.slice(first.start, first.end);
  const spans = withExceptions(
    blocks.flatMap((block) => spansOf(block, text, path, title)),
    document,
    blocks,
  );
  return identify(spans.slice(0, MAX_CLAUSES), document);
}

/** A form to fill in, or a list of other documents. */
export function isTemplate(path: string): boolean {
  return /template/i.test(baseName(path)) || /^(readme|index)\.md$/i.test(baseName(path));
}

function spansOf(block: MarkdownBlock, text: string, path: string, title: string | null): Span[] {
  const said = text.slice(block.start, block.end);
  if (said.includes('<!--') || (block.kind !== 'paragraph' && said.length > MAX_LENGTH)) return [];
  const relations = block.kind === 'heading' ? [] : relationsIn(block, said);
  const found = normsOf(block, said, path, title);
  return joinFound(found, relations, block, said).map((span) => ({
    ...span,
    start: block.start + span.start,
    end: block.start + span.end,
    block,
  }));
}

const EXCEPTION = /\bexceptions?\b|\b(may|can|allowed to) import\b|例外/i;

/** "Modules must not import each other" has exceptions where another line of its section names one. */
function withExceptions(
  spans: readonly Span[],
  { text }: DesignDocument,
  blocks: readonly MarkdownBlock[],
): readonly Span[] {
  return spans.map((span) => {
    if (!span.relations.some(({ kind }) => kind === 'apart')) return span;
    const beside = blocks.filter((block) => block !== span.block && block.trail.join() === span.block.trail.join());
    const hasException = beside.some(({ start, end }) =>
      EXCEPTION.test(text.slice(start, Math.min(end, start + 1_000))),
    );
    return hasException ? { ...span, relations: span.relations.map((one) => ({ ...one, hasException })) } : span;
  });
}

/** What binds by its words, with offsets in the block. */
function normsOf(block: MarkdownBlock, said: string, path: string, title: string | null): Found[] {
  const kind = sectionKindOf(block.trail, path, title);
  const whole = (strength: ClauseStrength) => [{ start: 0, end: said.length, strength }];
  if (kind === 'story') return [];
  if (block.kind === 'heading') return said !== title && isRuleHeading(said) ? whole('must') : [];
  if (block.kind === 'row') return technologyRow(block, said, path) ? whole(rowStrength(said)) : [];
  const heading = block.trail.at(-1) ?? '';
  const expected = kind === 'plain' && isRuleHeading(heading) ? 'rules' : kind;
  const sentences = splitSentences(said);
  return block.kind === 'item' ? itemSpans(sentences, said, expected, heading) : sentenceSpans(sentences, expected);
}

/** Norms with what they say about dependencies, then what says something about them without a norm's words. */
function joinFound(
  norms: readonly Found[],
  said: readonly SaidRelations[],
  block: MarkdownBlock,
  text: string,
): Omit<Span, 'block'>[] {
  const isIn = (one: SaidRelations, { start, end }: Found) => one.start < end && one.end > start;
  const joined = norms.map((norm) => {
    const within = said.filter((one) => isIn(one, norm));
    const relations = within.flatMap((one) => one.relations);
    // "`a` may import `b`, not the other way round" forbids, whatever its first verb.
    const strength = norm.strength === 'may' && relations.length > 0 ? 'must' : norm.strength;
    return { ...norm, strength, relations, relationAt: within[0]?.start ?? 0, isByRelation: false };
  });
  const others = said.filter((one) => !norms.some((norm) => isIn(one, norm)));
  if (others.length === 0) return joined;
  if (block.kind === 'item' && text.length <= MAX_ITEM && norms.length === 0) {
    const relations = others.flatMap((one) => one.relations);
    const end = text.trimEnd().length;
    return [{ start: 0, end, strength: strengthOf(text), relations, relationAt: 0, isByRelation: true }];
  }
  const added = others.map(({ start, end, relations }) => {
    const strength = strengthOf(text.slice(start, end));
    return { start, end, strength, relations, relationAt: start, isByRelation: true };
  });
  return [...joined, ...added].sort((a, b) => a.start - b.start);
}

function strengthOf(text: string): ClauseStrength {
  return /\b(should|prefer|avoid)\b/i.test(text) && !/\bmust\b/i.test(text) ? 'should' : 'must';
}

type Found = Pick<Span, 'start' | 'end' | 'strength'>;

/** An item is one clause if any of its sentences binds. */
function itemSpans(sentences: readonly Sentence[], said: string, kind: SectionKind, heading: string): Found[] {
  const norms = sentences.flatMap((sentence) => normStrength(sentence, kind) ?? []);
  const strength = strongest(norms) ?? (isListedRule(sentences, said, heading) ? 'should' : null);
  if (strength === null || sentences.length === 0) return [];
  if (said.length > MAX_ITEM) return sentenceSpans(sentences, kind);
  return [{ start: sentences[0]!.start, end: sentences.at(-1)!.end, strength }];
}

/** In a list of rules, a whole sentence is a rule even without a normative word; a name with a description is not. */
function isListedRule(sentences: readonly Sentence[], said: string, heading: string): boolean {
  if (!isRulesHeading(heading) || /^\s*(\*\*)?[`[]/.test(said)) return false;
  const plain = sentences.map((sentence) => sentence.plain).join(' ');
  return /[.;]$/.test(plain) && plain.split(' ').length >= 6 && !isNoNorm(plain);
}

/** Each sentence that binds, with the one before it if it refers back. */
function sentenceSpans(sentences: readonly Sentence[], kind: SectionKind): Found[] {
  const spans: Found[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const strength = normStrength(sentence, kind);
    if (strength === null) continue;
    const before = sentences[index - 1];
    const start = before !== undefined && REFERS_BACK.test(sentence.plain) ? before.start : sentence.start;
    const last = spans.at(-1);
    if (last !== undefined && start < last.end)
      spans[spans.length - 1] = {
        start: last.start,
        end: sentence.end,
        strength: strongest([last.strength, strength])!,
      };
    else spans.push({ start, end: sentence.end, strength });
  }
  return spans;
}

const REFERS_BACK =
  /^(it|its|they|their|this|that|these|those|such|otherwise|others|so|instead|there|therefore|thus|hence|both|either|neither|the (same|latter|former))\b|\b(exported|in|from|into) there\b/i;

function strongest(strengths: readonly ClauseStrength[]): ClauseStrength | null {
  return (['must', 'should', 'may'] as const).find((strength) => strengths.includes(strength)) ?? null;
}

const TECHNOLOGY =
  /\b(tech(nolog(y|ies))?([- ]?(stack|radar|choices))?|approved|allowed|permitted|forbidden|banned)\b/i;

/** A row in a table of allowed or forbidden technologies. */
function technologyRow({ trail, header }: MarkdownBlock, said: string, path: string): boolean {
  const isListed = TECHNOLOGY.test(trail.at(-1) ?? '') || /tech[-_ ]?stack|technolog/i.test(path);
  const cells = said.split('|').filter((cell) => cell.trim() !== '');
  return (
    isListed && header.length >= 2 && header.length <= 5 && cells.length >= 2 && !/^\|?\s*`[^`]*\/[^`]*`/.test(said)
  );
}

function rowStrength(said: string): ClauseStrength {
  return /\b(must|only|never|no|not|at most|at least|forbidden|banned|deprecated)\b/i.test(said) ? 'must' : 'should';
}

function identify(spans: readonly Span[], { text, path, commit }: DesignDocument): ClauseDraft[] {
  const lineAt = createLineIndex(text);
  const seen = new Map<string, number>();
  return spans.map(({ start, end, strength, block, relations, relationAt, isByRelation }) => {
    const said = text.slice(start, end);
    const { plain, spans: codes } = stripMarkup(said);
    const hash = hashOf(path, plain, codes);
    const times = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, times);
    const mark = times === 1 ? hash : `${hash}-${times}`;
    return {
      id: `${path}#${mark}`,
      label: `${baseName(path)
        .replace(/\.\w+$/, '')
        .slice(0, 40)}#${mark}`,
      path,
      commit,
      start,
      startLine: lineAt(start),
      endLine: lineAt(end - 1),
      text: said,
      trail: block.trail,
      strength,
      plain,
      spans: codes,
      around: stripMarkup(text.slice(block.start, block.end)),
      relations,
      contexts: relations.length === 0 ? [] : contextsOf(block, text.slice(block.start, block.start + relationAt)),
      isByRelation,
    };
  });
}

/** Depends on the words only, so wrapping, emphasis and case do not make a new clause. */
function hashOf(path: string, plain: string, spans: readonly string[]): string {
  const words = plain.toLowerCase().replace(/[.;,\s]+$/, '');
  return createHash('sha256')
    .update(JSON.stringify([path, words, spans]))
    .digest('hex')
    .slice(0, 8);
}
