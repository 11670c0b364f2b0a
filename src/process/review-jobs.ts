// Defines the App's jobs for the queue: connects the review and the answer with their adapters for GitHub.
import path from 'node:path';
import type { Logger } from 'pino';
import type { AnalyserPort, ModelPort, Opened, Ports, PublisherPort } from '../domain/ports.ts';
import type { Question } from '../domain/question.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import { createGitHubRepository } from '../gather/github.ts';
import type { GitHubApp } from '../github/github-app.ts';
import { guide } from '../guide.ts';
import { createGitHubGuidancePublisher, createGitHubPublisher } from '../publish/github.ts';
import { checkName, conclude } from '../publish/publish.ts';
import type { PaidRun, ReviewJobs } from '../queue/queue.ts';
import { review } from '../review.ts';
import { createCommandPort } from '../webhook/github.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

/** Settings of a process that has the App's credentials. */
export type AppConfig = Config & { readonly app: NonNullable<Config['app']> };

interface Parts {
  readonly config: AppConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly app: GitHubApp;
  readonly botLogin: string;
  readonly analyser: AnalyserPort;
  readonly model: ModelPort | null;
}

function createPublisher(parts: Parts, request: ReviewRequest, mayBeRepeated: () => boolean): PublisherPort {
  const { app, config, botLogin, log } = parts;
  return createGitHubPublisher({
    client: app.client(request.installationId ?? 0, request.repository.name, 'write'),
    botLogin,
    appId: config.app.id,
    log,
    mayBeRepeated,
  });
}

function createGuidancePublisher({ app, config, botLogin, log }: Parts, { installationId, repository }: Question) {
  return createGitHubGuidancePublisher({
    client: app.client(installationId ?? 0, repository.name, 'write'),
    branchClient: app.client(installationId ?? 0, repository.name, 'commit'),
    botLogin,
    appId: config.app.id,
    log,
  });
}

/** Ports of a review or an answer, except for the place where it is published. */
function createPorts(
  { app, config, log, analyser, model }: Parts,
  { id, installationId, repository }: Pick<ReviewRequest, 'id' | 'installationId' | 'repository'>,
  run: PaidRun,
): Omit<Ports, 'publisher'> {
  const ownLog = log.child({ review: id });
  return {
    repository: createGitHubRepository({
      client: app.client(installationId ?? 0, repository.name, 'read'),
      cacheDir: path.join(config.dataDir, 'cache'),
      cacheMaxBytes: config.cacheMaxBytes,
      log: ownLog,
    }),
    analyser,
    model,
    spendBudget: run.spendBudget,
    step: run.step,
    progress: (event) => ownLog.debug(event, event.message),
  };
}

function limitsOf({ budget, models }: AppConfig, { attempt, signal }: PaidRun): RunLimits {
  return { budget, models, ...(attempt === undefined ? {} : { attempt }), signal, now: Date.now };
}

/** Creates the jobs: reviews and answers on GitHub, and the replies around them. */
export function createReviewJobs(parts: Parts): ReviewJobs {
  const { app, config, log, botLogin } = parts;
  const commandPort = createCommandPort({
    appId: config.app.id,
    botLogin,
    checkName,
    client: (installationId, repository) => app.client(installationId, repository, 'write'),
  });
  return {
    ...commandPort,
    async review(request: ReviewRequest, run: PaidRun) {
      const publisher = createPublisher(parts, request, run.mayBeRepeated);
      const ports = { ...createPorts(parts, request, run), publisher };
      const result = await review(ports, limitsOf(config, run), request);
      if (result.verification !== undefined) parts.metrics.findingsVerified(result.verification);
      const { costUsd, estimatedCostUsd } = result.usage;
      if (estimatedCostUsd !== undefined) {
        log.info({ review: request.id, costUsd, estimatedCostUsd, model: result.model }, 'model cost and its estimate');
        parts.metrics.reviewPaid(costUsd, estimatedCostUsd);
      }
      return { verdict: result.verdict, notReviewed: result.notReviewed };
    },
    async answerQuestion(question, run) {
      const publisher = createGuidancePublisher(parts, question);
      await guide({ ...createPorts(parts, question, run), publisher }, limitsOf(config, run), question);
    },
    explainNoAnswer: (question, why, signal) =>
      createGuidancePublisher(parts, question).explainNoAnswer(question, why, signal),
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
