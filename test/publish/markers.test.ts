// Our own words are told apart by a marker at the very end and by their author, never by one of the two.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { externalId, isOurs, marker, readMarker } from '../../src/publish/markers.ts';

describe('a marker', () => {
  test('gives back what was put in, whatever that is, and stays one hidden line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (id) => {
        const line = marker('finding', { id, source: 'model' });
        expect(line).toMatch(/^<!-- [^\n<>]* -->$/);
        expect(line.slice(4, -3)).not.toMatch(/--|@|#/);
        expect(readMarker('finding', `Words.\n\n${line}\n`)).toEqual({ id, source: 'model' });
      }),
    );
  });

  test('reads as text', () => {
    expect(marker('review', { request: 'acme/orders#7@dddd:opened' })).toMatchInlineSnapshot(
      `"<!-- architect:review v1 {"request":"acme/orders\\u00237\\u0040dddd:opened"} -->"`,
    );
  });

  test('counts at the end of a body only, for further up it may be a quotation', () => {
    const line = marker('finding', { id: 'a', source: 'fact' });
    expect(readMarker('finding', `${line}\n\nAnd more.`)).toBeNull();
    expect(
      readMarker('finding', `\`\`\`\n${line}\n\`\`\`\n\n${marker('finding', { id: 'b', source: 'fact' })}`)?.id,
    ).toBe('b');
  });

  test('of another kind, version or shape is not believed', () => {
    expect(readMarker('summary', marker('finding', { id: 'a', source: 'fact' }))).toBeNull();
    expect(readMarker('finding', '<!-- architect:finding v2 {"id":"a","source":"fact"} -->')).toBeNull();
    expect(readMarker('finding', '<!-- architect:finding v1 {"id":1} -->')).toBeNull();
    expect(readMarker('finding', '<!-- architect:finding v1 {not json} -->')).toBeNull();
  });
});

describe('the author', () => {
  test('is ours with or without the suffix that REST gives and GraphQL does not', () => {
    expect(isOurs({ login: 'go-architect', kind: 'Bot' }, 'go-architect[bot]')).toBe(true);
    expect(isOurs({ login: 'go-architect[bot]', kind: 'Bot' }, 'go-architect[bot]')).toBe(true);
  });

  test('is not ours when a person took the name, another bot wrote, or the account is gone', () => {
    expect(isOurs({ login: 'go-architect', kind: 'User' }, 'go-architect[bot]')).toBe(false);
    expect(isOurs({ login: 'go-architect-2', kind: 'Bot' }, 'go-architect[bot]')).toBe(false);
    expect(isOurs(null, 'go-architect[bot]')).toBe(false);
  });
});

test('an external id is the request’s id while that is short, else as telling and as unique', () => {
  expect(externalId('acme/orders#7')).toBe('acme/orders#7');
  const [one, two] = [externalId(`${'x'.repeat(299)}1`), externalId(`${'x'.repeat(299)}2`)];
  expect(one).not.toBe(two);
  expect(one.length).toBeLessThanOrEqual(200);
});
