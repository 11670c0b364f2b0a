import { type Conversation, conversationOf } from './github/conversation.ts';
import { Deliveries, type Delivery } from './github/deliveries.ts';
import { Announce } from './github/events.ts';
import type { NewFiles } from './github/fast-import.ts';
import { type Fault, primaryLimit, secondaryLimit } from './github/faults.ts';
import { graphqlRoute } from './github/graphql/answer.ts';
import { installOn } from './github/installations.ts';
import { GITHUB_LIMITS, type Limits } from './github/limits.ts';
import { createRepository, forkRepository, type NewRepository } from './github/new-repository.ts';
import { createInspector } from './github/openapi.ts';
import { People } from './github/people.ts';
import { RateLimit } from './github/rate-limit.ts';
import { registerApp } from './github/register-app.ts';
import { ok, type Route } from './github/router.ts';
import { appRoutes, issueToken } from './github/routes/app.ts';
import { checkRoutes } from './github/routes/checks.ts';
import { codeRoutes } from './github/routes/code.ts';
import { gitDataRoutes } from './github/routes/git-data.ts';
import { historyRoutes } from './github/routes/history.ts';
import { issueRoutes } from './github/routes/issues.ts';
import { pullRoutes } from './github/routes/pulls.ts';
import { repositoryRoutes } from './github/routes/repository.ts';
import { reviewCommentRoutes } from './github/routes/review-comments.ts';
import { reviewRoutes } from './github/routes/reviews.ts';
import { HttpSide, type LoggedRequest } from './github/server.ts';
import {
  type App,
  type Installation,
  type Permissions,
  type PullRequest,
  type Repository,
  World,
} from './github/world.ts';

export type * from './github/world.ts';
export type { Conversation, Delivery, Fault, Limits, LoggedRequest, NewFiles, NewRepository };

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
      ...gitDataRoutes(() => this.people),
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
    const repository = await createRepository(this.world, wish);
    if (wish.installed !== false) this.install(repository);
    return repository;
  }

  /** Copies a repository to another account, as the Fork button does. The App is not installed there. */
  fork(parent: Repository, login: string): Promise<Repository> {
    return forkRepository(this.world, parent, login);
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

  /** The next request (or as many as told) finds the hour's allowance used up; with 403, or 429 where told. */
  exhaustRateLimit(resetInSeconds: number, options: Pick<Fault, 'times' | 'after' | 'match' | 'status'> = {}): void {
    const reset = Math.ceil(this.world.now() / 1000) + resetInSeconds;
    this.fault({ ...primaryLimit(reset, this.limits.requestsPerHour), ...options });
  }

  /** The next request (or as many as told) is told to slow down; with 403, or 429 where told. */
  secondaryRateLimit(
    retryAfterSeconds: number,
    options: Pick<Fault, 'times' | 'after' | 'match' | 'status'> = {},
  ): void {
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
