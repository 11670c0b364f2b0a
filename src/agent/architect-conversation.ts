// Holds one conversation with the architect about a change, or about a part of it.
import type { Architecture } from '../domain/architecture.ts';
import type { Coverage } from '../domain/review.ts';
import type { RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Agent } from './definition/agent-definition.ts';
import type { Skill } from './definition/built-in-agents.ts';
import type { ActorWording } from './model/actor-wording.ts';
import { type LoopOutcome, runLoop } from './model/agent-loop.ts';
import type { LoopOptions, LoopPorts } from './model/loop-options.ts';
import { type ModelChoice, modelNameOf } from './model/resolve-model.ts';
import type { ModelUsage } from './model/usage.ts';
import type { ChangeFocus } from './prompt/change-prompt.ts';
import { writeReviewPrompt } from './prompt/review-prompt.ts';
import { createToolbox } from './tools/toolbox.ts';
import type { Judgement } from './verify/judgement.ts';
import { createSubmitReview, type SubmittedReview } from './verify/submit-review.ts';

/** What all conversations of one review share. */
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
  /** Start of the first conversation. */
  readonly startedAtMs: number;
}

/** Result of one or more conversations about a change. */
export interface ModelReading {
  /** null: facts only, and the last of `notes` tells why. */
  readonly judgement: Judgement | null;
  /** Id of the model that answered; null when none did. */
  readonly model: string | null;
  readonly notes: readonly string[];
  readonly usage: ModelUsage;
  /** Go files that the model was not shown, and notes on how it read the rest. */
  readonly coverage: Pick<Coverage, 'factsOnly' | 'notes'>;
}

export const ALL_READ: ModelReading['coverage'] = { factsOnly: [], notes: [] };

export const FACTS_ONLY_NOTE = 'This review consists of facts only.';

/** What one conversation is about. */
export interface ConversationTopic {
  readonly actor: ActorWording;
  /** 1, or less to show less of everything. */
  readonly scale: number;
  /** Turns made before by the same actor. */
  readonly firstTurn?: number;
  /** Omitted: the whole change. */
  readonly focus?: ChangeFocus;
}

export function prepareConversation(
  context: ConversationContext,
  { actor, scale, firstTurn, focus }: ConversationTopic,
): LoopOptions<SubmittedReview> {
  const { ports, agent, model, snapshot, architecture, canary, skills, startedAtMs } = context;
  return {
    actor,
    ...writeReviewPrompt(agent, snapshot, architecture, canary, scale, focus),
    model: modelNameOf(model),
    tools: createToolbox(agent, snapshot, architecture, skills, ports.progress),
    submit: createSubmitReview(snapshot, architecture, canary),
    firstTurn: firstTurn ?? 0,
    startedAtMs,
  };
}

/** @throws TryLater as `runLoop` does; the signal's reason once it is aborted */
export function runConversation(
  context: ConversationContext,
  topic: ConversationTopic,
  budget = context.limits.budget,
): Promise<LoopOutcome<SubmittedReview>> {
  return runLoop(context.ports, { ...context.limits, budget }, prepareConversation(context, topic));
}
