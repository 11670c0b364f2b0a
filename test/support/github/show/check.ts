// Check runs, suites and annotations as GitHub's REST API shows them.
import { type Annotation, type CheckRun, type CheckSuite, fullName, type PullRequest } from '../world.ts';
import { HTML, nodeId, showApp } from './account.ts';
import { showPullReference } from './pull.ts';
import { showMinimalRepository } from './repository.ts';

export function showCheckRun(url: string, run: CheckRun) {
  const { repository } = run.suite;
  const self = `${url}/repos/${fullName(repository)}/check-runs/${run.id}`;
  const html = `${HTML}/${fullName(repository)}/runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url: self,
    html_url: html,
    details_url: run.detailsUrl ?? html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${self}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: showApp(url, run.app),
    pull_requests: pullsAt(run.suite).map((pull) => showPullReference(url, pull)),
  };
}

export function showAnnotation(run: CheckRun, annotation: Annotation) {
  const { repository } = run.suite;
  return { ...annotation, blob_href: `${HTML}/${fullName(repository)}/blob/${run.headSha}/${annotation.path}` };
}

export function showCheckSuite(url: string, suite: CheckSuite) {
  const { repository } = suite;
  const self = `${url}/repos/${fullName(repository)}/check-suites/${suite.id}`;
  const runs = repository.checkRuns.filter((run) => run.suite === suite);
  const done = runs.length > 0 && runs.every((run) => run.status === 'completed');
  const worst = ['failure', 'timed_out', 'cancelled', 'action_required', 'success', 'neutral', 'skipped'].find((word) =>
    runs.some((run) => run.conclusion === word),
  );
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: done ? 'completed' : runs.length === 0 ? 'queued' : 'in_progress',
    conclusion: done ? (worst ?? null) : null,
    url: self,
    before: null,
    after: suite.headSha,
    pull_requests: pullsAt(suite).map((pull) => showPullReference(url, pull)),
    app: showApp(url, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${self}/check-runs`,
    repository: showMinimalRepository(url, repository),
  };
}

/** Open pull requests whose head the suite is of; those from forks are never listed, as on GitHub. */
function pullsAt(suite: CheckSuite): PullRequest[] {
  return [...suite.repository.pulls.values()].filter(
    (pull) => pull.state === 'open' && pull.head.sha === suite.headSha && pull.head.repository === suite.repository,
  );
}
