// Answers a question or decides on a design: the other half of the product, in the order it happens.
import { advise, requireModel } from './agent/agent.ts';
import type { Guidance } from './domain/guidance.ts';
import type { GuidePorts } from './domain/ports.ts';
import { outputPaths, type Question, requestFor, type Task } from './domain/question.ts';
import type { RunLimits } from './domain/run-limits.ts';
import { gather } from './gather/gather.ts';
import { deliver } from './publish/publish.ts';

/**
 * Answers one question. The result of each `step` is kept, as in a review.
 *
 * @throws TryLater, CannotReview, BadInput: nothing was delivered, and the caller reports the reason
 */
export async function guide(ports: GuidePorts, limits: RunLimits, question: Question): Promise<Guidance> {
  requireModel(ports.model, question.task);
  const target = await ports.step('target', (signal) => ports.repository.target(requestFor(question), signal));
  const snapshot = await gather(ports, target, limits.signal, filesNamedBy(question.task));
  const architecture = await ports.analyser.analyse(snapshot, ports.progress, limits.signal);
  const guidance = await advise(ports, limits, question, snapshot, architecture);
  const delivery = { question, target, guidance, mayCommit: snapshot.settings.commitDecisions, head: snapshot.head };
  await ports.step('deliver', (signal) => deliver(ports.publisher, delivery, signal));
  return guidance;
}

/** Files that the task names, which are read whatever they are. */
function filesNamedBy(task: Task): readonly string[] {
  return task.kind === 'ask' ? [] : [task.context, ...Object.values(outputPaths(task.into))];
}
