// A stand-in for GitHub on loopback. Code is answered by real git repositories, the rest is remembered, and refusals are GitHub's
// own. REST is at `url`, GraphQL at `url/graphql`.
//
//   const github = await startGitHub();
//   const repository = await github.createRepository({ owner: 'acme', name: 'shop', files: txtar(`…`) });
//   await repository.git.commit('feature', { 'store/store.go': '…' }, 'Add a store', { from: 'main' });
//   const pull = await github.people.openPullRequest({ repository, head: 'feature' });
//   …
//   await github.close();
import { BareRepository, type Existing } from './github/bare-repository.ts';
import { type Conversation, conversationOf } from './github/conversation.ts';
import { Deliveries, type Delivery } from './github/deliveries.ts';
import { Announce } from './github/events.ts';
import type { NewFiles } from './github/fast-import.ts';
import { type Fault, type FaultMatch, primaryLimit, secondaryLimit } from './github/faults.ts';
import { graphqlRoute } from './github/graphql/answer.ts';
import { installOn } from './github/installations.ts';
import { GITHUB_LIMITS, type Limits } from './github/limits.ts';
import { createInspector } from './github/openapi.ts';
import { SOMEBODY } from './github/owners.ts';
import { People } from './github/people.ts';
import { RateLimit } from './github/rate-limit.ts';
import { registerApp } from './github/register-app.ts';
import { ok, type Route } from './github/router.ts';
import { appRoutes, issueToken } from './github/routes/app.ts';
import { checkRoutes } from './github/routes/checks.ts';
import { codeRoutes } from './github/routes/code.ts';
import { historyRoutes } from './github/routes/history.ts';
import { issueRoutes } from './github/routes/issues.ts';
import { pullRoutes } from './github/routes/pulls.ts';
import { repositoryRoutes } from './github/routes/repository.ts';
import { reviewCommentRoutes } from './github/routes/review-comments.ts';
import { reviewRoutes } from './github/routes/reviews.ts';
import { HttpSide, type LoggedRequest } from './github/server.ts';
import {
  type AccountType,
  type App,
  type Installation,
  type Permissions,
  type PullRequest,
  type Repository,
  type Role,
  World,
} from './github/world.ts';

export type * from './github/world.ts';
export type { Conversation, Delivery, Existing, Fault, FaultMatch, Limits, LoggedRequest, NewFiles };

export interface GitHubOptions {
  /** Where the App listens; may also be set later. */
  readonly webhookUrl?: string;
  readonly slug?: string;
  /** What the App asks for, and what an installation grants unless told. */
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly limits?: Partial<Limits>;
}

/** What the App's owner knows of it. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  readonly clientId: string;
  /** "slug[bot]". */
  readonly botLogin: string;
  readonly botId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export interface NewRepository {
  readonly owner: string;
  readonly ownerType?: AccountType;
  readonly name: string;
  /** First commit on the default branch. */
  readonly files?: NewFiles;
  /** Or: code that exists, read where it lies. */
  readonly from?: Existing;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** Roles by login; where left out "robin", who acts where nobody is named, may write. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** Whether the App is installed on it; it is, unless told. */
  readonly installed?: boolean;
}

/** Starts it, with one App registered and nothing else. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const http = new HttpSide();
  await http.listen();
  return new GitHubDouble(http, options);
}

export class GitHubDouble {
  readonly url: string;
  readonly graphqlUrl: string;
  readonly app: AppIdentity;
  readonly people: People;
  readonly world: World;
  /** Where an exchange was not as GitHub's own description says. */
  readonly violations: string[] = [];
  readonly limits: Limits;
  readonly #http: HttpSide;
  readonly #deliveries: Deliveries;
  readonly #announce: Announce;
  readonly #app: App;

  constructor(http: HttpSide, options: GitHubOptions) {
    this.#http = http;
    this.url = http.url;
    this.graphqlUrl = `${http.url}/graphql`;
    this.limits = { ...GITHUB_LIMITS, ...options.limits };
    this.world = new World(options.now ?? Date.now);
    this.#deliveries = new Deliveries(this.world);
    this.#deliveries.webhookUrl = options.webhookUrl ?? null;
    const { app, privateKey } = registerApp(this.world, options.slug ?? 'go-backend-architect', options);
    this.#app = app;
    const { id, slug, clientId, webhookSecret, bot } = app;
    this.app = { id, slug, clientId, botLogin: bot.login, botId: bot.id, privateKey, webhookSecret };
    this.#announce = new Announce(this.world, this.url, this.#deliveries);
    this.people = new People(this.world, this.#announce, app);
    const rateLimit = new RateLimit(this.limits, this.world.now);
    http.serve({
      world: this.world,
      routes: this.#routes(rateLimit),
      faults: http.faults,
      rateLimit,
      inspector: createInspector((sentence) => this.violations.push(sentence)),
    });
  }

  #routes(rateLimit: RateLimit): Route[] {
    const showLimits = (caller: Parameters<RateLimit['show']>[0]) => {
      const core = rateLimit.show(caller, 'core');
      return {
        resources: { core, graphql: rateLimit.show(caller, 'graphql'), search: { ...core, limit: 30 } },
        rate: core,
      };
    };
    return [
      ...appRoutes(this.#deliveries),
      ...repositoryRoutes(),
      ...historyRoutes(this.limits),
      ...codeRoutes(this.limits),
      ...pullRoutes(this.limits),
      ...checkRoutes(this.#announce),
      ...issueRoutes(this.#announce),
      ...reviewRoutes(this.#announce),
      ...reviewCommentRoutes(this.#announce),
      graphqlRoute({
        limits: this.limits,
        rateLimit,
        announce: this.#announce,
        violation: (sentence) => this.violations.push(sentence),
      }),
      { method: 'GET', template: '/rate_limit', answer: ({ caller }) => ok(showLimits(caller)) },
    ];
  }

  /** Every request so far, in the order they came. */
  get requests(): readonly LoggedRequest[] {
    return this.#http.requests;
  }

  get deliveries(): readonly Delivery[] {
    return this.#deliveries.log;
  }

  get webhookUrl(): string | null {
    return this.#deliveries.webhookUrl;
  }

  set webhookUrl(url: string | null) {
    this.#deliveries.webhookUrl = url;
  }

  async createRepository(wish: NewRepository): Promise<Repository> {
    const owner = this.world.account(wish.owner, wish.ownerType ?? 'Organization');
    const now = this.world.time();
    const roles = wish.roles ?? { [SOMEBODY]: 'write' as const };
    const repository: Repository = {
      id: this.world.nextId(),
      owner,
      name: wish.name,
      private: wish.private ?? true,
      defaultBranch: wish.defaultBranch ?? 'main',
      parent: null,
      git: new BareRepository(wish.from),
      roles: new Map(Object.entries(roles).map(([login, role]) => [login.toLowerCase(), role])),
      pulls: new Map(),
      checkRuns: [],
      checkSuites: [],
      createdAt: now,
      pushedAt: now,
      lastNumber: 0,
    };
    await repository.git.setHead(repository.defaultBranch);
    for (const login of Object.keys(roles)) this.world.account(login);
    this.world.repositories.push(repository);
    if (wish.files !== undefined) await repository.git.commit(repository.defaultBranch, wish.files, 'Begin');
    if (wish.installed !== false) this.install(repository);
    return repository;
  }

  /** Copies a repository to another account, as the Fork button does. The App is not installed there. */
  async fork(parent: Repository, login: string): Promise<Repository> {
    const from = { dir: parent.git.dir, branches: await parent.git.branches() };
    const wish = {
      owner: login,
      ownerType: 'User',
      name: parent.name,
      private: parent.private,
      installed: false,
    } as const;
    const made = await this.createRepository({ ...wish, defaultBranch: parent.defaultBranch, from });
    const fork: Repository = { ...made, parent };
    this.world.repositories.splice(this.world.repositories.indexOf(made), 1, fork);
    return fork;
  }

  /** Installs the App on a repository without a word to it; `people.install` tells it. */
  install(repository: Repository, permissions?: Permissions): Installation {
    return installOn(this.world, this.#app, repository, permissions);
  }

  /** A fresh token of the App's installation on that repository, good for it alone. */
  token(repository: Repository, permissions?: Permissions): string {
    const installation = this.world.installationOf(this.#app, repository);
    if (installation === undefined) throw new Error(`the App is not installed on ${repository.name}`);
    return issueToken(this.world, installation, [repository], permissions ?? installation.permissions).token;
  }

  /** Sends any event to the App as it is. */
  deliver(event: string, payload: Readonly<Record<string, unknown>>): Promise<Delivery> {
    return this.#deliveries.send(this.#app, event, payload);
  }

  redeliver(delivery: Delivery): Promise<Delivery> {
    return this.#deliveries.redeliver(delivery.id);
  }

  /** Resolves when no webhook is under way. */
  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  /** What people see on the pull request, in the order they see it. */
  conversation(pull: PullRequest): Conversation {
    return conversationOf(pull);
  }

  fault(fault: Fault): void {
    this.#http.faults.arm(fault);
  }

  clearFaults(): void {
    this.#http.faults.clear();
  }

  /** The next requests find the hour's allowance used up. */
  exhaustRateLimit(resetInSeconds: number, options: { times?: number; match?: FaultMatch } = {}): void {
    const reset = Math.ceil(this.world.now() / 1000) + resetInSeconds;
    this.fault({ ...primaryLimit(reset, this.limits.requestsPerHour), ...options });
  }

  /** The next requests are told to slow down. */
  secondaryRateLimit(retryAfterSeconds: number, options: { times?: number; match?: FaultMatch } = {}): void {
    this.fault({ ...secondaryLimit(retryAfterSeconds), ...options });
  }

  /**
   * Stops it and takes the repositories away.
   *
   * @throws an Error when any exchange was not as GitHub describes it, which fails the test; one that means to break the rules
   * empties `violations` first
   */
  async close(): Promise<void> {
    await this.#http.close();
    await this.settled();
    for (const repository of this.world.repositories) repository.git.remove();
    if (this.violations.length > 0) throw new Error(`Not as GitHub has it:\n${this.violations.join('\n')}`);
  }
}
