// Commits files to the branch of a pull request: one commit on top of the head that was read, or none.
import { z } from 'zod';
import { CannotReview } from '../../domain/errors.ts';
import type { RepositoryName } from '../../domain/review-request.ts';
import { GitHubRefusal } from '../../github/errors.ts';
import type { Call } from '../github/check-run.ts';
import type { ProposedFile } from './documents.ts';
import type { CommitOutcome, NotCommitted } from './outcome.ts';

export interface CommitRequest {
  readonly repository: RepositoryName;
  readonly pullRequest: number;
  /** The head that was read: the parent of the commit. */
  readonly head: string;
  readonly files: readonly ProposedFile[];
  readonly modes: ReadonlyMap<string, '100644' | '100755'>;
  /** Id of the question, by which the commit is recognized after a crash. */
  readonly request: string;
  readonly message: string;
  readonly askedBy: string | null;
}

const Created = z.object({ sha: z.string() });
const Pull = z.object({ state: z.string(), head: z.object({ sha: z.string(), ref: z.string() }) });
const Commit = z.object({
  message: z.string(),
  tree: z.object({ sha: z.string() }),
  parents: z.array(z.object({ sha: z.string() })),
});

/**
 * @param write sends requests with a token that may write contents
 * @throws TryLater; other failures are part of the outcome
 */
export async function commitFiles(read: Call, write: Call, request: CommitRequest): Promise<CommitOutcome> {
  try {
    return await attempt(read, write, request);
  } catch (error) {
    if (!(error instanceof CannotReview)) throw error;
    return { kind: 'not-committed', reason: reasonOf(error) };
  }
}

async function attempt(read: Call, write: Call, request: CommitRequest): Promise<CommitOutcome> {
  const place = { owner: request.repository.owner, repo: request.repository.name };
  const pullRoute = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { state, head } = await read(Pull, 'read the pull request', pullRoute, {
    ...place,
    pull_number: request.pullRequest,
  });
  const branch = head.ref;
  const commitRoute = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
  const tip = await read(Commit, 'read a commit', commitRoute, { ...place, commit_sha: head.sha });
  const trailer = `Architect-Request: ${request.request}`;
  if (head.sha !== request.head) {
    // An earlier attempt may have crashed between its commit and the record of it.
    const isOurs = tip.parents.some(({ sha }) => sha === request.head) && tip.message.includes(trailer);
    if (isOurs) return { kind: 'committed', sha: head.sha, branch };
    return { kind: 'not-committed', reason: { kind: 'moved' } };
  }
  if (state !== 'open') return { kind: 'not-committed', reason: { kind: 'closed' } };
  const sha = await writeCommit(write, request, tip.tree.sha, trailer);
  // Never forced: a branch that has moved on keeps its commits.
  await write(z.object({}), 'move the branch', 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
    ...place,
    ref: `heads/${branch}`,
    sha,
    force: false,
  });
  return { kind: 'committed', sha, branch };
}

/** Creates the commit, on no branch yet. Returns its SHA. */
async function writeCommit(write: Call, request: CommitRequest, baseTree: string, trailer: string): Promise<string> {
  const place = { owner: request.repository.owner, repo: request.repository.name };
  const tree = await write(Created, 'write files', 'POST /repos/{owner}/{repo}/git/trees', {
    ...place,
    base_tree: baseTree,
    tree: request.files.map(({ path, text }) => ({
      path,
      mode: request.modes.get(path) ?? '100644',
      type: 'blob',
      content: text,
    })),
  });
  const by = request.askedBy === null ? '' : `\n\nRequested by ${request.askedBy}.`;
  const commit = await write(Created, 'create a commit', 'POST /repos/{owner}/{repo}/git/commits', {
    ...place,
    message: `${request.message}${by}\n\n${trailer}`,
    tree: tree.sha,
    parents: [request.head],
  });
  return commit.sha;
}

function reasonOf(error: CannotReview): NotCommitted {
  const reason = error instanceof GitHubRefusal ? error.reason : null;
  if (reason === 'permission') return { kind: 'permission' };
  return reason === 'not-fast-forward' ? { kind: 'moved' } : { kind: 'refused', message: error.message };
}
