// Options of a conversation with a model, and the first request they make.
import type { ModelMessage, Ports } from '../../domain/ports.ts';
import type { SubmitTool } from '../tools/submit-tool.ts';
import { type Tool, toModelTool } from '../tools/tool.ts';
import type { ActorWording } from './actor-wording.ts';

/** Ports of a conversation: none that reads the repository or publishes. */
export type LoopPorts = Pick<Ports, 'model' | 'spendBudget' | 'step' | 'progress'>;

export interface LoopOptions<Result> {
  readonly actor: ActorWording;
  readonly model: string;
  readonly system: readonly string[];
  readonly request: string;
  readonly tools: readonly Tool[];
  readonly submit: SubmitTool<Result>;
  /** Turns made before by the same actor, so that step names stay unique. */
  readonly firstTurn?: number;
  /** Start of the work that this conversation shares its time with. Omitted: now. */
  readonly startedAtMs?: number;
}

/** Makes the first request. Later ones repeat its model, system and tools byte for byte, for the prompt cache. */
export function firstCall<Result>({ model, system, tools, submit, request }: LoopOptions<Result>) {
  return { model, system, tools: [...tools.map(toModelTool), submit.tool], messages: [userText(request)] };
}

export function userText(text: string): ModelMessage {
  return { role: 'user', content: [{ type: 'text', text }] };
}
