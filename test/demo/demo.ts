// npm run demo: the real App, with its queue and database, reviews a pull request on a stand-in for GitHub, and everything it posts
// is shown in the terminal and as a page. Needs no account, no key and no network.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createSpinner } from 'nanospinner';
import picocolors from 'picocolors';
import { type RunningApp, startApp } from '../support/app.ts';
import { type GitHubDouble, type PullRequest, startGitHub } from '../support/github.ts';
import { exhibitOf, type Push } from './exhibit-of.ts';
import { SCRIPTED_MODEL, startScriptedModel } from './model.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { renderPage } from './page.ts';
import { SECOND_PUSH, sampleSecondPush } from './sample.ts';
import { type Stage, stageRepository, stageSample } from './stage.ts';
import { tellExhibit } from './terminal.ts';

/** With a model: its deadline and some more. Without: far longer than facts ever took. */
const PATIENCE_MS = { model: 20 * 60_000, facts: 5 * 60_000 };

/** Undone in reverse when the demo ends, however it ends. */
const cleanups: (() => Promise<unknown>)[] = [];
let app: RunningApp | undefined;

async function cleanUp(): Promise<void> {
  for (const undo of cleanups.splice(0).reverse()) await undo().catch(() => {});
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Says on stderr what is awaited: on a line that spins where there is a terminal. null ends it. */
function createProgress(): (message: string | null) => void {
  if (!process.stderr.isTTY) return (message) => void (message !== null && process.stderr.write(`${message}\n`));
  const spinner = createSpinner('', { stream: process.stderr });
  const end = () => {
    spinner.stop();
    spinner.clear();
  };
  cleanups.push(async () => end());
  return (message) => {
    if (message === null) end();
    else spinner.start({ text: message });
  };
}

/** Who judges, in a sentence, and the settings that make it so. */
async function chooseJudge(options: Options): Promise<{ sentence: string; env: Record<string, string | undefined> }> {
  if (options.scripted) {
    const model = await startScriptedModel();
    cleanups.push(() => model.stop());
    return {
      sentence: 'prepared text in place of a model, to show how a review with a model looks',
      env: { ANTHROPIC_API_KEY: 'not-needed', ANTHROPIC_BASE_URL: model.url, MODEL: SCRIPTED_MODEL },
    };
  }
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, MODEL } = process.env;
  if (!ANTHROPIC_API_KEY) return { sentence: 'facts only: ANTHROPIC_API_KEY is not set', env: {} };
  return { sentence: 'the model, with ANTHROPIC_API_KEY', env: { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, MODEL } };
}

/** Waits until every check run of the head is completed. */
async function reviewed(github: GitHubDouble, pull: PullRequest, running: RunningApp, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  let ended: number | string | undefined;
  void running.ended.then((code) => {
    ended = code;
  });
  const done = () => {
    const { checkRuns } = github.conversation(pull);
    return checkRuns.length > 0 && checkRuns.every((run) => run.status === 'completed');
  };
  while (!done()) {
    if (ended !== undefined) throw new Error(`The App ended (${ended}) before the review was done.`);
    if (Date.now() > until) throw new Error(`The review was not done within ${withinMs / 60_000} minutes.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Two pushes, the second while the review of the first is under way, so that it is superseded. */
async function pushAgain(github: GitHubDouble, pull: PullRequest): Promise<Push[]> {
  const files = Object.entries(sampleSecondPush());
  const part = files.filter(([name]) => name.includes('/store/') || name.includes('/queue/'));
  const pushes: Push[] = [];
  for (const [change, message] of [
    [part, 'Key exports by account (unfinished)'],
    [files, SECOND_PUSH],
  ] as const) {
    const id = github.world.nextId();
    const sha = await github.people.push(pull, Object.fromEntries(change), message);
    pushes.push({ sha, message, id });
    const begun = () => github.conversation(pull).checkRuns.length > 0;
    for (let turn = 0; turn < 100 && !begun(); turn++) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return pushes;
}

interface Told {
  readonly stage: Stage;
  readonly pull: PullRequest;
  readonly pushes: readonly Push[];
  readonly account: readonly string[];
}

async function perform(github: GitHubDouble, options: Options): Promise<Told> {
  const stage = await (options.repo === null ? stageSample(github) : stageRepository(github, options.repo));
  const judge = await chooseJudge(options);
  const progress = createProgress();
  progress('starting the App');
  const impatience = new AbortController();
  const starting = startApp({ github, from: 'dist', env: judge.env, signal: impatience.signal });
  cleanups.push(async () => {
    impatience.abort();
    await (await starting).stop();
  });
  const running = await starting;
  app = running;

  const patience = Object.keys(judge.env).length === 0 ? PATIENCE_MS.facts : PATIENCE_MS.model;
  const began = Date.now();
  progress('pull request opened; waiting for the review');
  const pull = await github.people.openPullRequest(stage.wish);
  await reviewed(github, pull, running, patience);
  const seconds = (Date.now() - began) / 1000;
  const requests = github.requests.length;
  let pushes: Push[] = [];
  if (options.push) {
    progress('the author pushes again; waiting for the second review');
    pushes = await pushAgain(github, pull);
    await reviewed(github, pull, running, patience);
  }
  await github.settled();
  progress(null);
  const account = [
    'GitHub is a stand-in on this machine; the App, its queue and its database are real.',
    `Judged by ${judge.sentence}.`,
    `${requests} requests to GitHub's API; ${seconds.toFixed(1)} s from the webhook to the completed check run.`,
    ...(options.push ? [`${github.requests.length - requests} more requests for the later pushes.`] : []),
  ];
  return { stage, pull, pushes, account };
}

async function run(options: Options): Promise<void> {
  const github = await startGitHub();
  cleanups.push(() => github.close());
  const { stage, pull, pushes, account } = await perform(github, options);
  const commits = stage.commits + pushes.length;
  const exhibit = exhibitOf(github, pull, { pushes, commits, changedFiles: stage.changedFiles, account });
  const width = Math.max(60, Math.min(process.stdout.columns ?? 100, 110));
  say(tellExhibit(exhibit, { colour: picocolors.isColorSupported, width }));
  for (const line of account) say(line);
  mkdirSync(path.dirname(path.resolve(options.page)), { recursive: true });
  writeFileSync(options.page, renderPage(exhibit));
  say(`The conversation as a web page: ${path.resolve(options.page)}`);
  const unread = github.violations.length;
  if (unread > 0)
    throw new Error(
      `${unread} exchanges do not match GitHub's description of its API:\n${github.violations.join('\n')}`,
    );
}

/** The end of the App's log, for whoever has to find out why. */
function tellFailure(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (app !== undefined)
    process.stderr.write(`\nThe end of the App's log:\n${app.log().trimEnd().split('\n').slice(-30).join('\n')}\n`);
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === null) {
      say(USAGE);
      return 0;
    }
    if (!existsSync('dist/server.js'))
      throw new UsageError('The App is not built: start the demo with `npm run demo`.');
    await run(options);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    tellFailure(error);
    return 1;
  } finally {
    await cleanUp();
  }
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void cleanUp().then(() => process.exit(code)));
}
process.exitCode = await main();
