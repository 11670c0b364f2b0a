// The door that GitHub knocks at: proves the signature before anything is parsed, and answers 2xx only once the order is kept.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Job } from '../domain/job.ts';
import { readEvent, type Self } from './read-event.ts';
import { isSignature, isSignedBy } from './signature.ts';

export type { Self } from './read-event.ts';

/** "Payloads are capped at 25 MB": https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

export interface WebhookOptions {
  readonly secret: string;
  readonly self: Self;
  /** Resolves once the order is durably kept. */
  readonly enqueue: (order: Job) => Promise<string>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

interface Reply {
  readonly status: number;
  readonly message: string;
}

/** The body's bytes; null when there are too many. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** A hook can be set to send a form instead of JSON; the signature is over its bytes all the same. */
function parseBody(body: Buffer, contentType: string): unknown {
  const text = body.toString('utf8');
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 200 ? value : undefined;
}

async function receive(request: IncomingMessage, options: WebhookOptions): Promise<Reply> {
  const { log } = options;
  if (request.method !== 'POST') return { status: 405, message: 'Deliveries are POSTed here.' };
  const signature = header(request, 'x-hub-signature-256');
  // Whoever sends no signature is not listened to.
  const body = isSignature(signature) ? await readBody(request) : Buffer.alloc(0);
  if (body === null) return { status: 413, message: `Deliveries have at most ${MAX_BODY_BYTES} bytes.` };
  if (!isSignedBy(options.secret, body, signature)) {
    log.warn({ bytes: body.length }, 'a delivery without our signature was refused');
    return {
      status: 401,
      message: 'X-Hub-Signature-256 is missing or wrong. Is the webhook secret the same on both sides?',
    };
  }
  const id = header(request, 'x-github-delivery');
  const event = header(request, 'x-github-event');
  if (!id || !event) return { status: 400, message: 'X-GitHub-Delivery and X-GitHub-Event are needed.' };
  let payload: unknown;
  try {
    payload = parseBody(body, header(request, 'content-type') ?? '');
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
  if (event === 'ping') return { status: 200, message: 'pong' };
  const reading = readEvent({ id, event, payload, receivedAt: new Date().toISOString() }, options.self);
  if ('ignored' in reading) {
    log.info({ delivery: id, event, why: reading.ignored }, 'delivery ignored');
    return { status: 200, message: `Ignored: ${reading.ignored}.` };
  }
  try {
    const receipt = await options.enqueue(reading.order);
    log.info({ delivery: id, event, order: reading.order.kind, receipt }, 'delivery taken');
    return { status: 202, message: `Taken: ${receipt}.` };
  } catch (error) {
    log.error({ err: error, delivery: id, event }, 'a delivery could not be kept');
    return { status: 503, message: 'The delivery could not be kept. Please send it again.' };
  }
}

/** Makes the handler of the path that GitHub delivers to. */
export function createWebhook(options: WebhookOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let reply: Reply;
    try {
      reply = await receive(request, options);
    } catch (error) {
      options.log.warn({ err: error }, 'a delivery broke off');
      reply = { status: 400, message: 'The delivery broke off.' };
    }
    // What was not read of a body would be taken for the next request.
    const close: Record<string, string> = request.complete ? {} : { connection: 'close' };
    response
      .writeHead(reply.status, { 'content-type': 'text/plain; charset=utf-8', ...close })
      .end(`${reply.message}\n`);
  };
}
