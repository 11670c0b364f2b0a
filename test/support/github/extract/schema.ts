// Takes the part of GitHub's public GraphQL schema that the stand-in answers, by name, nullability and arguments included:
//
//   cd /tmp/descriptions && npm i --ignore-scripts @octokit/graphql-schema
//   npx tsx test/support/github/extract/schema.ts /tmp/descriptions/node_modules/@octokit/graphql-schema/schema.graphql
import { readFileSync, writeFileSync } from 'node:fs';
import { type DefinitionNode, type DocumentNode, Kind, parse, print, type TypeNode } from 'graphql';

const FIELDS: Readonly<Record<string, string>> = {
  Query: 'id node nodes rateLimit repository viewer',
  Mutation: 'minimizeComment resolveReviewThread unminimizeComment unresolveReviewThread',
  Actor: 'login url',
  Node: 'id',
  User: 'databaseId id login name url',
  Bot: 'databaseId id login url',
  Organization: 'databaseId id login url',
  RepositoryOwner: 'id login url',
  Repository:
    'databaseId defaultBranchRef id isFork isPrivate name nameWithOwner object owner pullRequest pullRequests ref url',
  Ref: 'id name target',
  GitObject: 'abbreviatedOid id oid',
  Blob: 'abbreviatedOid byteSize id isBinary isTruncated oid text',
  Tree: 'abbreviatedOid entries id oid',
  TreeEntry: 'isGenerated mode name object oid path size type',
  Commit: 'abbreviatedOid checkSuites committedDate id message messageHeadline oid tree',
  Comment: 'author authorAssociation body createdAt id updatedAt viewerDidAuthor',
  Minimizable: 'isMinimized minimizedReason viewerCanMinimize',
  PullRequest:
    'additions author authorAssociation baseRefName baseRefOid baseRepository body changedFiles closed closedAt comments commits createdAt databaseId deletions headRefName headRefOid headRepository headRepositoryOwner id isCrossRepository isDraft labels merged mergedAt number repository reviewThreads reviews state title updatedAt url viewerDidAuthor',
  PullRequestConnection: 'nodes pageInfo totalCount',
  PullRequestCommitConnection: 'nodes pageInfo totalCount',
  PullRequestCommit: 'commit id',
  CheckSuiteConnection: 'nodes pageInfo totalCount',
  CheckSuite: 'app checkRuns conclusion createdAt databaseId id status updatedAt',
  CheckRunConnection: 'nodes pageInfo totalCount',
  CheckAnnotationConnection: 'nodes pageInfo totalCount',
  CheckAnnotation: 'annotationLevel message path rawDetails title',
  CheckRun:
    'annotations completedAt conclusion databaseId detailsUrl externalId id name permalink startedAt status summary text title url',
  App: 'clientId databaseId id name slug',
  LabelConnection: 'nodes pageInfo totalCount',
  Label: 'id name',
  IssueCommentConnection: 'edges nodes pageInfo totalCount',
  IssueCommentEdge: 'cursor node',
  IssueComment:
    'author authorAssociation body createdAt databaseId fullDatabaseId id isMinimized minimizedReason updatedAt url viewerCanMinimize viewerDidAuthor',
  PullRequestReviewConnection: 'edges nodes pageInfo totalCount',
  PullRequestReviewEdge: 'cursor node',
  PullRequestReview:
    'author authorAssociation body comments commit createdAt databaseId fullDatabaseId id isMinimized minimizedReason state submittedAt updatedAt url viewerCanMinimize viewerDidAuthor',
  PullRequestReviewThreadConnection: 'edges nodes pageInfo totalCount',
  PullRequestReviewThreadEdge: 'cursor node',
  PullRequestReviewThread:
    'comments diffSide id isCollapsed isOutdated isResolved line originalLine originalStartLine path pullRequest resolvedBy startDiffSide startLine subjectType viewerCanReply viewerCanResolve viewerCanUnresolve',
  PullRequestReviewCommentConnection: 'edges nodes pageInfo totalCount',
  PullRequestReviewCommentEdge: 'cursor node',
  PullRequestReviewComment:
    'author authorAssociation body commit createdAt databaseId diffHunk fullDatabaseId id isMinimized line minimizedReason originalCommit originalLine originalStartLine outdated path position pullRequestReview replyTo startLine state subjectType updatedAt url viewerCanMinimize viewerDidAuthor',
  PageInfo: 'endCursor hasNextPage hasPreviousPage startCursor',
  RateLimit: 'cost limit nodeCount remaining resetAt used',
  MinimizeCommentPayload: 'clientMutationId minimizedComment',
  UnminimizeCommentPayload: 'clientMutationId unminimizedComment',
  ResolveReviewThreadPayload: 'clientMutationId thread',
  UnresolveReviewThreadPayload: 'clientMutationId thread',
};

/** The chosen types with the chosen fields, and whole every scalar, enum and input that these speak of. */
function extractSchema(document: DocumentNode): string {
  const byName = new Map(
    document.definitions.flatMap((each) => ('name' in each && each.name ? [[each.name.value, each]] : [])),
  );
  const wanted = Object.keys(FIELDS);
  const taken = new Map<string, DefinitionNode>();
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    const definition = byName.get(name);
    if (taken.has(name) || definition === undefined) continue;
    const kept = trim(definition);
    taken.set(name, kept);
    wanted.push(...typesIn(kept));
  }
  const sorted = [...taken].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, definition]) => definition);
  return `${sorted.map((definition) => print(definition)).join('\n\n')}\n`;
}

function trim(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) {
    return definition;
  }
  const name = definition.name.value;
  const fields = FIELDS[name]?.split(' ');
  if (fields === undefined) throw new Error(`${name} is spoken of: say which of its fields to keep`);
  const missing = fields.filter((field) => !definition.fields?.some((each) => each.name.value === field));
  if (missing.length > 0) throw new Error(`${name} has no ${missing.join(', ')}`);
  return {
    ...definition,
    interfaces: definition.interfaces?.filter((each) => each.name.value in FIELDS) ?? [],
    fields: definition.fields?.filter((each) => fields.includes(each.name.value)) ?? [],
  };
}

function typesIn(definition: DefinitionNode): string[] {
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    return definition.fields?.map((each) => named(each.type)) ?? [];
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  return (definition.fields ?? []).flatMap((field) => [
    named(field.type),
    ...(field.arguments ?? []).map((argument) => named(argument.type)),
  ]);
}

function named(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type);
}

const [from] = process.argv.slice(2);
if (from === undefined) throw new Error("say where GitHub's schema.graphql is");
writeFileSync(
  new URL('../../../fixtures/github-schema.graphql', import.meta.url),
  extractSchema(parse(withoutDescriptions(readFileSync(from, 'utf8')), { noLocation: true })),
);

function withoutDescriptions(text: string): string {
  return text.replace(/"""[\s\S]*?"""/g, '');
}
