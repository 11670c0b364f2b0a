// Asks the model for its judgement of one change, at once or in parts; when none can be had, the note says why, and the facts stand alone.
import type { Architecture } from '../domain/architecture.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import {
  ALL_READ,
  type ConversationContext,
  FACTS_ONLY,
  type ModelReading,
  type ModelReview,
  prepareConversation,
  runConversation,
} from './architect-conversation.ts';
import type { Agent } from './definition/agent-definition.ts';
import { readBuiltInSkills, readRefuter } from './definition/built-in-agents.ts';
import { ARCHITECT } from './model/actor-wording.ts';
import { firstCall, type LoopOutcome, type LoopPorts } from './model/agent-loop.ts';
import { ARCHITECT_SHARE } from './model/loop-limits.ts';
import { type ModelChoice, modelNameOf } from './model/model-catalog.ts';
import { chooseRefuterModel } from './model/model-selection.ts';
import { type BudgetDecision, reserveBudget } from './model/reserve-budget.ts';
import { addUsage, NO_USAGE } from './model/usage.ts';
import { CONTEXT_TOKENS, planParts, type ReadingPlan } from './parts/plan-parts.ts';
import { readParts, topicOfPart } from './parts/read-parts.ts';
import { listFilesWithoutRoom } from './prompt/change-prompt.ts';
import { measureSystemPrompt } from './prompt/review-prompt.ts';
import { createCanary, INJECTION_SUSPECTED } from './safety/canary.ts';
import type { SubmittedReview } from './verify/submit-review.ts';

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
): Promise<ModelReview> {
  const none = { judgement: null, model: null, usage: NO_USAGE, budget: limits.budget, reading: ALL_READ };
  if (ports.model === null)
    return { ...none, notes: [snapshot.target.whole ? FACTS_ONLY : NO_MODEL], estimatedCostUsd: null };
  const startedAtMs = limits.now();
  // Kept by the step, so that a resumed review goes on with the same conversation.
  const canary = await ports.step('canary', async () => createCanary());
  const skills = await readBuiltInSkills();
  const desk: ConversationContext = {
    ports,
    limits,
    agent,
    model,
    snapshot,
    architecture,
    canary,
    skills,
    startedAtMs,
  };
  const systemSize = measureSystemPrompt(agent, snapshot, architecture);
  const contextTokens = model.longContext ? CONTEXT_TOKENS.long : CONTEXT_TOKENS.usual;
  const plan = planParts(snapshot, architecture, systemSize, contextTokens);
  const share = snapshot.settings.refute ? ARCHITECT_SHARE : 1;
  const afforded = await affordReading(desk, plan, share);
  const { estimatedCostUsd } = afforded;
  if (afforded.kind === 'nothing') return { ...none, notes: [`${afforded.why} ${FACTS_ONLY}`], estimatedCostUsd };
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
async function affordReading(
  desk: ConversationContext,
  { parts }: ReadingPlan,
  share: number,
): Promise<BudgetDecision> {
  const { ports, limits, model, snapshot } = desk;
  const [first] = parts;
  const whole = parts.length > 1 && first !== undefined ? topicOfPart(first) : { actor: ARCHITECT, scale: 1 };
  const refuter = snapshot.settings.refute
    ? chooseRefuterModel(limits.models, await readRefuter(), modelNameOf(model))
    : null;
  return reserveBudget(ports, limits.budget, {
    whole: firstCall(prepareConversation(desk, whole)),
    smaller: firstCall(prepareConversation(desk, { actor: ARCHITECT, scale: SMALLER })),
    times: parts.length,
    share,
    refuter,
  });
}

async function readWhole(desk: ConversationContext): Promise<ModelReading> {
  const whole = await runConversation(desk, { actor: ARCHITECT, scale: 1 });
  if (whole.ending.kind !== 'context-exceeded') return conclude(whole, [], ALL_READ);
  return readSmaller(desk, TOO_LONG, whole);
}

/** @param before a conversation about the whole that came to nothing */
async function readSmaller(
  desk: ConversationContext,
  note: string,
  before?: LoopOutcome<SubmittedReview>,
): Promise<ModelReading> {
  const smaller = await runConversation(desk, { actor: ARCHITECT, scale: SMALLER, firstTurn: before?.turns ?? 0 });
  const factsOnly = listFilesWithoutRoom(desk.snapshot, SMALLER).map((path) => ({ path, reason: 'no-room' }));
  const usage = addUsage(before?.usage ?? NO_USAGE, smaller.usage);
  return conclude({ ...smaller, usage }, [note], { factsOnly, notes: [] });
}

function conclude(
  { ending, model, usage }: LoopOutcome<SubmittedReview>,
  notes: readonly string[],
  reading: ModelReview['reading'],
): ModelReading {
  const factsAlone = (why: string): ModelReading => ({
    judgement: null,
    model,
    notes: [...notes, `${why} ${FACTS_ONLY}`],
    usage,
    reading: ALL_READ,
  });
  if (ending.kind === 'gave-up' || ending.kind === 'barred') return factsAlone(ending.note);
  if (ending.kind === 'context-exceeded') return factsAlone(CONTEXT_EXCEEDED);
  if (ending.result.kind === 'steered') return factsAlone(INJECTION_SUSPECTED);
  return { judgement: ending.result.judgement, model, notes, usage, reading };
}
