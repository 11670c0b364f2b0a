// Sends webhooks as GitHub does, signed, and keeps the log of deliveries that an App can read and repeat.
import { createHmac, randomUUID } from 'node:crypto';
import { notFound } from './refusal.ts';
import type { Call, Reply } from './router.ts';
import type { App, World } from './world.ts';

/** GitHub waits this long for the answer to a webhook. */
const ANSWER_WITHIN_MS = 10_000;

export interface Delivery {
  readonly id: number;
  /** X-GitHub-Delivery; the same when it is sent again. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly app: App;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  /** What the App answered; 0 when it did not; null while it is awaited. */
  statusCode: number | null;
  /** "OK", or why it failed. */
  status: string;
  seconds: number;
  answer: string;
}

export class Deliveries {
  readonly log: Delivery[] = [];
  /** Where the App listens; null: events are neither sent nor logged. */
  webhookUrl: string | null = null;
  readonly #world: World;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Sends one event to the App. Resolves when it was answered, or was not. */
  send(app: App, event: string, payload: Readonly<Record<string, unknown>>, again?: Delivery): Promise<Delivery> {
    const action = typeof payload.action === 'string' ? payload.action : null;
    const delivery: Delivery = {
      id: this.#world.nextId(),
      guid: again?.guid ?? randomUUID(),
      event,
      action,
      payload,
      app,
      redelivery: again !== undefined,
      deliveredAt: new Date(this.#world.now()).toISOString(),
      statusCode: null,
      status: '',
      seconds: 0,
      answer: '',
    };
    if (this.webhookUrl === null) return Promise.resolve({ ...delivery, statusCode: 0, status: 'no webhook URL' });
    this.log.push(delivery);
    const sent = post(this.webhookUrl, delivery).finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
    return sent;
  }

  /** Resolves when no delivery is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Sends a delivery again, with the same guid. @throws Refusal 404 */
  redeliver(id: number): Promise<Delivery> {
    const old = this.log.find((each) => each.id === id);
    if (old === undefined) throw notFound();
    return this.send(old.app, old.event, old.payload, old);
  }

  /** Newest first, a page at a time by cursor: https://docs.github.com/en/rest/apps/webhooks. */
  list(call: Call): Reply {
    const perPage = Math.min(Number(call.query.get('per_page') ?? 30) || 30, 100);
    const cursor = call.query.get('cursor');
    const done = this.log.filter((each) => each.statusCode !== null).reverse();
    const start =
      cursor === null
        ? 0
        : Math.max(
            done.findIndex((each) => `v1_${each.id}` === cursor),
            0,
          );
    const next = done[start + perPage];
    const url = `${call.url}/app/hook/deliveries?per_page=${perPage}&cursor=v1_${next?.id}`;
    return {
      status: 200,
      body: done.slice(start, start + perPage).map(showItem),
      ...(next === undefined ? {} : { headers: { link: `<${url}>; rel="next"` } }),
    };
  }

  /** One delivery with what was sent and answered. @throws Refusal 404 */
  show(id: number) {
    const delivery = this.log.find((each) => each.id === id);
    if (delivery === undefined) throw notFound();
    return {
      ...showItem(delivery),
      url: this.webhookUrl ?? '',
      request: { headers: headersOf(delivery, ''), payload: delivery.payload },
      response: { headers: {}, payload: delivery.answer },
    };
  }
}

function showItem(delivery: Delivery) {
  const { installation, repository } = delivery.payload as {
    installation?: { id: number };
    repository?: { id: number };
  };
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.seconds,
    status: delivery.status,
    status_code: delivery.statusCode ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: installation?.id ?? null,
    repository_id: repository?.id ?? null,
    throttled_at: null,
  };
}

/** GitHub's signature of a webhook's body. */
function sign(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function headersOf(delivery: Delivery, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-event': delivery.event,
    'x-github-delivery': delivery.guid,
    'x-github-hook-id': '1',
    'x-github-hook-installation-target-id': String(delivery.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': sign(delivery.app.webhookSecret, body),
  };
}

async function post(url: string, delivery: Delivery): Promise<Delivery> {
  const body = JSON.stringify(delivery.payload);
  const started = performance.now();
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(url, { method: 'POST', headers: headersOf(delivery, body), body, signal });
    delivery.answer = (await answer.text()).slice(0, 10_000);
    delivery.status = answer.ok ? 'OK' : answer.statusText || `Invalid HTTP Response: ${answer.status}`;
    delivery.statusCode = answer.status;
  } catch (error) {
    delivery.status =
      error instanceof Error && error.name === 'TimeoutError' ? 'timed out' : 'failed to connect to host';
    delivery.statusCode = 0;
  }
  delivery.seconds = Math.round((performance.now() - started) / 10) / 100;
  return delivery;
}
