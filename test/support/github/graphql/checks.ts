// Check suites and check runs as GraphQL shows them: everything in capitals.
import type { GraphQLResolveInfo } from 'graphql';
import { nodeId } from '../show/account.ts';
import { showCheckRun, showCheckSuite } from '../show/check.ts';
import type { Annotation, App, CheckRun, CheckSuite, Repository } from '../world.ts';
import { connection, type PageArguments } from './connection.ts';
import { need, type Viewing } from './viewing.ts';

export type SuiteArguments = PageArguments & { filterBy?: { appId?: number | null; checkName?: string | null } | null };

type RunArguments = PageArguments & {
  filterBy?: {
    appId?: number | null;
    checkName?: string | null;
    checkType?: 'ALL' | 'LATEST' | null;
    status?: string | null;
    statuses?: readonly string[] | null;
    conclusions?: readonly string[] | null;
  } | null;
};

/** The suites of a commit, oldest first. @throws GraphQLError FORBIDDEN */
export function showSuites(
  viewing: Viewing,
  repository: Repository,
  sha: string,
  page: SuiteArguments,
  info: GraphQLResolveInfo,
) {
  need(viewing, repository, ['checks'], 'read');
  const { appId, checkName } = page.filterBy ?? {};
  const suites = repository.checkSuites
    .filter((suite) => suite.headSha === sha)
    .filter((suite) => appId == null || suite.app.id === appId)
    .filter((suite) => checkName == null || runsOf(suite).some((run) => run.name === checkName));
  return connection(suites.map(showSuite), page, info);
}

function runsOf(suite: CheckSuite): CheckRun[] {
  return suite.repository.checkRuns.filter((run) => run.suite === suite);
}

function showSuite(suite: CheckSuite) {
  const { status, conclusion } = showCheckSuite('', suite);
  return {
    id: nodeId('CS', suite.id),
    databaseId: suite.id,
    app: showApp(suite.app),
    status: status.toUpperCase(),
    conclusion: conclusion?.toUpperCase() ?? null,
    createdAt: suite.createdAt,
    updatedAt: suite.createdAt,
    checkRuns: (page: RunArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(chosen(runsOf(suite), page).map(showRun), page, info),
  };
}

/** "LATEST", which is the default, gives the newest run of each name. */
function chosen(runs: readonly CheckRun[], { filterBy }: RunArguments): readonly CheckRun[] {
  const { appId, checkName, checkType, status, statuses, conclusions } = filterBy ?? {};
  return runs
    .filter((run, at) => checkType === 'ALL' || runs.findLastIndex((each) => each.name === run.name) === at)
    .filter((run) => appId == null || run.app.id === appId)
    .filter((run) => checkName == null || run.name === checkName)
    .filter((run) => status == null || run.status.toUpperCase() === status)
    .filter((run) => statuses == null || statuses.includes(run.status.toUpperCase()))
    .filter((run) => conclusions == null || conclusions.includes(run.conclusion?.toUpperCase() ?? ''));
}

function showRun(run: CheckRun) {
  const { html_url: url, details_url: detailsUrl } = showCheckRun('', run);
  return {
    id: nodeId('CR', run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    externalId: run.externalId,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    title: run.title,
    summary: run.summary,
    text: run.text,
    url,
    permalink: url,
    detailsUrl,
    annotations: (page: PageArguments, _: unknown, info: GraphQLResolveInfo) =>
      connection(run.annotations.map(showAnnotation), page, info),
  };
}

function showAnnotation(annotation: Annotation) {
  const { path, message, title, raw_details: rawDetails, annotation_level: level } = annotation;
  return { path, message, title, rawDetails, annotationLevel: level.toUpperCase() };
}

function showApp(app: App) {
  return { id: nodeId('A', app.id), databaseId: app.id, clientId: app.clientId, name: app.name, slug: app.slug };
}
