// Reads a pull request's state and what our bot posted on it before, in one GraphQL request.
import { z } from 'zod';
import { isOurs, readMarker, type SummaryMarker } from '../markers.ts';
import type { Thread } from '../plan.ts';

/** The state of the pull request, and what is posted on it. */
export interface Conversation {
  readonly head: string;
  readonly isOpen: boolean;
  readonly summary: { readonly id: number; readonly body: string; readonly marker: SummaryMarker } | null;
  readonly threads: readonly Thread[];
  /** Ids of our reviews by the request that they answer. */
  readonly reviews: ReadonlyMap<string, number>;
  /** Our check runs on the reviewed commit, oldest first. */
  readonly runs: readonly PostedRun[];
}

export interface PostedRun {
  readonly id: number;
  readonly isCompleted: boolean;
  readonly annotations: number;
}

const AuthorNode = z.object({ login: z.string(), __typename: z.string() }).nullable();
const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const nodes = <T extends z.ZodType>(node: T) => z.array(node.nullable()).nullable();
const CommentNode = z.object({ databaseId: z.number().nullable(), body: z.string(), author: AuthorNode });
const Comments = z.object({ nodes: nodes(CommentNode), pageInfo: PageInfo });
const ThreadNode = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  isOutdated: z.boolean(),
  path: z.string(),
  comments: z.object({
    nodes: nodes(
      z.object({
        id: z.string(),
        url: z.string(),
        body: z.string(),
        isMinimized: z.boolean(),
        author: AuthorNode,
      }),
    ),
  }),
});
const Threads = z.object({ nodes: nodes(ThreadNode), pageInfo: PageInfo });
const RunNode = z.object({
  databaseId: z.number().nullable(),
  status: z.string(),
  annotations: z.object({ totalCount: z.number() }).nullable(),
});
const Suites = z.object({
  nodes: nodes(z.object({ checkRuns: z.object({ nodes: nodes(RunNode) }).nullable() })),
});

const Answer = z.object({
  repository: z
    .object({
      pullRequest: z
        .object({
          headRefOid: z.string(),
          state: z.string(),
          comments: Comments.optional(),
          reviews: z
            .object({ nodes: nodes(CommentNode) })
            .nullable()
            .optional(),
          reviewThreads: Threads.optional(),
        })
        .nullable(),
      object: z.object({ checkSuites: Suites.nullable().optional() }).nullable().optional(),
    })
    .nullable(),
});
type Answer = z.infer<typeof Answer>;
type PullRequestNode = NonNullable<NonNullable<Answer['repository']>['pullRequest']>;

const commentFields = 'nodes { databaseId body author { login __typename } } pageInfo { hasNextPage endCursor }';
const threadFields = `nodes { id isResolved isOutdated path
  comments(first: 1) { nodes { id url body isMinimized author { login __typename } } } } pageInfo { hasNextPage endCursor }`;

/** Superseded runs are included (checkType ALL), to end any that a crash left open. */
const conversationQuery = `query Conversation(
  $owner: String!, $name: String!, $number: Int!, $head: GitObjectID!, $appId: Int!, $checkName: String!
) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid state
      comments(first: 100) { ${commentFields} }
      reviews(last: 50) { nodes { databaseId body author { login __typename } } }
      reviewThreads(first: 100) { ${threadFields} }
    }
    object(oid: $head) { ... on Commit {
      checkSuites(first: 10, filterBy: { appId: $appId }) { nodes {
        checkRuns(first: 50, filterBy: { checkName: $checkName, checkType: ALL }) {
          nodes { databaseId status annotations(first: 1) { totalCount } } } } } } }
  }
}`;

const pageQuery = (
  field: 'comments' | 'reviewThreads',
) => `query Page($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { headRefOid state
    ${field}(first: 100, after: $after) { ${field === 'comments' ? commentFields : threadFields} } } }
}`;

/** Sends a GraphQL query and returns its data. @throws TryLater, GitHubRefusal, the signal's reason */
export type Ask = <T>(answer: z.ZodType<T>, query: string, variables: Record<string, unknown>) => Promise<T>;

export interface ConversationQuery {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  /** The commit that was reviewed. */
  readonly head: string;
  readonly appId: number;
  readonly checkName: string;
}

/** So at most 1,100 comments and as many threads are read. */
const maxFurtherPages = 10;

/**
 * Reads the conversation with one request, and one more for each further hundred of comments, until our summary is
 * found, or of threads. Returns null where the pull request does not exist.
 */
export async function readConversation(
  ask: Ask,
  query: ConversationQuery,
  botLogin: string,
): Promise<Conversation | null> {
  const { owner, name, number } = query;
  const answer = await ask(Answer, conversationQuery, { ...query });
  const pull = answer.repository?.pullRequest;
  if (!pull) return null;
  const page = async (field: 'comments' | 'reviewThreads', after: string) =>
    (await ask(Answer, pageQuery(field), { owner, name, number, after })).repository?.pullRequest ?? null;
  return {
    head: pull.headRefOid,
    isOpen: pull.state === 'OPEN',
    summary: await findSummary(pull, botLogin, page),
    threads: await findThreads(pull, botLogin, page),
    reviews: reviewsOf(pull, botLogin),
    runs: runsOf(answer),
  };
}

type Page = (field: 'comments' | 'reviewThreads', after: string) => Promise<PullRequestNode | null>;

async function findSummary(pull: PullRequestNode, botLogin: string, page: Page): Promise<Conversation['summary']> {
  let comments = pull.comments;
  for (let read = 0; comments; read++) {
    for (const node of present(comments.nodes)) {
      const marker = isOurs(authorOf(node.author), botLogin) ? readMarker('summary', node.body) : null;
      if (marker && node.databaseId !== null) return { id: node.databaseId, body: node.body, marker };
    }
    const after = comments.pageInfo.hasNextPage ? comments.pageInfo.endCursor : null;
    comments = after === null || read >= maxFurtherPages ? undefined : (await page('comments', after))?.comments;
  }
  return null;
}

async function findThreads(pull: PullRequestNode, botLogin: string, page: Page): Promise<Thread[]> {
  const found: Thread[] = [];
  let threads = pull.reviewThreads;
  for (let read = 0; threads; read++) {
    found.push(...present(threads.nodes).flatMap((node) => threadOf(node, botLogin) ?? []));
    const after = threads.pageInfo.hasNextPage ? threads.pageInfo.endCursor : null;
    threads =
      after === null || read >= maxFurtherPages ? undefined : (await page('reviewThreads', after))?.reviewThreads;
  }
  return found;
}

/** null for a thread that our bot did not begin about a finding. */
function threadOf({ comments, ...thread }: z.infer<typeof ThreadNode>, botLogin: string): Thread | null {
  const first = present(comments.nodes)[0];
  const marker = first && isOurs(authorOf(first.author), botLogin) ? readMarker('finding', first.body) : null;
  if (!first || !marker) return null;
  return {
    ...thread,
    commentId: first.id,
    url: first.url,
    isHidden: first.isMinimized,
    findingId: marker.id,
    source: marker.source,
  };
}

function reviewsOf(pull: PullRequestNode, botLogin: string): Map<string, number> {
  const reviews = new Map<string, number>();
  for (const node of present(pull.reviews?.nodes)) {
    const marker = isOurs(authorOf(node.author), botLogin) ? readMarker('review', node.body) : null;
    if (marker && node.databaseId !== null) reviews.set(marker.request, node.databaseId);
  }
  return reviews;
}

function runsOf(answer: Answer): PostedRun[] {
  return present(answer.repository?.object?.checkSuites?.nodes)
    .flatMap((suite) => present(suite.checkRuns?.nodes))
    .flatMap(({ databaseId: id, status, annotations }) =>
      id === null ? [] : [{ id, isCompleted: status === 'COMPLETED', annotations: annotations?.totalCount ?? 0 }],
    )
    .sort((a, b) => a.id - b.id);
}

function authorOf(node: z.infer<typeof AuthorNode>): { login: string; kind: string } | null {
  return node && { login: node.login, kind: node.__typename };
}

function present<T>(list: readonly (T | null)[] | null | undefined): T[] {
  return (list ?? []).filter((one): one is T => one !== null);
}
