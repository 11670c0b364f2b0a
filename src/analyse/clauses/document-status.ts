// Whether a document binds, and each decision of a file that holds several: reads their statuses and which record
// took whose place. A document that says nothing of its status is in force.
import type { ClauseStatus, DocumentStatus } from '../../domain/clause.ts';
import type { DesignDocument } from '../../domain/snapshot.ts';
import { baseName, dirName, joinPath } from '../graph/modules.ts';
import type { MarkdownBlock, MarkdownBlocks } from './markdown-blocks.ts';
import { findStatusPlaces, parentOf, type StatusPlace } from './status-places.ts';
import { readStatusStatement } from './status-statement.ts';
import { type StatusWords, standardStatusWords } from './status-words.ts';

export interface ParsedDocument {
  readonly document: DesignDocument;
  readonly content: MarkdownBlocks;
}

/** How a decision stands: a whole document, or one of the decisions that it holds. */
interface Decision {
  readonly path: string;
  /** Offsets of what it governs. */
  readonly start: number;
  readonly end: number;
  /** Of the record's file name or the decision's heading; null where it has none. */
  readonly number: number | null;
  readonly said: string;
  status: ClauseStatus;
  supersededBy: string | null;
  /** Words in place of a status that are not known. */
  readonly unknown: string | null;
  /** What a partial supersession names. */
  readonly ended: readonly string[];
}

/** Statuses of a document and of its parts. */
export interface DocumentStanding {
  readonly document: DocumentStatus;
  /** What governs a piece of the document. */
  at(offset: number, trail: readonly string[], text: string): ClauseStanding;
  /** Why the document, or a decision in it, is not in force although nobody ended it; sentences for people. */
  readonly notes: readonly string[];
}

export interface ClauseStanding {
  readonly status: ClauseStatus;
  readonly supersededBy: string | null;
  /** Words in place of a status that are not known. */
  readonly unknown: string | null;
}

/** Lines at the top of a document where "Status: accepted" is its status. */
const MAX_STATUS_LINE = 40;
const MAX_TOP = 4_000;
const MAX_REFERENCES = 20;

/** Status of every document, with superseded ones resolved among them. */
export function readStatuses(
  documents: readonly ParsedDocument[],
  words: StatusWords = standardStatusWords,
): ReadonlyMap<string, DocumentStanding> {
  const read = documents.map((parsed) => ({ path: parsed.document.path, decisions: decisionsOf(parsed, words) }));
  const all = read.flatMap(({ decisions }) => decisions);
  for (const decision of all.filter(({ status }) => status === 'superseded')) {
    const [by] = referencesAfter(decision.said, BY);
    decision.supersededBy = by === undefined ? null : (find(by, decision, all)?.path ?? null);
  }
  endOlder(all);
  return new Map(read.map(({ path, decisions }) => [path, standingOf(path, decisions)]));
}

/** A decision in force ends those that it says it supersedes, even where they were not changed. */
function endOlder(all: readonly Decision[]): void {
  const newer = all.filter(({ status }) => status === 'accepted');
  const ended = newer.flatMap((decision) =>
    referencesAfter(decision.said, SUPERSEDES).map((reference) => ({
      older: find(reference, decision, all),
      by: decision.path,
    })),
  );
  for (const { older, by } of ended) {
    if (older?.status !== 'accepted') continue;
    older.status = 'superseded';
    older.supersededBy = by;
  }
}

function standingOf(path: string, decisions: readonly Decision[]): DocumentStanding {
  const [whole, ...parts] = decisions as readonly [Decision, ...Decision[]];
  const isStated = whole.said !== '' || parts.length === 0;
  const shown = isStated ? whole : (parts.find(({ status }) => status === 'accepted') ?? parts[0]!);
  return {
    document: { path, status: shown.status, supersededBy: shown.supersededBy },
    at(offset, trail, text) {
      const part = parts.findLast(({ start, end }) => offset >= start && offset < end);
      const decision = whole.status !== 'accepted' || part === undefined ? whole : part;
      const { status, supersededBy, unknown, ended } = decision;
      const isNamed = ended.some((name) => [...trail, text].some((words) => hasWords(words, name)));
      return { status: isNamed ? 'superseded' : status, supersededBy, unknown };
    },
    notes: decisions.flatMap(({ unknown }) =>
      unknown === null ? [] : [`${path} is not in force: its status "${unknown}" is not one that is known.`],
    ),
  };
}

function hasWords(text: string, words: string): boolean {
  const plain = (from: string) =>
    from
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return ` ${plain(text)} `.includes(` ${plain(words)} `);
}

/** The document itself first, then each decision that it holds. */
function decisionsOf({ document, content }: ParsedDocument, words: StatusWords): Decision[] {
  const { text, path } = document;
  const headings = content.blocks.filter(({ kind }) => kind === 'heading');
  const top = topOf(text);
  const places = findStatusPlaces(text, content, words);
  const owners = ownersOf(places, headings, text, words);
  const isRecord = isRecordPath(path);
  const whole = places.filter((place) => isOfWhole(place, owners.get(place) ?? -1, headings, top.length));
  const parts = [...new Set(owners.values())].sort((a, b) => a - b);
  return [
    decide(
      { path, start: 0, end: text.length, number: numberOf(path) },
      whole,
      { isRecord, words },
      relations(top, content),
    ),
    ...parts.map((owner) => {
      const heading = headings[owner]!;
      const end = headings.slice(owner + 1).find(({ level }) => level <= heading.level)?.start ?? text.length;
      const own = places.filter((place) => owners.get(place) === owner);
      const number = Number(/\d{1,5}/.exec(text.slice(heading.start, heading.end))?.[0] ?? Number.NaN);
      return decide(
        { path, start: heading.start, end, number: Number.isNaN(number) ? null : number },
        own,
        { isRecord, words },
        relations(topOf(text.slice(heading.start, end)), null),
      );
    }),
  ];
}

function topOf(text: string): string {
  return text.split('\n', MAX_STATUS_LINE).join('\n').slice(0, MAX_TOP);
}

type Extent = Pick<Decision, 'path' | 'start' | 'end' | 'number'>;

function decide(
  extent: Extent,
  places: readonly StatusPlace[],
  { isRecord, words }: { readonly isRecord: boolean; readonly words: StatusWords },
  related: string,
): Decision {
  const stated = places.flatMap((place) => {
    const statement = readStatusStatement(place.value, !isRecord, words);
    const isHeard = statement !== null && (statement.unknown === null || (isRecord && !place.isVague));
    return isHeard ? [{ place, statement }] : [];
  });
  const found = stated.find(({ statement }) => statement.unknown === null) ?? stated[0];
  const said = [found?.place.value ?? '', related].filter((part) => part !== '').join('\n\n');
  const base = { ...extent, said, supersededBy: null, unknown: found?.statement.unknown ?? null, ended: [] };
  if (/^(superseded|replaced|obsoleted)[ _-]by\b/im.test(related) && found?.statement.status !== 'rejected')
    return { ...base, status: 'superseded' };
  if (found === undefined) return { ...base, status: 'accepted' };
  const { status, isPartial } = found.statement;
  const ended = isPartial ? namesIn(found.place.value) : [];
  return { ...base, status: isPartial && ended.length > 0 ? 'accepted' : status, ended };
}

/** "the section "Caching"", "(`internal/cache`)": what a partial supersession names. */
function namesIn(said: string): string[] {
  const rest = said.slice(Math.max(0, said.search(/part(ly|ially)/i))).replace(/\]\([^)]*\)/g, ']');
  return [...rest.matchAll(/["“`]([^"”`\n]{3,80})["”`]|\bsections? (?:on )?(\p{L}[\p{L} -]{2,40})/giu)]
    .map(([, quoted, section]) => (quoted ?? section)!.trim())
    .slice(0, 10);
}

const DECISION_HEADING =
  /^[^\p{L}\d]*((adr|decision|rfc|dec|entscheidung|décision|decisión|karar|决策|決定)[-_ #.:]*\d+|\d{3,5}\b)/iu;

/** The decision that each place speaks of, where a file holds several: headings, by their place. */
function ownersOf(
  places: readonly StatusPlace[],
  headings: readonly MarkdownBlock[],
  text: string,
  words: StatusWords,
): ReadonlyMap<StatusPlace, number> {
  const isDecision = (at: number) => DECISION_HEADING.test(text.slice(headings[at]!.start, headings[at]!.end));
  const owners = new Map<StatusPlace, number>();
  const direct = places.filter(
    ({ owner, value }) => owner > 0 && readStatusStatement(value, true, words)?.unknown === null,
  );
  for (const place of places) {
    let owner = place.owner;
    while (owner !== -1 && !isDecision(owner)) owner = parentOf(headings, owner);
    if (owner > 0 || (owner === 0 && headings.some(({ level }, at) => at > 0 && level <= headings[0]!.level)))
      owners.set(place, owner);
    else if (owner === -1 && direct.includes(place)) {
      const { level } = headings[place.owner]!;
      const beside = direct.filter((other) => headings[other.owner]!.level === level);
      if (new Set(beside.map((other) => other.owner)).size >= 2) owners.set(place, place.owner);
    }
  }
  return owners;
}

/** Whether a place speaks of the whole document: at its top, or under a heading of its own below the title. */
function isOfWhole(place: StatusPlace, part: number, headings: readonly MarkdownBlock[], top: number): boolean {
  if (part !== -1) return false;
  if (place.offset < top) return true;
  const isHeading = headings.some(({ start }) => start >= place.offset && start <= place.offset + 8);
  return isHeading && place.owner <= 0;
}

/**
 * Lines, fields and headings at the top that say what this took the place of, or what took its place; "supersedes:
 * ADR-3" a line.
 */
function relations(top: string, content: MarkdownBlocks | null): string {
  const lines = `${content?.frontMatter ?? ''}\n${top}`.split('\n').map((line) => line.slice(0, 600));
  return lines
    .flatMap((line) => {
      const plain = line
        .replace(/[*`|]+/g, ' ')
        .replace(/^[\s>#+-]+/, '')
        .replace(/\s+/g, ' ')
        .trim();
      const said =
        /^(?:this (?:adr|decision|record|document|rfc) )?(supersedes|replaces|obsoletes|(?:superseded|replaced|obsoleted)[ _-]by)\b[: ]*(.*)$/i.exec(
          plain,
        );
      return said === null || !/\d|\]\(/.test(said[2]!) ? [] : [`${said[1]!} ${said[2]!}`];
    })
    .join('\n');
}

const BY = new RegExp(
  [
    '(?:supers?c?eded|replaced|obsoleted|deprecated)[ _-]by',
    'ersetzt durch|remplacée? par|(?:sustituid|reemplazad)[oa] por',
    'substituíd[oa] por|sostituit[oa] da|vervangen door',
  ].join('|'),
  'i',
);
const SUPERSEDES = /(?<!part(?:ly|ially) )\b(supers?c?edes|replaces|obsoletes)\b/i;

/** Links' targets, else numbers, that follow certain words: "superseded by [ADR-0004](0004-x.md)". */
function referencesAfter(said: string, words: RegExp): string[] {
  const found = words.exec(said);
  if (found === null) return [];
  const rest = said
    .slice(found.index + found[0].length, found.index + found[0].length + 600)
    .split(/\n\s*\n|\.\s/, 1)[0]!;
  const links = [...rest.slice(0, 400).matchAll(/\[[^\]]{0,120}\]\(([^)\s]{1,200})/g)].map(([, target]) => target!);
  const numbers = /^[^\n]{0,20}?\b0*\d{1,5}\b(?:(?:,| and| &)\s*(?:adr[- ]?)?0*\d{1,5}\b)*/i.exec(rest)?.[0] ?? '';
  const plain = [...numbers.replace(/\d{4}-\d\d-\d\d/g, '').matchAll(/\d{1,5}/g)].map(([number]) => number);
  return (links.length > 0 ? links : plain).slice(0, MAX_REFERENCES);
}

function find(reference: string, from: Decision, all: readonly Decision[]): Decision | null {
  if (/^\d+$/.test(reference)) {
    const near = all.filter(({ number }) => number === Number(reference)).filter((one) => one !== from);
    const isNear = ({ path }: Decision) => dirName(path) === dirName(from.path);
    return near.find(({ path }) => path === from.path) ?? near.find(isNear) ?? (near.length === 1 ? near[0]! : null);
  }
  const target = reference.replace(/[#?].*$/, '').replace(/^\.\//, '');
  const path = target.startsWith('/') ? target.slice(1) : joinPath(dirName(from.path), target);
  return all.find((one) => one.path === path && path !== from.path) ?? null;
}

/** Whether a path looks like a decision record's: "docs/adr/0004-outbox.md", "adr-001-x.md". */
function isRecordPath(path: string): boolean {
  return (
    /(^|\/)(adrs?|decisions?|rfcs?|decision-records?)\//i.test(path) || /(^|\/)(adr[-_ ]?)?\d{2,5}[-_ ]/i.test(path)
  );
}

function numberOf(path: string): number | null {
  const digits = /^(?:adr[-_ ]?)?(\d{1,5})\b/i.exec(baseName(path).replace(/_/g, '-'))?.[1];
  return digits === undefined ? null : Number(digits);
}
