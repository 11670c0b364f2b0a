// One conversation with the architect about a change, or about a part of it.
import type { Architecture } from '../domain/architecture.ts';
import type { Coverage } from '../domain/review.ts';
import type { Budget, RunLimits } from '../domain/run-limits.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Judgement } from './compose/compose-review.ts';
import type { Agent } from './definition/agent-definition.ts';
import type { Role } from './model/actor-wording.ts';
import { type LoopOptions, type LoopOutcome, type LoopPorts, runLoop } from './model/agent-loop.ts';
import { type ModelChoice, nameOf } from './model/model-catalog.ts';
import type { ModelUsage } from './model/usage.ts';
import type { Focus } from './prompt/change-prompt.ts';
import { writePrompt } from './prompt/review-prompt.ts';
import type { Skill } from './tools/skill.ts';
import { createToolbox } from './tools/toolbox.ts';
import { createSubmitReview, type Submitted } from './verify/submit-review.ts';

/** What every conversation of one review works with. */
export interface Desk {
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

export interface ModelVerdict {
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
export type Concluded = Omit<ModelVerdict, 'budget' | 'estimatedCostUsd'>;

export const READ_ALL: ModelVerdict['reading'] = { factsOnly: [], notes: [] };

export const FACTS_ALONE = 'This review is made of the facts alone.';

export interface About {
  readonly role: Role;
  /** 1, or less to show less of everything. */
  readonly scale: number;
  /** Turns made before in the same role. */
  readonly firstTurn?: number;
  /** Left out: the whole change. */
  readonly focus?: Focus;
}

/** What is said and offered in the first turn. */
export function prepare(desk: Desk, { role, scale, firstTurn, focus }: About): LoopOptions<Submitted> {
  const { ports, agent, model, snapshot, architecture, canary, skills, startedAtMs } = desk;
  return {
    role,
    ...writePrompt(agent, snapshot, architecture, canary, scale, focus),
    model: nameOf(model),
    tools: createToolbox(agent, snapshot, architecture, skills, ports.progress),
    submit: createSubmitReview(snapshot, architecture, canary),
    firstTurn: firstTurn ?? 0,
    startedAtMs,
  };
}

/** @throws TryLater when the model passes for the moment, and what the review's signal carries */
export function converse(desk: Desk, about: About, budget = desk.limits.budget): Promise<LoopOutcome<Submitted>> {
  return runLoop(desk.ports, { ...desk.limits, budget }, prepare(desk, about));
}
