// Tells our own words apart from everybody else's: hidden markers at the end of what we post, believed only where our bot is the author.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Severity } from '../domain/finding.ts';

/** A finding as earlier summaries knew it. */
export const HistoryEntry = z.object({
  id: z.string().max(300),
  title: z.string().max(200),
  severity: Severity,
  path: z.string().max(500),
  source: z.enum(['fact', 'model']),
  /** Head at which it was first said. */
  firstSeen: z.string().max(64),
  state: z
    .enum(['open', 'gone', 'dismissed'])
    .describe(
      '"gone": a review that covered the file did not find it again. "dismissed": a person resolved its thread.',
    ),
  /** Head at which the state was last changed. */
  at: z.string().max(64),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** What the summary comment remembers for the next review, and tells programs. */
export const SummaryMarker = z.object({
  head: z.string(),
  request: z.string(),
  verdict: z.string(),
  history: z.array(HistoryEntry),
});
export type SummaryMarker = z.infer<typeof SummaryMarker>;

/** What an inline comment says of its finding. */
export const FindingMarker = z.object({ id: z.string(), source: z.enum(['fact', 'model']) });
export type FindingMarker = z.infer<typeof FindingMarker>;

/** What the body of a pull request review says of the request it answers. */
export const ReviewMarker = z.object({ request: z.string() });
export type ReviewMarker = z.infer<typeof ReviewMarker>;

/** What a comment that carries guidance says of the command it answers. */
export const GuidanceMarker = z.object({
  /** Id of the comment that asked. */
  comment: z.number(),
  /** Context and folder of a decision, of which there is one comment a conversation; null for a question. */
  about: z.string().nullable(),
  state: z.enum(['answered', 'not-answered']),
});
export type GuidanceMarker = z.infer<typeof GuidanceMarker>;

const schemas = {
  summary: SummaryMarker,
  finding: FindingMarker,
  review: ReviewMarker,
  guidance: GuidanceMarker,
} as const;
type Kind = keyof typeof schemas;
type MarkerOf<K extends Kind> = z.infer<(typeof schemas)[K]>;

/** The hidden line that ends what we post. Nothing in `value` can close the HTML comment it stands in, or mention anybody. */
export function marker<K extends Kind>(kind: K, value: MarkerOf<K>): string {
  const json = JSON.stringify(value).replace(
    /[<>@#\u2028\u2029]|-(?=-)/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<!-- architect:${kind} v1 ${json} -->`;
}

/**
 * The marker at the very end of a body; null where there is none or it is not sound. Only the end counts: what stands further up may be
 * foreign text that we quote. Whether we wrote the body is for `isOurs` to say.
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

const maxMarker = 40_000;

/** Who wrote something, as GraphQL (no suffix) or REST ("[bot]" suffix) names them; null for a deleted account. */
export interface Author {
  readonly login: string;
  /** "Bot", "User", … */
  readonly kind: string;
}

/**
 * Our own bot wrote it. A person may carry the bot's name without the suffix, so the kind of account counts as well as the name.
 * @param botLogin "<slug>[bot]"
 */
export function isOurs(author: Author | null, botLogin: string): boolean {
  if (author === null || author.kind !== 'Bot') return false;
  const bare = (login: string) => login.replace(/\[bot\]$/, '').toLowerCase();
  return bare(author.login) === bare(botLogin);
}

/** The request's id as a check run's external id, which is how a run is found again after a crash. At most 200 characters. */
export function externalId(requestId: string): string {
  if (requestId.length <= 200) return requestId;
  return `${requestId.slice(0, 160)}~${createHash('sha256').update(requestId).digest('hex').slice(0, 32)}`;
}
