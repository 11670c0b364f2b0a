// Proves that a delivery comes from GitHub, over the very bytes that came.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether the header has the form of a signature at all. */
export function isSignature(header: string | undefined): header is string {
  return header !== undefined && /^sha256=[0-9a-f]{64}$/.test(header);
}

/**
 * Whether `header` (X-Hub-Signature-256) signs `body` with `secret`, compared in constant time:
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBy(secret: string, body: Uint8Array, header: string | undefined): boolean {
  if (!isSignature(header)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(header.slice('sha256='.length), 'hex'));
}
