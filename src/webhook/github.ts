// Implements the command port on GitHub: permissions, replies, pull requests of a commit, and checks of the merge
// queue.

import type { RepositoryName } from '../domain/review-request.ts';
import type { CommandPort } from '../domain/user-commands.ts';
import type { GitHubClient } from '../github/client.ts';
import { findOpenPullRequests } from './find-pull-requests.ts';
import { carryOverCheck } from './merge-queue.ts';
import { setPaused } from './paused-label.ts';
import { mayRead, mayWrite } from './permissions.ts';
import { answerCommands, react } from './replies.ts';
import { createRepositoryApi } from './repository-api.ts';

export { requestRedeliveries } from './redeliver.ts';

export interface CommandPortOptions {
  readonly appId: number;
  /** "<slug>[bot]". */
  readonly botLogin: string;
  /** Name of the check run that reviews end in. */
  readonly checkName: string;
  /** A client that may post in the one repository. */
  readonly client: (installationId: number, repository: string) => GitHubClient;
}

export function createCommandPort(options: CommandPortOptions): CommandPort {
  const open = (
    { installationId, repository }: { readonly installationId: number; readonly repository: RepositoryName },
    signal: AbortSignal,
  ) => createRepositoryApi(options.client(installationId, repository.name), repository, signal);
  return {
    mayCommand: (job, signal) => mayWrite(open(job, signal), job.login),
    mayRead: (job, signal) => mayRead(open(job, signal), job.login),
    hear: (comment, signal) => react(open(comment, signal), comment, 'eyes'),
    answer: (job, answers, signal) => answerCommands(open(job, signal), job, answers, options.botLogin),
    finish: (comment, signal) => react(open(comment, signal), comment, 'rocket'),
    setPaused: (job, isPaused, signal) => setPaused(open(job, signal), job, isPaused),
    findPullRequests: (job, signal) => findOpenPullRequests(open(job, signal), job.head),
    carryVerdict: (job, signal) => carryOverCheck(open(job, signal), job, options),
  };
}
