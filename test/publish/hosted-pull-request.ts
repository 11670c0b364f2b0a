// A pull request on the stand-in for GitHub, and a publisher that posts on it, for the contract tests.
import { Octokit } from '@octokit/rest';
import type { Finding } from '../../src/domain/finding.ts';
import type { Publication, Published, PublisherPort } from '../../src/domain/ports.ts';
import type { Review } from '../../src/domain/review.ts';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import { createClient } from '../../src/github/client.ts';
import { createGitHubPublisher, type GitHubReviewOptions } from '../../src/publish/github.ts';
import { type GitHubDouble, type PullRequest, type Repository, startGitHub } from '../support/github.ts';
import { txtar } from '../support/txtar.ts';
import { changedFile, hunk, layerFinding, request, review, target, timeoutFinding } from './reviews.ts';

const before = txtar(`
-- go.mod --
module github.com/acme/orders
-- internal/domain/order.go --
package domain

import (
	"context"
)

func Confirm(ctx context.Context) error {
	return nil
}
-- internal/payment/client.go --
package payment

func Pay(url string) error {
	return nil
}
`);

const after = txtar(`
-- internal/domain/order.go --
package domain

import (
	"context"
	"github.com/acme/orders/internal/store"
)

func Confirm(ctx context.Context) error {
	return nil
}
-- internal/payment/client.go --
package payment

func Pay(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return nil
}
`);

/** The same changes as GitHub's patches show them. */
const files = [
  changedFile('internal/domain/order.go', [
    hunk(
      2,
      2,
      ' \n import (\n \t"context"\n+\t"github.com/acme/orders/internal/store"\n )\n \n func Confirm(ctx context.Context) error {',
    ),
  ]),
  changedFile('internal/payment/client.go', [
    hunk(
      1,
      1,
      ' package payment\n \n func Pay(url string) error {\n+\tresp, err := http.Get(url)\n+\tif err != nil {\n+\t\treturn err\n+\t}\n \treturn nil\n }',
    ),
  ]),
];

/** Said on one line, on four lines, and on a file whose diff does not show the place. */
export const onOneLine: Finding = layerFinding;
export const onLines: Finding = { ...timeoutFinding, startLine: 4, endLine: 7, otherPlaces: [] };
export const onFile: Finding = {
  ...timeoutFinding,
  id: 'far-1',
  severity: 'low',
  title: 'Far away',
  path: 'internal/domain/order.go',
  startLine: 10,
  endLine: 10,
  otherPlaces: [],
};

export interface HostedPullRequest {
  readonly github: GitHubDouble;
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly publisher: PublisherPort;
  readonly signal: AbortSignal;
  /** A publisher as another process would have it. */
  another(options?: Partial<GitHubReviewOptions>): PublisherPort;
  request(changes?: Partial<ReviewRequest>): ReviewRequest;
  /** A publication of the pull request as it stands. */
  publication(changes?: Partial<Review>, request?: ReviewRequest): Omit<Publication, 'opened'>;
  /** Opens and publishes. */
  say(changes?: Partial<Review>, request?: ReviewRequest): Promise<Published>;
  /** Method and path of each request since the last call. */
  requests(): string[];
}

export async function hostPullRequest(): Promise<HostedPullRequest> {
  const github = await startGitHub();
  const repository = await github.createRepository({ owner: 'acme', name: 'orders', files: before });
  await repository.git.commit('feature', after, 'Pay for orders', { from: 'main' });
  const pull = await github.people.openPullRequest({ repository, head: 'feature', author: 'gopher' });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const another = (options: Partial<GitHubReviewOptions> = {}) =>
    createGitHubPublisher({
      client: createClient(new Octokit({ baseUrl: github.url, auth: github.token(repository), log })),
      botLogin: github.app.botLogin,
      appId: github.app.id,
      log,
      mayBeRepeated: () => false,
      ...options,
    });
  const publisher = another();
  const { signal } = new AbortController();
  let seen = 0;
  const host: HostedPullRequest = {
    github,
    repository,
    pull,
    publisher,
    signal,
    another,
    request: (changes = {}) => ({
      ...request,
      pullRequest: pull.number,
      head: pull.head.sha,
      base: pull.base.sha,
      ...changes,
    }),
    publication: (changes = {}, asked = host.request()) => {
      const shas = { head: pull.head.sha, base: pull.base.sha, mergeBase: pull.base.sha };
      return {
        request: asked,
        target: { ...target, ...shas, pullRequest: { ...target.pullRequest, number: pull.number } },
        review: { ...review, findings: [onOneLine, onLines], ...shas, ...changes },
        files,
      };
    },
    async say(changes, asked) {
      const publication = host.publication(changes, asked);
      const opened = await publisher.open(publication.request, publication.target, signal);
      return publisher.publish({ ...publication, opened }, signal);
    },
    requests() {
      const fresh = github.requests.slice(seen).map(({ method, path }) => `${method} ${path}`);
      seen = github.requests.length;
      return fresh;
    },
  };
  return host;
}
