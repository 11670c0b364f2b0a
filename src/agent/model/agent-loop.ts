// Runs a conversation with a model: one growing list of messages, one step per turn, until it submits or a limit is
// reached.
import type { ModelContent, ModelMessage, ModelTurn } from '../../domain/ports.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { SubmitReply } from '../tools/submit-tool.ts';
import { replyError, type ToolReply } from '../tools/tool.ts';
import { askModel } from './ask-model.ts';
import {
  explainLimitReached,
  explainTimeout,
  isLastAttempt,
  isLimitReached,
  isNearLimit,
  type Spent,
  timeLeftMs,
} from './loop-limits.ts';
import { type LoopOptions, type LoopPorts, userText } from './loop-options.ts';
import { hasListPrice } from './model-prices.ts';
import { addUsage, type ModelUsage, NO_USAGE } from './usage.ts';

export type LoopEnding<Result> =
  | { readonly kind: 'submitted'; readonly result: Result }
  /** The model did not submit; `note` tells people why. */
  | { readonly kind: 'gave-up'; readonly note: string }
  /** This model cannot be asked, or does not answer; another one might. `note` tells people why. */
  | { readonly kind: 'unavailable'; readonly note: string }
  | { readonly kind: 'context-exceeded' };

export interface LoopOutcome<Result> {
  readonly ending: LoopEnding<Result>;
  /** Id of the model that answered; null when none did. */
  readonly model: string | null;
  readonly usage: ModelUsage;
  readonly turns: number;
}

/** A model calls more tools at once only by mistake. */
const MAX_CALLS_PER_TURN = 16;
const MAX_REMINDERS = 2;

/** @throws TryLater from the model while a further attempt follows; the signal's reason once it is aborted */
export async function runLoop<Result>(
  ports: LoopPorts,
  limits: RunLimits,
  options: LoopOptions<Result>,
): Promise<LoopOutcome<Result>> {
  const state = createState(options.request, options.startedAtMs ?? limits.now());
  const ending = await takeTurns({ ports, limits, options, state });
  return { ending, model: state.model, usage: state.usage, turns: state.turns };
}

/** A conversation under way. */
interface Conversation<Result> {
  readonly ports: LoopPorts;
  readonly limits: RunLimits;
  readonly options: LoopOptions<Result>;
  readonly state: State;
}

interface State extends Spent {
  readonly messages: ModelMessage[];
  turns: number;
  rejections: number;
  reminders: number;
  isUrged: boolean;
  lastCostUsd: number;
  model: string | null;
  usage: ModelUsage;
}

function createState(request: string, startedAtMs: number): State {
  return {
    startedAtMs,
    messages: [userText(request)],
    turns: 0,
    rejections: 0,
    reminders: 0,
    isUrged: false,
    lastCostUsd: 0,
    model: null,
    usage: NO_USAGE,
  };
}

async function takeTurns<Result>(conversation: Conversation<Result>): Promise<LoopEnding<Result>> {
  const { ports, limits, options, state } = conversation;
  const { name, product, stepName } = options.actor;
  const timeLimit = { leftMs: () => timeLeftMs(limits, state), explain: () => explainTimeout(limits) };
  for (;;) {
    if (isLimitReached(limits, state)) {
      return { kind: 'gave-up', note: explainLimitReached(limits, state, product) };
    }
    state.turns += 1;
    ports.progress({ room: 'agent', message: `${name} thinks (turn ${state.turns})` });
    const step = `${stepName} ${(options.firstTurn ?? 0) + state.turns}`;
    const kept = await askModel(ports, limits, options, step, state.messages, timeLimit);
    if ('refused' in kept) return { kind: kept.isBarred ? 'unavailable' : 'gave-up', note: kept.refused };
    countTurn(state, kept.turn);
    const ending = await followTurn(conversation, kept.turn);
    if (ending !== null) return ending;
  }
}

function countTurn(state: State, turn: ModelTurn): void {
  state.model = turn.model;
  state.lastCostUsd = turn.costUsd;
  state.usage = addUsage(state.usage, hasListPrice(turn.model) ? turn : { ...turn, costIsEstimated: true });
}

/** Does what the turn asks for and appends it to the conversation. Returns the ending when this was the last turn. */
async function followTurn<Result>(
  conversation: Conversation<Result>,
  turn: ModelTurn,
): Promise<LoopEnding<Result> | null> {
  const { options, state } = conversation;
  if (turn.stopReason === 'refusal') {
    return { kind: 'unavailable', note: `The model (${turn.model}) declined to ${options.actor.task}.` };
  }
  if (turn.stopReason === 'context_exceeded') return { kind: 'context-exceeded' };
  state.messages.push({ role: 'assistant', content: toAcceptedContent(turn.content) });
  const calls = turn.content.filter((block) => block.type === 'tool_use');
  if (calls.length > 0) return answerCalls(conversation, turn, calls);
  return turn.stopReason === 'pause_turn' ? null : followText(conversation, turn);
}

type ToolCall = Extract<ModelContent, { readonly type: 'tool_use' }>;

async function answerCalls<Result>(
  conversation: Conversation<Result>,
  turn: ModelTurn,
  calls: readonly ToolCall[],
): Promise<LoopEnding<Result> | null> {
  const answers: ModelContent[] = [];
  for (const [index, call] of calls.entries()) {
    const isCut = turn.stopReason === 'max_tokens' && index === calls.length - 1;
    const answer = isCut ? replyError(explainCut(conversation)) : await answerCall(conversation, call, index);
    if ('result' in answer) return { kind: 'submitted', result: answer.result };
    answers.push({ type: 'tool_result', tool_use_id: call.id, content: answer.text, is_error: answer.isError });
  }
  appendAnswers(conversation, answers);
  return null;
}

function explainCut<Result>({ limits, options }: Conversation<Result>): string {
  const { maxOutputTokensPerTurn } = limits.budget;
  const { name } = options.submit.tool;
  return `Your answer was cut at ${maxOutputTokensPerTurn} tokens. Be shorter, and end with ${name}.`;
}

async function answerCall<Result>(
  conversation: Conversation<Result>,
  call: ToolCall,
  index: number,
): Promise<{ readonly result: Result } | ToolReply> {
  const { ports, limits, options } = conversation;
  const { actor, submit, tools } = options;
  if (index >= MAX_CALLS_PER_TURN) {
    return replyError(`More than ${MAX_CALLS_PER_TURN} calls in one turn. Make this one again in the next turn.`);
  }
  if (call.name === submit.tool.name) {
    const taken = takeSubmission(conversation, call.input);
    return 'result' in taken ? taken : replyError(taken.fix);
  }
  const tool = tools.find((known) => known.name === call.name);
  if (tool === undefined) {
    const names = [...tools.map((known) => known.name), submit.tool.name].join(', ');
    return replyError(`There is no tool "${call.name.slice(0, 60)}". The tools are ${names}.`);
  }
  ports.progress({ room: 'agent', message: `${actor.name} uses ${tool.name}` });
  return tool.run(call.input, limits.signal);
}

function takeSubmission<Result>({ limits, options, state }: Conversation<Result>, input: unknown): SubmitReply<Result> {
  const taken = options.submit.take(input, isLastAttempt(limits, state));
  if ('fix' in taken) state.rejections += 1;
  return taken;
}

/** Follows a turn without calls: takes a submission written as text, or reminds the model that it has to submit. */
function followText<Result>(conversation: Conversation<Result>, turn: ModelTurn): LoopEnding<Result> | null {
  const { options, state } = conversation;
  const { actor, submit } = options;
  const text = turn.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  const input = submit.fromText?.(text);
  if (input !== undefined) {
    const taken = takeSubmission(conversation, input);
    if ('result' in taken) return { kind: 'submitted', result: taken.result };
    state.messages.push(userText(taken.fix));
    return null;
  }
  state.reminders += 1;
  if (state.reminders > MAX_REMINDERS) {
    return { kind: 'gave-up', note: `The model ended without submitting ${actor.product}.` };
  }
  state.messages.push(userText(turn.stopReason === 'max_tokens' ? explainCut(conversation) : actor.notSubmitted));
  return null;
}

function appendAnswers<Result>(
  { limits, options, state }: Conversation<Result>,
  answers: readonly ModelContent[],
): void {
  const isUrgent = isNearLimit(limits, state) && !state.isUrged;
  if (isUrgent) state.isUrged = true;
  const content = isUrgent ? [...answers, { type: 'text' as const, text: options.actor.submitNow }] : answers;
  state.messages.push({ role: 'user', content });
}

/** The API rejects a message without content and one that ends in thinking. */
function toAcceptedContent(content: readonly ModelContent[]): readonly ModelContent[] {
  const kept = content.filter((block) => block.type !== 'text' || block.text.trim() !== '');
  const last = kept.at(-1)?.type;
  return last === 'text' || last === 'tool_use' ? kept : [...kept, { type: 'text', text: '(nothing)' }];
}
