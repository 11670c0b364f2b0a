// When a pull request is not judged at all, and the sentence that names the rule behind it.
import type { Architecture } from '../../domain/architecture.ts';
import { isAskedByPerson, type ReviewRequest } from '../../domain/review-request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { createGlob } from '../../text/glob.ts';

/** A sentence for people, or null when the pull request is to be judged. */
export function whyNotReviewed(request: ReviewRequest, snapshot: Snapshot, architecture: Architecture): string | null {
  const heldBack = isAskedByPerson(request) ? null : whyHeldBack(snapshot);
  if (heldBack !== null) return heldBack;
  // A go.mod can be at fault without any Go file.
  if (snapshot.reviewed.length > 0 || architecture.findings.length > 0) return null;
  const goFiles = countGoFiles(snapshot);
  if (goFiles === 0) return 'No Go file was changed.';
  const reasons = [...new Set(snapshot.skipped.filter(({ path }) => path.endsWith('.go')).map(({ reason }) => reason))];
  const why = reasons.length === 0 ? '' : ` (${reasons.sort().join(', ')})`;
  return goFiles === 1
    ? `The one Go file that changed was set aside${why}.`
    : `All ${goFiles} Go files that changed were set aside${why}.`;
}

function whyHeldBack({ settings, settingsSource, target }: Snapshot): string | null {
  const source = settingsSource === null ? 'the default settings' : settingsSource.split('@')[0];
  if (!settings.enabled) return `Automatic reviews are switched off: \`enabled: false\` in ${source}.`;
  if (target.pullRequest.draft && !settings.drafts) {
    return `The pull request is a draft, and \`drafts\` is false in ${source}.`;
  }
  const { baseRef } = target.pullRequest;
  if (settings.baseBranches.length > 0 && !settings.baseBranches.some((glob) => createGlob(glob)(baseRef))) {
    return `The branch ${baseRef} is not among \`baseBranches\` in ${source}.`;
  }
  return null;
}

/** Changed files that are or were Go. */
export function countGoFiles(snapshot: Snapshot): number {
  return snapshot.changedFiles.filter(({ path, previousPath }) => path.endsWith('.go') || previousPath?.endsWith('.go'))
    .length;
}
