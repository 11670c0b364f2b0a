// Opens, finds, updates and completes the check run of a review.
import { z } from 'zod';
import type { ReviewProgress, UnpublishedEnding } from '../../domain/ports.ts';
import type { Review } from '../../domain/review.ts';
import type { ReviewRequest } from '../../domain/review-request.ts';
import { checkName, checkStarted, describeEnding, reviewAgain } from '../check-run-words.ts';
import type { Links } from '../links.ts';
import { annotations, checkOutput, conclusions, progressOutput } from '../markdown/check.ts';
import { externalId } from '../markers.ts';
import type { PostedRun } from './conversation.ts';

/**
 * Sends one REST request and returns its answer. `action` completes "could not …": "post the summary".
 *
 * @throws TryLater, GitHubRefusal, the signal's reason
 */
export type Call = <T>(
  answer: z.ZodType<T>,
  action: string,
  route: string,
  parameters: Record<string, unknown>,
) => Promise<T>;

/** Access to the check runs of one repository. */
export interface CheckRun {
  readonly call: Call;
  readonly owner: string;
  readonly repo: string;
  readonly appId: number;
}

const Shown = z.object({ status: z.string() });
const Created = z.object({ id: z.number() });
const Listed = z.object({
  check_runs: z.array(z.object({ id: z.number(), status: z.string(), external_id: z.string().nullable() })),
});

/** "Maximum of 50 annotations per request"; later requests add more: https://docs.github.com/en/rest/checks/runs */
const batchSize = 50;

/** The run that an earlier attempt at this request opened on `head`; null where there is none. */
export async function findRun(check: CheckRun, request: ReviewRequest, head: string): Promise<number | null> {
  const { owner, repo, appId } = check;
  const { check_runs } = await check.call(
    Listed,
    'look for our check run',
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    {
      owner,
      repo,
      ref: head,
      check_name: checkName,
      app_id: appId,
      filter: 'all',
      per_page: 100,
    },
  );
  const ours = check_runs.filter((run) => run.external_id === externalId(request.id));
  return (ours.find((run) => run.status !== 'completed') ?? ours.at(-1))?.id ?? null;
}

/** Opens a run for a review that has begun. Returns its id. */
export async function openRun(check: CheckRun, request: ReviewRequest, head: string): Promise<number> {
  const shown = { status: 'in_progress', started_at: time(), output: checkStarted };
  return (await createRun(check, request, head, shown)).id;
}

/** Shows the progress on the run. Returns false, and changes nothing, where the run has ended. */
export async function showRunProgress(check: CheckRun, runId: number, progress: ReviewProgress): Promise<boolean> {
  if (await isCompleted(check, runId)) return false;
  await update(check, runId, { output: progressOutput(progress) });
  return true;
}

async function isCompleted(check: CheckRun, runId: number): Promise<boolean> {
  const { owner, repo } = check;
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
  const { status } = await check.call(Shown, 'read the check run', route, { owner, repo, check_run_id: runId });
  return status === 'completed';
}

/**
 * Completes the run with the review. GitHub appends annotations, so those of an earlier attempt (`run`) are not sent
 * again; they are always the first ones, since the order is fixed.
 *
 * @param unposted why the comments could not be posted; null where they were
 */
export async function completeRun(
  check: CheckRun,
  runId: number,
  run: PostedRun | null,
  review: Review,
  links: Links,
  unposted: string | null = null,
): Promise<void> {
  const { text, ...output } = checkOutput(review, links, unposted);
  const left = annotations(review).slice(run?.annotations ?? 0);
  while (left.length > batchSize) {
    await update(check, runId, { output: { ...output, annotations: left.splice(0, batchSize) } });
  }
  await update(check, runId, {
    ...completed(conclusions[review.verdict]),
    output: { ...output, ...(text === '' ? {} : { text }), ...(left.length === 0 ? {} : { annotations: left }) },
  });
}

/** Ends the run as `endRun` does, unless it is completed: it may hold a verdict, and neutral would open the gate. */
export async function endOpenRun(check: CheckRun, runId: number, ending: UnpublishedEnding): Promise<void> {
  if (!(await isCompleted(check, runId))) await endRun(check, runId, ending);
}

/**
 * Completes the run of a review that published nothing. Neutral: such a review neither passed nor failed. A review
 * that waits for another try leaves its run in progress, since a neutral one lets a merge through.
 */
export async function endRun(check: CheckRun, runId: number, ending: UnpublishedEnding): Promise<void> {
  await update(check, runId, ended(ending));
}

/** Creates a completed run on a commit without one, so that people see why nothing happened. */
export async function leaveEndedRun(
  check: CheckRun,
  request: ReviewRequest,
  head: string,
  ending: UnpublishedEnding,
): Promise<void> {
  await createRun(check, request, head, ended(ending));
}

function createRun(check: CheckRun, request: ReviewRequest, head: string, shown: object) {
  const { owner, repo } = check;
  return check.call(Created, 'open a check run', 'POST /repos/{owner}/{repo}/check-runs', {
    owner,
    repo,
    name: checkName,
    head_sha: head,
    external_id: externalId(request.id),
    ...shown,
  });
}

function ended(ending: UnpublishedEnding): Record<string, unknown> {
  const isWaiting = ending.kind === 'try-later' && ending.retryAt !== null;
  const state = isWaiting ? { status: 'in_progress' } : completed('neutral');
  return { ...state, output: describeEnding(ending) };
}

function completed(conclusion: string): Record<string, unknown> {
  return { status: 'completed', conclusion, completed_at: time(), actions: [reviewAgain] };
}

async function update(check: CheckRun, runId: number, parameters: Record<string, unknown>): Promise<void> {
  const { owner, repo } = check;
  await check.call(Created, 'update the check run', 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    owner,
    repo,
    check_run_id: runId,
    ...parameters,
  });
}

/** Now, in ISO 8601 without fractions, as GitHub writes it. */
function time(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
