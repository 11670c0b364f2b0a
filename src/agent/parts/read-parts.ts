// Reviews a change that is too large for one reading: part by part within the budget, the weightiest first, then one look at the whole.
// What no part read is named, and judged by the facts alone.
import type { ChangedFile } from '../../domain/diff.ts';
import type { Progress } from '../../domain/ports.ts';
import type { Coverage } from '../../domain/review.ts';
import type { Budget } from '../../domain/run-limits.ts';
import {
  ALL_READ,
  type ConversationContext,
  type ConversationTopic,
  FACTS_ONLY,
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

/** Turns of one part: whoever sees less has less to look up. */
const MAX_TURNS = 12;
/** Of the architect's money and time: for the parts. The look at the whole needs the rest. */
const PARTS_SHARE = 0.9;
/** How much of a part is shown to a model whose context it exceeded. */
const SMALLER = 0.5;
const MAX_NAMES = 12;

interface Progressing {
  readonly read: PartResult[];
  readonly unread: Coverage['factsOnly'];
  /** Why parts were not read, each once. */
  readonly reasons: Set<string>;
  usage: ModelUsage;
  model: string | null;
}

/**
 * @param systemSize characters of the prompt beside the change
 * @throws TryLater when the model passes for the moment, and what the review's signal carries
 */
export async function readParts(
  desk: ConversationContext,
  plan: ReadingPlan,
  systemSize: number,
): Promise<ModelReading> {
  const state: Progressing = { read: [], unread: [], reasons: new Set(), usage: NO_USAGE, model: null };
  for (const [index, part] of plan.parts.entries()) {
    const budget = budgetFor(desk, part, systemSize, state.usage.costUsd);
    if (budget === null) {
      state.reasons.add('The budget of the review did not reach for all of it.');
      leaveOut(state, desk, plan.parts.slice(index), 'over-budget');
      break;
    }
    tellPart(desk, plan.parts, part);
    const outcome = await readPart(desk, part, budget);
    state.usage = addUsage(state.usage, outcome.usage);
    state.model = outcome.model ?? state.model;
    const isRefused = take(state, desk, part, outcome);
    if (isRefused) {
      leaveOut(state, desk, plan.parts.slice(index + 1), 'not-submitted');
      break;
    }
  }
  leaveOutFiles(state, plan.beyond, 'over-budget');
  if (plan.beyond.length > 0) state.reasons.add(`More than ${plan.parts.length} parts are not read.`);
  return conclude(desk, plan, state);
}

/** What a part may use up, or null where the money left does not reach for it. */
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

/** A conversation about one part; a second, of less, where the first was too much for the model. */
async function readPart(
  desk: ConversationContext,
  part: ChangePart,
  budget: Budget,
): Promise<LoopOutcome<SubmittedReview>> {
  // The list on the check run is that of the parts.
  const progress: Progress = ({ room, message }) => desk.ports.progress({ room, message });
  const own = { ...desk, ports: { ...desk.ports, progress } };
  const about = topicOfPart(part);
  const whole = await runConversation(own, about, budget);
  if (whole.ending.kind !== 'context-exceeded') return whole;
  const smaller = await runConversation(own, { ...about, scale: SMALLER, firstTurn: whole.turns }, budget);
  return { ...smaller, usage: addUsage(whole.usage, smaller.usage) };
}

/** The conversation about a part. */
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
  const words = `# This part

The change is too large to be read at once. You read part ${part.number} of ${part.of}: ${names}${more}. The diffs of the other parts are read in
conversations of their own; look up with the tools what you need of them. Judge this part; the whole is drawn together afterwards.`;
  return { intro: words, files: part.files, otherFileSize: OTHER_FILE_SIZE };
}

function tellPart({ ports }: ConversationContext, parts: readonly ChangePart[], current: ChangePart): void {
  const todos = parts.map(({ number, of, packages }) => ({
    text: `Part ${number} of ${of}: ${namePackages(packages)}`,
    state:
      number < current.number
        ? ('done' as const)
        : number === current.number
          ? ('in-progress' as const)
          : ('pending' as const),
  }));
  const message = `the architect reads part ${current.number} of ${current.of}`;
  ports.progress({ room: 'agent', message, done: current.number - 1, total: current.of, todos });
}

/** Keeps what a part gave, or why it gave nothing. True where the model cannot be asked at all, so that no other part is tried. */
function take(
  state: Progressing,
  desk: ConversationContext,
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
    leaveOut(state, desk, [part], 'steered');
  } else if (ending.kind === 'context-exceeded') {
    leaveOut(state, desk, [part], 'no-room');
  } else {
    state.reasons.add(ending.note);
    leaveOut(state, desk, [part], 'not-submitted');
    return ending.kind === 'barred' && turns === 1 && usage.outputTokens === 0;
  }
  return false;
}

function leaveOut(
  state: Progressing,
  { snapshot }: ConversationContext,
  parts: readonly ChangePart[],
  reason: string,
): void {
  const isGo = new Set(snapshot.reviewed.map(({ path }) => path));
  leaveOutFiles(
    state,
    parts.flatMap(({ files }) => files.filter(({ path }) => isGo.has(path))),
    reason,
  );
}

function leaveOutFiles(state: Progressing, files: readonly ChangedFile[], reason: string): void {
  state.unread.push(...files.map(({ path }) => ({ path, reason })));
}

async function conclude(desk: ConversationContext, plan: ReadingPlan, state: Progressing): Promise<ModelReading> {
  const { read, unread, reasons } = state;
  if (read.length === 0) {
    const [why = 'The change does not fit into the model.'] = reasons;
    return {
      judgement: null,
      model: state.model,
      notes: [`${why} ${FACTS_ONLY}`],
      usage: state.usage,
      reading: ALL_READ,
    };
  }
  const drawn = await mergeParts(desk, read, unread.length === 0, state.usage);
  const files = desk.snapshot.reviewed.length;
  const parts = `${read.length === plan.parts.length ? `all ${plan.parts.length}` : `${read.length} of ${plan.parts.length}`} parts`;
  const notes =
    unread.length === 0
      ? []
      : [
          `The change is large: in ${parts} the model read ${files - unread.length} of ${files} Go files, the weightiest first; the others are judged by the facts alone.`,
          ...reasons,
        ];
  return {
    judgement: drawn.judgement,
    model: state.model,
    notes: [...notes, ...drawn.notes],
    usage: addUsage(state.usage, drawn.usage),
    reading: {
      factsOnly: unread,
      notes: unread.length === 0 ? [`The change is large: the model read it in ${plan.parts.length} parts.`] : [],
    },
  };
}
