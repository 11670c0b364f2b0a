// Takes the exhibit from the stand-in for GitHub: what was said on one of its pull requests, in order.
import type { Account, CheckRun, GitHubDouble, PullRequest, Review, Thread } from '../support/github.ts';
import type { Check, Exhibit, LineThread, Moment, Saying, Speaker } from './exhibit.ts';

/** A push as it was made; the stand-in remembers only where the branch stands now. */
export interface Push {
  readonly sha: string;
  readonly message: string;
  /** An id of the stand-in's, taken when the push was made: ids count up, so they tell the order of everything. */
  readonly id: number;
}

export interface Telling {
  readonly pushes: readonly Push[];
  readonly commits: number;
  readonly changedFiles: number;
  readonly account: readonly string[];
}

/** Everything that people can see of the pull request. */
export function exhibitOf(github: GitHubDouble, pull: PullRequest, telling: Telling): Exhibit {
  const { comments, reviews, threads, allCheckRuns } = github.conversation(pull);
  const told: { id: number; moment: Moment }[] = [
    ...telling.pushes.map((push) => ({
      id: push.id,
      moment: { kind: 'push', speaker: speaker(pull.author), sha: push.sha, message: push.message } as const,
    })),
    ...comments.map((comment) => ({
      id: comment.id,
      moment: { kind: 'comment', saying: saying(comment) } as const,
    })),
    ...reviews.map((review) => ({
      id: review.id,
      moment: reviewMoment(review, threads),
    })),
  ];
  return {
    repository: `${pull.repository.owner.login}/${pull.repository.name}`,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    author: speaker(pull.author),
    headRef: pull.head.ref,
    baseRef: pull.base.ref,
    state: pull.mergedAt !== null ? 'merged' : pull.state === 'closed' ? 'closed' : pull.draft ? 'draft' : 'open',
    commits: telling.commits,
    changedFiles: telling.changedFiles,
    moments: told.sort((a, b) => a.id - b.id).map(({ moment }) => moment),
    checks: allCheckRuns.map(check),
    account: telling.account,
  };
}

function speaker(account: Account): Speaker {
  return { login: account.login, isBot: account.type === 'Bot' };
}

function saying(said: {
  author: Account;
  body: string;
  createdAt?: string;
  updatedAt?: string;
  minimized: string | null;
}): Saying {
  return {
    speaker: speaker(said.author),
    body: said.body,
    at: said.createdAt ?? '',
    edited: said.updatedAt !== said.createdAt,
    hidden: said.minimized,
  };
}

function reviewMoment(review: Review, threads: readonly Thread[]): Moment {
  const begun = threads.filter((thread) => thread.comments[0]?.review === review);
  return { kind: 'review', saying: saying(review), sha: review.commitId, threads: begun.map(lineThread) };
}

function lineThread(thread: Thread): LineThread {
  return {
    path: thread.path,
    startLine: thread.line === null ? thread.originalStartLine : thread.startLine,
    line: thread.line ?? thread.originalLine,
    hunk: {
      text: thread.diffHunk,
      startLine: thread.originalStartLine,
      line: thread.originalLine,
      side: thread.side,
    },
    resolvedBy: thread.resolvedBy?.login ?? null,
    outdated: thread.outdated,
    sayings: thread.comments.map(saying),
  };
}

function check(run: CheckRun): Check {
  return {
    name: run.name,
    sha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    title: run.title ?? '',
    summary: run.summary ?? '',
    text: run.text ?? '',
    notes: run.annotations.map((note) => ({
      path: note.path,
      startLine: note.start_line,
      endLine: note.end_line,
      level: note.annotation_level,
      title: note.title ?? '',
      message: note.message,
    })),
  };
}
