// The App's identity on GitHub: who it is, and clients whose tokens reach one repository, for reading or for speaking.
import { Probot, ProbotOctokit } from 'probot';
import { BadInput, messageOf } from '../domain/errors.ts';

type Logger = Probot['log'];

/** A client for GitHub's REST and GraphQL APIs that waits and tries again as GitHub asks. */
export type Octokit = ProbotOctokit;

/** Told of each request to GitHub when it is answered. */
export interface AnsweredRequest {
  /** Method and route with its placeholders: "GET /repos/{owner}/{repo}/pulls/{pull_number}". */
  readonly route: string;
  /** null when no answer came. */
  readonly status: number | null;
  readonly installationId: number | null;
  /** Of the installation's hourly quota; null where GitHub did not say. */
  readonly quotaLeft: number | null;
}

export interface AppOptions {
  readonly appId: number;
  readonly privateKey: string;
  /** "https://api.github.com", without a trailing slash. */
  readonly apiUrl: string;
  readonly log: Logger;
  readonly onRequest: (request: AnsweredRequest) => void;
}

export interface GitHubApp {
  /** "<slug>[bot]", asked of GitHub. @throws BadInput when GitHub does not know the App or its key */
  login(): Promise<string>;
  /** A client whose token is limited to the one repository and purpose; it is made anew before it runs out. */
  client(installationId: number, repository: string, purpose: Purpose): Octokit;
}

/**
 * To read code and settings (also the organisation's, in its ".github" repository), to say what was found, or to commit a decision,
 * which takes a permission that `app.yml` does not ask for.
 */
export type Purpose = 'read' | 'write' | 'commit';

const PERMISSIONS: Readonly<Record<Purpose, Readonly<Record<string, 'read' | 'write'>>>> = {
  read: { contents: 'read', metadata: 'read', pull_requests: 'read' },
  write: { contents: 'read', metadata: 'read', pull_requests: 'write', checks: 'write', issues: 'write' },
  commit: { contents: 'write', metadata: 'read' },
};
const ORGANISATION_REPOSITORY = '.github';
/** Repositories come and go; so long it is taken for granted that the organisation has none for its settings. */
const ABSENCE_MS = 3_600_000;

/** A longer wait than this is for the queue, which holds no place meanwhile. */
const MAX_WAIT_SECONDS = 60;
const MAX_RETRIES = 2;
/** A new token can be refused until GitHub's servers all know it. */
const FRESH_TOKEN_MS = 5000;
const FRESH_TOKEN_WAIT_MS = 1000;

interface InstallationToken {
  readonly token: string;
  readonly createdAt: string;
}

interface Outgoing {
  readonly headers: Record<string, unknown>;
}

/** Keeps to GitHub's limits, and tells of every answer. */
function watch(octokit: Octokit, installationId: number | null, onRequest: AppOptions['onRequest']): Octokit {
  const tell = (options: { method: string; url: string }, status: number | null, headers: Record<string, unknown>) => {
    const left = headers['x-ratelimit-remaining'];
    const quotaLeft = left === undefined ? null : Number(left);
    onRequest({ route: `${options.method} ${options.url}`, status, installationId, quotaLeft });
  };
  octokit.hook.after('request', (response, options) => tell(options, response.status, response.headers));
  octokit.hook.error('request', (error, options) => {
    const { status, response } = error as { status?: number; response?: { headers: Record<string, unknown> } };
    tell(options, response === undefined ? null : (status ?? null), response?.headers ?? {});
    throw error;
  });
  return octokit;
}

/** Gets tokens that reach no further than they must. */
function createTokens(app: Octokit) {
  const absentUntil = new Map<number, number>();
  return async (installationId: number, repository: string, purpose: Purpose): Promise<InstallationToken> => {
    const ask = (repositoryNames: readonly string[], limits: { permissions?: object }) =>
      app.auth({ type: 'installation', installationId, repositoryNames, ...limits }) as Promise<InstallationToken>;
    const getToken = async (...repositoryNames: string[]) => {
      try {
        return await ask(repositoryNames, { permissions: PERMISSIONS[purpose] });
      } catch (error) {
        // "The permissions requested are not granted to this installation." To speak we take what was granted, so that the request
        // which needs more is refused by name, and the others still reach people.
        if (purpose !== 'write' || !/permissions requested/i.test(messageOf(error))) throw error;
        return ask(repositoryNames, {});
      }
    };
    const isAbsent = (absentUntil.get(installationId) ?? 0) > Date.now();
    if (purpose !== 'read' || repository === ORGANISATION_REPOSITORY || isAbsent) return getToken(repository);
    try {
      return await getToken(repository, ORGANISATION_REPOSITORY);
    } catch (error) {
      // "There is at least one repository that does not exist or is not accessible to the parent installation."
      if ((error as { status?: number }).status !== 422) throw error;
      absentUntil.set(installationId, Date.now() + ABSENCE_MS);
      return getToken(repository);
    }
  };
}

/** Signs each request with a token. */
function createTokenAuth(getToken: () => Promise<InstallationToken>) {
  const hook = async <T>(request: (options: Outgoing) => Promise<T>, options: Outgoing): Promise<T> => {
    const { token, createdAt } = await getToken();
    options.headers.authorization = `token ${token}`;
    try {
      return await request(options);
    } catch (error) {
      const isFresh = Date.now() - Date.parse(createdAt) < FRESH_TOKEN_MS;
      if ((error as { status?: number }).status !== 401 || !isFresh) throw error;
      await new Promise((resolve) => setTimeout(resolve, FRESH_TOKEN_WAIT_MS));
      return request(options);
    }
  };
  return () => Object.assign(getToken, { hook });
}

/** Connects to GitHub as the App. */
export async function createGitHubApp(options: AppOptions): Promise<GitHubApp> {
  const { log, onRequest } = options;
  const mayWait = (retryAfter: number, _: unknown, __: unknown, retries: number) =>
    retryAfter <= MAX_WAIT_SECONDS && retries < MAX_RETRIES;
  const throttle = { onRateLimit: mayWait, onSecondaryRateLimit: mayWait };
  const probot = new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    baseUrl: options.apiUrl,
    log,
    Octokit: ProbotOctokit.defaults({ userAgent: 'go-backend-architect', throttle }),
  });
  const app = watch(await probot.auth(), null, onRequest);
  const RepositoryOctokit = app.constructor as typeof ProbotOctokit;
  // Left to itself, Probot asks github.com for tokens, whatever the API's address is.
  const getToken = createTokens(new RepositoryOctokit({ auth: { request: app.request } }));
  return {
    async login() {
      try {
        const { data } = await app.request('GET /app');
        return `${data?.slug}[bot]`;
      } catch (error) {
        const { status } = error as { status?: number };
        if (status !== 401 && status !== 404) throw error;
        throw new BadInput(
          `GitHub does not accept APP_ID ${options.appId} with this private key at ${options.apiUrl}. Both are on the App's page ` +
            'in the settings of its owner.',
          { cause: error },
        );
      }
    },
    client(installationId, repository, purpose) {
      const octokit = new RepositoryOctokit({
        authStrategy: createTokenAuth(() => getToken(installationId, repository, purpose)),
        auth: {},
        throttle: { ...throttle, id: String(installationId) },
      });
      return watch(octokit, installationId, onRequest);
    },
  };
}
