// GitHub's GraphQL errors: like everybody's, with a `type` beside the message.
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

export type ProblemType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'UNPROCESSABLE'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'MAX_NODE_LIMIT_EXCEEDED'
  | 'RATE_LIMITED';

export function problem(type: ProblemType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function forbidden(): GraphQLError {
  return problem('FORBIDDEN', 'Resource not accessible by integration');
}

/** As it stands in an answer. An error without a type is a fault of ours, and is thrown. */
export function showProblem(error: GraphQLError): GraphQLFormattedError & { type?: unknown } {
  if (error.originalError != null && !(error.originalError instanceof GraphQLError)) throw error.originalError;
  const { message, locations, path } = error.toJSON();
  const { type } = error.extensions;
  return {
    ...(type === undefined ? {} : { type }),
    ...(path ? { path } : {}),
    ...(locations ? { locations } : {}),
    message,
  };
}
