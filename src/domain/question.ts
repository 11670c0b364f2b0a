// What somebody asks of the architect besides a review: an answer to a question, or the backend part of a design. The queue keeps
// these values, so every field survives JSON and a restart.
import { z } from 'zod';
import { RepositoryName } from './review-request.ts';

/** Characters of a question; a longer one is a document, and belongs into the repository. */
export const MAX_QUESTION = 4_000;
const MAX_PATH = 300;

/** Names separated by slashes: no way up, no root, no address, no blank, and nothing of git's own. */
const PATH = /^(?!\.{1,2}(?:\/|$))[\p{L}\p{N}_.@+-]+(?:\/(?!\.{1,2}(?:\/|$))[\p{L}\p{N}_.@+-]+)*$/u;

/** A path from the repository's root that can lead nowhere else. */
export function isRepositoryPath(path: string): boolean {
  return path.length <= MAX_PATH && PATH.test(path) && !/(^|\/)\.git(\/|$)/i.test(path);
}

/** Answer a question. */
const AskTask = z.object({ kind: z.literal('ask'), question: z.string().min(1).max(MAX_QUESTION) });

/** Write the backend part of the design that a context file describes. */
const DecideTask = z.object({
  kind: z.literal('decide'),
  /** Path of the context file. */
  context: z.string().min(1),
  /** Folder that the documents go into; "" for the root. */
  into: z.string(),
  /** Texts that the asker brings along; null: they are read in the repository. */
  brought: z.object({ context: z.string(), decisions: z.string() }).nullable(),
});

export const Task = z.discriminatedUnion('kind', [AskTask, DecideTask]);
export type Task = z.infer<typeof Task>;

/** The conversation that a question stands in. Title and body are those of an issue; a pull request's are read with it. */
export const QuestionPlace = z.object({
  kind: z.enum(['pull-request', 'issue']),
  number: z.number().int().positive(),
  commentId: z.number().int().positive(),
  title: z.string().max(300),
  body: z.string().max(6_000),
});
export type QuestionPlace = z.infer<typeof QuestionPlace>;

export const Question = z.object({
  /** Names the work: the same id asked twice is answered once. */
  id: z.string().min(1).max(300),
  /** null outside a GitHub App (the command line). */
  installationId: z.number().int().positive().nullable(),
  repository: RepositoryName,
  /** null on the command line. */
  place: QuestionPlace.nullable(),
  /** Revision to look at on the command line; null: the pull request's head, or the tip of the default branch. */
  rev: z.string().min(1).nullable(),
  task: Task,
  requestedBy: z.string().nullable(),
  /** ISO 8601. */
  requestedAt: z.string(),
});
export type Question = z.infer<typeof Question>;

/** Where the two documents of a decision go, in the folder that was agreed. */
export function outputPaths(into: string): { readonly recommendations: string; readonly decisions: string } {
  const prefix = into === '' ? '' : `${into}/`;
  return {
    recommendations: `${prefix}architecture/backend-architecture.md`,
    decisions: `${prefix}architecture-decisions.md`,
  };
}
