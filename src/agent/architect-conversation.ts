// One conversation with the architect about a change, or about a part of it.
import type { Architecture } from '../domain/architecture.ts';
import type { Coverage } from '../domain/review.ts';
import type { Budget, RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Agent } from './definition/agent-definition.ts';
import type { Skill } from './definition/built-in-agents.ts';
import type { ActorWording } from './model/actor-wording.ts';
import { type LoopOptions, type LoopOutcome, type LoopPorts, runLoop } from './model/agent-loop.ts';
import { type ModelChoice, modelNameOf } from './model/model-catalog.ts';
import type { ModelUsage } from './model/usage.ts';
import type { ChangeFocus } from './prompt/change-prompt.ts';
import { writeReviewPrompt } from './prompt/review-prompt.ts';
import { createToolbox } from './tools/toolbox.ts';
import type { Judgement } from './verify/judgement.ts';
import { createSubmitReview, type SubmittedReview } from './verify/submit-review.ts';

/** What every conversation of one review works with. */
export interface ConversationContext {
  readonly ports: LoopPorts;
  /** Of all conversations together. */
  readonly limits: RunLimits;
  readonly agent: Agent;
  readonly model: ModelChoice;
  readonly snapshot: Snapshot;
  readonly architecture: Architecture;
  readonly canary: string;
  readonly skills: readonly Skill[];
  /** When the first of them began. */
  readonly startedAtMs: number;
}

export interface ModelReview {
  /** null: the review is made of the facts alone, and the last of `notes` says why. */
  readonly judgement: Judgement | null;
  readonly model: string | null;
  readonly notes: readonly string[];
  readonly usage: ModelUsage;
  /** Go files of which the model was shown nothing; and what else there is to say of how it read. */
  readonly reading: Pick<Coverage, 'factsOnly' | 'notes'>;
  /** The review's own, or what the day had left of it. */
  readonly budget: Budget;
  /** null where no model was to be asked. */
  readonly estimatedCostUsd: number | null;
}

/** What came of the conversations. */
export type ModelReading = Omit<ModelReview, 'budget' | 'estimatedCostUsd'>;

export const ALL_READ: ModelReview['reading'] = { factsOnly: [], notes: [] };

export const FACTS_ONLY = 'This review is made of the facts alone.';

export interface ConversationTopic {
  readonly actor: ActorWording;
  /** 1, or less to show less of everything. */
  readonly scale: number;
  /** Turns made before in the same role. */
  readonly firstTurn?: number;
  /** Left out: the whole change. */
  readonly focus?: ChangeFocus;
}

/** What is said and offered in the first turn. */
export function prepareConversation(
  desk: ConversationContext,
  { actor: role, scale, firstTurn, focus }: ConversationTopic,
): LoopOptions<SubmittedReview> {
  const { ports, agent, model, snapshot, architecture, canary, skills, startedAtMs } = desk;
  return {
    actor: role,
    ...writeReviewPrompt(agent, snapshot, architecture, canary, scale, focus),
    model: modelNameOf(model),
    tools: createToolbox(agent, snapshot, architecture, skills, ports.progress),
    submit: createSubmitReview(snapshot, architecture, canary),
    firstTurn: firstTurn ?? 0,
    startedAtMs,
  };
}

/** @throws TryLater when the model passes for the moment, and what the review's signal carries */
export function runConversation(
  desk: ConversationContext,
  about: ConversationTopic,
  budget = desk.limits.budget,
): Promise<LoopOutcome<SubmittedReview>> {
  return runLoop(desk.ports, { ...desk.limits, budget }, prepareConversation(desk, about));
}
