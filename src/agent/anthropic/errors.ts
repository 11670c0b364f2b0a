// Classifies errors of the SDK as transient or permanent; a permanent one says what somebody has to do.
import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { CannotReview, messageOf } from '../../domain/errors.ts';
import type { ModelService } from '../../domain/models.ts';
import type { ModelTurn } from '../../domain/ports.ts';
import { emptyTurn } from './codec.ts';

/** An error that may go away, and how long the server asks to wait. */
export interface TransientError {
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** Name of each service, and how to give it credentials. */
const SERVICES: Readonly<Record<ModelService['kind'], { readonly name: string; readonly fix: string }>> = {
  anthropic: { name: 'The model provider', fix: 'Set ANTHROPIC_API_KEY to a valid key' },
  bedrock: {
    name: 'Amazon Bedrock',
    fix: 'Give this process AWS credentials that may invoke the model, or set AWS_BEARER_TOKEN_BEDROCK',
  },
  vertex: {
    name: 'Google Vertex',
    fix: 'Give this process Google credentials that may use Vertex AI (GOOGLE_APPLICATION_CREDENTIALS)',
  },
};

/** @param model as the call names it; a ModelTurn reports that the context was exceeded */
export function classifyModelError(
  error: unknown,
  model: string,
  kind: ModelService['kind'],
): CannotReview | TransientError | ModelTurn {
  if (error instanceof APIUserAbortError) return { message: 'The model stopped responding.', retryAfterMs: null };
  if (error instanceof APIConnectionError) return classifyConnection(error, kind);
  if (!(error instanceof APIError)) {
    return { message: `The model's answer is unreadable (${brief(messageOf(error))}).`, retryAfterMs: null };
  }
  const said = brief(error.apiMessage ?? error.message.replace(/^\d{3} /, ''));
  const status: number = error.status ?? statusOfType(error.type);
  if (status === 413 || (status === 400 && /(prompt|input) is too long|context (window|limit)/i.test(said))) {
    return emptyTurn('context_exceeded', model.replace(/\[1m\]$/i, ''));
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { message: explainTransient(status, said), retryAfterMs: retryAfterOf(error.headers) };
  }
  return new CannotReview(explainPermanent(status, said, model, kind), { cause: error });
}

/** The SDKs report missing credentials as connection errors, although waiting seldom helps. */
function classifyConnection(error: APIConnectionError, kind: ModelService['kind']): CannotReview | TransientError {
  const { name, fix } = SERVICES[kind];
  if (/^Failed to (resolve AWS|acquire Google)/.test(error.message)) {
    const why = brief(messageOf(error.cause ?? error));
    return new CannotReview(`No credentials for ${name} (${why}). ${fix}.`, { cause: error });
  }
  return { message: `The model provider is unreachable (${brief(messageOf(error))}).`, retryAfterMs: null };
}

/** An error event in a stream has a type and no status; Amazon's types are names of its exceptions. */
function statusOfType(type: string | null): number {
  switch (type) {
    case 'rate_limit_error':
    case 'throttlingException':
      return 429;
    case 'overloaded_error':
      return 529;
    case 'invalid_request_error':
    case 'validationException':
      return 400;
    case 'serviceUnavailableException':
      return 503;
    default:
      return 500;
  }
}

function explainTransient(status: number, said: string): string {
  if (status === 429) return `The model provider rate-limited the request (429: ${said}).`;
  if (status === 529) return `The model provider is overloaded (529: ${said}).`;
  return `The model provider failed (${status}: ${said}).`;
}

function explainPermanent(status: number, said: string, model: string, kind: ModelService['kind']): string {
  const { name, fix } = SERVICES[kind];
  const isUnknown = status === 404 || (kind === 'bedrock' && status === 400 && /model identifier/i.test(said));
  if (isUnknown) {
    const available =
      kind === 'anthropic'
        ? 'With ANTHROPIC_BASE_URL, use a model of that server.'
        : `Use a model that ${name} offers.`;
    return [
      `The model "${model}" does not exist (${status}: ${said}).`,
      'Set `model` in .github/architect.yml, or in the agent file, to "sonnet", "opus", "haiku" or a full model id.',
      available,
      'MODEL and REFUTER_MODEL set it for all repositories.',
    ].join(' ');
  }
  switch (status) {
    case 401:
      return kind === 'anthropic'
        ? `The API key is invalid (401). ${fix}.`
        : `${name} rejected the credentials (401: ${said}). ${fix}.`;
    case 402:
      return `The model account has a billing problem (402: ${said}).`;
    case 403:
      return kind === 'anthropic'
        ? `The API key lacks permission (403: ${said}). Grant it, or set another ANTHROPIC_API_KEY.`
        : `${name} denied access to "${model}" (403: ${said}). ${fix}.`;
    default:
      return `${name} rejected the request (${status}: ${said}).`;
  }
}

function retryAfterOf(headers: Headers | undefined): number | null {
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null;
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
