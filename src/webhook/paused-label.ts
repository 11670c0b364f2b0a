// Pauses the automatic reviews of a pull request by a label, which people see, may set and remove by hand, and which
// outlives our database.
import { z } from 'zod';
import type { CommandJob } from '../domain/job.ts';
import { PAUSED_LABEL } from '../domain/user-commands.ts';
import { GitHubRefusal } from '../github/errors.ts';
import type { RepositoryApi } from './repository-api.ts';

const PERMISSION = 'issues: write';

export async function setPaused(api: RepositoryApi, { pullRequest }: CommandJob, isPaused: boolean): Promise<void> {
  const issue = { issue_number: pullRequest };
  if (isPaused) {
    const label = { action: 'add a label', permission: PERMISSION };
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
    await api.request(z.array(z.object({})), label, route, { ...issue, labels: [PAUSED_LABEL] });
    return;
  }
  const label = { action: 'remove a label', permission: PERMISSION };
  const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
  try {
    await api.request(z.array(z.object({})), label, route, { ...issue, name: PAUSED_LABEL });
  } catch (error) {
    // The pull request has no such label.
    if (!(error instanceof GitHubRefusal) || error.status !== 404) throw error;
  }
}
