// Commits files to the branch of a pull request: one commit on top of the very head that was read, or none.
import { z } from 'zod';
import { CannotReview } from '../../domain/errors.ts';
import type { RepositoryName } from '../../domain/review-request.ts';
import { GitHubRefusal } from '../../github/errors.ts';
import type { Call } from '../github/check-run.ts';
import type { ProposedFile } from './documents.ts';
import { type CommitOutcome, reasons } from './words.ts';

/** Sends a request with a token that may write contents. */
export type Branch = Call;

export interface CommitRequest {
  readonly repository: RepositoryName;
  readonly pullRequest: number;
  /** The head that was read: the parent of the commit. */
  readonly head: string;
  readonly files: readonly ProposedFile[];
  readonly modes: ReadonlyMap<string, '100644' | '100755'>;
  /** Id of the question, by which the commit is known again after a crash. */
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

/** @throws TryLater; what cannot be done is told in the outcome */
export async function commitFiles(read: Call, write: Branch, wish: CommitRequest): Promise<CommitOutcome> {
  try {
    return await attempt(read, write, wish);
  } catch (error) {
    if (!(error instanceof CannotReview)) throw error;
    return { kind: 'not-committed', why: explain(error) };
  }
}

async function attempt(read: Call, write: Branch, wish: CommitRequest): Promise<CommitOutcome> {
  const place = { owner: wish.repository.owner, repo: wish.repository.name };
  const pullRoute = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { state, head } = await read(Pull, 'read the pull request', pullRoute, {
    ...place,
    pull_number: wish.pullRequest,
  });
  const branch = head.ref;
  const commitRoute = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
  const tip = await read(Commit, 'read a commit', commitRoute, { ...place, commit_sha: head.sha });
  const trailer = `Architect-Request: ${wish.request}`;
  if (head.sha !== wish.head) {
    // A crash may have cut us off between the commit and its record.
    const isOurs = tip.parents.some(({ sha }) => sha === wish.head) && tip.message.includes(trailer);
    return isOurs ? { kind: 'committed', sha: head.sha, branch } : { kind: 'not-committed', why: reasons.moved };
  }
  if (state !== 'open') return { kind: 'not-committed', why: reasons.closed };
  const tree = await write(Created, 'write files', 'POST /repos/{owner}/{repo}/git/trees', {
    ...place,
    base_tree: tip.tree.sha,
    tree: wish.files.map(({ path, text }) => ({
      path,
      mode: wish.modes.get(path) ?? '100644',
      type: 'blob',
      content: text,
    })),
  });
  const by = wish.askedBy === null ? '' : `\n\nAsked for by ${wish.askedBy}.`;
  const commit = await write(Created, 'make a commit', 'POST /repos/{owner}/{repo}/git/commits', {
    ...place,
    message: `${wish.message}${by}\n\n${trailer}`,
    tree: tree.sha,
    parents: [wish.head],
  });
  // Never forced: a branch that moved on meanwhile keeps what it has.
  await write(z.object({}), 'move the branch', 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
    ...place,
    ref: `heads/${branch}`,
    sha: commit.sha,
    force: false,
  });
  return { kind: 'committed', sha: commit.sha, branch };
}

function explain(error: CannotReview): string {
  const reason = error instanceof GitHubRefusal ? error.reason : null;
  if (reason === 'permission') return reasons.permission;
  return reason === 'not-fast-forward' ? reasons.moved : error.message;
}
