// What is asked of a local checkout, in the form of what a pull request asks.
import type { ReviewRequest } from '../domain/review-request.ts';

/** Refs that are left out are the repository's to choose. */
export function localRequest(
  repository: ReviewRequest['repository'],
  options: { readonly base?: string; readonly head?: string; readonly failOn?: ReviewRequest['failOn'] },
): ReviewRequest {
  return {
    id: 'local',
    installationId: null,
    repository,
    pullRequest: null,
    head: options.head ?? null,
    base: options.base ?? null,
    seen: null,
    trigger: 'local',
    requestedBy: null,
    requestedAt: new Date().toISOString(),
    ...(options.failOn ? { failOn: options.failOn } : {}),
  };
}
