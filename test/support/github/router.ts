// What a route is, and how a request finds it. Templates are those of GitHub's OpenAPI description, which they are checked against.
import type { Caller } from './auth.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

export interface Call {
  readonly world: World;
  /** Where the stand-in is reached, without a trailing slash. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed JSON; {} where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
  readonly caller: Caller;
}

export interface Reply {
  readonly status: number;
  /** JSON, bytes, or nothing. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly template: string;
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

/** The route of a path, with its parameters decoded. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  const found = routes
    .filter((route) => route.method === method)
    .flatMap((route) => {
      const params = match(route.template, path);
      return params === undefined ? [] : [{ route, params }];
    });
  // "commits/{ref}/check-runs" before "commits/{ref}": a ref may hold slashes
  return found.sort((one, other) => other.route.template.length - one.route.template.length)[0];
}

// These take slashes: a path, a branch.
const GREEDY = new Set(['path', 'ref', 'basehead', 'tree_sha']);

function match(template: string, path: string): Record<string, string> | undefined {
  if (!template.includes('{')) return template === path ? {} : undefined;
  const pattern = template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => `(?<${name}>${GREEDY.has(name) ? '.+' : '[^/]+'})`,
  );
  const groups = new RegExp(`^${pattern}$`).exec(path)?.groups;
  if (groups === undefined) return undefined;
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'Bad Request');
  }
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

/** One page of a list, with GitHub's Link header. `per_page` is at most 100 and 30 unless told. */
export function page(call: Call, items: readonly unknown[], path: string, wrap?: (some: unknown[]) => unknown): Reply {
  const { slice, headers } = cut(call, items, path, 100);
  return { status: 200, body: wrap === undefined ? slice : wrap(slice), headers };
}

function cut(call: Call, items: readonly unknown[], path: string, most: number) {
  const perPage = Math.min(Math.max(whole(call.query.get('per_page'), 30), 1), most);
  const number = Math.max(whole(call.query.get('page'), 1), 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const slice = items.slice((number - 1) * perPage, number * perPage);
  return { slice, headers: links(call, path, number, last) };
}

/** The Link header of page `number` of `last`; none where one page holds all. */
export function links(call: Call, path: string, number: number, last: number): Record<string, string> {
  const to = (target: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(target));
    return `<${call.url}${path}?${query}>; rel="${rel}"`;
  };
  const parts = [
    ...(number > 1 ? [to(number - 1, 'prev')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
    ...(number > 1 ? [to(1, 'first')] : []),
  ];
  return parts.length === 0 ? {} : { link: parts.join(', ') };
}

function whole(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

export function numberIn(call: Call, name: string): number {
  return whole(call.params[name] ?? null, -1);
}
