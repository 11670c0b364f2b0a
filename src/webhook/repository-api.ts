// The port through which this room asks GitHub about one repository.
import type { z } from 'zod';
import type { RequestLabel } from '../github/errors.ts';

/** GitHub's REST API for one repository: `{owner}` and `{repo}` of the route are filled in. */
export interface RepositoryApi {
  /** @throws TryLater, GitHubRefusal, the signal's reason */
  request<T>(answer: z.ZodType<T>, label: RequestLabel, route: string, parameters: object): Promise<T>;
}
