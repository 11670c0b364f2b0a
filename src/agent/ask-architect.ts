// Asks the model for its judgement of one change; when none can be had, the note says why, and the facts stand alone.
import { randomUUID } from 'node:crypto';
import type { Architecture } from '../domain/architecture.ts';
import type { Ports } from '../domain/ports.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { readBuiltInSkills } from './built-in.ts';
import type { Judgement } from './compose-review.ts';
import type { Agent } from './definition.ts';
import { keepForRefuter } from './limits.ts';
import { addUsage, type LoopOutcome, type ModelUsage, NO_USAGE, runLoop } from './loop.ts';
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
}

/** How much of documents, facts and diff is shown to a model whose context the whole exceeded. */
const SMALLER = 0.25;

const NO_MODEL = 'No model is set up (ANTHROPIC_API_KEY): this review is made of the facts alone.';
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
  if (ports.model === null) return { judgement: null, model: null, notes: [NO_MODEL], usage: NO_USAGE };
  // Kept by the step, so that a resumed review goes on with the same conversation.
  const canary = await ports.step('canary', async () => randomUUID());
  const skills = await readBuiltInSkills();
  const budget = snapshot.settings.refute ? keepForRefuter(ports.budget) : ports.budget;
  const run = (scale: number, firstTurn: number) =>
    runLoop(
      { ...ports, budget },
      {
        role: ARCHITECT,
        ...writePrompt(agent, snapshot, architecture, canary, scale),
        model: nameOf(model),
        tools: createToolbox(agent, snapshot, architecture, skills, ports.progress),
        submit: createSubmitReview(snapshot, architecture, canary),
        firstTurn,
      },
    );
  const whole = await run(1, 0);
  if (whole.ending.kind !== 'context-exceeded') return conclude(whole, []);
  const smaller = await run(SMALLER, whole.turns);
  const note = 'The change was shortened for the model, because the whole exceeded its context.';
  return conclude({ ...smaller, usage: addUsage(whole.usage, smaller.usage) }, [note]);
}

function conclude({ ending, model, usage }: LoopOutcome<Submitted>, notes: readonly string[]): ModelVerdict {
  const factsAlone = (why: string): ModelVerdict => ({
    judgement: null,
    model,
    notes: [...notes, `${why} This review is made of the facts alone.`],
    usage,
  });
  if (ending.kind === 'gave-up' || ending.kind === 'barred') return factsAlone(ending.note);
  if (ending.kind === 'context-exceeded') return factsAlone(CONTEXT_EXCEEDED);
  if (ending.result.kind === 'steered') return factsAlone(STEERED);
  return { judgement: ending.result.judgement, model, notes, usage };
}
