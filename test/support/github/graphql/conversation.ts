// Pull requests and what was said on them, as GraphQL shows them.
import type { GraphQLResolveInfo } from 'graphql';
import { MAX_COMMITS, pullNumbers } from '../pull-files.ts';
import { HTML, nodeId } from '../show/account.ts';
import { association } from '../show/pull.ts';
import {
  fullName,
  type IssueComment,
  type PullRequest,
  type Review,
  type ReviewComment,
  type Thread,
  type Utterance,
} from '../world.ts';
import { showActor } from './actor.ts';
import { gitObject } from './code.ts';
import { connection, type PageArguments } from './connection.ts';
import { canResolve, canWrite, type Viewing } from './viewing.ts';

export function showPullRequest(viewing: Viewing, pull: PullRequest) {
  const numbers = () => pullNumbers(pull);
  const { repository } = pull;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.mergedAt !== null ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    viewerDidAuthor: pull.author === viewing.viewer,
    closed: pull.state === 'closed',
    closedAt: pull.closedAt,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    url: `${HTML}/${fullName(repository)}/pull/${pull.number}`,
    author: showActor(pull.author),
    authorAssociation: association(viewing.world, repository, pull.author.login),
    headRefOid: pull.head.sha,
    headRefName: pull.head.ref,
    baseRefOid: pull.base.sha,
    baseRefName: pull.base.ref,
    repository: () => viewing.showRepository(repository),
    baseRepository: () => viewing.showRepository(repository),
    headRepository: () => (pull.head.repository === null ? null : viewing.showRepository(pull.head.repository)),
    headRepositoryOwner: showActor(pull.head.owner),
    isCrossRepository: pull.head.repository !== repository,
    additions: async () => (await numbers()).additions,
    deletions: async () => (await numbers()).deletions,
    changedFiles: async () => (await numbers()).changedFiles,
    labels: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(
        pull.labels.map(({ id, name }) => ({ id: nodeId('LA', id), name })),
        page,
        info,
      ),
    ...pullConnections(viewing, pull),
  };
}

function pullConnections(viewing: Viewing, pull: PullRequest) {
  return {
    comments: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(
        pull.comments.map((comment) => showIssueComment(viewing, comment)),
        page,
        info,
      ),
    reviews: (page: PageArguments & { author?: string; states?: string[] }, _: unknown, info: GraphQLResolveInfo) => {
      const seen = pull.reviews
        .filter((review) => review.state !== 'PENDING' || review.author === viewing.viewer)
        .filter((review) => page.states == null || page.states.includes(review.state))
        .filter((review) => page.author == null || showActor(review.author).login === page.author);
      return connection(
        seen.map((review) => showReview(viewing, review)),
        page,
        info,
      );
    },
    commits: async (page: PageArguments, _: unknown, info: GraphQLResolveInfo) => {
      const shas = await pull.repository.git.between(pull.base.sha, pull.head.sha, MAX_COMMITS);
      const shown = shas.map((sha) => ({ id: `PRC_${sha}`, commit: () => gitObject(viewing, pull.repository, sha) }));
      return connection(shown, page, info);
    },
    reviewThreads: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(
        pull.threads.map((thread) => showThread(viewing, thread)),
        page,
        info,
      ),
  };
}

function showUtterance(viewing: Viewing, pull: Pick<PullRequest, 'repository'>, said: Utterance) {
  return {
    body: said.body,
    author: showActor(said.author),
    authorAssociation: association(viewing.world, pull.repository, said.author.login),
    createdAt: said.createdAt,
    updatedAt: said.updatedAt,
    databaseId: said.id,
    fullDatabaseId: String(said.id),
    isMinimized: said.minimized !== null,
    minimizedReason: said.minimized,
    viewerCanMinimize: canWrite(viewing, pull.repository),
    viewerDidAuthor: said.author === viewing.viewer,
  };
}

export function showIssueComment(viewing: Viewing, comment: IssueComment) {
  const { issue } = comment;
  return {
    __typename: 'IssueComment',
    ...showUtterance(viewing, issue, comment),
    id: nodeId('IC', comment.id),
    url: `${HTML}/${fullName(issue.repository)}/pull/${issue.number}#issuecomment-${comment.id}`,
  };
}

export function showReview(viewing: Viewing, review: Review): object {
  const { pull } = review;
  const at = review.submittedAt ?? pull.updatedAt;
  const said = { ...review, app: null, createdAt: at, updatedAt: at, reactions: [] };
  return {
    __typename: 'PullRequestReview',
    ...showUtterance(viewing, pull, said),
    id: nodeId('PRR', review.id),
    state: review.state,
    submittedAt: review.submittedAt,
    url: `${HTML}/${fullName(pull.repository)}/pull/${pull.number}#pullrequestreview-${review.id}`,
    commit: () => gitObject(viewing, pull.repository, review.commitId),
    comments: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) => {
      const own = pull.threads.flatMap((thread) => thread.comments).filter((comment) => comment.review === review);
      return connection(
        own.map((comment) => showReviewComment(viewing, comment)),
        page,
        info,
      );
    },
  };
}

export function showThread(viewing: Viewing, thread: Thread) {
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('PRRT', thread.id),
    path: thread.path,
    line: thread.line,
    startLine: thread.startLine,
    originalLine: thread.originalLine,
    originalStartLine: thread.originalStartLine,
    diffSide: thread.side,
    startDiffSide: thread.startSide,
    subjectType: thread.subjectType.toUpperCase(),
    isResolved: thread.resolvedBy !== null,
    isCollapsed: thread.resolvedBy !== null || thread.outdated,
    isOutdated: thread.outdated,
    resolvedBy: thread.resolvedBy === null ? null : { ...showActor(thread.resolvedBy), __typename: 'User' },
    viewerCanReply: canWrite(viewing, thread.pull.repository),
    viewerCanResolve: thread.resolvedBy === null && canResolve(viewing, thread.pull.repository),
    viewerCanUnresolve: thread.resolvedBy !== null && canResolve(viewing, thread.pull.repository),
    pullRequest: () => showPullRequest(viewing, thread.pull),
    comments: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(
        thread.comments.map((comment) => showReviewComment(viewing, comment)),
        page,
        info,
      ),
  };
}

export function showReviewComment(viewing: Viewing, comment: ReviewComment): object {
  const { thread, review } = comment;
  const { pull } = thread;
  const first = thread.comments.find((each) => each.id === comment.inReplyTo);
  return {
    __typename: 'PullRequestReviewComment',
    ...showUtterance(viewing, pull, comment),
    id: nodeId('PRRC', comment.id),
    path: thread.path,
    line: thread.line,
    startLine: thread.startLine,
    originalLine: thread.originalLine,
    originalStartLine: thread.originalStartLine,
    position: thread.position,
    diffHunk: thread.diffHunk,
    outdated: thread.outdated,
    subjectType: thread.subjectType.toUpperCase(),
    state: review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED',
    url: `${HTML}/${fullName(pull.repository)}/pull/${pull.number}#discussion_r${comment.id}`,
    commit: () => gitObject(viewing, pull.repository, thread.commitId),
    originalCommit: () => gitObject(viewing, pull.repository, thread.originalCommitId),
    pullRequestReview: () => showReview(viewing, review),
    replyTo: () => (first === undefined ? null : showReviewComment(viewing, first)),
  };
}
