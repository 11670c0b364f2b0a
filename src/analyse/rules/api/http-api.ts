// HTTP handlers and servers: answers that go on after an error, errors shown to clients, servers that wait for ever, open CORS.
import { childrenOf, type GoNode } from '../../go/parser.ts';
import type { GoFile } from '../engine/go-file.ts';

/** Status of an error, or null where it is none or unknown. */
export function errorStatus(file: GoFile, node: GoNode | undefined): number | null {
  if (node === undefined) return null;
  const text = file.text(node);
  if (/^[45]\d\d$/.test(text)) return Number(text);
  const name = /\.Status(\w+)$/.exec(text)?.[1];
  return name === undefined ? null : (ERROR_STATUS[name] ?? null);
}

// https://pkg.go.dev/net/http#pkg-constants
const ERROR_STATUS: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  PaymentRequired: 402,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  PreconditionFailed: 412,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  UnprocessableEntity: 422,
  TooManyRequests: 429,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
};

/** Type of a composite literal, by import path. */
export function typeOf(literal: GoNode, file: GoFile): string {
  return file.typeName(literal.childForFieldName('type'));
}

/** Value of a field in a composite literal; null where it is not set. */
export function fieldOf(literal: GoNode, name: string, file: GoFile): GoNode | null {
  const body = literal.childForFieldName('body');
  for (const element of body === null ? [] : childrenOf(body)) {
    const [key, value] = childrenOf(element);
    if (element.type === 'keyed_element' && key !== undefined && value !== undefined && file.text(key) === name)
      return value.type === 'literal_element' ? (childrenOf(value)[0] ?? value) : value;
  }
  return null;
}
