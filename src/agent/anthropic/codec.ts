// Converts calls to the SDK's shapes, with cache breakpoints, and messages back to turns, with their cost.
import type Anthropic from '@anthropic-ai/sdk';
import type { ModelCall, ModelContent, ModelMessage, ModelTurn } from '../../domain/ports.ts';
import { redactSecrets, redactStrings } from '../../text/secrets/redact-secrets.ts';
import { requestCostUsd } from '../model/model-prices.ts';

/** Prompt and conversation so far: what is sent, or counted. */
type SdkPrompt = Pick<Anthropic.MessageCreateParams, 'model' | 'messages'> &
  Required<Pick<Anthropic.MessageCreateParams, 'system'>> & { tools: Anthropic.Tool[] };

const CACHED = { cache_control: { type: 'ephemeral' as const } };

/**
 * Redacts secrets again in everything sent to the model, tool results included. The model's own blocks go back
 * unchanged.
 *
 * @param id the service's id of the model
 */
export function toSdkPrompt(call: Pick<ModelCall, 'system' | 'tools' | 'messages'>, id: string): SdkPrompt {
  return {
    model: id,
    system: call.system.map((text, index) => ({
      type: 'text' as const,
      text: redactSecrets(text),
      ...(index === call.system.length - 1 ? CACHED : {}),
    })),
    tools: call.tools.map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema as Anthropic.Tool.InputSchema,
    })),
    messages: toMessages(call.messages),
  };
}

/**
 * Sets cache breakpoints at our last two messages: the server looks back only 20 blocks from a breakpoint, and one
 * turn with many tool calls can have more (https://platform.claude.com/docs/en/build-with-claude/prompt-caching).
 */
function toMessages(messages: readonly ModelMessage[]): Anthropic.MessageParam[] {
  const ours = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  const marked = new Set(ours.slice(-2));
  return messages.map(({ role, content }, index) => {
    const own = role === 'user' ? content.map(redactStrings) : content;
    const blocks = own.filter((block) => block.type !== 'text' || block.text !== '').map((block) => ({ ...block }));
    const last = blocks.at(-1);
    if (marked.has(index) && last !== undefined) blocks[blocks.length - 1] = { ...last, ...CACHED };
    return { role, content: blocks as Anthropic.ContentBlockParam[] };
  });
}

const STOP_REASONS: Readonly<Record<string, ModelTurn['stopReason']>> = {
  end_turn: 'end_turn',
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  refusal: 'refusal',
  stop_sequence: 'stop_sequence',
  pause_turn: 'pause_turn',
  model_context_window_exceeded: 'context_exceeded',
};

/**
 * @param asked the model of the call, in case the answer names none
 * @param factor of the list price
 * @throws Error when the message is incomplete
 */
export function toModelTurn(message: Anthropic.Message, asked: string, factor: number): ModelTurn {
  const stopReason = STOP_REASONS[message.stop_reason ?? ''];
  if (stopReason === undefined) throw new Error('the answer ended early');
  const { usage } = message;
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  const model = message.model || asked;
  const tokens = { plainInput: usage.input_tokens, cacheRead, cacheWrite, output: usage.output_tokens };
  return {
    content: message.content.flatMap(toContent),
    stopReason,
    model,
    inputTokens: usage.input_tokens + cacheRead + cacheWrite,
    cachedInputTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    outputTokens: usage.output_tokens,
    costUsd: requestCostUsd(model, tokens) * factor,
  };
}

function toContent(block: Anthropic.ContentBlock): ModelContent[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text', text: block.text }];
    // Thinking is signed, so it goes back unchanged.
    case 'thinking':
      return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redacted_thinking', data: block.data }];
    case 'tool_use':
      return [{ type: 'tool_use', id: block.id, name: block.name, input: block.input }];
    default:
      return [];
  }
}

/** A turn without content and cost. */
export function emptyTurn(stopReason: ModelTurn['stopReason'], model: string): ModelTurn {
  const nothing = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, costUsd: 0 };
  return { content: [], stopReason, model, ...nothing };
}
