// Reads the status of an error response from a number or a constant of net/http.
import type { GoNode } from '../../go/parser.ts';
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
