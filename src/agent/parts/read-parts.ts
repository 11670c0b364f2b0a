// Reviews a change that is too large for one conversation: part by part within the budget, most important first, then
// as a whole. Files that no part read are listed, and checked by facts only.
import type { ChangedFile } from '../../domain/diff.ts';
import type { Progress, Todo } from '../../domain/ports.ts';
import type { Coverage } from '../../domain/review.ts';
import type { Budget } from '../../domain/run-limits.ts';
import {
  ALL_READ,
  type ConversationContext,
  type ConversationTopic,
  FACTS_ONLY_NOTE,
  type ModelReading,
  runConversation,
} from '../architect-conversation.ts';
import { type ActorWording, ARCHITECT } from '../model/actor-wording.ts';
import type { LoopOutcome } from '../model/agent-loop.ts';
import { estimateCost } from '../model/cost-estimate.ts';
import { addUsage, type ModelUsage, NO_USAGE } from '../model/usage.ts';
import { type ChangeFocus, measureDiff } from '../prompt/change-prompt.ts';
import { CHARACTERS_PER_TOKEN } from '../prompt/review-prompt.ts';
import { INJECTION_SUSPECTED } from '../safety/canary.ts';
import { quoteName } from '../safety/untrusted-text.ts';
import type { SubmittedReview } from '../verify/submit-review.ts';
import { mergeParts, type PartResult } from './merge-parts.ts';
import { type ChangePart, namePackages, OTHER_FILE_SIZE, type ReadingPlan } from './plan-parts.ts';

/** Turns of one part, which has less to look up than a whole change. */
const MAX_TURNS = 12;
/** Share of the architect's cost and time for the parts; the look at the whole needs the rest. */
const PARTS_SHARE = 0.9;
/** Share of a part that is shown where the whole part exceeds the model's context. */
const SHORTENED = 0.5;
const MAX_NAMES = 12;

const BUDGET_RAN_OUT = 'The budget ran out before all files were read.';
const CONTEXT_EXCEEDED = "The change exceeds the model's context.";

interface State {
  readonly read: PartResult[];
  readonly unread: Coverage['factsOnly'];
  /** Why parts were not read, each reason once. */
  readonly reasons: Set<string>;
  usage: ModelUsage;
  model: string | null;
}

/**
 * @param systemSize characters of the prompt besides the change
 * @throws TryLater as `runLoop` does; the signal's reason once it is aborted
 */
export async function readParts(
  context: ConversationContext,
  plan: ReadingPlan,
  systemSize: number,
): Promise<ModelReading> {
  const state: State = { read: [], unread: [], reasons: new Set(), usage: NO_USAGE, model: null };
  for (const [index, part] of plan.parts.entries()) {
    const budget = budgetFor(context, part, systemSize, state.usage.costUsd);
    if (budget === null) {
      state.reasons.add(BUDGET_RAN_OUT);
      skipParts(state, context, plan.parts.slice(index), 'over-budget');
      break;
    }
    showParts(context, plan.parts, part);
    const outcome = await readPart(context, part, budget);
    state.usage = addUsage(state.usage, outcome.usage);
    state.model = outcome.model ?? state.model;
    const isUnavailable = keepOutcome(state, context, part, outcome);
    if (isUnavailable) {
      skipParts(state, context, plan.parts.slice(index + 1), 'not-submitted');
      break;
    }
  }
  skipFiles(state, plan.beyond, 'over-budget');
  if (plan.beyond.length > 0) state.reasons.add(`A change is read in at most ${plan.parts.length} parts.`);
  return conclude(context, plan, state);
}

/** Budget of a part; null where the rest of the cost budget is too small for it. */
function budgetFor(
  { limits: { budget }, model }: ConversationContext,
  part: ChangePart,
  systemSize: number,
  spentUsd: number,
): Budget | null {
  const leftUsd = budget.maxCostUsd * PARTS_SHARE - spentUsd;
  const size = systemSize + part.files.reduce((sum, file) => sum + measureDiff(file), 0);
  const { leastUsd } = estimateCost(model.id, size / CHARACTERS_PER_TOKEN, budget);
  if (leftUsd < leastUsd) return null;
  const partsLeft = part.of - part.number + 1;
  return {
    ...budget,
    maxTurns: Math.min(budget.maxTurns, MAX_TURNS),
    maxCostUsd: Math.min(leftUsd, Math.max(2 * leastUsd, leftUsd / partsLeft)),
    deadlineMs: budget.deadlineMs * PARTS_SHARE,
  };
}

/** Holds a conversation about one part, or a second, shortened one where the first exceeded the context. */
async function readPart(
  context: ConversationContext,
  part: ChangePart,
  budget: Budget,
): Promise<LoopOutcome<SubmittedReview>> {
  // The task list on the check run is the list of parts, so the model's own is not shown.
  const progress: Progress = ({ room, message }) => context.ports.progress({ room, message });
  const own = { ...context, ports: { ...context.ports, progress } };
  const topic = topicOfPart(part);
  const whole = await runConversation(own, topic, budget);
  if (whole.ending.kind !== 'context-exceeded') return whole;
  const shortened = await runConversation(own, { ...topic, scale: SHORTENED, firstTurn: whole.turns }, budget);
  return { ...shortened, usage: addUsage(whole.usage, shortened.usage) };
}

export function topicOfPart(part: ChangePart): ConversationTopic {
  const actor: ActorWording = {
    ...ARCHITECT,
    name: `the architect (part ${part.number} of ${part.of})`,
    stepName: `part ${part.number} turn`,
  };
  return { actor, scale: 1, focus: focusOn(part) };
}

function focusOn(part: ChangePart): ChangeFocus {
  const names = part.packages.slice(0, MAX_NAMES).map(quoteName).join(', ');
  const more = part.packages.length > MAX_NAMES ? ` and ${part.packages.length - MAX_NAMES} more` : '';
  const intro = `# This part

The change is too large to be read at once. You read part ${part.number} of ${part.of}: ${names}${more}.
The diffs of the other parts are read in conversations of their own; look up with the tools what you need of them.
Review this part; the parts are merged afterwards.`;
  return { intro, files: part.files, otherFileSize: OTHER_FILE_SIZE };
}

function showParts({ ports }: ConversationContext, parts: readonly ChangePart[], current: ChangePart): void {
  const stateOf = ({ number }: ChangePart): Todo['state'] => {
    if (number === current.number) return 'in-progress';
    return number < current.number ? 'done' : 'pending';
  };
  const todos = parts.map((part) => ({
    text: `Part ${part.number} of ${part.of}: ${namePackages(part.packages)}`,
    state: stateOf(part),
  }));
  const message = `the architect reads part ${current.number} of ${current.of}`;
  ports.progress({ room: 'agent', message, done: current.number - 1, total: current.of, todos });
}

/** Keeps the result of a part, or why there is none. Returns true where the model is unavailable, so no other part is
tried. */ function keepOutcome(
  state: State,
  context: ConversationContext,
  part: ChangePart,
  { ending, usage, turns }: LoopOutcome<SubmittedReview>,
): boolean {
  if (ending.kind === 'submitted' && ending.result.kind === 'judged') {
    const { judgement, checked } = ending.result;
    state.read.push({ part, judgement, checked });
    return false;
  }
  if (ending.kind === 'submitted') {
    state.reasons.add(INJECTION_SUSPECTED);
    skipParts(state, context, [part], 'steered');
  } else if (ending.kind === 'context-exceeded') {
    skipParts(state, context, [part], 'no-room');
  } else {
    state.reasons.add(ending.note);
    skipParts(state, context, [part], 'not-submitted');
    return ending.kind === 'unavailable' && turns === 1 && usage.outputTokens === 0;
  }
  return false;
}

function skipParts(
  state: State,
  { snapshot }: ConversationContext,
  parts: readonly ChangePart[],
  reason: string,
): void {
  const isGo = new Set(snapshot.reviewed.map(({ path }) => path));
  const files = parts.flatMap((part) => part.files.filter(({ path }) => isGo.has(path)));
  skipFiles(state, files, reason);
}

function skipFiles(state: State, files: readonly ChangedFile[], reason: string): void {
  state.unread.push(...files.map(({ path }) => ({ path, reason })));
}

async function conclude(context: ConversationContext, plan: ReadingPlan, state: State): Promise<ModelReading> {
  const { read, unread, reasons, usage, model } = state;
  if (read.length === 0) {
    const [why = CONTEXT_EXCEEDED] = reasons;
    return { judgement: null, model, notes: [`${why} ${FACTS_ONLY_NOTE}`], usage, coverage: ALL_READ };
  }
  const isAllRead = unread.length === 0;
  const merged = await mergeParts(context, read, isAllRead, usage);
  const total = plan.parts.length;
  const files = context.snapshot.reviewed.length;
  const parts = `${read.length === total ? total : `${read.length} of ${total}`} parts`;
  const incomplete =
    `Large change: the model read ${files - unread.length} of ${files} Go files in ${parts}, most important first; ` +
    'the others were checked by facts only.';
  return {
    judgement: merged.judgement,
    model,
    notes: [...(isAllRead ? [] : [incomplete, ...reasons]), ...merged.notes],
    usage: addUsage(usage, merged.usage),
    coverage: {
      factsOnly: unread,
      notes: isAllRead ? [`Large change: the model read it in ${total} parts.`] : [],
    },
  };
}
