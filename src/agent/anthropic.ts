// Implements ModelPort with Anthropic's Messages API: its own, Amazon's, Google's, or any compatible server's. Keeps
// the prompt cached and retries transient errors; a permanent error says what somebody has to do.
import { CannotReview, Superseded, TryLater } from '../domain/errors.ts';
import type { ModelService } from '../domain/models.ts';
import type { ModelCall, ModelPort, ModelTurn } from '../domain/ports.ts';
import { loadClient, type ModelClient, type SdkPackages } from './anthropic/client.ts';
import { toModelTurn, toSdkPrompt } from './anthropic/codec.ts';
import { classifyModelError, type TransientError } from './anthropic/errors.ts';
import { priceFactor, serviceHeaders, serviceModelId } from './anthropic/provider-models.ts';

export interface AnthropicOptions {
  readonly log?: { warn(fields: object, message: string): void } | undefined;
  /** Delays before the second, third and further attempts. */
  readonly retryDelaysMs?: readonly number[];
  /** A stream without an event for so long is aborted. */
  readonly silenceMs?: number;
  /** The SDKs of Amazon and Google. Omitted: the installed ones. */
  readonly packages?: SdkPackages;
}

/** Longer waits are left to the queue. With the delays below, a turn fails after about 20 s of waiting. */
const MAX_WAIT_MS = 60_000;
const DEFAULT_RETRY_DELAYS_MS = [1_000, 4_000, 15_000];
const DEFAULT_RETRY_AFTER_MS = 60_000;
const SILENCE_MS = 180_000;
/** Counting only improves an estimate, so it may not take long. */
const COUNT_MS = 10_000;
/** For Claude Code's "[1m]" on models whose long context is optional. */
const LONG_CONTEXT_BETA = 'context-1m-2025-08-07';

/**
 * Opens the models of a service. `respond` throws only TryLater, CannotReview and the signal's reason.
 *
 * @throws BadInput when the service's package is not installed
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
            // The client caches missing credentials, which may exist by now.
            client = undefined;
            throw outcome;
          }
          if ('stopReason' in outcome) return outcome;
          const waitMs = chooseDelay(outcome, delaysMs[attempt], error);
          options.log?.warn({ attempt: attempt + 1, waitMs }, outcome.message);
          onWait?.(outcome.message, waitMs);
          await wait(waitMs, signal);
        }
      }
    },
    async countTokens(call, signal) {
      client ??= createClient();
      return count(client, service, call, signal);
    },
  };
}

/** @throws TryLater where no further attempt follows, or the delay is better left to the queue */
function chooseDelay({ message, retryAfterMs }: TransientError, delayMs: number | undefined, cause: unknown): number {
  const waitMs = Math.max(retryAfterMs ?? 0, delayMs ?? 0);
  if (delayMs !== undefined && waitMs <= MAX_WAIT_MS) return waitMs;
  throw new TryLater(message, retryAfterMs ?? DEFAULT_RETRY_AFTER_MS, { cause });
}

async function count(
  client: ModelClient,
  service: ModelService,
  call: Omit<ModelCall, 'maxTokens'>,
  signal: AbortSignal,
): Promise<number | null> {
  const { id, headers } = routeTo(service, call.model);
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS)]);
    const counted = await client.messages.countTokens?.(toSdkPrompt(call, id), { signal: within, headers });
    return counted?.input_tokens ?? null;
  } catch {
    stopIfAborted(signal);
    return null;
  }
}

async function ask(
  client: ModelClient,
  service: ModelService,
  call: ModelCall,
  signal: AbortSignal,
  silenceMs: number,
): Promise<ModelTurn> {
  const { id, headers } = routeTo(service, call.model);
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

/** The service's id of the model, and the headers of its requests. */
function routeTo(service: ModelService, model: string): { id: string; headers: Record<string, string> } {
  const id = model.replace(/\[1m\]$/i, '');
  const isLong = id !== model && /claude-sonnet-4/.test(id);
  const ownId = serviceModelId(service, id);
  return {
    id: ownId,
    headers: { ...serviceHeaders(service, ownId), ...(isLong ? { 'anthropic-beta': LONG_CONTEXT_BETA } : {}) },
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
