// What was said on a pull request, as GitHub's REST API shows it.
import {
  type App,
  fullName,
  type IssueComment,
  type Reaction,
  type Review,
  type ReviewComment,
  type World,
} from '../world.ts';
import { HTML, nodeId, showAccount, showApp } from './account.ts';
import { pathOf } from './issue.ts';
import { association } from './pull.ts';

const CONTENTS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

export function showIssueComment(world: World, url: string, comment: IssueComment) {
  const { repository, number } = comment.issue;
  const self = `${url}/repos/${fullName(repository)}/issues/comments/${comment.id}`;
  return {
    url: self,
    html_url: `${HTML}/${fullName(repository)}/${pathOf(comment.issue)}#issuecomment-${comment.id}`,
    issue_url: `${url}/repos/${fullName(repository)}/issues/${number}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: showAccount(url, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(world, repository, comment.author.login),
    body: comment.body,
    reactions: showReactions(self, comment.reactions),
    performed_via_github_app: showVia(url, comment.app),
  };
}

export function showReview(world: World, url: string, review: Review) {
  const { repository, number } = review.pull;
  const html = `${HTML}/${fullName(repository)}/pull/${number}#pullrequestreview-${review.id}`;
  const pull = `${url}/repos/${fullName(repository)}/pulls/${number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: showAccount(url, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: association(world, repository, review.author.login),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

export function showReviewComment(world: World, url: string, comment: ReviewComment) {
  const { thread, review } = comment;
  const { repository, number } = thread.pull;
  const self = `${url}/repos/${fullName(repository)}/pulls/comments/${comment.id}`;
  const html = `${HTML}/${fullName(repository)}/pull/${number}#discussion_r${comment.id}`;
  const pull = `${url}/repos/${fullName(repository)}/pulls/${number}`;
  return {
    url: self,
    pull_request_review_id: review.id,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: thread.diffHunk,
    path: thread.path,
    commit_id: thread.commitId,
    original_commit_id: thread.originalCommitId,
    user: showAccount(url, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pull,
    author_association: association(world, repository, comment.author.login),
    _links: { self: { href: self }, html: { href: html }, pull_request: { href: pull } },
    reactions: showReactions(self, comment.reactions),
    start_line: thread.startLine,
    original_start_line: thread.originalStartLine,
    start_side: thread.startSide,
    line: thread.line,
    original_line: thread.originalLine,
    side: thread.side,
    original_position: thread.originalPosition ?? 1,
    position: thread.subjectType === 'file' ? (thread.outdated ? null : 1) : thread.position,
    subject_type: thread.subjectType,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

/** A comment in the list of one review: the old form, without lines. */
export function showLegacyReviewComment(world: World, url: string, comment: ReviewComment) {
  const whole = showReviewComment(world, url, comment);
  const { subject_type: _, ...legacy } = whole;
  return legacy;
}

export function showReaction(url: string, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: showAccount(url, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

function showReactions(url: string, reactions: readonly Reaction[]) {
  const counts = CONTENTS.map((content) => [content, reactions.filter((each) => each.content === content).length]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

function showVia(url: string, app: App | null) {
  return app === null ? null : showApp(url, app);
}
