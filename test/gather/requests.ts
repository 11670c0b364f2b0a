// What tests of this room ask of a repository: a request for a range of commits, and a snapshot in one go.
import type { RepositoryPort } from '../../src/domain/ports.ts';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { survey } from '../../src/gather/gather.ts';
import { takeSnapshot } from '../../src/gather/take-snapshot.ts';

export function requestFor(wish: Partial<ReviewRequest> = {}): ReviewRequest {
  return {
    id: 'test',
    installationId: null,
    repository: { owner: 'acme', name: 'shop' },
    pullRequest: null,
    head: null,
    base: null,
    seen: null,
    trigger: 'local',
    requestedBy: null,
    requestedAt: '2026-01-05T09:00:00Z',
    ...wish,
  };
}

export const never = new AbortController().signal;

export async function snapshotOf(repository: RepositoryPort, request: ReviewRequest): Promise<Snapshot> {
  const target = await repository.target(request, never);
  const surveyed = await survey(repository, target, () => {}, never);
  return takeSnapshot(repository, target, surveyed, never);
}

/** All that a snapshot says, as plain values: two that say the same are equal. */
export function plain(snapshot: Snapshot): object {
  const tree = ({ commit, entries, truncated, readable, text }: Snapshot['head']) => ({
    commit,
    truncated,
    entries: [...entries.values()],
    texts: Object.fromEntries(readable().map((path) => [path, text(path)])),
  });
  return { ...snapshot, before: tree(snapshot.before), head: tree(snapshot.head) };
}
