// The changes that GraphQL alone offers: resolving threads and hiding comments; and objects found by their node id.
import { sees } from '../auth.ts';
import type { Announce } from '../events.ts';
import type { Call } from '../router.ts';
import { nodeId } from '../show/account.ts';
import { type PullRequest, type Repository, reviewComments, type Thread } from '../world.ts';
import { showIssueComment, showPullRequest, showReview, showReviewComment, showThread } from './conversation.ts';
import { forbidden, problem } from './problem.ts';
import { canResolve, canWrite, type Viewing } from './viewing.ts';

interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string };
}

/** A thing that can be hidden. */
interface Hideable {
  minimized: string | null;
}

interface Found {
  readonly repository: Repository;
  readonly show: () => object;
  readonly hideable: Hideable | null;
  readonly thread: Thread | null;
}

export function mutations(call: Call, announce: Announce, viewing: Viewing) {
  const find = (id: string): Found => {
    const found = findNode(call, viewing, id);
    if (found === undefined || (found.repository.private && !sees(viewing.token, found.repository))) {
      throw problem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
    }
    return found;
  };
  const resolve =
    (resolved: boolean) =>
    ({ input }: Input<{ threadId: string }>) => {
      const { thread } = find(input.threadId);
      if (thread === null)
        throw problem('NOT_FOUND', `Could not resolve to a node with the global id of '${input.threadId}'`);
      if (!canResolve(viewing, thread.pull.repository)) throw forbidden();
      thread.resolvedBy = resolved ? viewing.viewer : null;
      void announce.thread(resolved ? 'resolved' : 'unresolved', thread, viewing.viewer);
      return { clientMutationId: input.clientMutationId ?? null, thread: showThread(viewing, thread) };
    };
  const hide = (id: string, reason: string | null) => {
    const { hideable, repository, show } = find(id);
    if (!canWrite(viewing, repository)) throw forbidden();
    if (hideable === null) throw problem('UNPROCESSABLE', 'This subject cannot be minimized.');
    hideable.minimized = reason;
    return show();
  };
  return {
    node: ({ id }: { id: string }) => find(id).show(),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => find(id).show()),
    resolveReviewThread: resolve(true),
    unresolveReviewThread: resolve(false),
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      minimizedComment: hide(input.subjectId, input.classifier.toLowerCase().replaceAll('_', '-')),
    }),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      unminimizedComment: hide(input.subjectId, null),
    }),
  };
}

function findNode(call: Call, viewing: Viewing, id: string): Found | undefined {
  for (const repository of call.world.repositories) {
    for (const pull of repository.pulls.values()) {
      const found = findIn(pull, viewing, id);
      if (found !== undefined) return { repository, ...found };
    }
  }
  return undefined;
}

function findIn(pull: PullRequest, viewing: Viewing, id: string): Omit<Found, 'repository'> | undefined {
  if (id === nodeId('PR', pull.id)) return { show: () => showPullRequest(viewing, pull), hideable: null, thread: null };
  const comment = pull.comments.find((each) => id === nodeId('IC', each.id));
  if (comment !== undefined) return { show: () => showIssueComment(viewing, comment), hideable: comment, thread: null };
  const review = pull.reviews.find((each) => id === nodeId('PRR', each.id));
  if (review !== undefined) return { show: () => showReview(viewing, review), hideable: review, thread: null };
  const thread = pull.threads.find((each) => id === nodeId('PRRT', each.id));
  if (thread !== undefined) return { show: () => showThread(viewing, thread), hideable: null, thread };
  const inline = reviewComments(pull).find((each) => id === nodeId('PRRC', each.id));
  if (inline === undefined) return undefined;
  return { show: () => showReviewComment(viewing, inline), hideable: inline, thread: null };
}
