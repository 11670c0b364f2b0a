// Our calls and turns in the shapes of the SDK, and back: what is marked for the cache, how a turn ended, what it cost.
import type Anthropic from '@anthropic-ai/sdk';
import type { ModelCall, ModelContent, ModelMessage, ModelTurn } from '../../domain/ports.ts';
import { requestCostUsd } from '../model/model-catalog.ts';

/** The prompt of a call, and the conversation so far: what is sent, and what is counted. */
export type SdkPrompt = Pick<Anthropic.MessageCreateParams, 'model' | 'messages'> &
  Required<Pick<Anthropic.MessageCreateParams, 'system'>> & { tools: Anthropic.Tool[] };

const CACHED = { cache_control: { type: 'ephemeral' as const } };

/** @param id of the model in the service's words */
export function toSdkPrompt(call: Pick<ModelCall, 'system' | 'tools' | 'messages'>, id: string): SdkPrompt {
  return {
    model: id,
    system: call.system.map((text, index) => ({
      type: 'text' as const,
      text,
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
 * The whole conversation, with the cache told to end at the last two messages of ours: the server looks back only 20 blocks from a
 * breakpoint, which one turn with many tool calls can exceed (https://platform.claude.com/docs/en/build-with-claude/prompt-caching).
 */
function toMessages(messages: readonly ModelMessage[]): Anthropic.MessageParam[] {
  const ours = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  const marked = new Set(ours.slice(-2));
  return messages.map(({ role, content }, index) => {
    const blocks = content.filter((block) => block.type !== 'text' || block.text !== '').map((block) => ({ ...block }));
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
 * @param asked the model that was asked for, where the answer names none
 * @param surcharge what to multiply the list price with
 * @throws an Error when the message is not whole
 */
export function toModelTurn(message: Anthropic.Message, asked: string, surcharge: number): ModelTurn {
  const stopReason = STOP_REASONS[message.stop_reason ?? ''];
  if (stopReason === undefined) throw new Error('the answer broke off before its end');
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
    costUsd: requestCostUsd(model, tokens) * surcharge,
  };
}

function toContent(block: Anthropic.ContentBlock): ModelContent[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text', text: block.text }];
    // Thinking goes back to the server as it came: it is signed.
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

/** A turn in which nothing was said and nothing paid. */
export function emptyTurn(stopReason: ModelTurn['stopReason'], model: string): ModelTurn {
  const nothing = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, costUsd: 0 };
  return { content: [], stopReason, model, ...nothing };
}
