// What the App's jobs are made of, and the ports through which each reads its repository.
import path from 'node:path';
import type { Logger } from 'pino';
import type { AnalyserPort, ModelPort, Ports } from '../domain/ports.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { createGitHubRepository } from '../gather/github.ts';
import type { GitHubApp } from '../github/github-app.ts';
import type { Config } from './config.ts';
import type { Metrics } from './metrics.ts';

/** Settings of a process that has the App's credentials. */
export type AppConfig = Config & { readonly app: NonNullable<Config['app']> };

export interface AppParts {
  readonly config: AppConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly app: GitHubApp;
  readonly botLogin: string;
  readonly analyser: AnalyserPort;
  readonly model: ModelPort | null;
}

/** What a job is about. */
export type About = Pick<ReviewRequest, 'id' | 'installationId' | 'repository'>;

export function createRepositoryPorts(
  { app, config, log }: AppParts,
  { id, installationId, repository }: About,
): Pick<Ports, 'repository' | 'progress'> {
  const ownLog = log.child({ review: id });
  return {
    repository: createGitHubRepository({
      client: app.client(installationId ?? 0, repository.name, 'read'),
      cacheDir: path.join(config.dataDir, 'cache'),
      cacheMaxBytes: config.cacheMaxBytes,
      log: ownLog,
    }),
    progress: (event) => ownLog.debug(event, event.message),
  };
}
