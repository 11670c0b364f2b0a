// Finds paginated AWS calls of which only the first page is read.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { literalType } from '../engine/composite-literal.ts';
import { findExistingUsage } from '../engine/existing-usage.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import { type CodeRule, UNDECIDED } from '../engine/rule.ts';

/**
 * Operations that answer with a first page although nothing asks them to, by service (https://docs.aws.amazon.com, "API
 * Reference" of each). Left out: those that answer whole unless a limit is set (EC2), and lists that a quota keeps
 * within one page (access keys, policy versions).
 */
const PAGED: Readonly<Record<string, RegExp>> = {
  acm: /^ListCertificates$/,
  apigateway: /^(GetRestApis|GetResources|GetApiKeys|GetUsagePlans)$/,
  apigatewayv2: /^(GetApis|GetRoutes|GetIntegrations)$/,
  athena: /^(GetQueryResults|ListQueryExecutions)$/,
  autoscaling: /^DescribeAutoScalingGroups$/,
  cloudformation: /^(ListStacks|DescribeStacks|ListStackResources|ListExports)$/,
  cloudwatch: /^(ListMetrics|DescribeAlarms|GetMetricData)$/,
  cloudwatchlogs: /^(DescribeLogGroups|DescribeLogStreams|FilterLogEvents)$/,
  cognitoidentityprovider: /^(ListUsers|ListGroups|ListUsersInGroup|AdminListGroupsForUser)$/,
  dynamodb: /^(Query|Scan|ListTables)$/,
  ecr: /^(DescribeRepositories|ListImages|DescribeImages)$/,
  ecs: /^(ListClusters|ListServices|ListTasks|ListTaskDefinitions|ListContainerInstances)$/,
  efs: /^DescribeFileSystems$/,
  eks: /^(ListClusters|ListNodegroups)$/,
  elasticloadbalancingv2: /^(DescribeLoadBalancers|DescribeTargetGroups|DescribeListeners)$/,
  eventbridge: /^(ListRules|ListTargetsByRule)$/,
  glue: /^(GetTables|GetDatabases|GetPartitions)$/,
  iam: /^(ListUsers|ListRoles|ListPolicies|ListGroups|ListInstanceProfiles|GetAccountAuthorizationDetails|ListEntitiesForPolicy|GetGroup)$/,
  inspector2: /^ListFindings$/,
  kinesis: /^(ListStreams|ListShards)$/,
  kms: /^(ListKeys|ListAliases|ListGrants)$/,
  lambda: /^(ListFunctions|ListEventSourceMappings|ListLayers|ListVersionsByFunction|ListAliases)$/,
  organizations: /^(ListAccounts|ListAccountsForParent|ListOrganizationalUnitsForParent|ListPolicies|ListChildren)$/,
  rds: /^(DescribeDBInstances|DescribeDBClusters|DescribeDBSnapshots)$/,
  resourcegroupstaggingapi: /^GetResources$/,
  route53: /^(ListHostedZones|ListResourceRecordSets)$/,
  s3: /^(ListObjects|ListObjectsV2|ListObjectVersions|ListMultipartUploads)$/,
  secretsmanager: /^ListSecrets$/,
  securityhub: /^GetFindings$/,
  sfn: /^(ListExecutions|ListStateMachines)$/,
  sns: /^(ListTopics|ListSubscriptions|ListSubscriptionsByTopic)$/,
  ssm: /^(GetParametersByPath|DescribeParameters|DescribeInstanceInformation)$/,
  ssoadmin: /^(ListPermissionSets|ListAccountAssignments)$/,
};

const INPUT = /^github\.com\/aws\/aws-sdk-go(?:-v2)?\/service\/(\w+)\.(\w+)Input$/;

/** The function knows that there are more pages, or asks for a part on purpose. */
const KNOWS_OF_PAGES =
  /NextToken|nextToken|[mM]arker|LastEvaluatedKey|ExclusiveStartKey|Continuation|IsTruncated|StartAfter|[pP]agina(?:tor|tion|te)|[nN]extPage|\bPosition\b|Next\w*(?:Identifier|Name)\b/;

/** Fields that ask for a part, or for things by their names. */
const ASKS_FOR_FEW =
  /^(Limit|Max\w+|PageSize|\w+NamePrefix|\w*(Ids|Names|Arns|Identifiers?)|StackName|\w+InstanceIdentifier|\w+ClusterIdentifier)$/;

/** Whoever only wants to know that the call works reads no page. */
const ONLY_ASKS =
  /ping|health|check|exist|verify|valid|probe|detect|test|^(is|has|can)|access|permission|count|first|latest|last|one$|single/i;

export const firstPageOnly: CodeRule = {
  id: 'risk/first-page-only',
  section: 'risk-mitigation',
  severity: 'medium',
  outsideServices: { severity: 'low', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Only the first page of results is read',
  messages: {
    firstPage: '`{func}` calls `{operation}` ({service}) but reads only the first page.',
  },
  why:
    'AWS returns one page and a token for the next; as soon as the results exceed one page, the code silently ' +
    'misses the rest.',
  exceptions: 'the list always fits one page, or only its first items are wanted and a limit says so.',
  fix: "Iterate with the operation's paginator, or return the token to the caller.",
  tradeOffs: 'A long list takes several calls; bound it, or process it page by page.',
  example:
    'pages := dynamodb.NewQueryPaginator(client, input)\n' +
    'for pages.HasMorePages() {\n' +
    '\tpage, err := pages.NextPage(ctx)\n' +
    '\tif err != nil {\n' +
    '\t\treturn nil, fmt.Errorf("next page: %w", err)\n' +
    '\t}\n' +
    '\t// use the items of page\n' +
    '}',
  exampleData: { service: 'dynamodb', operation: 'Query' },
  references: ['https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/using.html#using-operation-paginators'],
  prefilters: { file: /aws-sdk-go(?:-v2)?\/service\//, declaration: /Input\s*\{/ },
  nodes: ['composite_literal'],
  existingUsage: findExistingUsage(/\.New\w+Paginator\(/, (place) => `${place} already uses a paginator.`),
  check(node, file) {
    const [, service, operation] = INPUT.exec(literalType(node, file)) ?? [];
    if (service === undefined || operation === undefined || !PAGED[service]?.test(operation)) return null;
    const declaration = file.declarationAround(node);
    if (declaration === null || ONLY_ASKS.test(file.field(declaration, 'name'))) return null;
    const text = file.text(declaration);
    if (KNOWS_OF_PAGES.test(text) || fieldNames(node, file).some((name) => ASKS_FOR_FEW.test(name))) return null;
    const call = descendants(file.functionAround(node), 'call_expression').find(
      (one) => one.endIndex >= node.endIndex && file.calleeOf(one)?.name === operation,
    );
    if (call === undefined) return null;
    if (operation === 'Query' && isOneItem(text)) return null;
    const use = useOfAnswer(call, text, file);
    if (use !== 'read') return use === 'first' ? null : UNDECIDED;
    return { node: call, message: 'firstPage', data: { operation, service } };
  },
};

function fieldNames(literal: GoNode, file: GoFile): string[] {
  const body = literal.childForFieldName('body');
  return (body === null ? [] : childrenOf(body)).map((element) => file.text(childrenOf(element)[0]));
}

/** A key condition that names both keys of an item, or a limit that is set later. */
function isOneItem(text: string): boolean {
  return /KeyConditionExpression[^\n]*"[^"\n]*=[^"\n]*\bAND\b[^"\n]*[^<>]=[^"\n]*"|\.Limit\s*=|KeyEqual\([\s\S]*KeyEqual\(|\.KeyAnd\([\s\S]*\.KeyEqual/i.test(
    text,
  );
}

/**
 * What becomes of the answer: its first element is taken, it is handed on whole (token and all), or its list is read.
 */
function useOfAnswer(call: GoNode, text: string, file: GoFile): 'first' | 'handed-on' | 'read' {
  const statement = call.parent?.parent;
  const left = statement?.childForFieldName('left');
  if (statement == null || left == null) return 'handed-on';
  const name = asPattern(file.text(childrenOf(left)[0]));
  if (name === '_') return 'first';
  const after = text.slice(text.indexOf(file.text(statement)) + file.text(statement).length);
  const isFirst = new RegExp(`\\b${name}\\.\\w+\\[0\\]`).test(after) && !new RegExp(`range\\s+${name}\\.`).test(after);
  if (isFirst) return 'first';
  const whole = after.replace(new RegExp(`\\b${name}\\s*(?:[!=]=|\\.)`, 'g'), ' ');
  if (new RegExp(`\\b${name}\\b`).test(whole)) return 'handed-on';
  return new RegExp(`\\b${name}\\.(?!Count\\b|ResultMetadata\\b)\\w+`).test(after) ? 'read' : 'first';
}
