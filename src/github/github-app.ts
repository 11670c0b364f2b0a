// Connects to GitHub as the App: who it is, and clients whose tokens reach one repository.
import { Probot, ProbotOctokit } from 'probot';
import { z } from 'zod';
import { BadInput } from '../domain/errors.ts';
import { createClient, type GitHubClient } from './client.ts';
import { GitHubRefusal } from './errors.ts';
import { createTokens, type InstallationToken, type TokenScope } from './installation-tokens.ts';
import { createAppPace, createReadPace, createWritePace } from './pace.ts';

/** A request to GitHub that was answered, or broke off. */
export interface AnsweredRequest {
  /** Method and route with its placeholders: "GET /repos/{owner}/{repo}/pulls/{pull_number}". */
  readonly route: string;
  /** null when no answer came. */
  readonly status: number | null;
  readonly installationId: number | null;
  /** Of the installation's hourly quota; null where GitHub did not name it. */
  readonly quotaLeft: number | null;
}

export interface GitHubAppOptions {
  readonly appId: number;
  readonly privateKey: string;
  /** "https://api.github.com", without a trailing slash. */
  readonly apiUrl: string;
  readonly log: Probot['log'];
  readonly onRequest: (request: AnsweredRequest) => void;
  /** For each request; left out: 15 s. */
  readonly deadlineMs?: number;
}

export interface GitHubApp {
  /** Asks as the App itself, about its installations and its webhook. */
  readonly own: GitHubClient;
  /** "<slug>[bot]". @throws BadInput when GitHub does not know the App or its key */
  login(): Promise<string>;
  /** A client whose token is limited to the one repository and scope; the token is renewed before it expires. */
  client(installationId: number, repository: string, scope: TokenScope): GitHubClient;
}

/** A longer wait than this is left to the queue, which holds no place meanwhile. */
const MAX_LIMIT_WAIT_SECONDS = 5;
const MAX_LIMIT_WAITS = 2;
/** Of a request that met a fault of GitHub's: after 1 s and 4 s. */
const MAX_RETRIES = 2;

export async function createGitHubApp(options: GitHubAppOptions): Promise<GitHubApp> {
  const { appId, apiUrl, deadlineMs, onRequest } = options;
  const mayWait = (retryAfter: number, _: unknown, __: unknown, retries: number) =>
    retryAfter <= MAX_LIMIT_WAIT_SECONDS && retries < MAX_LIMIT_WAITS;
  const throttle = { onRateLimit: mayWait, onSecondaryRateLimit: mayWait };
  const retry = { retries: MAX_RETRIES };
  const probot = new Probot({
    appId,
    privateKey: options.privateKey,
    baseUrl: apiUrl,
    log: options.log,
    Octokit: ProbotOctokit.defaults({ userAgent: 'go-backend-architect', throttle, retry }),
  });
  const octokit = await probot.auth();
  const PacedOctokit = octokit.constructor as typeof ProbotOctokit;
  // Probot would set the pace of its own.
  const own = new PacedOctokit({
    authStrategy: () => octokit.auth,
    auth: {},
    throttle: { ...throttle, ...createAppPace(), id: 'app' },
    retry,
  });
  const app = createClient(reportAnswers(own, null, onRequest), deadlineMs);
  const getToken = createTokens(app);
  const paces = { read: createReadPace(), write: createWritePace() };
  return {
    own: app,
    login: () => readLogin(app, `APP_ID ${appId} with this private key at ${apiUrl}`),
    client(installationId, repository, scope) {
      const authStrategy = createTokenAuth(() => getToken(installationId, repository, scope));
      const open = (pace: keyof typeof paces) => {
        const paced = { ...throttle, ...paces[pace], id: String(installationId) };
        const signed = new PacedOctokit({ authStrategy, auth: {}, throttle: paced, retry });
        return reportAnswers(signed, installationId, onRequest);
      };
      return createClient(open('write'), deadlineMs, open('read'));
    },
  };
}

async function readLogin(app: GitHubClient, credentials: string): Promise<string> {
  try {
    const label = { action: 'read the App' };
    const { slug } = await app.rest(
      z.object({ slug: z.string() }),
      label,
      'GET /app',
      {},
      new AbortController().signal,
    );
    return `${slug}[bot]`;
  } catch (error) {
    if (!(error instanceof GitHubRefusal) || (error.status !== 401 && error.status !== 404)) throw error;
    throw new BadInput(
      `GitHub does not accept ${credentials}. Both are on the App's page in the settings of its owner.`,
      { cause: error },
    );
  }
}

/** Reports each answer, and each request that got none. */
function reportAnswers(
  octokit: ProbotOctokit,
  installationId: number | null,
  onRequest: GitHubAppOptions['onRequest'],
): ProbotOctokit {
  const report = (
    { method, url }: { method: string; url: string },
    status: number | null,
    headers: Record<string, unknown>,
  ) => {
    const left = headers['x-ratelimit-remaining'];
    onRequest({
      route: `${method} ${url}`,
      status,
      installationId,
      quotaLeft: left === undefined ? null : Number(left),
    });
  };
  octokit.hook.after('request', (response, options) => report(options, response.status, response.headers));
  octokit.hook.error('request', (error, options) => {
    const { status, response } = error as { status?: number; response?: { headers: Record<string, unknown> } };
    report(options, response === undefined ? null : (status ?? null), response?.headers ?? {});
    throw error;
  });
  return octokit;
}

/** A new token can be refused until all of GitHub's servers know it. */
const FRESH_TOKEN_MS = 5000;
const FRESH_TOKEN_WAIT_MS = 1000;

interface SignedRequest {
  readonly headers: Record<string, unknown>;
}

/** Signs each request with a token. */
function createTokenAuth(getToken: () => Promise<InstallationToken>) {
  const hook = async <T>(request: (options: SignedRequest) => Promise<T>, options: SignedRequest): Promise<T> => {
    const { token, createdAtMs } = await getToken();
    options.headers.authorization = `token ${token}`;
    try {
      return await request(options);
    } catch (error) {
      const isFresh = Date.now() - createdAtMs < FRESH_TOKEN_MS;
      if ((error as { status?: number }).status !== 401 || !isFresh) throw error;
      await new Promise((resolve) => setTimeout(resolve, FRESH_TOKEN_WAIT_MS));
      return request(options);
    }
  };
  return () => Object.assign(getToken, { hook });
}
