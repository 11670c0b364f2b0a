// The command `eval`: measures precision and recall on labelled cases.
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { modelIdOf } from '../agent/agent.ts';
import { BadInput } from '../domain/errors.ts';
import type { ModelPort } from '../domain/ports.ts';
import { evaluate, formatScoreboard, type Judge, readCases } from '../eval/eval.ts';
import { readConfig } from '../process/config.ts';
import { type CommandContext, interrupt } from './command-context.ts';
import { createProgress } from './progress.ts';

const FORMATS = ['table', 'json'] as const;
const OWN_CASES = fileURLToPath(new URL('../../test/fixtures/cases', import.meta.url));
const SET_PROVIDER = 'set ANTHROPIC_API_KEY or MODEL_PROVIDER';

interface EvalOptions {
  /** A directory of *.txtar files. */
  readonly cases: string;
  /** false: facts only. */
  readonly model?: string | false;
  readonly judge?: string;
  readonly runs: number;
  readonly format: (typeof FORMATS)[number];
}

export function addEvalCommand(program: Command, context: CommandContext): void {
  program
    .command('eval')
    .description('measure precision and recall on labelled cases')
    .addOption(new Option('--cases <dir>', 'directory of *.txtar cases').default(OWN_CASES, 'those of this repository'))
    .option('--model <id>', "model to evaluate (default: the agent's)")
    .option('--no-model', 'facts only, even if ANTHROPIC_API_KEY is set')
    .option('--judge <id>', 'model that judges findings without an expected match')
    .option('--runs <n>', 'runs per case', parseRuns, 1)
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('table'))
    .action((options: EvalOptions) => runEvaluation(options, context));
}

/** @throws BadInput */
async function runEvaluation(options: EvalOptions, { env, openModel, write }: CommandContext): Promise<void> {
  const config = readConfig(env);
  const model = options.model === false ? null : await openModel(config);
  if (options.model && model === null) {
    throw new BadInput(`--model ${options.model} needs a model provider: ${SET_PROVIDER}, or drop --model`);
  }
  const progress = createProgress();
  try {
    const evaluation = await evaluate({
      cases: await readCases(options.cases),
      model,
      models: options.model ? { ...config.models, architect: options.model } : config.models,
      judge: chooseJudge(model, options.judge),
      runs: options.runs,
      budget: config.budget,
      signal: interrupt.signal,
      onCase: (done, total, message) => progress.show({ room: 'eval', message, done, total }),
    });
    progress.stop();
    write(options.format === 'json' ? JSON.stringify(evaluation, null, 2) : formatScoreboard(evaluation));
  } finally {
    progress.stop();
  }
}

function chooseJudge(model: ModelPort | null, name: string | undefined): Judge | undefined {
  if (name === undefined) return undefined;
  if (model === null) {
    throw new BadInput(`--judge ${name} judges findings of a model: ${SET_PROVIDER}, or drop --judge`);
  }
  const id = modelIdOf(name);
  if (id === null) throw new BadInput(`--judge ${name}: use "sonnet", "opus", "haiku" or a full model ID`);
  return { model, id };
}

function parseRuns(text: string): number {
  if (/^([1-9]|1\d|20)$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Use a number from 1 to 20.');
}
