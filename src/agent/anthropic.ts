// The model behind ModelPort: Anthropic's Messages API, or any server that speaks it. Keeps the prompt cached, retries what passes,
// and says of what does not pass what somebody has to do.
import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { CannotReview, messageOf, Superseded, TryLater } from '../domain/errors.ts';
import type { ModelCall, ModelContent, ModelMessage, ModelPort, ModelTurn } from '../domain/ports.ts';
import { priceOf } from './models.ts';

export interface AnthropicOptions {
  readonly apiKey: string;
  /** Without "/v1"; Anthropic's own where it is left out. */
  readonly baseUrl?: string | undefined;
  /** Asked instead of the model that a call names; left out or null: the call's own. */
  readonly model?: string | null | undefined;
  readonly log?: { warn(fields: object, message: string): void } | undefined;
  /** Waits before the second, third … attempt. */
  readonly retryDelaysMs?: readonly number[];
  /** A stream that is silent for so long is given up. */
  readonly silenceMs?: number;
}

/** A wait longer than this is the queue's to keep, not ours. */
const MAX_WAIT_MS = 60_000;
const DEFAULT_RETRY_DELAYS_MS = [1_000, 4_000, 15_000];
const DEFAULT_RETRY_AFTER_MS = 60_000;
const SILENCE_MS = 180_000;
/** Claude Code's "[1m]" on models that do not have the long context by themselves. */
const LONG_CONTEXT_BETA = 'context-1m-2025-08-07';

/** A fault that may pass, and how long the server asks us to wait. */
interface PassingFault {
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** @throws TryLater or CannotReview only, from `respond`; and what the signal carries when it fires */
export function createAnthropic(options: AnthropicOptions): ModelPort {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    baseURL: options.baseUrl ?? 'https://api.anthropic.com',
    // Our own retries also cover streams that break in the middle, and hand long waits to the queue.
    maxRetries: 0,
    logLevel: 'off',
  });
  const delaysMs = options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS;
  return {
    async respond(wanted, signal) {
      const call = options.model ? { ...wanted, model: options.model } : wanted;
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await ask(client, call, signal, options.silenceMs ?? SILENCE_MS);
        } catch (error) {
          stopIfAborted(signal);
          const outcome = classify(error, call.model);
          if (outcome instanceof CannotReview) throw outcome;
          if ('stopReason' in outcome) return outcome;
          const delayMs = delaysMs[attempt];
          const waitMs = Math.max(outcome.retryAfterMs ?? 0, delayMs ?? 0);
          if (delayMs === undefined || waitMs > MAX_WAIT_MS) {
            throw new TryLater(outcome.message, outcome.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, { cause: error });
          }
          options.log?.warn({ attempt: attempt + 1, waitMs }, outcome.message);
          await wait(waitMs, signal);
        }
      }
    },
  };
}

async function ask(client: Anthropic, call: ModelCall, signal: AbortSignal, silenceMs: number): Promise<ModelTurn> {
  const { id, longContext } = splitModel(call.model);
  const silence = new AbortController();
  const stream = client.messages.stream(
    {
      model: id,
      max_tokens: call.maxTokens,
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
    },
    {
      signal: AbortSignal.any([signal, silence.signal]),
      headers: longContext && /claude-sonnet-4/.test(id) ? { 'anthropic-beta': LONG_CONTEXT_BETA } : {},
    },
  );
  let timer = setTimeout(() => silence.abort(), silenceMs);
  stream.on('streamEvent', () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), silenceMs);
  });
  try {
    return toTurn(await stream.finalMessage(), call.model);
  } finally {
    clearTimeout(timer);
  }
}

function splitModel(model: string): { id: string; longContext: boolean } {
  return { id: model.replace(/\[1m\]$/i, ''), longContext: /\[1m\]$/i.test(model) };
}

const CACHED = { cache_control: { type: 'ephemeral' as const } };

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

function toTurn(message: Anthropic.Message, asked: string): ModelTurn {
  const stopReason = STOP_REASONS[message.stop_reason ?? ''];
  if (stopReason === undefined) throw new Error('the answer broke off before its end');
  const { usage } = message;
  const cacheRead = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  const model = message.model || splitModel(asked).id;
  return {
    content: message.content.flatMap(toContent),
    stopReason,
    model,
    inputTokens: usage.input_tokens + cacheRead + cacheWrite,
    cachedInputTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    outputTokens: usage.output_tokens,
    costUsd: priceOf(model, { plainInput: usage.input_tokens, cacheRead, cacheWrite, output: usage.output_tokens }),
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

function classify(error: unknown, model: string): CannotReview | PassingFault | ModelTurn {
  if (error instanceof APIUserAbortError) return { message: 'The model went silent.', retryAfterMs: null };
  if (error instanceof APIConnectionError) {
    return { message: `The model's service cannot be reached (${brief(messageOf(error))}).`, retryAfterMs: null };
  }
  if (!(error instanceof APIError)) {
    return { message: `The model's answer could not be read (${brief(messageOf(error))}).`, retryAfterMs: null };
  }
  const said = brief(error.apiMessage ?? error.message);
  const status: number = error.status ?? statusOfType(error.type);
  if (status === 413 || (status === 400 && /prompt is too long|context (window|limit)/i.test(said))) {
    return emptyTurn('context_exceeded', splitModel(model).id);
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { message: nameFault(status, said), retryAfterMs: retryAfterOf(error.headers) };
  }
  return new CannotReview(explain(status, said, model), { cause: error });
}

/** An error event inside a stream has a type and no status. */
function statusOfType(type: string | null): number {
  if (type === 'rate_limit_error') return 429;
  if (type === 'overloaded_error') return 529;
  if (type === 'invalid_request_error') return 400;
  return 500;
}

function nameFault(status: number, said: string): string {
  if (status === 429) return `The model's service limits our rate (429: ${said}).`;
  if (status === 529) return `The model's service is overloaded (529: ${said}).`;
  return `The model's service failed (${status}: ${said}).`;
}

function explain(status: number, said: string, model: string): string {
  switch (status) {
    case 401:
      return "The model's service does not accept the key (401). Set ANTHROPIC_API_KEY to a valid one.";
    case 402:
      return `The account of the model's key cannot pay (402: ${said}). Check its billing.`;
    case 403:
      return `The model's key may not do this (403: ${said}). Give it the permission, or set another ANTHROPIC_API_KEY.`;
    case 404:
      return `The model "${model}" is not there (404: ${said}). Set \`model\` in .github/architect.yml, or in the agent's file, to "sonnet", "opus", "haiku" or a full model id; behind ANTHROPIC_BASE_URL, to one that its server has.`;
    default:
      return `The model's service refused the request (${status}: ${said}).`;
  }
}

function retryAfterOf(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

function emptyTurn(stopReason: ModelTurn['stopReason'], model: string): ModelTurn {
  const nothing = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, costUsd: 0 };
  return { content: [], stopReason, model, ...nothing };
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function stopIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof Error ? signal.reason : new Superseded('The review was stopped.');
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Superseded('The review was stopped.'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
