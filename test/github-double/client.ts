// A bare client: what these tests say goes over the wire as it is, so that they see what any client would.
import type { GitHubDouble } from '../support/github.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; null where there was none. */
  // biome-ignore lint/suspicious/noExplicitAny: every test knows what it asked for, and says so by what it expects
  readonly body: any;
}

export interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends "METHOD /path". */
export async function send(github: GitHubDouble, what: string, ask: Ask = {}): Promise<Answer> {
  const [method = 'GET', path = '/'] = what.split(' ');
  const response = await fetch(github.url + path, {
    method,
    redirect: 'manual',
    headers: { ...(ask.token === undefined ? {} : { authorization: `token ${ask.token}` }), ...ask.headers },
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : null };
}
