// Reads whether a document is in force: the status of a decision record (front matter, MADR, Nygard), and which record
// superseded it. A document without a status is in force.
import type { ClauseStatus, DocumentStatus } from '../../domain/clause.ts';
import type { DesignDocument } from '../../domain/snapshot.ts';
import { baseName, dirName, joinPath } from '../graph/modules.ts';
import type { MarkdownBlocks } from './markdown-blocks.ts';

export interface ParsedDocument {
  readonly document: DesignDocument;
  readonly content: MarkdownBlocks;
}

/** Lines at the top of a document that may contain "Status: accepted". */
const MAX_STATUS_LINE = 40;
/** Characters of these lines: the search must be fast on a line of a hundred thousand stars. */
const MAX_TOP = 4_000;

/** Status of every document; superseded ones refer to their successors. */
export function readStatuses(documents: readonly ParsedDocument[]): ReadonlyMap<string, DocumentStatus> {
  const paths = documents.map(({ document }) => document.path);
  const statuses = new Map<string, DocumentStatus>();
  const replaced = new Map<string, string>();
  for (const { document, content } of documents) {
    const said = statementOf(document, content);
    const status = statusIn(said, document.path);
    const by = status === 'superseded' ? referenceAfter(said, /supers?c?eded by|replaced by|obsoleted by/i) : null;
    statuses.set(document.path, { path: document.path, status, supersededBy: resolve(by, document.path, paths) });
    if (status !== 'accepted') continue;
    const older = resolve(referenceAfter(said, /\b(supers?c?edes|replaces|obsoletes)\b/i), document.path, paths);
    if (older !== null) replaced.set(older, document.path);
  }
  for (const [older, newer] of replaced) {
    const known = statuses.get(older)!;
    if (known.status === 'accepted') statuses.set(older, { path: older, status: 'superseded', supersededBy: newer });
  }
  return statuses;
}

/** What the document says about its status, in any of the formats; "" if it says nothing. */
function statementOf({ text }: DesignDocument, { frontMatter, blocks }: MarkdownBlocks): string {
  const field = /^status[ \t]*:[ \t]*(.*)$/im.exec(frontMatter)?.[1];
  if (field !== undefined) return field.trim();
  const top = text.split('\n', MAX_STATUS_LINE).join('\n').slice(0, MAX_TOP);
  const line = /^[\s>*+-]*[*_]*status[*_]*[ \t]*:[*_]*[ \t]*(\S.*)$/im.exec(top)?.[1];
  if (line !== undefined) return line.trim();
  const heading = blocks.findIndex(
    (block) =>
      block.kind === 'heading' && /^[\s#]*(\d+[.)]?\s*)?status\s*:?\s*$/i.test(text.slice(block.start, block.end)),
  );
  if (heading === -1 || blocks[heading]!.level > 3) return '';
  const after = blocks.slice(heading + 1);
  const next = after.findIndex((block) => block.kind === 'heading');
  return (next === -1 ? after : after.slice(0, next)).map((block) => text.slice(block.start, block.end)).join('\n');
}

const WORDS: readonly (readonly [ClauseStatus, RegExp])[] = [
  ['superseded', /\bsupers?c?eded\b|\breplaced by\b|\bobsolete/i],
  ['deprecated', /\bdeprecated\b|\bretired\b/i],
  ['rejected', /\brejected\b|\babandoned\b|\bwithdrawn\b|\bdeclined\b/i],
  [
    'accepted',
    /\baccepted\b|\bapproved\b|\badopted\b|\bimplemented\b|\bactive\b|\bfinal\b|\bdecided\b|\bdone\b|\bin force\b/i,
  ],
];

function statusIn(said: string, path: string): ClauseStatus {
  if (said === '') return 'accepted';
  if (/\bpart(ly|ially)\b/i.test(said)) return /\baccepted\b/i.test(said) ? 'accepted' : 'superseded';
  if (/\{.*\|.*\}|\bnot (yet )?(accepted|approved)\b/i.test(said)) return 'proposed';
  if (/^\W*(proposed|draft|proposal|rfc)\b/i.test(said)) return 'proposed';
  const found = WORDS.find(([, words]) => words.test(said));
  if (found !== undefined) return found[0];
  // The "Status" of a guide describes the project; a decision record with an unknown status is not in force.
  return isRecord(path) ? 'proposed' : 'accepted';
}

/** Tells whether a path looks like a decision record: "docs/adr/0004-outbox.md", "adr-001-x.md". */
function isRecord(path: string): boolean {
  return (
    /(^|\/)(adrs?|decisions?|rfcs?|decision-records?)\//i.test(path) || /(^|\/)(adr[-_ ]?)?\d{2,5}[-_ ]/i.test(path)
  );
}

/** The link target or number after certain words: "superseded by [ADR-0004](0004-x.md)". */
function referenceAfter(said: string, words: RegExp): string | null {
  const found = words.exec(said);
  if (found === null) return null;
  const rest = said.slice(found.index + found[0].length, found.index + found[0].length + 300);
  const link = /^[^\n]{0,40}?\[[^\]]*\]\(([^)\s]+)/.exec(rest)?.[1];
  return link ?? /^[^\n]{0,20}?(\d{1,5})\b/.exec(rest)?.[1] ?? null;
}

function resolve(reference: string | null, from: string, paths: readonly string[]): string | null {
  if (reference === null) return null;
  if (/^\d+$/.test(reference)) {
    const number = Number(reference);
    const near = paths.filter((path) => numberOf(path) === number && path !== from);
    return near.find((path) => dirName(path) === dirName(from)) ?? (near.length === 1 ? near[0]! : null);
  }
  const target = reference.replace(/[#?].*$/, '').replace(/^\.\//, '');
  const path = target.startsWith('/') ? target.slice(1) : joinPath(dirName(from), target);
  return path !== null && path !== from && paths.includes(path) ? path : null;
}

function numberOf(path: string): number | null {
  const digits = /^(?:adr[-_ ]?)?(\d{1,5})\b/i.exec(baseName(path).replace(/_/g, '-'))?.[1];
  return digits === undefined ? null : Number(digits);
}
