// Rendered text stays within the limits of its place, and what does not fit is left out whole.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/domain/finding.ts';
import type { Review } from '../../src/domain/review.ts';
import { anchorOf } from '../../src/publish/anchor.ts';
import { linksOf } from '../../src/publish/links.ts';
import { cutToSize, fitInto, type PagePart, sizeOf } from '../../src/publish/markdown/budget.ts';
import { annotations, checkOutput, checkTitle } from '../../src/publish/markdown/check.ts';
import { commentBody, summaryBody } from '../../src/publish/markdown/comment.ts';
import { readMarker } from '../../src/publish/markers.ts';
import { files, htmlUrl, layerFinding, review } from './reviews.ts';

const parts: fc.Arbitrary<PagePart[]> = fc.array(
  fc.record({
    text: fc.string({ unit: 'grapheme', maxLength: 60 }),
    priority: fc.integer({ min: 0, max: 5 }),
    shorter: fc.array(fc.string({ maxLength: 10 }), { maxLength: 2 }),
  }),
  { maxLength: 8 },
);

describe('parts within a limit', () => {
  test('never exceed it', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 20, max: 400 }), (some, limit) => {
        expect(sizeOf(fitInto(some, limit, 'More below.').text)).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('are all there, in their order, or handed back', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 20, max: 400 }), (some, limit) => {
        const { text, moved } = fitInto(some, limit, 'More below.');
        for (const part of some) expect(text.includes(part.text) || moved.includes(part.text)).toBe(true);
        if (moved.length === 0)
          expect(text).toBe(
            some
              .map((part) => part.text)
              .filter(Boolean)
              .join('\n\n'),
          );
        else expect(text).toContain('More below.');
      }),
    );
  });

  test('go in the order of their priority', () => {
    const some = [
      { text: 'verdict', priority: 0 },
      { text: 'd'.repeat(30), priority: 9 },
      { text: 'table'.repeat(4), priority: 1, shorter: ['table'] },
      { text: 'footer', priority: 0 },
    ];
    expect(fitInto(some, 42, '(more)').text).toBe('verdict\n\ntable\n\nfooter\n\n(more)');
  });
});

test('a text cut to bytes is whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), fc.integer({ min: 3, max: 60 }), (text, limit) => {
      const short = cutToSize(text, limit);
      expect(sizeOf(short)).toBeLessThanOrEqual(limit);
      if (sizeOf(text) > limit) expect(text.startsWith(short.slice(0, -1))).toBe(true);
      expect(short).not.toContain('\ufffd');
    }),
  );
});

/** The longest things a review can hold, of characters that grow most when they are made harmless. */
function monstrous(character: string): Review {
  const long = (length: number) => character.repeat(length);
  const finding = (index: number): Finding => ({
    ...layerFinding,
    id: `monster-${index}`,
    title: long(5000),
    rationale: long(30_000),
    recommendation: long(30_000),
    tradeOffs: long(30_000),
    example: `${long(100)}\n`.repeat(700),
    citations: Array.from({ length: 20 }, () => ({
      ...layerFinding.citations[0]!,
      quote: long(5000),
      factId: long(3000),
    })),
    otherPlaces: Array.from({ length: 100 }, (_, line) => ({
      path: `${long(300)}.go`,
      startLine: line + 1,
      endLine: line + 1,
      quote: '',
      side: 'head',
    })),
  });
  return {
    ...review,
    summary: long(30_000),
    findings: Array.from({ length: 210 }, (_, index) => finding(index)),
    recommendations: { ...review.recommendations, 'api-design': Array.from({ length: 100 }, () => long(5000)) },
    coverage: {
      ...review.coverage,
      skipped: Array.from({ length: 3000 }, (_, index) => ({ path: `${long(200)}/${index}.go`, reason: 'generated' })),
      notes: [long(5000)],
    },
    dropped: Array.from({ length: 500 }, () => ({ title: long(1000), path: long(1000), reason: long(1000) })),
    notes: [long(5000)],
    settingsProblems: Array.from({ length: 100 }, () => ({ source: long(500), line: 3, message: long(2000) })),
  };
}

describe.each(['a', '@a', '<', '🚀', '`', '#1 ', 'ж', '|'])('a review made of %s as long as can be', (character) => {
  const huge = monstrous(character);
  const links = linksOf(huge, htmlUrl);

  test('fits a comment, and the summary still ends with its marker', () => {
    const history = huge.findings.map((finding) => ({
      id: finding.id,
      title: character.repeat(120).slice(0, 120),
      severity: finding.severity,
      path: finding.path,
      source: finding.source,
      firstSeen: huge.base,
      state: 'gone' as const,
      at: huge.head,
    }));
    const body = summaryBody(huge, { links, placements: new Map(), history, requestId: 'r', checkRunId: 1 });
    expect(sizeOf(body)).toBeLessThanOrEqual(65_536);
    expect(readMarker('summary', body)?.head).toBe(huge.head);
    expect(body).toContain('Truncated; the full text');
    expect(body.match(/<details>/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0);
  });

  test('fits inline comments', () => {
    const finding = huge.findings[0]!;
    const body = commentBody(finding, anchorOf(finding, files), links);
    expect(sizeOf(body)).toBeLessThanOrEqual(65_536);
    expect(readMarker('finding', body)?.id).toBe('monster-0');
  });

  test('fits the check run', () => {
    const output = checkOutput(huge, links);
    expect(sizeOf(output.summary)).toBeLessThanOrEqual(65_535);
    expect(sizeOf(output.text)).toBeLessThanOrEqual(65_535);
    expect(checkTitle(huge).length).toBeLessThanOrEqual(255);
    for (const annotation of annotations(huge)) {
      expect(annotation.title.length).toBeLessThanOrEqual(255);
      expect(sizeOf(annotation.message)).toBeLessThanOrEqual(64 * 1024);
      expect(sizeOf(annotation.raw_details ?? '')).toBeLessThanOrEqual(64 * 1024);
    }
  });
});
