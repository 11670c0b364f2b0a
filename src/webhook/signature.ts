// Verifies that a delivery comes from GitHub, over the bytes as they came.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Tells a header in the form of a signature. */
export function isSignature(header: string | undefined): header is string {
  return header !== undefined && /^sha256=[0-9a-f]{64}$/.test(header);
}

/**
 * Verifies `header` (X-Hub-Signature-256) against `body` and `secret`, in constant time:
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSignedBy(secret: string, body: Uint8Array, header: string | undefined): boolean {
  if (!isSignature(header)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(header.slice('sha256='.length), 'hex'));
}
