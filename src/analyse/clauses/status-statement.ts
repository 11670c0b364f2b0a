// What a statement about a status says: "Proposed 2026-01-02, accepted 2026-02-01 (option B rejected)" says accepted.
// The word that leads decides; a later word counts only where it tells what became of the same decision.
import type { ClauseStatus } from '../../domain/clause.ts';
import type { StatusWords } from './status-words.ts';

export interface StatusStatement {
  readonly status: ClauseStatus;
  /** The words that stand where a status should, where they are not known; null where they are. */
  readonly unknown: string | null;
  /** It says that only a part was superseded. */
  readonly isPartial: boolean;
}

/** Characters of a statement that are read. */
const MAX_STATEMENT = 1_500;

/**
 * Reads a statement; null where nothing is said. `isStrict`: a word in front of a noun ("Deprecated packages …")
 * is no status.
 */
export function readStatusStatement(text: string, isStrict: boolean, words: StatusWords): StatusStatement | null {
  const said = checked(text.slice(0, MAX_STATEMENT));
  if (said === null) return stating('proposed');
  const plain = withoutMarkup(said, words);
  if (plain.trim() === '') return null;
  if (isPlaceholder(plain, words)) return stating('proposed');
  const segments = plain
    .split(/\n\s*\n|\n(?=\s*(?:[-*+>]|\p{Lu}))|[,;·•|()→。、，；（）]|->|=>|\.(?=\s|$)|\s[–—-]\s|\bthen\b/u)
    .map((segment) => segment.replace(/\s+/g, ' ').trim())
    .filter((segment) => /[\p{L}]/u.test(segment));
  const lead = segments[0];
  if (lead === undefined) return null;
  const first = eventOf(lead, isStrict, words);
  if (first === null) return { ...stating('proposed'), unknown: lead.slice(0, 40) };
  return latestOf([first, ...segments.slice(1).flatMap((segment) => eventOf(segment, true, words) ?? [])]);
}

interface StatusEvent {
  readonly status: ClauseStatus;
  readonly isPartial: boolean;
  /** ISO date beside the word; null where there is none. */
  readonly date: string | null;
}

function stating(status: ClauseStatus): StatusStatement {
  return { status, unknown: null, isPartial: false };
}

/** The latest by date where each has one, else the one furthest along: what was accepted is not proposed any more. */
function latestOf(events: readonly StatusEvent[]): StatusStatement {
  const [lead] = events;
  const rank = ({ status }: StatusEvent) => (status === 'proposed' ? 0 : status === 'accepted' ? 1 : 2);
  const isDated = events.every(({ date }) => date !== null);
  let last = lead!;
  for (const event of events.slice(1)) {
    if (isDated ? event.date! >= last.date! : rank(event) > rank(last)) last = event;
  }
  // "Accepted, partly superseded by ADR 12" stays accepted but for what is named.
  const isStillAccepted = last.isPartial && events.some(({ status }) => status === 'accepted');
  return { status: isStillAccepted ? 'accepted' : last.status, unknown: null, isPartial: last.isPartial };
}

const FILLER =
  /^(?:(?:this|the) (?:adr|decision|document|proposal|record|rfc)|we have|we|it|decision|has|have|had|was|is|are|been|be|being|fully|currently|now|officially|formally|already|since|then|later|finally|subsequently|recently|meanwhile|today|and|but|on|in|as of|of|→|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|v?\d+(?:\.\d+)+|\[x\]|:)(?![\p{L}\p{N}-])[:\s]*/u;
const PARTLY =
  /^(?:part(?:ly|ially)|teilweise|partiellement|parcialmente|parzialmente|gedeeltelijk|kısmen|частично|部分|一部)[\s-]*/u;
/** What may follow a status word that is one, rather than a word in front of a noun. */
const FOLLOWS =
  /^(?:$|[^\p{L}\s]|\s+(?:by|on|in|at|as|since|with|from|until|for|to|and|due|because|via|through|after|pending|durch|par|por|da|door|am|seit|von|le|el|em|il|op|не|by:|adr|rfc|link|not)(?![\p{L}])|\s+[^\p{L}])/u;

/** What a part of a statement tells of the decision; null where it does not begin with the word of a status. */
function eventOf(segment: string, isStrict: boolean, words: StatusWords): StatusEvent | null {
  let rest = segment.toLowerCase().replace(/^[^\p{L}\p{N}[]+/u, '');
  let found = words.at(rest);
  let isPartial = false;
  for (let step = 0; step < 8 && found === null; step += 1) {
    const skipped = FILLER.exec(rest) ?? PARTLY.exec(rest);
    if (skipped === null || skipped[0] === '') return null;
    if (/^was\b/.test(skipped[0]) && step === 0 && isStrict) return null;
    isPartial ||= PARTLY.test(skipped[0]);
    rest = rest.slice(skipped[0].length).replace(/^[^\p{L}\p{N}[]+/u, '');
    found = words.at(rest);
  }
  if (
    found === null ||
    (isStrict && /^[\p{Script=Latin} ']+$/u.test(found.word) && !FOLLOWS.test(rest.slice(found.word.length)))
  )
    return null;
  const date = /\b(\d{4})[-/.](\d{2})[-/.](\d{2})\b/.exec(segment);
  return { status: found.status, isPartial, date: date === null ? null : date.slice(1).join('-') };
}

/** Only what is ticked, where there are boxes to tick; null where none is. */
function checked(text: string): string | null {
  const boxes = [
    ...text
      .replace(/[☑☒✅✔](?=[^\n]*☐)|(?<=☐[^\n]*)[☑☒✅✔]/gu, '[x]')
      .replace(/☑|☒/gu, '[x]')
      .replace(/☐/gu, '[ ]')
      .matchAll(/\[([ xX✓✔]?)\](?!\()[ \t]*([^[\n]*)/gu),
  ];
  if (boxes.length === 0) return text;
  const ticked = boxes.filter(([, mark]) => mark!.trim() !== '');
  return ticked.length === 0 ? null : ticked.map(([, , words]) => words).join('\n\n');
}

/** Without struck-through text, comments, links' targets and texts, tags and emphasis. */
function withoutMarkup(text: string, known: StatusWords): string {
  return text
    .replace(/~~[^~]*~~/g, ' ')
    .replace(/<(del|s|strike)>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, ' ')
    .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, (_, words: string) =>
      known.at(words.toLowerCase()) === null || /\d/.test(words) ? 'link' : words,
    )
    .replace(/<[^>\n]{0,200}>/g, ' ')
    .replace(/[*_`"“”]+/g, '');
}

/** "{proposed | accepted | superseded}": a template that nobody filled in. */
function isPlaceholder(plain: string, words: StatusWords): boolean {
  if (/[{<][^{<}>\n|/]*[|/][^{<}>\n]*[}>]/.test(plain)) return true;
  const choices = plain
    .trim()
    .split('\n', 1)[0]!
    .split(/[|/]/)
    .map((choice) => choice.trim().toLowerCase());
  return choices.filter((choice) => words.at(choice.replace(/^[^\p{L}]+/u, '')) !== null).length >= 3;
}
