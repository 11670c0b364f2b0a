// The command `gate`: judges a saved review again, with the gate that it carries or another one. Needs no model.
import { readFile, stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { BadInput, messageOf } from '../domain/errors.ts';
import { FailOn, judgeGate } from '../domain/gate.ts';
import { gapsIn, Review } from '../domain/review.ts';
import { createAnyGlob } from '../text/glob.ts';
import type { CommandContext } from './command-context.ts';
import { exitCode } from './exit-codes.ts';

/** A review has at most a few hundred findings; 64 MB is far more. */
const MAX_BYTES = 64 << 20;

interface GateOptions {
  readonly failOn?: FailOn;
  readonly format: 'text' | 'json';
}

export function addGateCommand(program: Command, { write }: CommandContext): void {
  program
    .command('gate')
    .description('judge a review again that `architect review --format json` saved; exit 1: it fails, 3: inconclusive')
    .argument('<file>', 'the saved review')
    .addOption(new Option('--fail-on <severity>', 'gate to use instead of the review’s own').choices(FailOn.options))
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (file: string, options: GateOptions) => {
      const review = await readReview(file);
      const { failOn = review.failOn ?? 'never', gates = review.gates ?? [] } =
        options.failOn === undefined ? {} : { failOn: options.failOn, gates: [] };
      const isReviewed = review.verdict !== 'not-reviewed';
      const judged = {
        findings: review.findings,
        clauses: review.clauses,
        failOn,
        gates,
        isReviewed,
        ...gapsIn(review.coverage),
      };
      const outcome = { ...judgeGate(judged, createAnyGlob), base: review.base, head: review.head };
      write(
        options.format === 'json' ? JSON.stringify(outcome, null, 2) : [outcome.outcome, ...outcome.reasons].join(' '),
      );
      process.exitCode = CODES[outcome.outcome];
    });
}

const CODES = { pass: exitCode.reviewed, fail: exitCode.gateFailed, inconclusive: exitCode.couldNotReview } as const;

/** @throws BadInput */
async function readReview(file: string): Promise<Review> {
  let value: unknown;
  try {
    if ((await stat(file)).size > MAX_BYTES) throw new BadInput(`${file} is larger than ${MAX_BYTES >> 20} MB`);
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${file} cannot be read as JSON: ${messageOf(error)}`);
  }
  const review = Review.safeParse(value);
  if (review.success) return review.data;
  const [issue] = review.error.issues;
  throw new BadInput(
    `${file} is not a review; save one with: architect review --format json > ${file} ` +
      `(${issue?.path.join('.') || 'the file'}: ${issue?.message})`,
  );
}
