// Defines a question: what a person asks for besides a review. The queue stores it, so each field survives JSON and a
// restart, and no field is ever renamed.
import { z } from 'zod';
import { Severity } from './finding.ts';
import { FindingLabel } from './finding-state.ts';
import { RepositoryName, type ReviewRequest } from './review-request.ts';

/** Characters of a question; a longer text belongs in a file of the repository. */
export const MAX_QUESTION = 4_000;
const MAX_PATH = 300;

/** Names separated by slashes: no "..", no leading slash, no URL, no space. */
const PATH = /^(?!\.{1,2}(?:\/|$))[\p{L}\p{N}_.@+-]+(?:\/(?!\.{1,2}(?:\/|$))[\p{L}\p{N}_.@+-]+)*$/u;

/** True for a path from the repository's root that cannot leave it and does not enter .git. */
export function isRepositoryPath(path: string): boolean {
  return path.length <= MAX_PATH && PATH.test(path) && !/(^|\/)\.git(\/|$)/i.test(path);
}

/** Answer a question. */
const AskTask = z.object({ kind: z.literal('ask'), question: z.string().min(1).max(MAX_QUESTION) });

/** Design the backend of the feature that a context file describes. */
const DecideTask = z.object({
  kind: z.literal('decide'),
  /** Path of the context file. */
  context: z.string().min(1),
  /** Directory of the documents; "" for the root. */
  into: z.string(),
  /** Texts supplied with the question; null: read them in the repository. */
  brought: z.object({ context: z.string(), decisions: z.string() }).nullable(),
});

export const Task = z.discriminatedUnion('kind', [AskTask, DecideTask]);
export type Task = z.infer<typeof Task>;

/** The conversation of a question. Title and body are those of an issue; a pull request's are read later. */
/** Characters of a reply, and of the other words in its thread. */
export const MAX_THREAD_REPLY = 4_000;
/** Earlier replies that are read. */
export const MAX_THREAD = 10;

/** A finding, as its thread shows it. */
export const ThreadFinding = z.object({
  id: z.string(),
  /** null where the pull request does not remember it any more. */
  label: FindingLabel.nullable(),
  title: z.string(),
  severity: Severity,
  source: z.enum(['fact', 'model']),
  path: z.string(),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
  /** Our comment that began the thread. */
  text: z.string(),
});
export type ThreadFinding = z.infer<typeof ThreadFinding>;

/** Weigh what somebody replied in the thread of a finding. */
const ReplyTask = z.object({
  kind: z.literal('reply'),
  finding: ThreadFinding,
  /** What was said before, oldest first. */
  thread: z.array(z.object({ author: z.string(), text: z.string().max(MAX_THREAD_REPLY) })).max(MAX_THREAD),
  reply: z.string().min(1).max(MAX_THREAD_REPLY),
  /** The person may push, and so may dismiss or accept the finding. */
  mayDecide: z.boolean(),
});

export const QuestionPlace = z.object({
  kind: z.enum(['pull-request', 'issue']),
  number: z.number().int().positive(),
  commentId: z.number().int().positive(),
  title: z.string().max(300),
  body: z.string().max(6_000),
  /** Id of the comment that began the review thread. Omitted outside of threads. */
  thread: z.number().int().positive().optional(),
});
export type QuestionPlace = z.infer<typeof QuestionPlace>;

export const Question = z.object({
  /** Two questions with the same id are answered once. */
  id: z.string().min(1).max(300),
  /** null outside a GitHub App (the command line). */
  installationId: z.number().int().positive().nullable(),
  repository: RepositoryName,
  /** null on the command line. */
  place: QuestionPlace.nullable(),
  /** Revision on the command line; null: the pull request's head, or the tip of the default branch. */
  rev: z.string().min(1).nullable(),
  task: Task,
  requestedBy: z.string().nullable(),
  /** ISO 8601. */
  requestedAt: z.string(),
});
export type Question = z.infer<typeof Question>;

/** A reply to a finding, which is stored and run like a question. */
export const ReplyQuestion = Question.extend({ task: ReplyTask });
export type ReplyQuestion = z.infer<typeof ReplyQuestion>;
export type AnyQuestion = Question | ReplyQuestion;

export function isReply(question: AnyQuestion): question is ReplyQuestion {
  return question.task.kind === 'reply';
}

/** Returns the paths of the two documents of a decision. */
export function outputPaths(into: string): { readonly recommendations: string; readonly decisions: string } {
  const prefix = into === '' ? '' : `${into}/`;
  return {
    recommendations: `${prefix}architecture/backend-architecture.md`,
    decisions: `${prefix}architecture-decisions.md`,
  };
}

/** The request for a review of the same commits. */
export function requestFor({
  id,
  installationId,
  repository,
  place,
  rev,
  requestedBy,
  requestedAt,
}: AnyQuestion): ReviewRequest {
  return {
    id,
    installationId,
    repository,
    pullRequest: place?.kind === 'pull-request' ? place.number : null,
    head: rev,
    base: rev,
    seen: null,
    trigger: 'command',
    requestedBy,
    requestedAt,
  };
}
