// Decides whether a review is skipped, and names the setting or reason behind it.
import type { Architecture } from '../../domain/architecture.ts';
import { isUnjudged } from '../../domain/review.ts';
import { isAskedByPerson, type PullRequest, type ReviewRequest } from '../../domain/review-request.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { PAUSED_LABEL } from '../../domain/user-commands.ts';
import { counted } from '../../text/format.ts';
import { createGlob } from '../../text/glob.ts';
import { toCodeSpan } from '../../text/sanitize.ts';

/** A sentence for people; null when the pull request is to be reviewed. */
export function explainSkip(request: ReviewRequest, snapshot: Snapshot, architecture: Architecture): string | null {
  const disabled = isAskedByPerson(request)
    ? null
    : (request.skipReason ?? explainDisabled(snapshot) ?? explainPause(request, snapshot));
  if (disabled !== null) return disabled;
  if (hasSomethingToJudge(snapshot, architecture)) return null;
  // Nobody chose that these are not judged: a review that says so, not a skipped one.
  if (snapshot.skipped.some(isUnjudged) || snapshot.hasMoreChanges === true) return null;
  const goFiles = listGoFiles(snapshot).length;
  if (goFiles === 0) return 'No Go file was changed.';
  const skipped = snapshot.skipped.filter(({ path }) => path.endsWith('.go'));
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const why = reasons.length === 0 ? '' : ` (${reasons.sort().join(', ')})`;
  return goFiles === 1
    ? `The only changed Go file was skipped${why}.`
    : `All ${goFiles} changed Go files were skipped${why}.`;
}

/** False where there is nothing to ask a model about. */
export function hasSomethingToJudge(snapshot: Snapshot, architecture: Architecture): boolean {
  // A finding can be about go.mod alone.
  return snapshot.reviewed.length > 0 || architecture.findings.length > 0;
}

function explainDisabled({ settings, settingsSource, target, changedFiles }: Snapshot): string | null {
  const source = settingsSource === null ? 'the default settings' : settingsSource.split('@')[0];
  if (!settings.enabled) return `Automatic reviews are disabled (\`enabled: false\` in ${source}).`;
  if (target.pullRequest.draft && !settings.drafts) {
    return `The pull request is a draft (\`drafts: false\` in ${source}).`;
  }
  const { baseRef, labels = [] } = target.pullRequest;
  if (labels.includes(PAUSED_LABEL)) {
    return `Automatic reviews are paused (label \`${PAUSED_LABEL}\`). \`/architect resume\` ends the pause.`;
  }
  if (settings.baseBranches.length > 0 && !settings.baseBranches.some((glob) => createGlob(glob)(baseRef))) {
    return `The base branch ${baseRef} is not in \`baseBranches\` (${source}).`;
  }
  const filter = explainFilter(settings.skip, target.pullRequest, changedFiles.length);
  return filter === null ? null : `${filter} in ${source}). \`/architect\` reviews it.`;
}

/** Which filter leaves the pull request out, without the file's name and the end of the sentence. */
function explainFilter(
  { labels: skipped, onlyLabels, authors, titleWords, moreFilesThan }: Settings['skip'],
  { labels = [], author, title }: PullRequest,
  changedFiles: number,
): string | null {
  const label = skipped.find((one) => labels.includes(one));
  if (label !== undefined) return `The label ${toCodeSpan(label)} skips the review (\`skip.labels\``;
  if (onlyLabels.length > 0 && !onlyLabels.some((one) => labels.includes(one))) {
    return 'The pull request has none of the labels that request a review (`skip.onlyLabels`';
  }
  if (authors.some((one) => one.toLowerCase() === author.toLowerCase())) {
    return `Pull requests by ${toCodeSpan(author)} are skipped (\`skip.authors\``;
  }
  const words = title.toLowerCase();
  const word = titleWords.find((one) => hasWord(words, one.toLowerCase()));
  if (word !== undefined) return `${toCodeSpan(word)} in the title skips the review (\`skip.titleWords\``;
  if (moreFilesThan !== null && changedFiles > moreFilesThan) {
    return `${changedFiles} files are changed, more than ${moreFilesThan} (\`skip.moreFilesThan\``;
  }
  return null;
}

/** Whether the word stands in the text with no letter or digit beside it. */
function hasWord(text: string, word: string): boolean {
  const isBoundary = (character: string | undefined) => character === undefined || !/[\p{L}\p{N}]/u.test(character);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isBoundary(text[at - 1]) && isBoundary(text[at + word.length])) return true;
  }
  return false;
}

function explainPause({ pushesBefore = 0, trigger }: ReviewRequest, { settings }: Snapshot): string | null {
  const { pauseAfterPushes } = settings;
  if (pauseAfterPushes === null || trigger !== 'pushed' || pushesBefore < pauseAfterPushes) return null;
  const pushes = counted(pauseAfterPushes, 'push', 'pushes');
  return `Paused after ${pushes} (\`pauseAfterPushes\`). \`/architect\` reviews this head, and counting starts again.`;
}

/** Paths of the changed files that are or were Go. */
export function listGoFiles(snapshot: Snapshot): string[] {
  return snapshot.changedFiles
    .filter(({ path, previousPath }) => path.endsWith('.go') || previousPath?.endsWith('.go'))
    .map(({ path }) => path);
}
