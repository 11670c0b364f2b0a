// The page: how the architect answers a question or decides on a design, in the order it happens. Every room does one line of it.
import { advise, requireModel } from './agent/agent.ts';
import { analyse } from './analyse/analyse.ts';
import type { Guidance } from './domain/guidance.ts';
import type { GuidancePublisherPort, Ports } from './domain/ports.ts';
import { outputPaths, type Question, type Task } from './domain/question.ts';
import type { ReviewRequest } from './domain/review-request.ts';
import { gather, survey } from './gather/gather.ts';
import { deliver } from './publish/publish.ts';

/** What a review needs, with another place to speak. */
export interface GuidePorts extends Omit<Ports, 'publisher'> {
  readonly publisher: GuidancePublisherPort;
}

/**
 * Answers one question. Each `step` is kept once done, as in a review.
 *
 * @throws TryLater, CannotReview, BadInput: nothing was said, and whoever called tells the reason
 */
export async function guide(ports: GuidePorts, question: Question): Promise<Guidance> {
  requireModel(ports.model, question.task);
  const { repository, progress } = ports;
  const named = filesOf(question.task);
  const target = await ports.step('target', (signal) => repository.target(toRequest(question), signal));
  const surveyed = await ports.step('gather', (signal) => survey(repository, target, progress, signal, named));
  const snapshot = await gather(repository, target, surveyed, ports.signal, named);
  const architecture = await analyse(snapshot, progress, ports.signal);
  const guidance = await advise(ports, question, snapshot, architecture);
  const delivery = { question, target, guidance, mayCommit: snapshot.settings.commitDecisions, head: snapshot.head };
  await ports.step('deliver', (signal) => deliver(ports.publisher, delivery, signal));
  return guidance;
}

/** Files that the task names, which are read whatever they are. */
function filesOf(task: Task): readonly string[] {
  return task.kind === 'ask' ? [] : [task.context, ...Object.values(outputPaths(task.into))];
}

/** The request for a review of the same commits. */
function toRequest({ id, installationId, repository, place, rev, requestedBy, requestedAt }: Question): ReviewRequest {
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
