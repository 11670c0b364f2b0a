// What happens is announced to every App that asked for the event and is installed where it happened, in payloads as full as
// GitHub's.
import type { Deliveries } from './deliveries.ts';
import { pullNumbers } from './pull-files.ts';
import { nodeId, showAccount, showInstallation } from './show/account.ts';
import { showCheckRun, showCheckSuite } from './show/check.ts';
import { showSimpleCommit } from './show/code.ts';
import { showIssueComment, showReview, showReviewComment } from './show/conversation.ts';
import { showIssue } from './show/issue.ts';
import { showLabel, showPull, showPullSimple } from './show/pull.ts';
import { showRepository } from './show/repository.ts';
import type {
  Account,
  App,
  CheckRun,
  CheckSuite,
  Installation,
  IssueComment,
  Label,
  PullRequest,
  Repository,
  Review,
  ReviewComment,
  Thread,
  World,
} from './world.ts';

type Payload = Record<string, unknown>;

// GitHub sends these to an App for what it owns, whether or not it asked: https://docs.github.com/en/webhooks/webhook-events-and-payloads
const UNASKED = new Set(['installation', 'installation_repositories']);
const OWN_CHECKS = new Set([
  'check_run:rerequested',
  'check_run:requested_action',
  'check_suite:rerequested',
  'check_suite:requested',
]);

/** Tells of what happened. Every method resolves when the App has answered, and none ever rejects. */
export class Announce {
  readonly #world: World;
  readonly #url: string;
  readonly #deliveries: Deliveries;

  constructor(world: World, url: string, deliveries: Deliveries) {
    this.#world = world;
    this.#url = url;
    this.#deliveries = deliveries;
  }

  async pullRequest(action: string, pull: PullRequest, sender: Account, extra: Payload = {}): Promise<void> {
    const shown = showPull(this.#world, this.#url, pull, await pullNumbers(pull));
    await this.#tell(pull.repository, 'pull_request', action, sender, {
      number: pull.number,
      pull_request: shown,
      ...extra,
    });
  }

  labelled(pull: PullRequest, label: Label, sender: Account): Promise<void> {
    return this.pullRequest('labeled', pull, sender, { label: showLabel(this.#url, pull.repository, label) });
  }

  issueComment(action: string, comment: IssueComment, sender: Account, extra: Payload = {}): Promise<void> {
    const issue = showIssue(this.#world, this.#url, comment.issue);
    const shown = showIssueComment(this.#world, this.#url, comment);
    return this.#tell(comment.issue.repository, 'issue_comment', action, sender, { issue, comment: shown, ...extra });
  }

  review(action: string, review: Review, sender: Account): Promise<void> {
    const shown = { ...showReview(this.#world, this.#url, review), state: review.state.toLowerCase() };
    return this.#tell(review.pull.repository, 'pull_request_review', action, sender, {
      review: shown,
      pull_request: showPullSimple(this.#world, this.#url, review.pull),
    });
  }

  reviewComment(action: string, comment: ReviewComment, sender: Account): Promise<void> {
    const { pull } = comment.thread;
    return this.#tell(pull.repository, 'pull_request_review_comment', action, sender, {
      comment: showReviewComment(this.#world, this.#url, comment),
      pull_request: showPullSimple(this.#world, this.#url, pull),
    });
  }

  thread(action: 'resolved' | 'unresolved', thread: Thread, sender: Account): Promise<void> {
    const comments = thread.comments.map((comment) => showReviewComment(this.#world, this.#url, comment));
    return this.#tell(thread.pull.repository, 'pull_request_review_thread', action, sender, {
      pull_request: showPullSimple(this.#world, this.#url, thread.pull),
      thread: { node_id: nodeId('PRRT', thread.id), comments },
    });
  }

  checkRun(action: string, run: CheckRun, sender: Account, extra: Payload = {}): Promise<void> {
    const shown = { ...showCheckRun(this.#url, run), check_suite: showCheckSuite(this.#url, run.suite) };
    const { repository } = run.suite;
    return this.#tell(repository, 'check_run', action, sender, { check_run: shown, ...extra }, run.app);
  }

  async checkSuite(action: string, suite: CheckSuite, sender: Account): Promise<void> {
    const commit = await suite.repository.git.commitObject(suite.headSha);
    const shown = { ...showCheckSuite(this.#url, suite), head_commit: showSimpleCommit(commit) };
    await this.#tell(suite.repository, 'check_suite', action, sender, { check_suite: shown }, suite.app);
  }

  async mergeGroup(action: string, repository: Repository, group: Payload, sender: Account): Promise<void> {
    await this.#tell(repository, 'merge_group', action, sender, { merge_group: group });
  }

  /** The App was installed, or its reach was changed. */
  async installation(event: string, action: string, installation: Installation, extra: Payload): Promise<void> {
    const payload = {
      action,
      installation: showInstallation(this.#url, installation),
      ...extra,
      sender: showAccount(this.#url, installation.account),
    };
    await this.#deliveries.send(installation.app, event, payload);
  }

  /** @param owner only this App is told of its own check runs and suites, beyond what all who asked are told */
  async #tell(repository: Repository, event: string, action: string, sender: Account, about: Payload, owner?: App) {
    const told = this.#world.installations.filter(
      (each) => this.#world.installationOf(each.app, repository) === each && each.suspendedAt === null,
    );
    await Promise.all(
      told
        .filter(({ app }) => wants(app, event, action, owner))
        .map((installation) => {
          const payload = {
            action,
            ...about,
            repository: showRepository(this.#world, this.#url, repository),
            ...this.#organization(repository.owner),
            sender: showAccount(this.#url, sender),
            installation: { id: installation.id, node_id: nodeId('MDIzOkludGVncmF0aW9u', installation.id) },
          };
          return this.#deliveries.send(installation.app, event, payload);
        }),
    );
  }

  #organization(owner: Account): Payload {
    if (owner.type !== 'Organization') return {};
    const self = `${this.#url}/orgs/${owner.login}`;
    return {
      organization: {
        login: owner.login,
        id: owner.id,
        node_id: nodeId('O', owner.id),
        url: self,
        repos_url: `${self}/repos`,
        events_url: `${self}/events`,
        hooks_url: `${self}/hooks`,
        issues_url: `${self}/issues`,
        members_url: `${self}/members{/member}`,
        public_members_url: `${self}/public_members{/member}`,
        avatar_url: `https://avatars.githubusercontent.com/u/${owner.id}?v=4`,
        description: '',
      },
    };
  }
}

function wants(app: App, event: string, action: string, owner: App | undefined): boolean {
  if (UNASKED.has(event)) return true;
  if (OWN_CHECKS.has(`${event}:${action}`)) return owner === app && app.permissions.checks === 'write';
  return app.events.includes(event);
}
