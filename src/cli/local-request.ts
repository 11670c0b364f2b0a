// Builds the request for a review of a local checkout.
import type { RepositoryName, ReviewRequest } from '../domain/review-request.ts';

/** Omitted refs are chosen by the repository. */
export function createLocalRequest(
  repository: RepositoryName,
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
