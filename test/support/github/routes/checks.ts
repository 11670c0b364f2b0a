// Check runs, their annotations and their suites.
import { type Caller, repositoryOf } from '../auth.ts';
import { applyInput } from '../check-input.ts';
import type { Announce } from '../events.ts';
import { notFound, Refusal } from '../refusal.ts';
import { type Call, created, numberIn, ok, page, type Reply, type Route } from '../router.ts';
import { showAnnotation, showCheckRun, showCheckSuite } from '../show/check.ts';
import { showSimpleCommit } from '../show/code.ts';
import { type App, type CheckRun, type CheckSuite, fullName, type Repository, type World } from '../world.ts';

const CHECK_RUN = '/repos/{owner}/{repo}/check-runs/{check_run_id}';

export function checkRoutes(announce: Announce): Route[] {
  return [
    { method: 'POST', template: '/repos/{owner}/{repo}/check-runs', answer: (call) => createRun(call, announce) },
    { method: 'GET', template: CHECK_RUN, answer: (call) => ok(showCheckRun(call.url, runOf(call, 'read'))) },
    { method: 'PATCH', template: CHECK_RUN, answer: (call) => updateRun(call, announce) },
    { method: 'GET', template: `${CHECK_RUN}/annotations`, answer: annotations },
    { method: 'GET', template: '/repos/{owner}/{repo}/commits/{ref}/check-runs', answer: runsOfCommit },
    { method: 'GET', template: '/repos/{owner}/{repo}/check-suites/{check_suite_id}', answer: oneSuite },
    { method: 'GET', template: '/repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', answer: runsOfSuite },
  ];
}

/** The App's suite for that commit, made when it is the first. */
export function suiteFor(world: World, repository: Repository, app: App, headSha: string): CheckSuite {
  const known = repository.checkSuites.find((each) => each.app === app && each.headSha === headSha);
  if (known !== undefined) return known;
  const pull = [...repository.pulls.values()].find((each) => each.head.sha === headSha);
  // a fork's branch has no name in this repository
  const headBranch = pull?.head.repository === repository ? pull.head.ref : null;
  const suite: CheckSuite = { id: world.nextId(), repository, app, headSha, headBranch, createdAt: world.time() };
  repository.checkSuites.push(suite);
  return suite;
}

function appOf(caller: Caller): App {
  if (caller.kind === 'installation') return caller.token.installation.app;
  throw new Refusal(403, 'You must authenticate via a GitHub App.');
}

async function createRun(call: Call, announce: Announce): Promise<Reply> {
  const repository = repositoryOf(call, ['checks'], 'write');
  const app = appOf(call.caller);
  const { name, head_sha: headSha } = call.body as { name: string; head_sha: string };
  if ((await repository.git.commitOf(headSha)) !== headSha) {
    throw new Refusal(422, `No commit found for SHA: ${headSha}`);
  }
  const run = newCheckRun(call.world, suiteFor(call.world, repository, app, headSha), name);
  applyInput(call.world, run, call.body);
  repository.checkRuns.push(run);
  announce.checkRun('created', run, app.bot);
  if (run.status === 'completed') announce.checkRun('completed', run, app.bot);
  return created(showCheckRun(call.url, run));
}

export function newCheckRun(world: World, suite: CheckSuite, name: string): CheckRun {
  return {
    id: world.nextId(),
    suite,
    app: suite.app,
    name,
    headSha: suite.headSha,
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    startedAt: world.time(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    actions: [],
    annotations: [],
  };
}

function updateRun(call: Call, announce: Announce): Reply {
  const run = runOf(call, 'write');
  const app = appOf(call.caller);
  if (run.app !== app) {
    throw new Refusal(
      403,
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
  }
  const wasOpen = run.status !== 'completed';
  applyInput(call.world, run, call.body);
  if (wasOpen && run.status === 'completed') announce.checkRun('completed', run, app.bot);
  return ok(showCheckRun(call.url, run));
}

function runOf(call: Call, level: 'read' | 'write'): CheckRun {
  const repository = repositoryOf(call, ['checks'], level);
  const run = repository.checkRuns.find((each) => each.id === numberIn(call, 'check_run_id'));
  if (run === undefined) throw notFound();
  return run;
}

function annotations(call: Call): Reply {
  const run = runOf(call, 'read');
  const path = `/repos/${fullName(run.suite.repository)}/check-runs/${run.id}/annotations`;
  return page(
    call,
    run.annotations.map((annotation) => showAnnotation(run, annotation)),
    path,
  );
}

async function runsOfCommit(call: Call): Promise<Reply> {
  const repository = repositoryOf(call, ['checks'], 'read');
  const ref = call.params.ref ?? '';
  const sha = await repository.git.commitOf(ref);
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  const runs = repository.checkRuns.filter((run) => run.headSha === sha);
  return listRuns(call, runs, `/repos/${fullName(repository)}/commits/${ref}/check-runs`);
}

function suiteOf(call: Call): CheckSuite {
  const repository = repositoryOf(call, ['checks'], 'read');
  const suite = repository.checkSuites.find((each) => each.id === numberIn(call, 'check_suite_id'));
  if (suite === undefined) throw notFound();
  return suite;
}

async function oneSuite(call: Call): Promise<Reply> {
  const suite = suiteOf(call);
  const commit = await suite.repository.git.commitObject(suite.headSha);
  return ok({ ...showCheckSuite(call.url, suite), head_commit: showSimpleCommit(commit) });
}

function runsOfSuite(call: Call): Reply {
  const suite = suiteOf(call);
  const runs = suite.repository.checkRuns.filter((run) => run.suite === suite);
  return listRuns(call, runs, `/repos/${fullName(suite.repository)}/check-suites/${suite.id}/check-runs`);
}

function listRuns(call: Call, runs: readonly CheckRun[], path: string): Reply {
  const name = call.query.get('check_name');
  const appId = call.query.get('app_id');
  const status = call.query.get('status');
  const some = runs
    .filter((run) => name === null || run.name === name)
    .filter((run) => appId === null || String(run.app.id) === appId)
    .filter((run) => status === null || run.status === status);
  // "latest", which is the default, gives the newest of each name and App; newest first
  const newest = [...some].reverse();
  const listed =
    call.query.get('filter') === 'all'
      ? newest
      : newest.filter((run, at) => newest.findIndex((each) => each.name === run.name && each.app === run.app) === at);
  return page(
    call,
    listed.map((run) => showCheckRun(call.url, run)),
    path,
    (slice) => ({ total_count: listed.length, check_runs: slice }),
  );
}
