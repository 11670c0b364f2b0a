// Asks the model for its judgement of one change, at once or in parts; when none can be had, the note says why, and the facts stand alone.
import type { Architecture } from '../domain/architecture.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import {
  type Concluded,
  converse,
  type Desk,
  FACTS_ALONE,
  type ModelVerdict,
  prepare,
  READ_ALL,
} from './architect-conversation.ts';
import type { Agent } from './definition/agent-definition.ts';
import { readBuiltInSkills, readRefuter } from './definition/built-in-agents.ts';
import { ARCHITECT } from './model/actor-wording.ts';
import { type LoopOutcome, type LoopPorts, promptOf } from './model/agent-loop.ts';
import { ARCHITECT_SHARE } from './model/loop-limits.ts';
import { type ModelChoice, nameOf } from './model/model-catalog.ts';
import { chooseRefutersModel } from './model/model-selection.ts';
import { type Afforded, afford } from './model/reserve-budget.ts';
import { addUsage, NO_USAGE } from './model/usage.ts';
import { CONTEXT_TOKENS, planParts, type ReadingPlan } from './parts/plan-parts.ts';
import { aboutPart, readParts } from './parts/read-parts.ts';
import { listNotShown } from './prompt/change-prompt.ts';
import { measureSystem } from './prompt/review-prompt.ts';
import { drawCanary, STEERED } from './safety/canary.ts';
import type { Submitted } from './verify/submit-review.ts';

/** How much of documents, facts and diff is shown to a model whose context, or whose price, the whole exceeded. */
const SMALLER = 0.25;

const NO_MODEL = 'No model is set up (ANTHROPIC_API_KEY): this review is made of the facts alone.';
const TOO_LONG = 'The change was shortened for the model, because the whole exceeded its context.';
const TOO_DEAR = 'The change was shortened for the model, so that its review keeps within its budget.';
const CONTEXT_EXCEEDED = 'The change does not fit into the model.';

/** @throws TryLater when the model passes for the moment, and what the review's signal carries */
export async function askArchitect(
  ports: LoopPorts,
  limits: RunLimits,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<ModelVerdict> {
  const none = { judgement: null, model: null, usage: NO_USAGE, budget: limits.budget, reading: READ_ALL };
  if (ports.model === null)
    return { ...none, notes: [snapshot.target.whole ? FACTS_ALONE : NO_MODEL], estimatedCostUsd: null };
  const startedAtMs = limits.now();
  // Kept by the step, so that a resumed review goes on with the same conversation.
  const canary = await ports.step('canary', async () => drawCanary());
  const skills = await readBuiltInSkills();
  const desk: Desk = { ports, limits, agent, model, snapshot, architecture, canary, skills, startedAtMs };
  const systemSize = measureSystem(agent, snapshot, architecture);
  const contextTokens = model.longContext ? CONTEXT_TOKENS.long : CONTEXT_TOKENS.usual;
  const plan = planParts(snapshot, architecture, systemSize, contextTokens);
  const share = snapshot.settings.refute ? ARCHITECT_SHARE : 1;
  const afforded = await affordReading(desk, plan, share);
  const { estimatedCostUsd } = afforded;
  if (afforded.kind === 'nothing') return { ...none, notes: [`${afforded.why} ${FACTS_ALONE}`], estimatedCostUsd };
  const { budget } = afforded;
  const within = { ...desk, limits: { ...limits, budget: { ...budget, maxCostUsd: budget.maxCostUsd * share } } };
  const concluded =
    afforded.kind === 'smaller'
      ? await readSmaller(within, TOO_DEAR)
      : plan.parts.length > 1
        ? await readParts(within, plan, systemSize)
        : await readWhole(within);
  return { ...concluded, budget, estimatedCostUsd };
}

/** Of several parts the first has to be paid; how many more can be, is seen as they are read. */
async function affordReading(desk: Desk, { parts }: ReadingPlan, share: number): Promise<Afforded> {
  const { ports, limits, model, snapshot } = desk;
  const [first] = parts;
  const whole = parts.length > 1 && first !== undefined ? aboutPart(first) : { role: ARCHITECT, scale: 1 };
  const refuter = snapshot.settings.refute
    ? chooseRefutersModel(limits.models, await readRefuter(), nameOf(model))
    : null;
  return afford(ports, limits.budget, {
    whole: promptOf(prepare(desk, whole)),
    smaller: promptOf(prepare(desk, { role: ARCHITECT, scale: SMALLER })),
    times: parts.length,
    share,
    refuter,
  });
}

async function readWhole(desk: Desk): Promise<Concluded> {
  const whole = await converse(desk, { role: ARCHITECT, scale: 1 });
  if (whole.ending.kind !== 'context-exceeded') return conclude(whole, [], READ_ALL);
  return readSmaller(desk, TOO_LONG, whole);
}

/** @param before a conversation about the whole that came to nothing */
async function readSmaller(desk: Desk, note: string, before?: LoopOutcome<Submitted>): Promise<Concluded> {
  const smaller = await converse(desk, { role: ARCHITECT, scale: SMALLER, firstTurn: before?.turns ?? 0 });
  const factsOnly = listNotShown(desk.snapshot, SMALLER).map((path) => ({ path, reason: 'no-room' }));
  const usage = addUsage(before?.usage ?? NO_USAGE, smaller.usage);
  return conclude({ ...smaller, usage }, [note], { factsOnly, notes: [] });
}

function conclude(
  { ending, model, usage }: LoopOutcome<Submitted>,
  notes: readonly string[],
  reading: ModelVerdict['reading'],
): Concluded {
  const factsAlone = (why: string): Concluded => ({
    judgement: null,
    model,
    notes: [...notes, `${why} ${FACTS_ALONE}`],
    usage,
    reading: READ_ALL,
  });
  if (ending.kind === 'gave-up' || ending.kind === 'barred') return factsAlone(ending.note);
  if (ending.kind === 'context-exceeded') return factsAlone(CONTEXT_EXCEEDED);
  if (ending.result.kind === 'steered') return factsAlone(STEERED);
  return { judgement: ending.result.judgement, model, notes, usage, reading };
}
