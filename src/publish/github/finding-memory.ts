// Looks findings up on a pull request, and records what people decide about them in our summary comment.
import { z } from 'zod';
import { CannotReview } from '../../domain/errors.ts';
import { type FindingDecision, type FindingLabel, type FindingLookup, MAX_REASON } from '../../domain/finding-state.ts';
import type { RepositoryName } from '../../domain/review-request.ts';
import { cut } from '../../text/sanitize.ts';
import { checkName } from '../check-run-words.ts';
import { decide, lookUp } from '../finding-memory.ts';
import { type HistoryEntry, replaceMarker } from '../markers.ts';
import { type Conversation, readConversation } from './conversation.ts';
import type { Connection } from './publish-review.ts';

/** Whose comments count, and which pull request is meant. */
export interface MemoryPlace {
  readonly repository: RepositoryName;
  readonly number: number;
  readonly appId: number;
  /** "<slug>[bot]". */
  readonly botLogin: string;
}

/** @throws TryLater, CannotReview */
export async function lookUpFinding(
  connection: Connection,
  place: MemoryPlace,
  finding: FindingLabel,
): Promise<FindingLookup> {
  const conversation = await readMemory(connection, place);
  if (conversation.summary === null) return { kind: 'no-review' };
  return lookUp(conversation.summary.marker.history, finding, addresses(conversation));
}

/** Recording a decision a second time changes nothing. @throws TryLater, CannotReview */
export async function recordDecision(
  connection: Connection,
  place: MemoryPlace,
  decision: FindingDecision,
): Promise<FindingLookup> {
  const conversation = await readMemory(connection, place);
  const { summary } = conversation;
  if (summary === null) return { kind: 'no-review' };
  const history = decide(summary.marker.history, decision);
  if (history === null) return lookUp(summary.marker.history, decision.finding, addresses(conversation));
  await writeMemory(connection, place, conversation, history);
  return lookUp(history, decision.finding, addresses(conversation));
}

/** Writes the history into our summary comment, if it is another one. */
export async function writeMemory(
  { call }: Pick<Connection, 'call'>,
  { repository }: MemoryPlace,
  { summary }: Pick<Conversation, 'summary'>,
  history: readonly HistoryEntry[],
): Promise<void> {
  if (summary === null) return;
  const body = bodyWith(summary, history);
  if (body === summary.body) return;
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const comment = { owner: repository.owner, repo: repository.name, comment_id: summary.id, body };
  await call(z.object({}), 'update the summary comment', route, comment);
}

/** GitHub refuses longer comments: https://github.com/orgs/community/discussions/27190 */
const maxBodyBytes = 65_500;
/** Characters of a reason, where longer ones leave no room for the decisions themselves. */
const REASON_LENGTHS = [MAX_REASON, 100, 30, 0];

function bodyWith({ body, marker }: NonNullable<Conversation['summary']>, history: readonly HistoryEntry[]): string {
  const bodies = REASON_LENGTHS.map((most) => {
    const shortened = history.map((entry) => withShortReason(entry, most));
    return replaceMarker('summary', body, { ...marker, history: shortened });
  });
  return bodies.find((one) => Buffer.byteLength(one) <= maxBodyBytes) ?? bodies.at(-1) ?? body;
}

function withShortReason(entry: HistoryEntry, most: number): HistoryEntry {
  const { decision } = entry;
  if (decision === undefined || decision.reason.length <= most) return entry;
  return { ...entry, decision: { ...decision, reason: cut(decision.reason, most) } };
}

/** @throws TryLater, CannotReview */
export async function readMemory({ ask }: Connection, place: MemoryPlace): Promise<Conversation> {
  const { repository, number, appId, botLogin } = place;
  const query = { owner: repository.owner, name: repository.name, number, appId, checkName };
  const conversation = await readConversation(ask, { ...query, head: NO_COMMIT }, botLogin);
  if (conversation === null) throw new CannotReview(`Pull request ${number} no longer exists.`);
  return conversation;
}

/** Names no commit: the check runs are not asked for. */
const NO_COMMIT = '0'.repeat(40);

function addresses({ threads }: Conversation): (findingId: string) => string | null {
  return (findingId) => threads.find((thread) => thread.findingId === findingId && !thread.isHidden)?.url ?? null;
}
