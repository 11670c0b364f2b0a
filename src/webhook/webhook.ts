// Receives GitHub's deliveries: verifies the signature before parsing, and answers 2xx only once the job is stored.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Job } from '../domain/job.ts';
import { type EventFilter, readEvent } from './read-event.ts';
import { isSignature, isSignedBy } from './signature.ts';

/** "Payloads are capped at 25 MB": https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** Of all deliveries that are being received: who sends them is known only once their bodies are complete. */
const MAX_BUFFERED_BYTES = 10 * MAX_BODY_BYTES;

export interface WebhookOptions {
  readonly secret: string;
  readonly filter: EventFilter;
  /** Resolves once the job is stored durably. */
  readonly store: (job: Job) => Promise<void>;
  /** Bytes of all deliveries that are being received. Left out: 250 MB. */
  readonly maxBufferedBytes?: number;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

interface HttpReply {
  readonly status: number;
  readonly message: string;
}

/** Counts the bytes of all deliveries that are being received. */
interface Buffered {
  readonly most: number;
  bytes: number;
}

/** A reply where the body is too large, or there is no room for it now. The caller gives the room back. */
async function readBody(request: IncomingMessage, take: (bytes: number) => boolean): Promise<Buffer | HttpReply> {
  const tooLarge = { status: 413, message: `A delivery has at most ${MAX_BODY_BYTES} bytes.` };
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const { length } = chunk as Buffer;
    size += length;
    if (size > MAX_BODY_BYTES) return tooLarge;
    if (!take(length)) return { status: 503, message: 'Too many deliveries at once. Please redeliver it.' };
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A hook can be set to send a form instead of JSON; the signature covers its bytes in any case. */
function parseBody(body: Buffer, contentType: string): unknown {
  const text = body.toString('utf8');
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 200 ? value : undefined;
}

async function receive(request: IncomingMessage, options: WebhookOptions, buffered: Buffered): Promise<HttpReply> {
  if (request.method !== 'POST') return { status: 405, message: 'Webhooks are received by POST.' };
  let taken = 0;
  const take = (bytes: number) => {
    taken += bytes;
    buffered.bytes += bytes;
    return buffered.bytes <= buffered.most;
  };
  try {
    // Nothing is read from a sender without a signature.
    const isSigned = isSignature(header(request, 'x-hub-signature-256'));
    const body = isSigned ? await readBody(request, take) : Buffer.alloc(0);
    return 'status' in body ? body : await accept(request, body, options);
  } finally {
    buffered.bytes -= taken;
  }
}

async function accept(request: IncomingMessage, body: Buffer, options: WebhookOptions): Promise<HttpReply> {
  const { log } = options;
  const signature = header(request, 'x-hub-signature-256');
  if (!isSignedBy(options.secret, body, signature)) {
    log.warn({ bytes: body.length }, 'delivery with a missing or wrong signature refused');
    return {
      status: 401,
      message: 'X-Hub-Signature-256 is missing or wrong. Is the webhook secret the same on both sides?',
    };
  }
  const id = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  if (!id || !event) return { status: 400, message: 'X-GitHub-Delivery and X-GitHub-Event are required.' };
  let payload: unknown;
  try {
    payload = parseBody(body, header(request, 'content-type') ?? '');
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
  if (event === 'ping') return { status: 200, message: 'pong' };
  const outcome = readEvent({ id, event, payload, receivedAt: new Date().toISOString() }, options.filter);
  if ('ignored' in outcome) {
    log.info({ delivery: id, event, why: outcome.ignored }, 'delivery ignored');
    return { status: 200, message: `Ignored: ${outcome.ignored}.` };
  }
  return store(outcome.job, { delivery: id, event }, options);
}

async function store(job: Job, fields: object, { store, log }: WebhookOptions): Promise<HttpReply> {
  try {
    await store(job);
    log.info({ ...fields, job: job.kind }, 'delivery accepted');
    return { status: 202, message: 'Accepted.' };
  } catch (error) {
    log.error({ ...fields, err: error }, 'delivery could not be stored');
    return { status: 503, message: 'The delivery could not be stored. Please redeliver it.' };
  }
}

/** The handler of the path that GitHub delivers to. */
export function createWebhook(options: WebhookOptions) {
  const buffered: Buffered = { most: options.maxBufferedBytes ?? MAX_BUFFERED_BYTES, bytes: 0 };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let reply: HttpReply;
    try {
      reply = await receive(request, options, buffered);
    } catch (error) {
      options.log.warn({ err: error }, 'delivery broke off');
      reply = { status: 400, message: 'The delivery broke off.' };
    }
    // The unread rest of a body would be taken for the next request.
    const close: Record<string, string> = request.complete ? {} : { connection: 'close' };
    response
      .writeHead(reply.status, { 'content-type': 'text/plain; charset=utf-8', ...close })
      .end(`${reply.message}\n`);
  };
}
