// A town for stories: the App as a process of its own, a stand-in for GitHub, and what people do there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningApp, startApp } from '../support/app.ts';
import type { NewPullRequest } from '../support/github/people.ts';
import {
  type CheckRun,
  type Conversation,
  type Fault,
  type GitHubDouble,
  type NewFiles,
  type PullRequest,
  type Repository,
  startGitHub,
} from '../support/github.ts';
import { prepareDatabase } from '../support/prepared-database.ts';
import { txtar } from '../support/txtar.ts';

/** A shop whose domain may not touch the database. */
export const SHOP = txtar(`
-- go.mod --
module github.com/acme/shop

go 1.24
-- .github/architect.yml --
layers:
  - name: domain
    packages: ["internal/domain/**"]
    mayNotUse: ["database/sql"]
failOn: high
-- docs/DESIGN-PATTERNS.md --
# Design patterns

A price is a whole number of cents, never a float.
-- internal/domain/order.go --
package domain

// Order is what somebody buys.
type Order struct {
	ID    string
	Cents int
}
-- internal/api/total.go --
package api

import "github.com/acme/shop/internal/domain"

// Total adds up what orders cost, in cents.
func Total(orders []domain.Order) int {
	sum := 0
	for _, order := range orders {
		sum += order.Cents
	}
	return sum
}
`);

/** The domain reaches for the database, and a price is a float. */
export const BAD_CHANGE = txtar(`
-- internal/domain/order.go --
package domain

import "database/sql"

// Order is what somebody buys.
type Order struct {
	ID    string
	Cents int
	Price float64
}

// Save stores the order.
func (o Order) Save(db *sql.DB) error {
	_, err := db.Exec("insert into orders (id) values ($1)", o.ID)
	return err
}
`);

/** The same without the database. */
export const BETTER_CHANGE = txtar(`
-- internal/domain/order.go --
package domain

// Order is what somebody buys.
type Order struct {
	ID    string
	Cents int
	Price float64
}

// Paid says whether nothing is owed.
func (o Order) Paid() bool {
	return o.Cents == 0
}
`);

/** Nothing to object to. */
export const GOOD_CHANGE = txtar(`
-- internal/domain/order.go --
package domain

// Order is what somebody buys.
type Order struct {
	ID    string
	Cents int
}

// Free says whether the order costs nothing.
func (o Order) Free() bool {
	return o.Cents == 0
}
`);

/** Far longer than a review of the shop takes, even on a busy machine. */
const PATIENCE_MS = 60_000;

export type Environment = Readonly<Record<string, string | undefined>>;

export class Town {
  readonly github: GitHubDouble;
  readonly #dataDir: string;
  readonly #env: Environment;
  #app: RunningApp | null = null;
  #repositories = 0;

  private constructor(github: GitHubDouble, dataDir: string, env: Environment) {
    this.github = github;
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /** Founds a town where the App runs with these settings besides those that every App needs. */
  static async found(env: Environment = {}): Promise<Town> {
    const town = await Town.prepare(async () => env);
    await town.start();
    return town;
  }

  /** The same before the App is started, with settings that know the stand-in. */
  static async prepare(env: (github: GitHubDouble) => Promise<Environment>): Promise<Town> {
    const github = await startGitHub();
    const dataDir = mkdtempSync(path.join(tmpdir(), 'town-'));
    await prepareDatabase(dataDir);
    return new Town(github, dataDir, await env(github));
  }

  get app(): RunningApp {
    if (this.#app === null) throw new Error('the App is not running');
    return this.#app;
  }

  /** Starts the App on the data that the one before it left. */
  async start(): Promise<void> {
    this.#app = await startApp({ github: this.github, dataDir: this.#dataDir, env: this.#env });
  }

  /** The App dies at once. */
  async crash(): Promise<void> {
    await this.app.kill();
    this.#app = null;
  }

  async close(): Promise<void> {
    await this.#app?.stop();
    await this.github.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  /**
   * A repository of its own for a story: mkeller may write to it, stranger may not. Each has its own owner, and so its own
   * installation: the App writes at most once a second in each, as GitHub asks.
   */
  async shop(files: NewFiles = SHOP): Promise<Repository> {
    this.#repositories += 1;
    const owner = `acme-${this.#repositories}`;
    return this.github.createRepository({ owner, name: 'shop', files, roles: { mkeller: 'write', stranger: 'read' } });
  }

  /** A fault that only requests about this repository meet. */
  fault(repository: Repository, path: string, fault: Omit<Fault, 'match'>, method?: string): void {
    const about = new RegExp(`^/repos/${repository.owner.login}/${repository.name}/${path}`);
    this.github.fault({ ...fault, match: { path: about, ...(method === undefined ? {} : { method }) } });
  }

  /** mkeller opens a pull request that changes these files. */
  async open(repository: Repository, files: NewFiles, wish: Partial<NewPullRequest> = {}): Promise<PullRequest> {
    const head = `change-${repository.lastNumber + 1}`;
    await repository.git.commit(head, files, 'Change the shop', { from: 'main' });
    return this.github.people.openPullRequest({
      repository,
      head,
      title: 'Change the shop',
      author: 'mkeller',
      ...wish,
    });
  }

  /** Waits until something is so. @throws an Error that names it, with the end of the App's log, when it takes too long */
  async until<T>(what: string, look: () => T | undefined | null | false, patienceMs = PATIENCE_MS): Promise<T> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const found = look();
      if (found) return found;
      if (Date.now() > end) {
        throw new Error(`waited in vain for ${what}\n${this.#app?.log().split('\n').slice(-15).join('\n')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits for what happens by itself. @throws as `until` */
  async within(what: string, happening: Promise<unknown>): Promise<void> {
    let done = false;
    void happening.then(() => {
      done = true;
    });
    await this.until(what, () => done);
  }

  /** Waits until the head has this many check runs that ended, or wait for another try, and gives what people then see. */
  async reviewed(pull: PullRequest, times = 1): Promise<Conversation> {
    await this.until(`review ${times} of ${pull.head.sha.slice(0, 7)}`, () => {
      const { checkRuns } = this.github.conversation(pull);
      return checkRuns.length >= times && checkRuns.every(isAtRest);
    });
    await this.github.settled();
    return this.github.conversation(pull);
  }

  /** Waits until the head's newest check run came to this conclusion, if need be in the queue's second try. */
  async concluded(pull: PullRequest, conclusion: string): Promise<Conversation> {
    const last = () => this.github.conversation(pull).checkRuns.at(-1)?.conclusion;
    await this.until(`a check run to end as ${conclusion}`, () => last() === conclusion, PATIENCE_MS + 75_000);
    await this.github.settled();
    return this.github.conversation(pull);
  }

  /** Waits for a check run of that head, or of the pull request's head, to begin. */
  begun(pull: PullRequest, head = pull.head.sha): Promise<CheckRun> {
    return this.until('a check run to begin', () =>
      pull.repository.checkRuns.find((run) => run.headSha === head && run.status === 'in_progress'),
    );
  }
}

/** It has ended with all its comments, or waits for minutes. */
function isAtRest(run: CheckRun): boolean {
  if (run.status !== 'completed') return run.title === 'Retry scheduled';
  return !run.summary?.includes('comments were not posted');
}

/** "failure: Changes needed …"; "in_progress: Retry scheduled" */
export function toldBy(run: CheckRun | undefined): string {
  return `${run?.conclusion ?? run?.status}: ${run?.title}`;
}

/** Words that change from run to run, made the same. */
export function steady(text: string | undefined | null): string {
  return (text ?? '')
    .replace(/\b[0-9a-f]{40}\b/g, '<sha>')
    .replace(/\b[0-9a-f]{12}\b/g, '<short>')
    .replace(/\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?|(?: at)? \d\d:\d\d)?/g, '<then>')
    .replace(/\b\d+(?:\.\d)? (?:s|ms)\b/g, '<time>')
    .replace(/`[0-9a-f]{7}`/g, '`<short>`')
    .replace(/\/runs\/\d+/g, '/runs/<id>')
    .replace(/architect:reply \d+/g, 'architect:reply <id>')
    .replace(/\bacme-\d+\b/g, 'acme');
}
