// What can go wrong on the way to GitHub, on demand.

/** Which requests a fault meets; what is left out matches all. */
interface FaultMatch {
  readonly method?: string;
  /** A path without its query, or a pattern for it. */
  readonly path?: string | RegExp;
}

export interface Fault {
  readonly match?: FaultMatch;
  /** How many requests it meets; once unless told. */
  readonly times?: number;
  /** How many matching requests pass before it begins. */
  readonly after?: number;
  /**
   * `disconnect`: the connection breaks before anything was done. `lose-answer`: it breaks after the work was done, so that the
   * client cannot know. `hang`: no answer until the stand-in closes. `stall`: half of the answer, and no more until it closes.
   */
  readonly kind?: 'answer' | 'disconnect' | 'lose-answer' | 'hang' | 'stall' | 'delay';
  readonly status?: number;
  readonly delayMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Armed {
  readonly fault: Fault;
  pass: number;
  left: number;
}

export class Faults {
  readonly #armed: Armed[] = [];

  arm(fault: Fault): void {
    this.#armed.push({ fault, pass: fault.after ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The fault that this request meets, counted. */
  meet(method: string, path: string): Fault | undefined {
    for (const armed of this.#armed) {
      if (armed.left === 0 || !matches(armed.fault.match ?? {}, method, path)) continue;
      if (armed.pass > 0) {
        armed.pass -= 1;
        continue;
      }
      armed.left -= 1;
      return armed.fault;
    }
    return undefined;
  }
}

function matches({ method, path }: FaultMatch, actualMethod: string, actualPath: string): boolean {
  if (method !== undefined && method.toUpperCase() !== actualMethod) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? path === actualPath : path.test(actualPath);
}

/** Primary rate limit: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api. */
export function primaryLimit(resetAtSeconds: number, limit: number): Fault {
  return {
    status: 403,
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': String(limit),
      'x-ratelimit-reset': String(resetAtSeconds),
      'x-ratelimit-resource': 'core',
    },
    body: {
      message: 'API rate limit exceeded for installation.',
      documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
      status: '403',
    },
  };
}

export function secondaryLimit(retryAfterSeconds: number): Fault {
  return {
    status: 403,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: {
      message:
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. For more on scraping GitHub and how it may affect your rights, please review our Terms of Service.',
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
      status: '403',
    },
  };
}
