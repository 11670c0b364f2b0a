// What the model names has to be there.
import { describe, expect, test } from '@jest/globals';
import { unknownLines, unknownMentions } from '../../../src/agent/verify/check-mentions.ts';
import { makeSnapshot } from '../../support/snapshot.ts';

const snapshot = makeSnapshot(
  { 'docs/adr/0007-no-sql-in-the-domain.md': '# No SQL', 'app/old.go': 'package app' },
  { 'docs/adr/0007-no-sql-in-the-domain.md': '# No SQL', 'app/domain/order.go': 'package domain' },
);

describe('names in a text', () => {
  test.each([
    'The change in app/domain/order.go follows ADR-7.',
    'As order.go shows, adr 0007 holds; app/old.go is gone.',
    'It reads config.yaml at start and speaks HTTP as RFC 9110 says.',
    'See https://go.dev/doc/effective_go.md for more.',
  ])('are let pass where they stand for what is there, or for no file of a repository: %s', (text) => {
    expect(unknownMentions(text, snapshot)).toEqual([]);
  });

  test('of files and decisions that are not there are told, once each', () => {
    const text =
      'ADR-42 accepts it, see docs/RISKS.md and docs/RISKS.md; domain/price.go agrees, and so does ADR 0042.';
    expect(unknownMentions(text, snapshot)).toEqual(['docs/RISKS.md', 'domain/price.go', 'ADR 42']);
  });

  test('of a line beyond the end of its file are told, once each; of a file that was not read nothing is', () => {
    const text =
      'domain/order.go:1 is fine; order.go:2, app/domain/order.go#L99, order.go:2 and app/none.go:5 are not.';
    expect(unknownLines(text, snapshot)).toEqual(['order.go:2', 'app/domain/order.go#L99']);
    const read = snapshot.head.text;
    const unread = {
      ...snapshot,
      head: { ...snapshot.head, text: (path: string) => (path.endsWith('order.go') ? undefined : read(path)) },
    };
    expect(unknownLines(text, unread)).toEqual([]);
    expect(unknownMentions(text, snapshot)).toEqual(['app/none.go', 'order.go:2', 'app/domain/order.go#L99']);
  });

  test('of a tree that was not listed whole prove nothing', () => {
    const cut = { ...snapshot, head: { ...snapshot.head, truncated: true } };
    expect(unknownMentions('See docs/RISKS.md.', cut)).toEqual([]);
  });
});
