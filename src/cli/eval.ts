// The command `eval`: how right the architect is on cases whose right answer is known, as a table or as JSON.
import { modelNamed } from '../agent/agent.ts';
import { BadInput } from '../domain/errors.ts';
import type { ModelPort } from '../domain/ports.ts';
import { drawScoreboard, evaluate, type Judge, readCases } from '../eval/eval.ts';
import { readConfig } from '../process/config.ts';
import { createProgress, interrupt, type Surroundings } from './progress.ts';

export interface EvalCommandOptions {
  /** A folder of *.txtar. */
  readonly cases: string;
  /** false: the facts alone. */
  readonly model?: string | false;
  readonly judge?: string;
  readonly runs: number;
  readonly format: 'table' | 'json';
}

/** Reviews the cases and prints what came of it. @throws BadInput */
export async function printEvaluation(
  options: EvalCommandOptions,
  { env, openModel, write }: Surroundings,
): Promise<void> {
  const config = readConfig(env);
  const model = options.model === false ? null : await openModel(config);
  if (options.model && model === null) {
    throw new BadInput(
      `--model ${options.model} needs a service that has it: set ANTHROPIC_API_KEY or MODEL_PROVIDER, or leave --model out`,
    );
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
    write(options.format === 'json' ? JSON.stringify(evaluation, null, 2) : drawScoreboard(evaluation));
  } finally {
    progress.stop();
  }
}

function chooseJudge(model: ModelPort | null, name: string | undefined): Judge | undefined {
  if (name === undefined) return undefined;
  if (model === null) {
    throw new BadInput(
      `--judge ${name} judges what a model says: set ANTHROPIC_API_KEY or MODEL_PROVIDER, or leave it out`,
    );
  }
  const id = modelNamed(name);
  if (id === null) throw new BadInput(`--judge ${name}: write "sonnet", "opus", "haiku" or a full id`);
  return { model, id };
}
