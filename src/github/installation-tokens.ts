// Gets the App's tokens for one repository, each limited to what its use takes, and keeps them until they expire.
import { z } from 'zod';
import type { GitHubClient } from './client.ts';
import { GitHubRefusal } from './errors.ts';

/**
 * What a token is for: to read code and settings (also the organization's, in its ".github" repository), to post
 * reviews, or to commit a decision, which takes a permission that `app.yml` does not ask for.
 */
export type TokenScope = 'read' | 'write' | 'commit';

export interface InstallationToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** @throws TryLater, GitHubRefusal */
export type GetToken = (installationId: number, repository: string, scope: TokenScope) => Promise<InstallationToken>;

type TokenPermissions = Readonly<Record<string, 'read' | 'write'>>;

const PERMISSIONS: Readonly<Record<TokenScope, TokenPermissions>> = {
  read: { contents: 'read', metadata: 'read', pull_requests: 'read' },
  write: { contents: 'read', metadata: 'read', pull_requests: 'write', checks: 'write', issues: 'write' },
  commit: { contents: 'write', metadata: 'read' },
};
const ORGANIZATION_REPOSITORY = '.github';
/** Repositories come and go: for this long an organization that has none for its settings is taken to have none. */
const ABSENCE_MS = 3_600_000;

/** @param app signs its requests as the App itself */
export function createTokens(app: GitHubClient): GetToken {
  const get = createTokenCache(app);
  const absentUntil = new Map<number, number>();

  /** null where the organization has no repository for its settings, or the App is not installed there. */
  async function getWithSettings(installationId: number, repository: string): Promise<InstallationToken | null> {
    if ((absentUntil.get(installationId) ?? 0) > Date.now()) return null;
    const repositories = [repository, ORGANIZATION_REPOSITORY];
    return get({ installationId, repositories, permissions: PERMISSIONS.read }).catch((error) => {
      // "There is at least one repository that does not exist or is not accessible to the parent installation."
      if (!isRefusedAs(error, 'invalid')) throw error;
      absentUntil.set(installationId, Date.now() + ABSENCE_MS);
      return null;
    });
  }

  return async (installationId, repository, scope) => {
    if (scope === 'read' && repository !== ORGANIZATION_REPOSITORY) {
      const token = await getWithSettings(installationId, repository);
      if (token) return token;
    }
    const repositories = [repository];
    return get({ installationId, repositories, permissions: PERMISSIONS[scope] }).catch((error) => {
      // To post, take what was granted: only the request that needs more is then refused, and the refusal names it.
      if (scope !== 'write' || !isRefusedAs(error, 'permission')) throw error;
      return get({ installationId, repositories });
    });
  };
}

function isRefusedAs(error: unknown, reason: GitHubRefusal['reason']): boolean {
  return error instanceof GitHubRefusal && error.reason === reason;
}

interface TokenRequest {
  readonly installationId: number;
  readonly repositories: readonly string[];
  /** Left out: all that the installation grants. */
  readonly permissions?: TokenPermissions;
}

/** A token that expires sooner than this is replaced, so that it outlives the request it signs. */
const LEEWAY_MS = 60_000;

const TokenAnswer = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });

/** Requests each token once, also for callers that ask at the same time. */
function createTokenCache(app: GitHubClient): (wish: TokenRequest) => Promise<InstallationToken> {
  const kept = new Map<string, { readonly token: Promise<InstallationToken>; expiresAtMs: number }>();
  const request = async ({ installationId, repositories, permissions }: TokenRequest) => {
    const createdAtMs = Date.now();
    const answer = await app.rest(
      TokenAnswer,
      { action: `get an access token for the repository "${repositories[0]}"` },
      'POST /app/installations/{installation_id}/access_tokens',
      { installation_id: installationId, repositories, ...(permissions ? { permissions } : {}) },
      // No caller may cancel it for the others.
      new AbortController().signal,
    );
    return { token: answer.token, createdAtMs, expiresAtMs: Date.parse(answer.expires_at) };
  };
  return (wish) => {
    for (const [key, { expiresAtMs }] of kept) if (expiresAtMs - LEEWAY_MS < Date.now()) kept.delete(key);
    const key = JSON.stringify([wish.installationId, wish.repositories, wish.permissions ?? null]);
    const known = kept.get(key);
    if (known) return known.token;
    const token = request(wish);
    const entry = { token, expiresAtMs: Number.POSITIVE_INFINITY };
    kept.set(key, entry);
    token.then(
      ({ expiresAtMs }) => {
        entry.expiresAtMs = expiresAtMs;
      },
      () => kept.delete(key),
    );
    return token;
  };
}
