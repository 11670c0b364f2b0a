// Defines the App's jobs for the queue: connects the review and the answer with their adapters for GitHub.
import type { Logger } from 'pino';
import type { Opened, Ports, PublisherPort } from '../domain/ports.ts';
import { type AnyQuestion, isReply, type Question } from '../domain/question.ts';
import type { Review } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { CommandPort } from '../domain/user-commands.ts';
import { guide } from '../guide.ts';
import { createGitHubGuidancePublisher, createGitHubPublisher, createGitHubThreads } from '../publish/github.ts';
import { checkName, conclude } from '../publish/publish.ts';
import type { PaidRun, ReviewJobs } from '../queue/queue.ts';
import { reply } from '../reply.ts';
import { review } from '../review.ts';
import { createCommandPort } from '../webhook/github.ts';
import { type About, type AppConfig, type AppParts, createRepositoryPorts } from './app-parts.ts';
import { createFindingMemory, createPolicyPort } from './command-answers.ts';

function createPublisher(parts: AppParts, request: ReviewRequest, mayBeRepeated: () => boolean): PublisherPort {
  const { app, config, botLogin, log } = parts;
  return createGitHubPublisher({
    client: app.client(request.installationId ?? 0, request.repository.name, 'write'),
    botLogin,
    appId: config.app.id,
    log,
    mayBeRepeated,
  });
}

function createGuidancePublisher({ app, config, botLogin, log }: AppParts, { installationId, repository }: Question) {
  return createGitHubGuidancePublisher({
    client: app.client(installationId ?? 0, repository.name, 'write'),
    branchClient: app.client(installationId ?? 0, repository.name, 'commit'),
    botLogin,
    appId: config.app.id,
    log,
  });
}

function createThreads({ app, config, botLogin, log }: AppParts, { installationId, repository }: Omit<About, 'id'>) {
  const client = app.client(installationId ?? 0, repository.name, 'write');
  return createGitHubThreads({ client, botLogin, appId: config.app.id, log });
}

/** Answers a question in the conversation, or a reply in its thread. */
async function answerAny(parts: AppParts, question: AnyQuestion, run: PaidRun): Promise<void> {
  const ports = createPorts(parts, question, run);
  const limits = limitsOf(parts.config, run);
  if (isReply(question)) await reply({ ...ports, publisher: createThreads(parts, question) }, limits, question);
  else await guide({ ...ports, publisher: createGuidancePublisher(parts, question) }, limits, question);
}

/** Ports of a review or an answer, except for the place where it is published. */
function createPorts(parts: AppParts, about: About, run: PaidRun): Omit<Ports, 'publisher'> {
  const { analyser, model } = parts;
  return {
    ...createRepositoryPorts(parts, about),
    analyser,
    model,
    spendBudget: run.spendBudget,
    step: run.step,
  };
}

function limitsOf({ budget, models }: AppConfig, { attempt, signal }: PaidRun): RunLimits {
  return { budget, models, ...(attempt === undefined ? {} : { attempt }), signal, now: Date.now };
}

function notePaid({ log, metrics }: AppParts, { id }: ReviewRequest, { usage, model }: Review): void {
  const { costUsd, estimatedCostUsd } = usage;
  if (estimatedCostUsd === undefined) return;
  log.info({ review: id, costUsd, estimatedCostUsd, model }, 'model cost and its estimate');
  metrics.reviewPaid(costUsd, estimatedCostUsd);
}

/**
 * Shows on the comment that asked, where there is one, that its work is done. That a comment gets no sign is no reason
 * to fail.
 */
function createFinish(commandPort: CommandPort, log: Logger) {
  return async (
    { installationId, repository }: Pick<ReviewRequest, 'installationId' | 'repository'>,
    comment: { readonly commentId?: number | undefined; readonly thread?: number | undefined } | null,
    signal: AbortSignal,
  ): Promise<void> => {
    const { commentId, thread } = comment ?? {};
    if (commentId === undefined || installationId === null) return;
    await commandPort.finish({ commentId, thread, installationId, repository }, signal).catch((error: unknown) => {
      log.warn({ err: error, comment: commentId }, 'could not react to a comment');
    });
  };
}

/** Creates the jobs: reviews and answers on GitHub, and the replies around them. */
export function createReviewJobs(parts: AppParts): ReviewJobs {
  const { app, config, log, botLogin } = parts;
  const commandPort = createCommandPort({
    appId: config.app.id,
    botLogin,
    checkName,
    client: (installationId, repository) => app.client(installationId, repository, 'write'),
  });
  const finish = createFinish(commandPort, log);
  return {
    ...commandPort,
    ...createFindingMemory(parts),
    ...createPolicyPort(parts),
    async review(request: ReviewRequest, run: PaidRun) {
      const publisher = createPublisher(parts, request, run.mayBeRepeated);
      const ports = { ...createPorts(parts, request, run), publisher };
      const result = await review(ports, limitsOf(config, run), request);
      if (result.verification !== undefined) parts.metrics.findingsVerified(result.verification);
      notePaid(parts, request, result);
      await finish(request, request, run.signal);
      return { verdict: result.verdict, notReviewed: result.notReviewed };
    },
    async answerQuestion(question, run) {
      await answerAny(parts, question, run);
      await finish(question, question.place, run.signal);
    },
    readThread: (job, signal) => createThreads(parts, job).read(job, signal),
    explainNoAnswer: (question, why, signal) =>
      isReply(question)
        ? createThreads(parts, question).explainNoAnswer(question, why, signal)
        : createGuidancePublisher(parts, question).explainNoAnswer(question, why, signal),
    async closeUnpublished(request, ending, stepResult, signal) {
      const opened = (stepResult('open') as { opened?: Opened } | undefined)?.opened ?? null;
      await conclude(
        createPublisher(parts, request, () => true),
        request,
        opened,
        ending,
        signal,
      );
    },
  };
}
