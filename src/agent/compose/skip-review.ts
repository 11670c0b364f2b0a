// Decides whether a review is skipped, and names the setting or reason behind it.
import type { Architecture } from '../../domain/architecture.ts';
import { isUnjudged } from '../../domain/review.ts';
import { isAskedByPerson, type ReviewRequest } from '../../domain/review-request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { PAUSED_LABEL } from '../../domain/user-commands.ts';
import { createGlob } from '../../text/glob.ts';

/** A sentence for people; null when the pull request is to be reviewed. */
export function explainSkip(request: ReviewRequest, snapshot: Snapshot, architecture: Architecture): string | null {
  const disabled = isAskedByPerson(request) ? null : (request.skipReason ?? explainDisabled(snapshot));
  if (disabled !== null) return disabled;
  if (hasSomethingToJudge(snapshot, architecture)) return null;
  // Nobody chose that these are not judged: a review that says so, not a skipped one.
  if (snapshot.skipped.some(isUnjudged)) return null;
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

function explainDisabled({ settings, settingsSource, target }: Snapshot): string | null {
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
  return null;
}

/** Paths of the changed files that are or were Go. */
export function listGoFiles(snapshot: Snapshot): string[] {
  return snapshot.changedFiles
    .filter(({ path, previousPath }) => path.endsWith('.go') || previousPath?.endsWith('.go'))
    .map(({ path }) => path);
}
