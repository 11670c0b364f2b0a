// A server that answers like Anthropic's Messages API in one of its dialects, on loopback: keeps what it was asked, and answers with what
// the test gives.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is asked is looked at by the test.
  readonly body: any;
}

/** An answer: whole, or in pieces that are written one after the other. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | Uint8Array)[];
}

export interface MessagesServer {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

export async function startMessagesServer(answer: (asked: Asked) => Answer): Promise<MessagesServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const one = {
      path: request.url ?? '',
      headers: request.headers,
      text,
      body: text.startsWith('{') ? JSON.parse(text) : null,
    };
    asked.push(one);
    const { status = 200, type = 'application/json', headers = {}, pieces } = answer(one);
    response.writeHead(status, { 'content-type': type, ...headers });
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The events of a streamed message that says one text. */
export function eventsOf(text: string, model: string): object[] {
  const usage = { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 20, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
  return [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ];
}

/** The events of a streamed message that calls one tool. */
export function callEventsOf(name: string, input: unknown, model: string): object[] {
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
  return [
    { type: 'message_start', message },
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id: `toolu_${name}`, name, input: {} },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ];
}

/** As server-sent events, which Anthropic and Google stream. */
export function sse(events: readonly object[]): Answer {
  const pieces = events.map(
    (event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  return { type: 'text/event-stream', pieces };
}

/**
 * As Amazon's event stream: each message has its length, its headers, its payload and two checksums
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html).
 */
export function eventStream(
  events: readonly object[],
  exception?: { readonly type: string; readonly message: string },
): Answer {
  const chunks = events.map((event) => {
    const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
    return frame({ ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' }, { bytes });
  });
  const failed =
    exception === undefined
      ? []
      : [
          frame(
            { ':exception-type': exception.type, ':content-type': 'application/json', ':message-type': 'exception' },
            { message: exception.message },
          ),
        ];
  return { type: 'application/vnd.amazon.eventstream', pieces: [...chunks, ...failed] };
}

function frame(headers: Readonly<Record<string, string>>, payload: object): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      // 7 is the type of a text.
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  const checked = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([checked, checksum(checked)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
