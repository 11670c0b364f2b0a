// POST /graphql: runs a query against the part of GitHub's own schema that the App uses. A repository or a pull request that the
// token may not see is null with an error beside it, and the other fields are answered.
import { readFileSync } from 'node:fs';
import { buildSchema, type DocumentNode, execute, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import { callingToken, sees } from '../auth.ts';
import type { Announce } from '../events.ts';
import type { Limits } from '../limits.ts';
import type { RateLimit } from '../rate-limit.ts';
import { Refusal } from '../refusal.ts';
import { type Call, ok, type Reply, type Route } from '../router.ts';
import type { Token } from '../world.ts';
import { showActor } from './actor.ts';
import { weigh } from './connection.ts';
import { mutations } from './mutations.ts';
import { problem, showProblem } from './problem.ts';
import { showRepository } from './repository.ts';
import type { Viewing } from './viewing.ts';

const schema = buildSchema(readFileSync(new URL('../../../fixtures/github-schema.graphql', import.meta.url), 'utf8'));

/** What the route needs besides the call. */
export interface GraphParts {
  readonly limits: Limits;
  readonly rateLimit: RateLimit;
  readonly announce: Announce;
  /** Is told of queries that GitHub's schema does not allow. */
  readonly violation: (sentence: string) => void;
}

export function graphqlRoute(parts: GraphParts): Route {
  return { method: 'POST', template: '/graphql', answer: (call) => answer(call, parts) };
}

async function answer(call: Call, parts: GraphParts): Promise<Reply> {
  if (call.caller.kind === 'nobody') throw new Refusal(401, 'This endpoint requires you to be authenticated.');
  const token = callingToken(call);
  const variables = (call.body.variables ?? {}) as Record<string, unknown>;
  const document = read(call.body.query, parts);
  if (document instanceof GraphQLError) return ok({ errors: [showProblem(document)] });
  const faults = validate(schema, document);
  for (const fault of faults) parts.violation(`GraphQL: ${fault.message}`);
  if (faults.length > 0) return ok({ errors: faults.map(showProblem) });
  try {
    const spent = spend(call, parts, document, variables);
    const viewing = viewingOf(call, parts, token);
    const result = await execute({
      schema,
      document,
      rootValue: { ...queries(call, parts, token, viewing, spent), ...mutations(call, parts.announce, viewing) },
      variableValues: variables,
    });
    const errors = result.errors?.map(showProblem);
    return ok({ data: result.data ?? null, ...(errors === undefined ? {} : { errors }) });
  } catch (error) {
    if (error instanceof GraphQLError) return ok({ errors: [showProblem(error)] });
    throw error;
  }
}

function read(query: unknown, parts: GraphParts): DocumentNode | GraphQLError {
  try {
    return parse(String(query ?? ''));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    parts.violation(`GraphQL: ${error.message}`);
    return new GraphQLError(error.message);
  }
}

function spend(call: Call, parts: GraphParts, document: DocumentNode, variables: Record<string, unknown>) {
  const operation = getOperationAST(document, call.body.operationName as string | undefined);
  if (operation == null) throw new GraphQLError('An operation name is required');
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each]] : [])),
  );
  const weight = weigh(operation, variables, fragments);
  try {
    parts.rateLimit.spend(call.caller, 'graphql', weight.cost);
  } catch {
    throw problem('RATE_LIMITED', 'API rate limit exceeded for installation.');
  }
  return weight;
}

function viewingOf(call: Call, parts: GraphParts, token: Token): Viewing {
  const viewing: Viewing = {
    world: call.world,
    limits: parts.limits,
    viewer: token.installation.app.bot,
    token,
    showRepository: (repository) => showRepository(viewing, repository),
  };
  return viewing;
}

function queries(
  call: Call,
  parts: GraphParts,
  token: Token,
  viewing: Viewing,
  spent: { nodes: number; cost: number },
) {
  return {
    viewer: { ...showActor(viewing.viewer), __typename: 'User', login: viewing.viewer.login, name: null },
    rateLimit: () => {
      const { limit, used, remaining, reset } = parts.rateLimit.show(call.caller, 'graphql');
      const resetAt = new Date(reset * 1000).toISOString();
      return { cost: spent.cost, nodeCount: spent.nodes, limit, used, remaining, resetAt };
    },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = call.world.repository(owner, name);
      if (repository === undefined || (repository.private && !sees(token, repository))) {
        throw problem('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return viewing.showRepository(repository);
    },
  };
}
