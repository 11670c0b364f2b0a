// Connections: a list cut to a page, with GitHub's limits on how much may be asked for.
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import { problem } from './problem.ts';

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const MAX_PAGE = 100;
const MAX_NODES = 500_000;

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** One page of the items; cursors stand for places in the list. @throws GraphQLError when neither or too much is asked for */
export function connection<T>(items: readonly T[], page: PageArguments, info: GraphQLResolveInfo) {
  checkPage(page, info.fieldName);
  const after = place(page.after) ?? 0;
  const before = (place(page.before) ?? items.length + 1) - 1;
  const window = items.slice(after, before).map((node, at) => ({ node, cursor: cursor(after + at + 1) }));
  const first = page.first ?? window.length;
  const edges = page.last == null ? window.slice(0, first) : window.slice(0, first).slice(-page.last || window.length);
  const end = edges.length === 0 ? after : (place(edges.at(-1)?.cursor) ?? 0);
  const start = end - edges.length;
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    totalCount: items.length,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
    },
  };
}

function cursor(at: number): string {
  return Buffer.from(`cursor:${at}`).toString('base64');
}

function place(text: string | null | undefined): number | undefined {
  const at = text == null ? undefined : /^cursor:(\d+)$/.exec(Buffer.from(text, 'base64').toString())?.[1];
  return at === undefined ? undefined : Number(at);
}

function checkPage({ first, last }: PageArguments, name: string): void {
  if (first == null && last == null) {
    throw problem(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
    );
  }
  for (const [which, count] of Object.entries({ first, last })) {
    if (count == null) continue;
    if (count < 0)
      throw problem('EXCESSIVE_PAGINATION', `\`${which}\` on the \`${name}\` connection cannot be less than zero.`);
    if (count > MAX_PAGE) {
      const asked = `Requesting ${count} records on the \`${name}\` connection`;
      throw problem('EXCESSIVE_PAGINATION', `${asked} exceeds the \`${which}\` limit of ${MAX_PAGE} records.`);
    }
  }
}

/** What a query may fetch at most, and what it costs. @throws GraphQLError over GitHub's limit of nodes */
export function weigh(
  info: GraphQLResolveInfo['operation'],
  variables: Readonly<Record<string, unknown>>,
  fragments: GraphQLResolveInfo['fragments'],
) {
  const weight = walk(info.selectionSet, 1, variables, fragments);
  if (weight.nodes > MAX_NODES) {
    const message = `This query requests up to ${weight.nodes} possible nodes which exceeds the maximum limit of 500,000.`;
    throw problem('MAX_NODE_LIMIT_EXCEEDED', message);
  }
  return { nodes: weight.nodes, cost: Math.max(1, Math.round(weight.requests / 100)) };
}

interface Weight {
  readonly nodes: number;
  readonly requests: number;
}

function walk(
  set: SelectionSetNode | undefined,
  times: number,
  variables: Readonly<Record<string, unknown>>,
  fragments: GraphQLResolveInfo['fragments'],
): Weight {
  let [nodes, requests] = [0, 0];
  for (const selection of set?.selections ?? []) {
    const inner = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    const count = selection.kind === Kind.FIELD ? pageSize(selection, variables) : null;
    const below = walk(inner?.selectionSet, times * (count ?? 1), variables, fragments);
    nodes += below.nodes + (count === null ? 0 : times * count);
    requests += below.requests + (count === null ? 0 : times);
  }
  return { nodes, requests };
}

function pageSize(field: FieldNode, variables: Readonly<Record<string, unknown>>): number | null {
  const argument = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
  if (argument?.kind === Kind.INT) return Number(argument.value);
  const value = argument?.kind === Kind.VARIABLE ? variables[argument.name.value] : undefined;
  return typeof value === 'number' ? value : null;
}
