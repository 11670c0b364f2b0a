// Sentences of a check run that has no review to show: started, in progress, or ended without one. Plain text.

import type { ReviewProgress, UnpublishedEnding } from '../domain/ports.ts';
import { REVIEW_AGAIN } from '../domain/user-commands.ts';
import { duration, shortSha, utcTime } from '../text/format.ts';
import { oneLine } from '../text/sanitize.ts';

/** Name of the check run; branch protection rules refer to it, so it never changes. */
export const checkName = 'Go architecture';

/** Shown until there is progress. */
export const checkStarted = {
  title: 'Fetching the change',
  summary: 'The architecture of this change is being reviewed. The result appears here.',
} as const;

const roomTitles: Readonly<Record<string, string>> = {
  gather: checkStarted.title,
  analyse: 'Computing facts',
  agent: 'Reviewing',
};

/** "Reviewing: 2 of 5 done". */
export function progressTitle({ room, todos }: ReviewProgress): string {
  const title = roomTitles[room] ?? checkStarted.title;
  const done = todos.filter(({ state }) => state === 'done').length;
  return todos.length === 0 ? title : `${title}: ${done} of ${todos.length} done`;
}

/** The button on a finished check run. GitHub's limits: 20 and 40 characters. */
export const reviewAgain = {
  label: 'Review again',
  description: 'Review this commit again.',
  identifier: REVIEW_AGAIN,
} as const;

/** Why a review of a closed pull request stops. */
export const pullRequestClosed = 'the pull request was closed before the review was done.';

const restartHint = `Use "${reviewAgain.label}" to restart it.`;

/** One line with a full stop, for messages from elsewhere, which come with and without one. */
function sentence(text: string): string {
  const line = oneLine(text, 1000);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

/** Title and summary for the check run of a review that published nothing. */
export function describeEnding(ending: UnpublishedEnding): { title: string; summary: string } {
  switch (ending.kind) {
    case 'superseded':
      return ending.by === null
        ? { title: 'Superseded', summary: 'Stopped: this review is no longer needed.' }
        : {
            title: `Superseded by ${shortSha(ending.by)}`,
            summary: `Not reviewed: ${shortSha(ending.by)} is now the head.`,
          };
    case 'cancelled':
      return { title: 'Cancelled', summary: `This review was cancelled: ${sentence(ending.why)}` };
    case 'out-of-time':
      return {
        title: 'Timed out',
        summary: `The review timed out after ${duration(ending.deadlineMs)} with no result. ${restartHint}`,
      };
    case 'try-later':
      return ending.retryAt === null
        ? { title: 'Not reviewed: temporary error', summary: `${sentence(ending.why)} ${restartHint}` }
        : {
            title: 'Retry scheduled',
            summary: `${sentence(ending.why)} Next attempt at ${utcTime(ending.retryAt)}.`,
          };
    case 'cannot-review':
      return { title: 'Could not review', summary: oneLine(ending.why, 2000) };
  }
}
