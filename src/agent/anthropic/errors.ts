// What an error of the SDK means: whether it passes, and for what does not pass, what somebody has to do.
import { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { CannotReview, messageOf } from '../../domain/errors.ts';
import type { ModelService } from '../../domain/models.ts';
import type { ModelTurn } from '../../domain/ports.ts';
import { emptyTurn } from './codec.ts';

/** A fault that may pass, and how long the server asks us to wait. */
export interface TransientError {
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** Words for a service: what it is called, and what its credentials are set by. */
const WORDS: Readonly<Record<ModelService['kind'], { readonly name: string; readonly mend: string }>> = {
  anthropic: { name: "The model's service", mend: 'Set ANTHROPIC_API_KEY to a valid one' },
  bedrock: {
    name: 'Amazon Bedrock',
    mend: 'Give this process AWS credentials that may invoke the model, or set AWS_BEARER_TOKEN_BEDROCK',
  },
  vertex: {
    name: 'Google Vertex',
    mend: 'Give this process Google credentials that may use Vertex AI (GOOGLE_APPLICATION_CREDENTIALS)',
  },
};

/** @param model as the call names it */
export function classifyModelError(
  error: unknown,
  model: string,
  kind: ModelService['kind'],
): CannotReview | TransientError | ModelTurn {
  if (error instanceof APIUserAbortError) return { message: 'The model went silent.', retryAfterMs: null };
  if (error instanceof APIConnectionError) return classifyConnection(error, kind);
  if (!(error instanceof APIError)) {
    return { message: `The model's answer could not be read (${brief(messageOf(error))}).`, retryAfterMs: null };
  }
  const said = brief(error.apiMessage ?? error.message.replace(/^\d{3} /, ''));
  const status: number = error.status ?? statusOfType(error.type);
  if (status === 413 || (status === 400 && /(prompt|input) is too long|context (window|limit)/i.test(said))) {
    return emptyTurn('context_exceeded', model.replace(/\[1m\]$/i, ''));
  }
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { message: nameFault(status, said), retryAfterMs: retryAfterOf(error.headers) };
  }
  return new CannotReview(explain(status, said, model, kind), { cause: error });
}

/** Credentials that cannot be had come as connection errors, though waiting seldom helps. */
function classifyConnection(error: APIConnectionError, kind: ModelService['kind']): CannotReview | TransientError {
  const { name, mend } = WORDS[kind];
  if (/^Failed to (resolve AWS|acquire Google)/.test(error.message)) {
    const why = brief(messageOf(error.cause ?? error));
    return new CannotReview(`${name} cannot be asked, for there are no credentials (${why}). ${mend}.`, {
      cause: error,
    });
  }
  return { message: `The model's service cannot be reached (${brief(messageOf(error))}).`, retryAfterMs: null };
}

/** An error event inside a stream has a type and no status; Amazon's are named after its exceptions. */
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

function nameFault(status: number, said: string): string {
  if (status === 429) return `The model's service limits our rate (429: ${said}).`;
  if (status === 529) return `The model's service is overloaded (529: ${said}).`;
  return `The model's service failed (${status}: ${said}).`;
}

function explain(status: number, said: string, model: string, kind: ModelService['kind']): string {
  const { name, mend } = WORDS[kind];
  const isUnknown = status === 404 || (kind === 'bedrock' && status === 400 && /model identifier/i.test(said));
  if (isUnknown) {
    const own =
      kind === 'anthropic' ? 'behind ANTHROPIC_BASE_URL, to one that its server has' : `to one that ${name} has`;
    return `The model "${model}" is not there (${status}: ${said}). Set \`model\` in .github/architect.yml, or in the agent's file, to "sonnet", "opus", "haiku" or a full model id; ${own}. MODEL and REFUTER_MODEL set it for all repositories.`;
  }
  switch (status) {
    case 401:
      return kind === 'anthropic'
        ? `${name} does not accept the key (401). ${mend}.`
        : `${name} does not accept the credentials (401: ${said}). ${mend}.`;
    case 402:
      return `The account of the model's key cannot pay (402: ${said}). Check its billing.`;
    case 403:
      return kind === 'anthropic'
        ? `The model's key may not do this (403: ${said}). Give it the permission, or set another ANTHROPIC_API_KEY.`
        : `${name} does not let us ask "${model}" (403: ${said}). ${mend}.`;
    default:
      return `${name} refused the request (${status}: ${said}).`;
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
