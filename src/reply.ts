// Answers a reply in the thread of a finding: the third page of the product, in the order it happens.
import { weighReply } from './agent/agent.ts';
import type { Ports, ReplyPublisherPort } from './domain/ports.ts';
import { type ReplyQuestion, requestFor } from './domain/question.ts';
import type { ReplyAnswer } from './domain/reply-answer.ts';
import type { RunLimits } from './domain/run-limits.ts';
import { gather } from './gather/gather.ts';

export interface ReplyPorts extends Omit<Ports, 'publisher'> {
  readonly publisher: ReplyPublisherPort;
}

/**
 * Weighs one reply and answers it once. The result of each `step` is kept, as in a review.
 *
 * @throws TryLater, CannotReview, BadInput: nothing was posted
 */
export async function reply(ports: ReplyPorts, limits: RunLimits, question: ReplyQuestion): Promise<ReplyAnswer> {
  const target = await ports.step('target', (signal) => ports.repository.target(requestFor(question), signal));
  const snapshot = await gather(ports, target, limits.signal);
  const architecture = await ports.analyser.analyse(snapshot, ports.progress, limits.signal);
  const answer = await weighReply(ports, limits, question, snapshot, architecture);
  await ports.step('deliver', (signal) => ports.publisher.answerReply({ question, target, answer }, signal));
  return answer;
}
