// Computed fixes: each is whole, gofmt's, small, and takes its case away, on every example of every rule that knows one.
import { describe, expect, test } from '@jest/globals';
import { format } from '@wasm-fmt/gofmt';
import { computeFix } from '../../../src/analyse/rules/engine/compute-fix.ts';
import { codeRules } from '../../../src/analyse/rules/registry.ts';
import type { Fix } from '../../../src/domain/fix.ts';
import { examplesOf, inspectText } from './examples.ts';

function applyFix(text: string, { startLine, endLine, replacement }: Fix): string {
  const lines = text.split('\n');
  lines.splice(startLine - 1, endLine - startLine + 1, ...replacement.split('\n'));
  return lines.join('\n');
}

/** Beyond the examples, which often lack the import that the fix needs. */
const more: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'a client without a timeout, where time is imported',
    text: `package shop

import (
	"net/http"
	"time"
)

var started = time.Now()

func fetch(url string) (*http.Response, error) {
	client := &http.Client{}
	return client.Get(url)
}
`,
  },
  {
    name: 'a server on several lines',
    text: `package main

import (
	"net/http"
	"time"
)

var started = time.Now()

func main() {
	server := &http.Server{
		Addr:    ":8080",
		Handler: http.DefaultServeMux,
	}
	server.ListenAndServe()
}
`,
  },
  {
    name: 'a sentinel that is compared',
    text: `package shop

import (
	"errors"
	"io"
)

var ErrGone = errors.New("gone")

func isGone(r io.Reader, err error) bool {
	return err != ErrGone
}
`,
  },
  {
    name: 'a transaction left early',
    text: `package shop

import (
	"context"
	"database/sql"
)

func move(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "update a"); err != nil {
		return err
	}
	return tx.Commit()
}
`,
  },
];

const cases = codeRules.flatMap((rule) =>
  [...examplesOf(rule), ...more].flatMap(({ name, text: written }) => {
    const text = `${written.trimEnd()}\n`;
    return inspectText(rule, text).matches.flatMap((match) => {
      const fix = computeFix(text, match.edits ?? []);
      return fix === null ? [] : [{ rule, id: rule.id, name, text, match, fix }];
    });
  }),
);

test('the rules that know their fix give one in their examples', () => {
  expect([...new Set(cases.map(({ id }) => id))].sort()).toMatchInlineSnapshot(`
[
  "api/server-without-timeouts",
  "api/unbounded-body",
  "concurrency/cancel-dropped",
  "concurrency/context-replaced",
  "concurrency/http-client-without-timeout",
  "concurrency/response-body-not-closed",
  "concurrency/rows-not-closed",
  "risk/error-compared",
  "risk/transaction-without-rollback",
]
`);
});

test.each(cases)('of $id in $name takes the case away and leaves the rest', ({ rule, text, fix }) => {
  const fixed = applyFix(text, fix);
  expect(format(fixed)).toBe(fixed);
  expect(
    text
      .split('\n')
      .slice(fix.startLine - 1, fix.endLine)
      .join('\n'),
  ).toBe(fix.original);
  expect(inspectText(rule, fixed).matches.length).toBe(inspectText(rule, text).matches.length - 1);
});

describe('no fix is given', () => {
  const text = 'package shop\n\nfunc f() {\n\tg()\n}\n';
  const at = text.indexOf('g()');
  test.each([
    ['that does not parse', text, [{ start: at, end: at + 3, text: 'g((' }]],
    ['that changes nothing', text, [{ start: at, end: at, text: ' ' }]],
    ['in a file that gofmt would change', text.replace('\tg', '  g'), [{ start: at, end: at, text: 'a()\n' }]],
    ['in a file with carriage returns', text.replaceAll('\n', '\r\n'), [{ start: at, end: at, text: 'a()\n' }]],
    ['of many lines', text, [{ start: at, end: at, text: 'a()\n'.repeat(30) }]],
  ])('%s', (_what, code, edits) => expect(computeFix(code, edits)).toBeNull());

  test('but for one that is whole, whose lines it names', () => {
    expect(computeFix(text, [{ start: at + 3, end: at + 3, text: '\ndefer h()' }])).toEqual({
      startLine: 4,
      endLine: 4,
      original: '\tg()',
      replacement: '\tg()\n\tdefer h()',
    });
  });
});
