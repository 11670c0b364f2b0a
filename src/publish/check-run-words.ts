// What a check run says beside a finished review: that it has begun, where the work is, and why nothing came of it. Plain text.
import { REVIEW_AGAIN } from '../domain/command-port.ts';
import type { ReviewProgress, UnpublishedEnding } from '../domain/ports.ts';
import { duration, shortSha } from '../text/format.ts';
import { oneLine } from '../text/sanitize.ts';

/** Name of the check run; branch protection rules refer to it, so it never changes. */
export const checkName = 'Go architecture';

/** Shown while the review is under way. */
export const checkStarted = {
  title: 'Reading the change',
  summary: 'The architecture of this change is being reviewed. The result appears here.',
} as const;

const rooms: Readonly<Record<string, string>> = {
  gather: checkStarted.title,
  analyse: 'Working out the facts',
  agent: 'The architect is at work',
};

/** The same once there is more to tell: "The architect is at work: 2 of 5 done". */
export function progressTitle({ room, todos }: ReviewProgress): string {
  const title = rooms[room] ?? checkStarted.title;
  const done = todos.filter(({ state }) => state === 'done').length;
  return todos.length === 0 ? title : `${title}: ${done} of ${todos.length} done`;
}

/** The button on a finished check run. GitHub's limits: 20 and 40 characters. */
export const reviewAgain = {
  label: 'Review again',
  description: 'Review this commit once more.',
  identifier: REVIEW_AGAIN,
} as const;

/** Why a review of a closed pull request stops. */
export const pullRequestClosed = 'the pull request was closed before the review was done.';

/** One line that ends as a sentence does. */
function sentence(text: string): string {
  const line = oneLine(text, 1000);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/** How a review that published nothing is explained on its check run. */
export function describeEnding(ending: UnpublishedEnding): { title: string; summary: string } {
  switch (ending.kind) {
    case 'superseded':
      return ending.by === null
        ? { title: 'Superseded', summary: 'This review stopped because it is no longer needed.' }
        : {
            title: `Superseded by ${shortSha(ending.by)}`,
            summary: `A newer commit, ${shortSha(ending.by)}, is the head now, so this one is not reviewed.`,
          };
    case 'cancelled':
      return { title: 'Cancelled', summary: `This review was cancelled: ${sentence(ending.why)}` };
    case 'out-of-time':
      return {
        title: 'Not finished in time',
        summary: `This review was stopped after ${duration(ending.deadlineMs)}. Nothing was judged; "Review again" starts it afresh.`,
      };
    case 'try-later':
      return ending.retryAt === null
        ? {
            title: 'Not reviewed: a passing fault',
            summary: `${sentence(ending.why)} Nothing was judged; "Review again" starts it afresh.`,
          }
        : {
            title: 'Waiting to try again',
            summary: `${sentence(ending.why)} The review is tried again at ${oneLine(ending.retryAt, 40)}.`,
          };
    case 'cannot-review':
      return { title: 'Could not review', summary: oneLine(ending.why, 2000) };
  }
}
