// Marks what we post with hidden data at its end, and reads it back where our bot is the author.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Severity } from '../domain/finding.ts';
import { FindingLabel, MAX_REASON } from '../domain/finding-state.ts';

/** A finding of this or an earlier review. */
export const HistoryEntry = z.object({
  id: z.string().max(300),
  title: z.string().max(200),
  severity: Severity,
  path: z.string().max(500),
  source: z.enum(['fact', 'model']),
  /** Head of the review that found it first. */
  firstSeen: z.string().max(64),
  state: z
    .enum(['open', 'gone', 'dismissed'])
    .describe(
      '"gone": a review that covered the file did not find it again. "dismissed": a person resolved its thread.',
    ),
  /** Head of the review that changed the state last. */
  at: z.string().max(64),
  label: FindingLabel.optional().describe('What people call it. Omitted by earlier versions.'),
  rule: z.string().max(100).optional().describe('Omitted for a finding of the model.'),
  decision: z
    .object({
      to: z.enum(['dismissed', 'accepted', 'refuted', 'open']),
      reason: z.string().max(MAX_REASON),
      by: z.string().max(100),
    })
    .optional()
    .describe('The last decision that a person took by a command.'),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Data of the summary comment, for the next review and for programs. */
export const SummaryMarker = z.object({
  head: z.string(),
  request: z.string(),
  verdict: z.string(),
  history: z.array(HistoryEntry),
});
export type SummaryMarker = z.infer<typeof SummaryMarker>;

/** Data of an inline comment. */
const FindingMarker = z.object({ id: z.string(), source: z.enum(['fact', 'model']) });

/** Data of the pull request review that carries inline comments. */
const ReviewMarker = z.object({ request: z.string() });

/** Data of a comment with guidance. */
export const GuidanceMarker = z.object({
  /** Id of the comment that asked. */
  comment: z.number(),
  /** Context and folder of a decision, which has one comment for each conversation; null for a question. */
  about: z.string().nullable(),
  state: z.enum(['answered', 'not-answered']),
});
export type GuidanceMarker = z.infer<typeof GuidanceMarker>;

/** Data of an answer in a thread. */
const AnswerMarker = z.object({
  /** Id of the comment that it answers. */
  comment: z.number(),
});

const schemas = {
  summary: SummaryMarker,
  finding: FindingMarker,
  review: ReviewMarker,
  guidance: GuidanceMarker,
  answer: AnswerMarker,
} as const;
type Kind = keyof typeof schemas;
type MarkerOf<K extends Kind> = z.infer<(typeof schemas)[K]>;

/** The hidden last line of what we post. `value` can neither close the HTML comment around it nor mention anybody. */
export function marker<K extends Kind>(kind: K, value: MarkerOf<K>): string {
  const json = JSON.stringify(value).replace(
    /[<>@#\u2028\u2029]|-(?=-)/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<!-- architect:${kind} v1 ${json} -->`;
}

/**
 * The marker at the very end of a body; null where it is missing or invalid. Further up it may be foreign text that we
 * quote. Check the author with `isOurs` as well.
 */
export function readMarker<K extends Kind>(kind: K, body: string): MarkerOf<K> | null {
  const json = new RegExp(`<!-- architect:${kind} v1 (\\{[^\\n<>]*\\}) -->\\s*$`).exec(body.slice(-maxMarker))?.[1];
  if (json === undefined) return null;
  try {
    const parsed = schemas[kind].safeParse(JSON.parse(json));
    return parsed.success ? (parsed.data as MarkerOf<K>) : null;
  } catch {
    return null;
  }
}

/** The body with another marker at its end. */
export function replaceMarker<K extends Kind>(kind: K, body: string, value: MarkerOf<K>): string {
  const at = body.lastIndexOf(`<!-- architect:${kind} v1 `);
  return `${at < 0 ? `${body}\n\n` : body.slice(0, at)}${marker(kind, value)}`;
}

/** A whole comment: decisions make the marker of a summary longer than it was when it was composed. */
const maxMarker = 65_536;

/** An author as GraphQL (without suffix) or REST ("[bot]" suffix) names them. */
export interface Author {
  readonly login: string;
  /** "Bot", "User", … */
  readonly kind: string;
}

/**
 * Whether our bot is the author. A person may have the bot's name without the suffix, so the kind of account counts
 * too.
 *
 * @param author null for a deleted account
 * @param botLogin "<slug>[bot]"
 */
export function isOurs(author: Author | null, botLogin: string): boolean {
  if (author === null || author.kind !== 'Bot') return false;
  const bare = (login: string) => login.replace(/\[bot\]$/, '').toLowerCase();
  return bare(author.login) === bare(botLogin);
}

/** The external id of a request's check run, by which the run is found after a crash. At most 200 characters. */
export function externalId(requestId: string): string {
  if (requestId.length <= 200) return requestId;
  return `${requestId.slice(0, 160)}~${createHash('sha256').update(requestId).digest('hex').slice(0, 32)}`;
}
