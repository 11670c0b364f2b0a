// Counts the requests of each token down to none, as GitHub's headers tell.
import type { Caller } from './auth.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

const WINDOW_MS = 3_600_000;

export type Resource = 'core' | 'graphql';

interface Window {
  used: number;
  readonly resetAt: number;
}

export class RateLimit {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Counts one request (or some points). @throws Refusal 403 when none are left */
  spend(caller: Caller, resource: Resource, points: number): void {
    const window = this.#window(caller, resource);
    const limit = this.#limit(resource);
    if (window.used + points > limit) {
      window.used = limit;
      throw new Refusal(403, 'API rate limit exceeded for installation.', undefined, this.headers(caller, resource));
    }
    window.used += points;
  }

  /** Gives one request back: what was not modified costs nothing. */
  refund(caller: Caller, resource: Resource): void {
    this.#window(caller, resource).used -= 1;
  }

  headers(caller: Caller, resource: Resource): Record<string, string> {
    const { limit, remaining, used, reset } = this.show(caller, resource);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': resource,
    };
  }

  show(caller: Caller, resource: Resource) {
    const { used, resetAt } = this.#window(caller, resource);
    const limit = this.#limit(resource);
    return { limit, used, remaining: limit - used, reset: Math.ceil(resetAt / 1000) };
  }

  #limit(resource: Resource): number {
    return resource === 'core' ? this.#limits.requestsPerHour : this.#limits.graphqlPointsPerHour;
  }

  #window(caller: Caller, resource: Resource): Window {
    const key = `${resource} ${whose(caller)}`;
    const known = this.#windows.get(key);
    if (known !== undefined && known.resetAt > this.#now()) return known;
    const fresh = { used: 0, resetAt: this.#now() + WINDOW_MS };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

/** All tokens of an installation draw on one allowance. */
function whose(caller: Caller): string {
  if (caller.kind === 'installation') return `installation ${caller.token.installation.id}`;
  return caller.kind === 'app' ? `app ${caller.app.id}` : 'nobody';
}
