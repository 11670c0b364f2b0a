// Lets the model work: one list of messages that only grows, one step a turn, until it submits or a limit is reached.
import { CannotReview, TryLater } from '../../domain/errors.ts';
import type { ModelContent, ModelMessage, ModelTurn, OnWait, Ports } from '../../domain/ports.ts';
import type { RunLimits } from '../../domain/run-limits.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { replyError, type Tool, type ToolReply, toModelTool } from '../tools/tool.ts';
import type { ActorWording } from './actor-wording.ts';
import {
  explainLimitReached,
  explainTimeout,
  isLastAttempt,
  isNearLimit,
  type Spent,
  timeLeftMs,
} from './loop-limits.ts';
import { hasListPrice } from './model-catalog.ts';
import { addUsage, type ModelUsage, NO_USAGE } from './usage.ts';

export type LoopEnding<Result> =
  | { readonly kind: 'submitted'; readonly result: Result }
  /** The model did not submit; `note` says exactly what happened, for people. */
  | { readonly kind: 'gave-up'; readonly note: string }
  /** This model can not be asked, or will not answer; another might. */
  | { readonly kind: 'barred'; readonly note: string }
  | { readonly kind: 'context-exceeded'; readonly turns: number };

export interface LoopOutcome<Result> {
  readonly ending: LoopEnding<Result>;
  /** Model id that answered; null when none did. */
  readonly model: string | null;
  readonly usage: ModelUsage;
  readonly turns: number;
}

/** What a conversation needs of the outside: nothing that reads the repository or speaks to people. */
export type LoopPorts = Pick<Ports, 'model' | 'spendBudget' | 'step' | 'progress'>;

export interface LoopOptions<Result> {
  readonly actor: ActorWording;
  readonly model: string;
  readonly system: readonly string[];
  readonly request: string;
  readonly tools: readonly Tool[];
  readonly submit: SubmitTool<Result>;
  /** The number of turns that were made before, so that the names of steps stay unique. */
  readonly firstTurn?: number;
  /** When the work began whose time this conversation shares; left out: now. */
  readonly startedAtMs?: number;
}

/** In this attempt at a review, some four minutes after the first, a model that is away is done without: the facts are there to be said. */
const MAX_ATTEMPTS = 3;
/** A model asks for more at once only by mistake. */
const MAX_CALLS_A_TURN = 16;

/** A turn as the step keeps it: what cannot be mended is kept too, so that it is not paid for twice. */
type KeptTurn = { readonly turn: ModelTurn } | { readonly refused: string; readonly isBarred: boolean };

/**
 * @throws TryLater from the model, where another attempt is to be made, and what the review's signal carries
 */
export async function runLoop<Result>(
  ports: LoopPorts,
  limits: RunLimits,
  options: LoopOptions<Result>,
): Promise<LoopOutcome<Result>> {
  const state = createState(options.request, options.startedAtMs ?? limits.now());
  const ending = await takeTurns({ ports, limits, options, state });
  return { ending, model: state.model, usage: state.usage, turns: state.turns };
}

/** One conversation under way. */
interface Conversation<Result> {
  readonly ports: LoopPorts;
  readonly limits: RunLimits;
  readonly options: LoopOptions<Result>;
  readonly state: State;
}

async function takeTurns<Result>(conversation: Conversation<Result>): Promise<LoopEnding<Result>> {
  const { ports, limits, options, state } = conversation;
  const { actor: role } = options;
  for (;;) {
    const stop = explainLimitReached(limits, state, role.product);
    if (stop !== null) return { kind: 'gave-up', note: stop };
    state.turns += 1;
    ports.progress({ room: 'agent', message: `${role.name} thinks (turn ${state.turns})` });
    const kept = await askModel(conversation, `${role.stepName} ${(options.firstTurn ?? 0) + state.turns}`);
    if ('refused' in kept) return { kind: kept.isBarred ? 'barred' : 'gave-up', note: kept.refused };
    count(state, kept.turn);
    const ending = await follow(conversation, kept.turn);
    if (ending !== null) return ending;
  }
}

interface State extends Spent {
  readonly messages: ModelMessage[];
  turns: number;
  rejections: number;
  reminders: number;
  toldToSubmit: boolean;
  lastCostUsd: number;
  model: string | null;
  usage: ModelUsage;
}

function createState(request: string, startedAtMs: number): State {
  return {
    startedAtMs,
    messages: [opening(request)],
    turns: 0,
    rejections: 0,
    reminders: 0,
    toldToSubmit: false,
    lastCostUsd: 0,
    model: null,
    usage: NO_USAGE,
  };
}

function opening(request: string): ModelMessage {
  return { role: 'user', content: [{ type: 'text', text: request }] };
}

/** What the first turn sends. Model, system and tools stay the same, byte for byte, in each further one: the cache begins with them. */
export function firstCall<Result>({ model, system, tools, submit, request }: LoopOptions<Result>) {
  return { model, system, tools: [...tools.map(toModelTool), submit.tool], messages: [opening(request)] };
}

async function askModel<Result>(
  { ports, limits, options, state }: Conversation<Result>,
  name: string,
): Promise<KeptTurn> {
  return ports.step(name, async (signal): Promise<KeptTurn> => {
    if (ports.model === null) throw new Error('the loop was started without a model');
    const leftMs = timeLeftMs(limits, state);
    if (leftMs <= 0) return { refused: explainTimeout(limits, options.actor.product), isBarred: false };
    const outOfTime = AbortSignal.timeout(leftMs);
    try {
      const { maxOutputTokensPerTurn: maxTokens } = limits.budget;
      const call = { ...firstCall(options), messages: state.messages, maxTokens };
      const onWait: OnWait = (why, waitMs) =>
        ports.progress({ room: 'agent', message: `${why} It is asked again in ${Math.ceil(waitMs / 1000)} s.` });
      const turn = await ports.model.respond(call, AbortSignal.any([signal, outOfTime]), onWait);
      await ports.spendBudget?.charge(turn.costUsd);
      return { turn };
    } catch (error) {
      if (signal.aborted) throw error;
      if (outOfTime.aborted) return { refused: explainTimeout(limits, options.actor.product), isBarred: false };
      if (error instanceof CannotReview) return { refused: error.message, isBarred: true };
      if (error instanceof TryLater && (limits.attempt ?? 0) >= MAX_ATTEMPTS) {
        return { refused: `${error.message} It is not waited for any longer.`, isBarred: true };
      }
      throw error;
    }
  });
}

function count(state: State, turn: ModelTurn): void {
  state.model = turn.model;
  state.lastCostUsd = turn.costUsd;
  state.usage = addUsage(state.usage, hasListPrice(turn.model) ? turn : { ...turn, costIsEstimated: true });
}

/** Does what the turn asks for and appends it to the conversation; the end of it when this was the last turn. */
async function follow<Result>(conversation: Conversation<Result>, turn: ModelTurn): Promise<LoopEnding<Result> | null> {
  const { limits, options, state } = conversation;
  if (turn.stopReason === 'refusal') {
    return { kind: 'barred', note: `The model (${turn.model}) declined to ${options.actor.task}.` };
  }
  if (turn.stopReason === 'context_exceeded') return { kind: 'context-exceeded', turns: state.turns };
  state.messages.push({ role: 'assistant', content: keepContent(turn.content) });
  if (turn.stopReason === 'pause_turn' && !turn.content.some(({ type }) => type === 'tool_use')) return null;
  const calls = turn.content.filter((block) => block.type === 'tool_use');
  if (calls.length === 0) return hear(conversation, turn);
  const answers: ModelContent[] = [];
  for (const [index, call] of calls.entries()) {
    const isCut = turn.stopReason === 'max_tokens' && index === calls.length - 1;
    const answer = isCut ? replyError(explainCut(limits, options.submit)) : await answerCall(conversation, call, index);
    if ('result' in answer) return { kind: 'submitted', result: answer.result };
    answers.push({ type: 'tool_result', tool_use_id: call.id, content: answer.text, is_error: answer.isError });
  }
  appendAnswers(conversation, answers);
  return null;
}

function explainCut<Result>({ budget }: RunLimits, { tool }: SubmitTool<Result>): string {
  return `Your answer was cut at ${budget.maxOutputTokensPerTurn} tokens. Go on, shorter, and end with ${tool.name}.`;
}

async function answerCall<Result>(
  { ports, limits, options: { actor: role, submit, tools }, state }: Conversation<Result>,
  call: { readonly name: string; readonly input: unknown },
  index: number,
): Promise<{ readonly result: Result } | ToolReply> {
  if (index >= MAX_CALLS_A_TURN) {
    return replyError(`More than ${MAX_CALLS_A_TURN} calls in one turn. Make this one again in the next.`);
  }
  if (call.name === submit.tool.name) {
    const taken = submit.take(call.input, isLastAttempt(limits, state));
    if ('result' in taken) return taken;
    state.rejections += 1;
    return replyError(taken.fix);
  }
  const tool = tools.find((known) => known.name === call.name);
  if (tool === undefined) {
    const names = [...tools.map((known) => known.name), submit.tool.name].join(', ');
    return replyError(`There is no tool "${call.name.slice(0, 60)}". The tools are ${names}.`);
  }
  ports.progress({ room: 'agent', message: `${role.name} uses ${tool.name}` });
  return tool.run(call.input, limits.signal);
}

/** Nothing was called: what the text submits is taken, and once or twice the model is told what is missing. */
function hear<Result>(
  { limits, options: { actor: role, submit }, state }: Conversation<Result>,
  turn: ModelTurn,
): LoopEnding<Result> | null {
  const said = turn.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
  const input = submit.fromText?.(said);
  if (input !== undefined) {
    const taken = submit.take(input, isLastAttempt(limits, state));
    if ('result' in taken) return { kind: 'submitted', result: taken.result };
    state.rejections += 1;
    state.messages.push({ role: 'user', content: [{ type: 'text', text: taken.fix }] });
    return null;
  }
  state.reminders += 1;
  if (state.reminders > 2) return { kind: 'gave-up', note: `The model ended without submitting ${role.product}.` };
  const text = turn.stopReason === 'max_tokens' ? explainCut(limits, submit) : role.notSubmitted;
  state.messages.push({ role: 'user', content: [{ type: 'text', text }] });
  return null;
}

function appendAnswers<Result>(
  { limits, options: { actor: role }, state }: Conversation<Result>,
  answers: readonly ModelContent[],
): void {
  const urge = isNearLimit(limits, state) && !state.toldToSubmit;
  if (urge) state.toldToSubmit = true;
  const content = urge ? [...answers, { type: 'text' as const, text: role.submitNow }] : answers;
  state.messages.push({ role: 'user', content });
}

/** The API takes no message without content, nor one that ends in thinking. */
function keepContent(content: readonly ModelContent[]): readonly ModelContent[] {
  const said = content.filter((block) => block.type !== 'text' || block.text.trim() !== '');
  const last = said.at(-1)?.type;
  return last === 'text' || last === 'tool_use' ? said : [...said, { type: 'text', text: '(nothing)' }];
}
