// Whatever a change does to the text, analyse answers, and every place it names is in the file byte for byte.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from '../../src/analyse/analyse.ts';
import type { Place } from '../../src/domain/finding.ts';
import { snapshotOf } from './tree.ts';

const file = `package store

import (
	"context"
	"database/sql"
	web "net/http"

	"example.com/shop/domain"
)

// Store keeps orders.
type Store[T any] struct {
	*sql.DB
	Name, label string \`json:"name"\`
}

type Finder interface {
	Find(ctx context.Context, id string) (*domain.Order, error)
}

const (
	First = iota
	Second
)

var Default = &Store[int]{}

func (s *Store[T]) Save(ctx context.Context, id string) error {
	ctx, _ = context.WithTimeout(ctx, 1)
	tx, err := s.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE orders SET paid = true WHERE id = '" + id + "'"); err != nil {
		return err
	}
	return tx.Commit()
}

func Serve() error { return web.ListenAndServe(":80", nil) }
`;

const module = (text: string): string =>
  `-- go.mod --\nmodule example.com/shop\n\ngo 1.25\n-- domain/order.go --\npackage domain\n\ntype Order struct{}\n-- store/store.go --\n${text}`;

/** The file with some pieces cut, doubled or replaced. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(file.length),
      length: fc.nat(40),
      by: fc.constantFrom(
        '',
        '\n',
        '{',
        '}',
        '(',
        '"',
        '`',
        '/*',
        '*/',
        '//',
        '\r\n',
        '\uFEFF',
        'é',
        '💥',
        'func f[T any](',
        'new(1)',
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((edits) => edits.reduce((text, { at, length, by }) => text.slice(0, at) + by + text.slice(at + length), file));

test('for any edit of a file', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, mutated, async (before, head) => {
      const snapshot = snapshotOf({
        before: module(before),
        head: module(head),
        settings: {
          layers: [
            { name: 'store', packages: ['store'], mayImport: [], mayNotUse: ['net/http'] },
            { name: 'domain', packages: ['domain'] },
          ],
        },
      });
      const { facts, findings, apiChanges, declarations, layerViolations } = await analyse(snapshot, () => {});
      const places: Place[] = [
        ...facts.flatMap((fact) => fact.places),
        ...findings.flatMap((finding) => [finding, ...finding.otherPlaces]),
        ...apiChanges.map((change) => change.place),
        ...layerViolations.map(({ file, line, quote }) => ({
          path: file,
          startLine: line,
          endLine: line,
          quote,
          side: 'head' as const,
        })),
      ];
      for (const { path, startLine, endLine, quote, side } of places) {
        const text = (side === 'head' ? snapshot.head : snapshot.before).text(path);
        expect(
          text
            ?.split('\n')
            .slice(startLine - 1, endLine)
            .join('\n'),
        ).toContain(quote);
        expect(quote).not.toBe('');
      }
      for (const { path, startLine, endLine, change } of declarations) {
        const text = (change === 'removed' ? snapshot.before : snapshot.head).text(path)!;
        expect(startLine).toBeLessThanOrEqual(endLine);
        expect(endLine).toBeLessThanOrEqual(text.split('\n').length);
      }
    }),
    { numRuns: 100 },
  );
});
