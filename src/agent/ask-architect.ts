// Asks the model for its judgement of one change; when none can be had, the note says why, and the facts stand alone.
import { randomUUID } from 'node:crypto';
import type { Architecture } from '../domain/architecture.ts';
import type { Budget, Ports } from '../domain/ports.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { afford } from './afford.ts';
import { readBuiltInSkills, readRefuter } from './built-in.ts';
import { chooseRefutersModel } from './choose-model.ts';
import type { Judgement } from './compose-review.ts';
import type { Agent } from './definition.ts';
import { ARCHITECT_SHARE } from './limits.ts';
import { addUsage, type LoopOptions, type LoopOutcome, type ModelUsage, NO_USAGE, promptOf, runLoop } from './loop.ts';
import { type ModelChoice, nameOf } from './models.ts';
import { writePrompt } from './prompt.ts';
import { ARCHITECT } from './role.ts';
import { createToolbox } from './toolbox.ts';
import { createSubmitReview, type Submitted } from './tools/submit-review.ts';

export interface ModelVerdict {
  /** null: the review is made of the facts alone, and the last of `notes` says why. */
  readonly judgement: Judgement | null;
  readonly model: string | null;
  readonly notes: readonly string[];
  readonly usage: ModelUsage;
  /** The review's own, or what the day had left of it. */
  readonly budget: Budget;
  /** null where no model was to be asked. */
  readonly estimatedCostUsd: number | null;
}

/** How much of documents, facts and diff is shown to a model whose context, or whose price, the whole exceeded. */
const SMALLER = 0.25;

const NO_MODEL = 'No model is set up (ANTHROPIC_API_KEY): this review is made of the facts alone.';
const FACTS_ALONE = 'This review is made of the facts alone.';
const TOO_LONG = 'The change was shortened for the model, because the whole exceeded its context.';
const TOO_DEAR = 'The change was shortened for the model, so that its review keeps within its budget.';
const CONTEXT_EXCEEDED = 'The change does not fit into the model.';
const STEERED =
  'The model repeated a word that its instructions keep secret, as one does that is steered by a text it read. Its answer was thrown away.';

/** @throws TryLater when the model passes for the moment, and what the review's signal carries */
export async function askArchitect(
  ports: Ports,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<ModelVerdict> {
  const none = { judgement: null, model: null, usage: NO_USAGE, budget: ports.budget };
  if (ports.model === null) return { ...none, notes: [NO_MODEL], estimatedCostUsd: null };
  const conversation = await prepare(ports, agent, model, snapshot, architecture);
  const { whole, smaller } = conversation;
  const share = snapshot.settings.refute ? ARCHITECT_SHARE : 1;
  const refuter = snapshot.settings.refute ? chooseRefutersModel(ports.models, await readRefuter(), whole.model) : null;
  const afforded = await afford(ports, {
    whole: promptOf(whole),
    smaller: promptOf(smaller),
    share,
    refuter,
  });
  const { estimatedCostUsd } = afforded;
  if (afforded.kind === 'nothing') return { ...none, notes: [`${afforded.why} ${FACTS_ALONE}`], estimatedCostUsd };
  const { budget } = afforded;
  const within = { ...ports, budget: { ...budget, maxCostUsd: budget.maxCostUsd * share } };
  const paid = { budget, estimatedCostUsd };
  if (afforded.kind === 'smaller') return { ...conclude(await runLoop(within, smaller), [TOO_DEAR]), ...paid };
  const first = await runLoop(within, whole);
  if (first.ending.kind !== 'context-exceeded') return { ...conclude(first, []), ...paid };
  const second = await runLoop(within, { ...smaller, firstTurn: first.turns });
  return { ...conclude({ ...second, usage: addUsage(first.usage, second.usage) }, [TOO_LONG]), ...paid };
}

/** The conversation to have, and one about less of the change. */
async function prepare(
  ports: Ports,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<Record<'whole' | 'smaller', LoopOptions<Submitted>>> {
  // Kept by the step, so that a resumed review goes on with the same conversation.
  const canary = await ports.step('canary', async () => randomUUID());
  const skills = await readBuiltInSkills();
  const about = (scale: number): LoopOptions<Submitted> => ({
    role: ARCHITECT,
    ...writePrompt(agent, snapshot, architecture, canary, scale),
    model: nameOf(model),
    tools: createToolbox(agent, snapshot, architecture, skills, ports.progress),
    submit: createSubmitReview(snapshot, architecture, canary),
  });
  return { whole: about(1), smaller: about(SMALLER) };
}

type Concluded = Omit<ModelVerdict, 'budget' | 'estimatedCostUsd'>;

function conclude({ ending, model, usage }: LoopOutcome<Submitted>, notes: readonly string[]): Concluded {
  const factsAlone = (why: string): Concluded => ({
    judgement: null,
    model,
    notes: [...notes, `${why} ${FACTS_ALONE}`],
    usage,
  });
  if (ending.kind === 'gave-up' || ending.kind === 'barred') return factsAlone(ending.note);
  if (ending.kind === 'context-exceeded') return factsAlone(CONTEXT_EXCEEDED);
  if (ending.result.kind === 'steered') return factsAlone(STEERED);
  return { judgement: ending.result.judgement, model, notes, usage };
}
