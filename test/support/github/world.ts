// What the stand-in remembers: accounts, repositories, pull requests and all that was said on them. Only state and the questions
// asked of it; how it is shown, refused or announced is for other files.
import type { BareRepository } from './bare-repository.ts';

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
export type Level = 'read' | 'write' | 'admin';
export type Permissions = Readonly<Record<string, Level>>;
export type AccountType = 'User' | 'Bot' | 'Organization';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: AccountType;
}

export interface App {
  readonly id: number;
  readonly clientId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  /** "slug[bot]". */
  readonly bot: Account;
  readonly permissions: Permissions;
  /** Names of the events that it asked for. */
  readonly events: readonly string[];
  /** PEM. */
  readonly publicKey: string;
  readonly webhookSecret: string;
  readonly createdAt: string;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly repositories: Set<Repository>;
  readonly all: boolean;
  permissions: Permissions;
  suspendedAt: string | null;
  readonly createdAt: string;
}

export interface Token {
  readonly token: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** null: every repository of the installation. */
  readonly repositories: ReadonlySet<Repository> | null;
  readonly expiresAt: number;
}

export interface Repository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly parent: Repository | null;
  readonly git: BareRepository;
  readonly roles: Map<string, Role>;
  readonly pulls: Map<number, PullRequest>;
  /** Those that are no pull requests. */
  readonly issues: Map<number, Issue>;
  readonly checkRuns: CheckRun[];
  readonly checkSuites: CheckSuite[];
  readonly createdAt: string;
  pushedAt: string;
  lastNumber: number;
}

export interface Side {
  /** null once a fork was deleted. */
  repository: Repository | null;
  readonly owner: Account;
  ref: string;
  sha: string;
}

/** An issue that may be a pull request: what both have. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly author: Account;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  closedAt: string | null;
  readonly labels: Label[];
  readonly comments: IssueComment[];
  readonly createdAt: string;
  updatedAt: string;
}

export interface PullRequest extends Issue {
  readonly head: Side;
  readonly base: Side;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  readonly reviews: Review[];
  readonly threads: Thread[];
}

export interface Label {
  readonly id: number;
  readonly name: string;
}

export interface Reaction {
  readonly id: number;
  readonly user: Account;
  readonly content: string;
  readonly createdAt: string;
}

/** What people can write, edit, react to and hide. */
export interface Utterance {
  readonly id: number;
  readonly author: Account;
  readonly app: App | null;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly reactions: Reaction[];
  /** Reason it was hidden for, as GraphQL's classifier says it; null while it shows. */
  minimized: string | null;
}

export interface IssueComment extends Utterance {
  readonly issue: Issue;
}

export interface Review {
  readonly id: number;
  readonly pull: PullRequest;
  readonly author: Account;
  body: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly commitId: string;
  submittedAt: string | null;
  minimized: string | null;
}

export interface Thread {
  readonly id: number;
  readonly pull: PullRequest;
  readonly path: string;
  readonly subjectType: 'line' | 'file';
  readonly side: 'LEFT' | 'RIGHT';
  readonly startSide: 'LEFT' | 'RIGHT' | null;
  readonly originalLine: number | null;
  readonly originalStartLine: number | null;
  readonly originalPosition: number | null;
  readonly originalCommitId: string;
  readonly diffHunk: string;
  /** Where it stands in the current diff; null once outdated. */
  line: number | null;
  startLine: number | null;
  position: number | null;
  commitId: string;
  outdated: boolean;
  resolvedBy: Account | null;
  readonly comments: ReviewComment[];
}

export interface ReviewComment extends Utterance {
  readonly thread: Thread;
  readonly review: Review;
  readonly inReplyTo: number | null;
}

export interface CheckSuite {
  readonly id: number;
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: string;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column: number | null;
  readonly end_column: number | null;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly title: string | null;
  readonly message: string;
  readonly raw_details: string | null;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly app: App;
  name: string;
  readonly headSha: string;
  status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: readonly CheckAction[];
  readonly annotations: Annotation[];
}

/** The whole of it, with ids that count up the same way in every run. */
export class World {
  readonly now: () => number;
  readonly accounts = new Map<string, Account>();
  readonly repositories: Repository[] = [];
  readonly installations: Installation[] = [];
  readonly tokens = new Map<string, Token>();
  readonly apps: App[] = [];
  #lastId = 1000;

  constructor(now: () => number) {
    this.now = now;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** ISO 8601 to the second, as GitHub writes it. */
  time(): string {
    return isoSeconds(this.now());
  }

  /** The account of that login, made when it is new. */
  account(login: string, type: AccountType = 'User'): Account {
    const known = this.accounts.get(login.toLowerCase());
    if (known !== undefined) return known;
    const account: Account = { id: this.nextId(), login, type };
    this.accounts.set(login.toLowerCase(), account);
    return account;
  }

  repository(owner: string, name: string): Repository | undefined {
    const wanted = `${owner}/${name}`.toLowerCase();
    return this.repositories.find((each) => fullName(each).toLowerCase() === wanted);
  }

  installationOf(app: App, repository: Repository): Installation | undefined {
    return this.installations.find((each) => each.app === app && holds(each, repository));
  }

  roleOf(repository: Repository, account: Account): Role {
    if (repository.owner === account) return 'admin';
    return repository.roles.get(account.login.toLowerCase()) ?? (repository.private ? 'none' : 'read');
  }
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function holds(installation: Installation, repository: Repository): boolean {
  if (installation.all) return repository.owner === installation.account;
  return installation.repositories.has(repository);
}

export function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** All inline comments of a pull request, oldest first; those of a pending review only its author sees. */
export function reviewComments(pull: PullRequest): ReviewComment[] {
  return pull.threads
    .flatMap((thread) => thread.comments)
    .filter((comment) => comment.review.state !== 'PENDING')
    .sort((one, other) => one.id - other.id);
}
