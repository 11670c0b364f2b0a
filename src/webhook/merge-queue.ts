// Gives the commit that a merge queue made the verdict of its pull request.
import { z } from 'zod';
import type { MergeGroupJob } from '../domain/job.ts';
import type { Sha } from '../domain/review-request.ts';
import type { RepositoryApi } from './repository-api.ts';

const CheckRuns = z.object({
  check_runs: z.array(
    z.object({
      id: z.number(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullish(),
      output: z.object({ title: z.string().nullable() }),
    }),
  ),
});
type FoundCheck = z.infer<typeof CheckRuns>['check_runs'][number];
const PullRequestHead = z.object({ head: z.object({ sha: z.string() }) });

/** Whose check run, and which. */
interface OwnCheck {
  readonly appId: number;
  readonly checkName: string;
}

/** Does nothing where the merge group's commit has a check of ours. */
export async function carryOverCheck(api: RepositoryApi, job: MergeGroupJob, own: OwnCheck): Promise<void> {
  if ((await findLastCheck(api, job.head, own)) !== undefined) return;
  const { head } = await api.request(
    PullRequestHead,
    { action: `read pull request #${job.pullRequest}`, permission: 'pull requests: read' },
    'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    { pull_number: job.pullRequest },
  );
  const check = await findLastCheck(api, head.sha, own);
  await api.request(
    z.object({}),
    { action: 'post a check on a merge group', permission: 'checks: write' },
    'POST /repos/{owner}/{repo}/check-runs',
    { name: own.checkName, head_sha: job.head, status: 'completed', ...carriedOver(check, job.pullRequest, head.sha) },
  );
}

/** Our check run on a commit that was created last; undefined where there is none. */
async function findLastCheck(
  api: RepositoryApi,
  ref: Sha,
  { appId, checkName }: OwnCheck,
): Promise<FoundCheck | undefined> {
  const { check_runs } = await api.request(
    CheckRuns,
    { action: `read the checks of ${ref.slice(0, 7)}`, permission: 'checks: read' },
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ref, check_name: checkName, app_id: appId, filter: 'latest', per_page: 100 },
  );
  return check_runs.sort((a, b) => a.id - b.id).at(-1);
}

function carriedOver(check: FoundCheck | undefined, pullRequest: number, head: Sha): object {
  const reviewed = `#${pullRequest} (${head.slice(0, 7)})`;
  if (check?.status !== 'completed') {
    const summary = `There is no finished review of ${reviewed}, so there is no verdict to carry over.`;
    return { conclusion: 'neutral', output: { title: 'Not reviewed before it was queued', summary } };
  }
  return {
    conclusion: check.conclusion ?? 'neutral',
    ...(check.html_url ? { details_url: check.html_url } : {}),
    output: {
      title: check.output.title ?? 'Reviewed',
      summary: `Carried over from ${reviewed}, where the change was reviewed.`,
    },
  };
}
