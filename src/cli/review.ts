// The command `review`: reviews a branch of a local checkout as the App reviews a pull request.
import { type Command, Option } from 'commander';
import { createAnalysisPool } from '../analyse/pool/analysis-pool.ts';
import { BadInput } from '../domain/errors.ts';
import { Severity } from '../domain/finding.ts';
import type { Ports } from '../domain/ports.ts';
import { hasNothingToJudge, type Review } from '../domain/review.ts';
import type { ReviewRequest } from '../domain/review-request.ts';
import { openCheckout } from '../gather/checkout.ts';
import { createFullTreeRepository } from '../gather/gather.ts';
import { readConfig } from '../process/config.ts';
import { unjudgedLine } from '../publish/publish.ts';
import { createTerminalPublisher } from '../publish/terminal.ts';
import { review } from '../review.ts';
import { applyFixes } from './apply-fixes.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { exitCode, suggestNoModel } from './exit-codes.ts';
import { createLocalRequest } from './local-request.ts';
import { complain } from './output.ts';
import { createProgress } from './progress.ts';

const FORMATS = ['terminal', 'markdown', 'json', 'sarif', 'html'] as const;
const MAX_WIDTH = 120;
/** Width of the review where stdout is no terminal. */
const DEFAULT_WIDTH = 100;

interface ReviewOptions {
  readonly repo: string;
  readonly all?: true;
  readonly base?: string;
  readonly head?: string;
  readonly format: (typeof FORMATS)[number];
  readonly model: boolean;
  readonly fix?: true;
  readonly failOn?: ReviewRequest['failOn'];
}

export function addReviewCommand(program: Command, context: CommandContext): void {
  program
    .command('review')
    .description('review the changes of a branch in a local checkout')
    .option('--repo <dir>', 'the checkout', '.')
    .option('--base <ref>', 'base branch or commit (default: the default branch)')
    .option('--head <ref>', 'head branch or commit (default: HEAD)')
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('terminal'))
    .option('--all', 'report all findings at the head, not only new ones; facts only, no model')
    .option('--no-model', 'facts only, even if ANTHROPIC_API_KEY is set')
    .option('--fix', 'write the computed fixes into the work tree')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit 1 if there is a finding of at least this severity (default: failOn in the settings file)',
      ).choices(['never', ...Severity.options]),
    )
    .action((options: ReviewOptions) => runReview(options, context));
}

/** Prints the review and sets the exit code. @throws BadInput, CannotReview, TryLater */
async function runReview(options: ReviewOptions, { env, openModel, write }: CommandContext): Promise<void> {
  if (options.all && options.base !== undefined) throw new BadInput('--all and --base cannot be combined');
  const config = readConfig(env);
  const model = options.model && !options.all ? await openModel(config) : null;
  const repository = await openCheckout(options.repo);
  const analyser = createAnalysisPool({ threads: 1 });
  const progress = createProgress();
  const signal = AbortSignal.any([interrupt.signal, AbortSignal.timeout(config.budget.deadlineMs)]);
  const publisher = createTerminalPublisher({
    format: options.format,
    write: (text) => {
      progress.stop();
      write(text);
    },
    colour: process.stdout.isTTY === true && !env.NO_COLOR,
    width: Math.min(process.stdout.columns || DEFAULT_WIDTH, MAX_WIDTH),
  });
  const ports: Ports = {
    repository: options.all ? createFullTreeRepository(repository) : repository,
    analyser,
    model,
    publisher,
    step: (_name, work) => work(signal),
    progress: progress.show,
  };
  try {
    const limits = { budget: config.budget, models: config.models, signal, now: Date.now };
    const result = await review(ports, limits, createLocalRequest(repository.name, options));
    report(result, options.format);
    if (options.fix) await fix(result, await repository.workTree());
  } catch (error) {
    throw model === null ? error : suggestNoModel(error);
  } finally {
    progress.stop();
    await Promise.all([analyser.close(), repository.close()]);
  }
}

/** Says on stderr what was written: stdout has the review. */
async function fix({ findings }: Review, root: string | null): Promise<void> {
  if (root === null) throw new BadInput('--fix needs a work tree, and this repository has none');
  const { applied, left } = await applyFixes(root, findings);
  for (const one of applied) complain(`fixed ${one}`);
  for (const one of left) complain(`not fixed ${one}`);
  if (applied.length + left.length === 0) complain('nothing to fix: no finding has a computed fix');
}

function report(result: Review, format: ReviewOptions['format']): void {
  const { verdict, mergeBase, head } = result;
  process.exitCode = codeOf(result, format);
  if (process.exitCode === exitCode.couldNotReview && verdict === 'incomplete')
    complain(unjudgedLine(result.coverage, result.whole));
  if (verdict !== 'not-reviewed' || mergeBase !== head) return;
  complain(
    'nothing to review: the head has no commits that the base lacks. Uncommitted changes are not reviewed; ' +
      'commit them, choose --base and --head, or use --all',
  );
}

/**
 * A gate cannot pass on what was not judged. Nor can code scanning take the results of a run that judged nothing of
 * what there was to judge: it would close every alert.
 */
function codeOf(review: Review, format: ReviewOptions['format']): number {
  const { verdict, failOn = 'never' } = review;
  if (verdict === 'block') return exitCode.gateFailed;
  const isGated = failOn !== 'never' || format === 'sarif';
  if (verdict === 'incomplete' && isGated) return exitCode.couldNotReview;
  return verdict === 'not-reviewed' && format === 'sarif' && !hasNothingToJudge(review)
    ? exitCode.couldNotReview
    : exitCode.reviewed;
}
