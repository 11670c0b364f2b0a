// The model behind ModelPort: Anthropic's Messages API, by itself, through Amazon or Google, or of any server that speaks it. Keeps the
// prompt cached, retries what passes, and says of what does not pass what somebody has to do.
import { CannotReview, Superseded, TryLater } from '../domain/errors.ts';
import type { ModelService } from '../domain/models.ts';
import type { ModelCall, ModelPort, ModelTurn } from '../domain/ports.ts';
import { loadClient, type ModelClient, type SdkPackages } from './anthropic/client.ts';
import { toModelTurn, toSdkPrompt } from './anthropic/codec.ts';
import { classifyModelError } from './anthropic/errors.ts';
import { priceFactor, serviceHeaders, serviceModelId } from './anthropic/provider-models.ts';

export interface AnthropicOptions {
  readonly log?: { warn(fields: object, message: string): void } | undefined;
  /** Waits before the second, third … attempt. */
  readonly retryDelaysMs?: readonly number[];
  /** A stream that is silent for so long is given up. */
  readonly silenceMs?: number;
  /** Where the SDKs of Amazon and Google come from; those that are installed. */
  readonly packages?: SdkPackages;
}

/** A wait longer than this is the queue's to keep, not ours. With those below, a turn is given up after some 20 s of waiting. */
const MAX_WAIT_MS = 60_000;
const DEFAULT_RETRY_DELAYS_MS = [1_000, 4_000, 15_000];
const DEFAULT_RETRY_AFTER_MS = 60_000;
const SILENCE_MS = 180_000;
/** Counting is a courtesy: whoever takes longer is not waited for. */
const COUNT_MS = 10_000;
/** Claude Code's "[1m]" on models that do not have the long context by themselves. */
const LONG_CONTEXT_BETA = 'context-1m-2025-08-07';

/**
 * Opens the model of a service. `respond` throws TryLater or CannotReview only, and what the signal carries when it fires.
 *
 * @throws BadInput when the package that the service needs is not installed
 */
export async function openModel(service: ModelService, options: AnthropicOptions = {}): Promise<ModelPort> {
  const createClient = await loadClient(service, options.packages);
  let client: ModelClient | undefined;
  const delaysMs = options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS;
  return {
    async respond(call, signal, onWait) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          client ??= createClient();
          return await ask(client, service, call, signal, options.silenceMs ?? SILENCE_MS);
        } catch (error) {
          stopIfAborted(signal);
          const outcome = classifyModelError(error, call.model, service.kind);
          if (outcome instanceof CannotReview) {
            // It may remember that there were no credentials, though there are now.
            client = undefined;
            throw outcome;
          }
          if ('stopReason' in outcome) return outcome;
          const delayMs = delaysMs[attempt];
          const waitMs = Math.max(outcome.retryAfterMs ?? 0, delayMs ?? 0);
          if (delayMs === undefined || waitMs > MAX_WAIT_MS) {
            throw new TryLater(outcome.message, outcome.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, { cause: error });
          }
          options.log?.warn({ attempt: attempt + 1, waitMs }, outcome.message);
          onWait?.(outcome.message, waitMs);
          await wait(waitMs, signal);
        }
      }
    },
    async countTokens(call, signal) {
      client ??= createClient();
      const { id, headers } = addressOf(service, call.model);
      try {
        const within = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS)]);
        const counted = await client.messages.countTokens?.(toSdkPrompt(call, id), { signal: within, headers });
        return counted?.input_tokens ?? null;
      } catch {
        stopIfAborted(signal);
        return null;
      }
    },
  };
}

async function ask(
  client: ModelClient,
  service: ModelService,
  call: ModelCall,
  signal: AbortSignal,
  silenceMs: number,
): Promise<ModelTurn> {
  const { id, headers } = addressOf(service, call.model);
  const silence = new AbortController();
  const stream = client.messages.stream(
    { ...toSdkPrompt(call, id), max_tokens: call.maxTokens },
    { signal: AbortSignal.any([signal, silence.signal]), headers },
  );
  let timer = setTimeout(() => silence.abort(), silenceMs);
  stream.on('streamEvent', () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), silenceMs);
  });
  try {
    return toModelTurn(await stream.finalMessage(), id, priceFactor(service, id));
  } finally {
    clearTimeout(timer);
  }
}

/** The service's id of the model, and the headers that it needs. */
function addressOf(service: ModelService, model: string): { id: string; headers: Record<string, string> } {
  const id = model.replace(/\[1m\]$/i, '');
  const isLong = id !== model && /claude-sonnet-4/.test(id);
  const idAt = serviceModelId(service, id);
  return {
    id: idAt,
    headers: { ...serviceHeaders(service, idAt), ...(isLong ? { 'anthropic-beta': LONG_CONTEXT_BETA } : {}) },
  };
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
