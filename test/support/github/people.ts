// Lets people act: they open, push to, discuss, merge and close pull requests. Everything they do is announced to the App, and
// each method resolves once the App has answered.

import type { NewFiles } from './fast-import.ts';
import { Owners, SOMEBODY } from './owners.ts';
import { suiteFor } from './routes/checks.ts';
import { showSimpleCommit } from './show/code.ts';
import { addComment, addReply, newReview, type ReviewEvent } from './speech.ts';
import { moveThreads } from './threads.ts';
import type { Account, Issue, IssueComment, PullRequest, Repository, Review, ReviewComment, Thread } from './world.ts';

export interface NewPullRequest {
  readonly repository: Repository;
  /** Branch of `fork`, or of the repository itself. */
  readonly head: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string | null;
  /** Login; "robin" unless told. */
  readonly author?: string;
  readonly draft?: boolean;
  readonly fork?: Repository;
}

export class People extends Owners {
  async openPullRequest(wish: NewPullRequest): Promise<PullRequest> {
    const { repository } = wish;
    const from = wish.fork ?? repository;
    const base = wish.base ?? repository.defaultBranch;
    const [headSha, baseSha] = await Promise.all([tip(from, wish.head), tip(repository, base)]);
    repository.lastNumber += 1;
    const pull = this.#newPull(wish, repository.lastNumber, headSha, baseSha, base);
    await repository.git.take(from.git, headSha, `refs/pull/${pull.number}/head`);
    repository.pulls.set(pull.number, pull);
    await this.#suite(pull);
    await this.announce.pullRequest('opened', pull, pull.author);
    return pull;
  }

  #newPull(wish: NewPullRequest, number: number, headSha: string, baseSha: string, base: string): PullRequest {
    const { repository } = wish;
    const from = wish.fork ?? repository;
    const now = this.world.time();
    return {
      id: this.world.nextId(),
      number,
      repository,
      author: this.#person(wish.author ?? SOMEBODY),
      head: { repository: from, owner: from.owner, ref: wish.head, sha: headSha },
      base: { repository, owner: repository.owner, ref: base, sha: baseSha },
      title: wish.title ?? wish.head,
      body: wish.body ?? null,
      draft: wish.draft ?? false,
      state: 'open',
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
      closedAt: null,
      labels: [],
      comments: [],
      reviews: [],
      threads: [],
      createdAt: now,
      updatedAt: now,
    };
  }

  /** Commits files on the head branch, or moves it to a commit (a force push where that is no descendant). */
  async push(
    pull: PullRequest,
    change: NewFiles | string,
    message = 'Second thoughts',
    sender: Account = pull.author,
  ): Promise<string> {
    const from = pull.head.repository;
    if (from === null) throw new Error('the fork is gone');
    const before = pull.head.sha;
    if (typeof change === 'string') await from.git.setRef(`refs/heads/${pull.head.ref}`, change);
    else await from.git.commit(pull.head.ref, change, message);
    const [after, base] = await Promise.all([tip(from, pull.head.ref), tip(pull.repository, pull.base.ref)]);
    // who asks in between must find what the pull request names
    await pull.repository.git.take(from.git, after, `refs/pull/${pull.number}/head`);
    pull.head.sha = after;
    pull.base.sha = base;
    await moveThreads(pull);
    this.#touch(pull);
    await this.#suite(pull);
    await this.announce.pullRequest('synchronize', pull, sender, { before, after: pull.head.sha });
    return pull.head.sha;
  }

  async closePullRequest(pull: PullRequest, login?: string): Promise<void> {
    pull.state = 'closed';
    pull.closedAt = this.#touch(pull);
    await this.announce.pullRequest('closed', pull, this.#orAuthor(pull, login));
  }

  async reopen(pull: PullRequest, login?: string): Promise<void> {
    pull.state = 'open';
    pull.closedAt = null;
    this.#touch(pull);
    await this.announce.pullRequest('reopened', pull, this.#orAuthor(pull, login));
  }

  /** Merges with a merge commit. */
  async merge(pull: PullRequest, login?: string): Promise<string> {
    const { git } = pull.repository;
    pull.mergeCommitSha = await mergeCommit(pull, pull.base.ref);
    pull.repository.pushedAt = this.#touch(pull);
    pull.state = 'closed';
    pull.closedAt = pull.updatedAt;
    pull.mergedAt = pull.updatedAt;
    pull.mergedBy = this.#orAuthor(pull, login);
    await git.setRef(`refs/heads/${pull.base.ref}`, pull.mergeCommitSha);
    await this.announce.pullRequest('closed', pull, pull.mergedBy);
    return pull.mergeCommitSha;
  }

  async markReady(pull: PullRequest, login?: string): Promise<void> {
    pull.draft = false;
    this.#touch(pull);
    await this.announce.pullRequest('ready_for_review', pull, this.#orAuthor(pull, login));
  }

  async convertToDraft(pull: PullRequest, login?: string): Promise<void> {
    pull.draft = true;
    this.#touch(pull);
    await this.announce.pullRequest('converted_to_draft', pull, this.#orAuthor(pull, login));
  }

  async editBase(pull: PullRequest, branch: string, login?: string): Promise<void> {
    const changes = { base: { ref: { from: pull.base.ref }, sha: { from: pull.base.sha } } };
    pull.base.sha = await tip(pull.repository, branch);
    pull.base.ref = branch;
    this.#touch(pull);
    await moveThreads(pull);
    await this.announce.pullRequest('edited', pull, this.#orAuthor(pull, login), { changes });
  }

  async editTitle(pull: PullRequest, title: string, login?: string): Promise<void> {
    const changes = { title: { from: pull.title } };
    pull.title = title;
    this.#touch(pull);
    await this.announce.pullRequest('edited', pull, this.#orAuthor(pull, login), { changes });
  }

  async label(pull: PullRequest, name: string, login?: string): Promise<void> {
    const label = { id: this.world.nextId(), name };
    pull.labels.push(label);
    this.#touch(pull);
    await this.announce.labelled(pull, label, this.#orAuthor(pull, login));
  }

  /** Opens an issue that is no pull request. */
  openIssue(repository: Repository, title: string, body: string | null = null, login = SOMEBODY): Issue {
    repository.lastNumber += 1;
    const now = this.world.time();
    const issue: Issue = {
      id: this.world.nextId(),
      number: repository.lastNumber,
      repository,
      author: this.#person(login),
      title,
      body,
      state: 'open',
      closedAt: null,
      labels: [],
      comments: [],
      createdAt: now,
      updatedAt: now,
    };
    repository.issues.set(issue.number, issue);
    return issue;
  }

  async comment(pull: Issue, login: string, body: string): Promise<IssueComment> {
    const author = this.#person(login);
    const comment = addComment(this.world, pull, author, null, body);
    await this.announce.issueComment('created', comment, author);
    return comment;
  }

  async editComment(comment: IssueComment, body: string, login = comment.author.login): Promise<void> {
    const changes = { body: { from: comment.body } };
    comment.body = body;
    comment.updatedAt = this.world.time();
    await this.announce.issueComment('edited', comment, this.#person(login), { changes });
  }

  async deleteComment(comment: IssueComment, login = comment.author.login): Promise<void> {
    comment.issue.comments.splice(comment.issue.comments.indexOf(comment), 1);
    await this.announce.issueComment('deleted', comment, this.#person(login));
  }

  async review(pull: PullRequest, login: string, event: ReviewEvent, body: string): Promise<Review> {
    const review = newReview(this.world, pull, this.#person(login), pull.head.sha, body, event);
    pull.reviews.push(review);
    await this.announce.review('submitted', review, review.author);
    return review;
  }

  /** Answers in an inline thread. */
  async reply(thread: Thread, login: string, body: string): Promise<ReviewComment> {
    const author = this.#person(login);
    const review = newReview(this.world, thread.pull, author, thread.pull.head.sha, '', 'COMMENT');
    thread.pull.reviews.push(review);
    const comment = addReply(this.world, thread, review, author, null, body);
    await this.announce.reviewComment('created', comment, author);
    return comment;
  }

  async resolve(thread: Thread, login?: string): Promise<void> {
    thread.resolvedBy = this.#orAuthor(thread.pull, login);
    await this.announce.thread('resolved', thread, thread.resolvedBy);
  }

  async unresolve(thread: Thread, login?: string): Promise<void> {
    thread.resolvedBy = null;
    await this.announce.thread('unresolved', thread, this.#orAuthor(thread.pull, login));
  }

  /** Puts the pull request into the merge queue; returns the SHA of the group's head. */
  async mergeGroup(pull: PullRequest): Promise<string> {
    const { repository } = pull;
    const baseSha = await tip(repository, pull.base.ref);
    const sha = await mergeCommit(pull, pull.base.ref);
    const ref = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${pull.number}-${baseSha}`;
    await repository.git.setRef(ref, sha);
    const group = {
      head_sha: sha,
      head_ref: ref,
      base_sha: baseSha,
      base_ref: `refs/heads/${pull.base.ref}`,
      head_commit: showSimpleCommit(await repository.git.commitObject(sha)),
    };
    await this.announce.mergeGroup('checks_requested', repository, group, this.#person(SOMEBODY));
    return sha;
  }

  /** GitHub makes a check suite for every pushed commit where the App may write checks. */
  async #suite(pull: PullRequest): Promise<void> {
    if (this.world.installationOf(this.app, pull.repository) === undefined) return;
    if (this.app.permissions.checks !== 'write' || pull.head.repository !== pull.repository) return;
    const known = pull.repository.checkSuites.some((each) => each.app === this.app && each.headSha === pull.head.sha);
    const suite = suiteFor(this.world, pull.repository, this.app, pull.head.sha);
    if (!known) await this.announce.checkSuite('requested', suite, pull.author);
  }

  /** Deletes the repository that a pull request comes from. The pull request stays, and so do its commits here. */
  deleteFork(pull: PullRequest): void {
    const { repository } = pull.head;
    if (repository === null || repository === pull.repository) throw new Error('the pull request comes from no fork');
    pull.head.repository = null;
    this.world.repositories.splice(this.world.repositories.indexOf(repository), 1);
    repository.git.remove();
  }

  #touch(pull: PullRequest): string {
    pull.updatedAt = this.world.time();
    return pull.updatedAt;
  }

  #person(login: string): Account {
    return this.world.account(login, login.endsWith('[bot]') ? 'Bot' : 'User');
  }

  #orAuthor(pull: PullRequest, login: string | undefined): Account {
    return login === undefined ? pull.author : this.#person(login);
  }
}

async function tip(repository: Repository, branch: string): Promise<string> {
  const sha = await repository.git.commitOf(`refs/heads/${branch}`);
  if (sha === null) throw new Error(`${repository.owner.login}/${repository.name} has no branch "${branch}"`);
  return sha;
}

/** A commit that merges the pull request into the branch, which stays where it is. */
async function mergeCommit(pull: PullRequest, branch: string): Promise<string> {
  const { git } = pull.repository;
  const into = await tip(pull.repository, branch);
  const tree = await git.text(['merge-tree', '--write-tree', into, pull.head.sha]);
  const message = `Merge pull request #${pull.number} from ${pull.head.ref}\n\n${pull.title}`;
  return git.commitTree(tree, [into, pull.head.sha], message);
}
