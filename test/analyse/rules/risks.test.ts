import { expect, test } from '@jest/globals';
import { exitOutsideMain } from '../../../src/analyse/rules/operations.ts';
import { hardCodedSecret } from '../../../src/analyse/rules/secrets.ts';
import { sqlFormattedValue } from '../../../src/analyse/rules/sql.ts';
import { unconditionalSkip } from '../../../src/analyse/rules/tests.ts';
import { look, ruleTests } from './examples.ts';

const sql = (body: string): string => `package store

import (
	"database/sql"
	"fmt"
)

const table = "orders"

func (s *Store) find(name string) {
${body}
}
`;

ruleTests(sqlFormattedValue, {
  found: {
    'a value between quotes in Sprintf': sql(
      '\ts.db.Query(fmt.Sprintf("SELECT id FROM users WHERE name = \'%s\'", name)) // want',
    ),
    'a LIKE through a variable':
      sql(`	query := fmt.Sprintf("SELECT id FROM users WHERE name LIKE '%%%s%%'", name) // want
	s.db.Query(query)`),
    concatenation: sql(`	s.db.Exec("DELETE FROM users WHERE name = '" + name + "'") // want`),
  },
  silent: {
    'a parameter': sql('\ts.db.Query("SELECT id FROM users WHERE name = $1", name)'),
    'the name of a table': sql('\ts.db.Query(fmt.Sprintf("SELECT id FROM %s WHERE paid", table), name)'),
    placeholders: sql('\ts.db.Query(fmt.Sprintf("SELECT id FROM users WHERE id IN (%s)", marks), ids...)'),
    'a number': sql('\ts.db.Query(fmt.Sprintf("SELECT id FROM users LIMIT %d", limit))'),
    'a constant of another file': sql(`	s.db.Query(fmt.Sprintf("SELECT id FROM users WHERE kind = '%s'", algorithm))`),
    'text that is no SQL': sql(`	s.cache.Get(fmt.Sprintf("user '%s'", name))`),
    'a constant of the file': sql(`	s.db.Exec(fmt.Sprintf("SELECT setval FROM x WHERE name = '%s'", table))`),
  },
});

const key = `AKIA${'Q3EGRT7XMZP2LKJH'}`;

ruleTests(hardCodedSecret, {
  found: {
    'an AWS key id': `package a

var id = "${key}" // want
`,
    'a key block': `package a

var key = \`-----BEGIN PRIVATE KEY----- // want
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
-----END PRIVATE KEY-----\`
`,
  },
  silent: {
    "the documentation's key id": 'package a\n\nvar id = "AKIAIOSFODNN7EXAMPLE"\n',
    'a pattern that looks for keys': 'package a\n\nvar re = regexp.MustCompile("AKIA[0-9A-Z]{16}")\n',
    'a parser of key blocks': 'package a\n\nvar header = "-----BEGIN PRIVATE KEY-----"\n',
  },
});

test('a credential is not repeated in the quote', () => {
  const [seen] = look(hardCodedSecret, `package a\n\nvar id = "${key}"\n`);
  expect(seen?.quote).toBe('var id = "AKIA');
});

const lib = (body: string): string => `package store

import (
	"log"
	"os"
)

${body}
`;

ruleTests(exitOutsideMain, {
  found: {
    'log.Fatal': lib(`func Open(path string) *Store {
	if path == "" {
		log.Fatal("no path") // want
	}
	return &Store{}
}`),
    'os.Exit in a method': lib(`func (s *Store) Check() {
	os.Exit(3) // want
}`),
  },
  silent: {
    'package main': lib('func start() { os.Exit(1) }').replace('package store', 'package main'),
    'a Must function': lib('func MustOpen() *Store {\n\tlog.Fatal("no")\n\treturn nil\n}'),
    'a method that is called Exit': lib('func f(os *machine) { os.Exit(1) }'),
    init: lib('func init() {\n\tlog.Fatalf("no")\n}'),
  },
});

const testFile = (body: string): string => `package store

import "testing"

func TestOpen(t *testing.T) {
${body}
}
`;

ruleTests(unconditionalSkip, {
  found: {
    'a skip at the top': testFile('\tt.Skip("flaky") // want\n\topen(t)'),
    SkipNow: testFile('\topen(t)\n\tt.SkipNow() // want'),
  },
  silent: {
    'a condition': testFile('\tif testing.Short() {\n\t\tt.Skip("slow")\n\t}\n\topen(t)'),
    'a skip that names its issue': testFile('\tt.Skip("flaky: https://github.com/acme/shop/issues/412")\n\topen(t)'),
    'a helper': 'package store\n\nimport "testing"\n\nfunc skip(t *testing.T) {\n\tt.Skip("no database")\n}\n',
  },
});
