// Asks the model to review a change, at once or in parts. Where it gives no review, a note tells why: facts only.
import type { Architecture } from '../domain/architecture.ts';
import type { Budget, RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import {
  ALL_READ,
  type ConversationContext,
  FACTS_ONLY_NOTE,
  type ModelReading,
  prepareConversation,
  runConversation,
} from './architect-conversation.ts';
import type { Agent } from './definition/agent-definition.ts';
import { readBuiltInSkills, readRefuter } from './definition/built-in-agents.ts';
import { ARCHITECT } from './model/actor-wording.ts';
import type { LoopOutcome } from './model/agent-loop.ts';
import { ARCHITECT_SHARE } from './model/loop-limits.ts';
import { firstCall, type LoopPorts } from './model/loop-options.ts';
import { chooseRefuterModel } from './model/model-selection.ts';
import { type BudgetDecision, reserveBudget } from './model/reserve-budget.ts';
import { type ModelChoice, modelNameOf } from './model/resolve-model.ts';
import { addUsage, NO_USAGE } from './model/usage.ts';
import { CONTEXT_TOKENS, planParts, type ReadingPlan } from './parts/plan-parts.ts';
import { readParts, topicOfPart } from './parts/read-parts.ts';
import { listFilesWithoutRoom } from './prompt/change-prompt.ts';
import { measureSystemPrompt } from './prompt/review-prompt.ts';
import { createCanary, INJECTION_SUSPECTED } from './safety/canary.ts';
import type { SubmittedReview } from './verify/submit-review.ts';

export interface ModelReview extends ModelReading {
  /** The review's own budget, or what was left of the day's. */
  readonly budget: Budget;
  /** null where no model was to be asked. */
  readonly estimatedCostUsd: number | null;
}

/** Share of documents, facts and diff that is shown where the whole exceeds the model's context or the budget. */
const SHORTENED = 0.25;

const NO_MODEL = 'No model is configured (ANTHROPIC_API_KEY or MODEL_PROVIDER): facts only.';
const CUT_FOR_CONTEXT = "The diff was truncated to fit the model's context.";
const CUT_FOR_BUDGET = 'The diff was truncated to stay within the cost budget.';
const CONTEXT_EXCEEDED = "The change exceeds the model's context.";

/** @throws TryLater as `runLoop` does; the signal's reason once it is aborted */
export async function reviewWithModel(
  ports: LoopPorts,
  limits: RunLimits,
  agent: Agent,
  model: ModelChoice,
  snapshot: Snapshot,
  architecture: Architecture,
): Promise<ModelReview> {
  const none = { judgement: null, model: null, usage: NO_USAGE, budget: limits.budget, coverage: ALL_READ };
  if (ports.model === null) {
    return { ...none, notes: [snapshot.target.whole ? FACTS_ONLY_NOTE : NO_MODEL], estimatedCostUsd: null };
  }
  const startedAtMs = limits.now();
  // Kept by the step, so that a resumed review continues the same conversation.
  const canary = await ports.step('canary', async () => createCanary());
  const skills = await readBuiltInSkills();
  const context = { ports, limits, agent, model, snapshot, architecture, canary, skills, startedAtMs };
  const systemSize = measureSystemPrompt(agent, snapshot, architecture);
  const contextTokens = model.longContext ? CONTEXT_TOKENS.long : CONTEXT_TOKENS.usual;
  const plan = planParts(snapshot, architecture, systemSize, contextTokens);
  const share = snapshot.settings.refute ? ARCHITECT_SHARE : 1;
  const decision = await reserveForReading(context, plan, share);
  const { estimatedCostUsd } = decision;
  if (decision.kind === 'refused') {
    return { ...none, notes: [`${decision.why} ${FACTS_ONLY_NOTE}`], estimatedCostUsd };
  }
  const { kind, budget } = decision;
  const architectBudget = { ...budget, maxCostUsd: budget.maxCostUsd * share };
  const reading = await read({ ...context, limits: { ...limits, budget: architectBudget } }, kind, plan, systemSize);
  return { ...reading, budget, estimatedCostUsd };
}

/** Of several parts, the budget has to pay for the first; how many more it pays for shows as they are read. */
async function reserveForReading(
  context: ConversationContext,
  { parts }: ReadingPlan,
  share: number,
): Promise<BudgetDecision> {
  const { ports, limits, model, snapshot } = context;
  const [first] = parts;
  const topic = parts.length > 1 && first !== undefined ? topicOfPart(first) : { actor: ARCHITECT, scale: 1 };
  const refuter = snapshot.settings.refute
    ? chooseRefuterModel(limits.models, await readRefuter(), modelNameOf(model))
    : null;
  return reserveBudget(ports, limits.budget, {
    full: firstCall(prepareConversation(context, topic)),
    shortened: firstCall(prepareConversation(context, { actor: ARCHITECT, scale: SHORTENED })),
    times: parts.length,
    share,
    refuter,
  });
}

function read(
  context: ConversationContext,
  kind: 'full' | 'shortened',
  plan: ReadingPlan,
  systemSize: number,
): Promise<ModelReading> {
  if (kind === 'shortened') return readShortened(context, CUT_FOR_BUDGET);
  return plan.parts.length > 1 ? readParts(context, plan, systemSize) : readWhole(context);
}

async function readWhole(context: ConversationContext): Promise<ModelReading> {
  const whole = await runConversation(context, { actor: ARCHITECT, scale: 1 });
  if (whole.ending.kind !== 'context-exceeded') return conclude(whole, [], ALL_READ);
  return readShortened(context, CUT_FOR_CONTEXT, whole);
}

/** @param before the conversation about the whole change, where it exceeded the context */
async function readShortened(
  context: ConversationContext,
  note: string,
  before?: LoopOutcome<SubmittedReview>,
): Promise<ModelReading> {
  const topic = { actor: ARCHITECT, scale: SHORTENED, firstTurn: before?.turns ?? 0 };
  const outcome = await runConversation(context, topic);
  const factsOnly = listFilesWithoutRoom(context.snapshot, SHORTENED).map((path) => ({ path, reason: 'no-room' }));
  const usage = addUsage(before?.usage ?? NO_USAGE, outcome.usage);
  return conclude({ ...outcome, usage }, [note], { factsOnly, notes: [] });
}

function conclude(
  { ending, model, usage }: LoopOutcome<SubmittedReview>,
  notes: readonly string[],
  coverage: ModelReading['coverage'],
): ModelReading {
  const factsOnly = (why: string): ModelReading => ({
    judgement: null,
    model,
    notes: [...notes, `${why} ${FACTS_ONLY_NOTE}`],
    usage,
    coverage: ALL_READ,
  });
  if (ending.kind === 'gave-up' || ending.kind === 'unavailable') return factsOnly(ending.note);
  if (ending.kind === 'context-exceeded') return factsOnly(CONTEXT_EXCEEDED);
  if (ending.result.kind === 'steered') return factsOnly(INJECTION_SUSPECTED);
  return { judgement: ending.result.judgement, model, notes, usage, coverage };
}
