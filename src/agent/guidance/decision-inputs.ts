// Reads the inputs of a decision besides the repository, without secrets: the context of the feature, and the decisions
// so far.
import { BadInput } from '../../domain/errors.ts';
import { outputPaths, type Task } from '../../domain/question.ts';
import type { DesignDocument, Snapshot } from '../../domain/snapshot.ts';
import { shortSha } from '../../text/format.ts';
import { redactSecrets } from '../../text/secrets/redact-secrets.ts';

export interface DecisionInputs {
  readonly context: string;
  readonly decisions: string;
  /** Includes the context among its documents, so that tools can read it and citations can quote it. */
  readonly snapshot: Snapshot;
}

/** @throws BadInput without a readable context file */
export function readDecisionInputs(task: Task, snapshot: Snapshot): DecisionInputs {
  if (task.kind === 'ask') return { context: '', decisions: '', snapshot };
  const context = redactSecrets(task.brought?.context ?? readHead(task.context, snapshot));
  if (context.trim() === '') {
    throw new BadInput(`The context file "${task.context}" is empty. Describe the feature in it.`);
  }
  const document: DesignDocument = { path: task.context, commit: snapshot.target.head, text: context, cut: 0 };
  const others = snapshot.documents.filter(({ path }) => path !== task.context);
  return {
    context,
    decisions: redactSecrets(task.brought?.decisions ?? snapshot.head.text(outputPaths(task.into).decisions) ?? ''),
    snapshot: { ...snapshot, documents: [document, ...others] },
  };
}

function readHead(path: string, { head }: Snapshot): string {
  const text = head.text(path);
  if (text !== undefined) return text;
  const at = shortSha(head.commit);
  if (head.entries.has(path)) {
    throw new BadInput(
      `The context file "${path}" cannot be read at ${at}: it is too large, not text, or not a regular file.`,
    );
  }
  if ([...head.entries.keys()].some((known) => known.startsWith(`${path}/`))) {
    throw new BadInput(`"${path}" is a directory at ${at}. Name the context file in it.`);
  }
  throw new BadInput(`There is no file "${path}" at ${at}. Give the path relative to the repository root.`);
}
