// What a fault of GitHub means for us: try again, and when; or never, and why.
import { describe, expect, test } from '@jest/globals';
import { CannotReview, TryLater } from '../../../src/domain/errors.ts';
import { faultOf } from '../../../src/publish/github/errors.ts';

const now = Date.parse('2026-11-23T10:00:00Z');
const answer = (status: number, headers: Record<string, string> = {}, message = 'No.') =>
  Object.assign(new Error(message), { status, response: { headers, data: {} } });
const graphql = (type: string) => Object.assign(new Error('Request failed'), { errors: [{ type, message: 'No.' }] });

describe('worth another try', () => {
  test.each([
    ['too many requests', answer(429, { 'retry-after': '30' }), 30_000],
    ['a secondary limit', answer(403, { 'retry-after': '61' }), 61_000],
    [
      'the primary limit',
      answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 120) }),
      120_000,
    ],
    ['a limit that names no time', answer(403, {}, 'You have exceeded a secondary rate limit.'), 60_000],
    ['a limit of GraphQL', graphql('RATE_LIMITED'), 60_000],
    ['a reset far away', answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now) }), 3_600_000],
    ['an error of the server', answer(502), 5_000],
    ['a conflict', answer(409), 5_000],
    ['a broken connection', new TypeError('fetch failed'), 5_000],
  ])('%s', (_, error, retryAfterMs) => {
    const fault = faultOf(error, 'post the review', now);
    expect(fault).toBeInstanceOf(TryLater);
    expect(fault).toMatchObject({ retryAfterMs, cause: error });
    expect(fault.message).toContain('could not post the review');
  });
});

describe('not to be tried again', () => {
  test.each([
    [
      'a refused key',
      answer(401),
      'GitHub refused our credentials; could not post the review. Check the App’s private key and installation.',
    ],
    [
      'a missing permission',
      answer(403, { 'x-accepted-github-permissions': 'checks=write' }),
      'GitHub refused to let us post the review. It needs the permission checks=write. An owner can grant it in the App’s installation settings.',
    ],
    [
      'a missing permission of GraphQL',
      graphql('FORBIDDEN'),
      'GitHub refused to let us post the review. An owner can grant it in the App’s installation settings.',
    ],
    [
      'a thing that is gone',
      answer(404),
      'GitHub does not show us what we need to post the review: it is gone, or the App’s installation does not include it.',
    ],
    [
      'a thing that is wrong',
      answer(422, {}, 'Validation Failed'),
      'GitHub refused to let us post the review: Validation Failed',
    ],
  ])('%s', (_, error, message) => {
    const fault = faultOf(error, 'post the review', now);
    expect(fault).toBeInstanceOf(CannotReview);
    expect(fault.message).toBe(message);
  });
});

test('what was translated already stays as it is', () => {
  const error = new TryLater('Busy.', 5);
  expect(faultOf(error, 'post the review', now)).toBe(error);
});
