import { describe, expect, test } from '@jest/globals';
import { type Outline, outlineOf } from '../../../src/analyse/go/outline.ts';
import { openParser } from '../../../src/analyse/go/parser.ts';
import { scanHead } from '../../../src/analyse/go/scan-head.ts';

const parser = await openParser();
const outline = (text: string): Outline =>
  parser.parse(text, (file) => outlineOf(file, scanHead(text), (path) => path));
const shapes = (body: string): Record<string, string> =>
  Object.fromEntries(outline(`package a\n${body}\n`).symbols.map((symbol) => [symbol.symbol, symbol.shape.trim()]));

describe('declarations', () => {
  test('of every kind have their exact lines and a signature on one line', () => {
    const { declarations } = outline(`package a

// New makes a store.
func New(
	ctx context.Context, // the caller's
	size int,
) (*Store, error) {
	return nil, nil
}

type Store struct {
	Name string
}

type (
	ID  string
	Set map[ID]struct{}
)

func (s *Store) get() {}

const Limit, floor = 10, 1

var ErrGone = errors.New("gone")
`);
    expect(
      declarations.map(
        ({ kind, name, signature, startLine, endLine }) => `${startLine}-${endLine} ${kind} ${name}: ${signature}`,
      ),
    ).toMatchInlineSnapshot(`
[
  "4-9 function New: func New(ctx context.Context, size int) (*Store, error)",
  "11-13 type Store: type Store struct",
  "16-16 type ID: type ID string",
  "17-17 type Set: type Set map[ID]struct{}",
  "20-20 method Store.get: func (s *Store) get()",
  "22-22 constant Limit: const Limit, floor = 10, 1",
  "22-22 constant floor: const Limit, floor = 10, 1",
  "24-24 variable ErrGone: var ErrGone",
]
`);
  });
});

describe('two types are the same', () => {
  test.each([
    ['func F(a, b int)', 'func F(x int, y int)'],
    ['func F(interface{})', 'func F(v any)'],
    ['func F() (n int, err error)', 'func F() (int, error)'],
    ['func F[T any](t T) []T', 'func F[K any](k K) []K'],
    ['func F(f func(a int) error)', 'func F(g func(int) error)'],
    ['type F struct{ A, B int }', 'type F struct{\n\tA int\n\tB int\n}'],
    ['type F interface{ M(a int); io.Reader }', 'type F interface{\n\tio.Reader\n\tM(int)\n}'],
    ['type F struct{ A int `json:"a"` }', 'type F struct{ A int `json:"b"` }'],
    ['func F(c <-chan int)', 'func F(c <- chan int)'],
    ['func F(*(int))', 'func F(*int)'],
    ['func (s *S) F()', 'func (store *S) F()'],
    ['func (s *Set[K]) F(k K)', 'func (s *Set[T]) F(t T)'],
    ['type F interface{ ~int | string }', 'type F interface{ string | ~int }'],
    ['var F = New(1)', 'var F = New(2)'],
  ])('%s and %s', (a, b) => {
    expect(shapes(a)).toEqual(shapes(b));
    expect(Object.keys(shapes(a))).not.toEqual([]);
  });

  test('whatever the import is called', () => {
    const a = outline('package a\nimport "example.com/x/go-orders/v2"\nfunc F(orders.Order)\n');
    const b = outline('package a\nimport o "example.com/x/go-orders/v2"\nfunc F(o.Order)\n');
    expect(a.symbols[0]!.shape).toBe(b.symbols[0]!.shape);
  });
});

describe('two types differ', () => {
  test.each([
    ['func F(a int)', 'func F(a int64)'],
    ['func F(a int)', 'func F(a ...int)'],
    ['func F(a []int)', 'func F(a ...int)'],
    ['func F(c <-chan int)', 'func F(c chan<- int)'],
    ['func F(a, b int)', 'func F(a int)'],
    ['func F[T any](t T)', 'func F[T comparable](t T)'],
    ['func F[K, V any](k K)', 'func F[K, V any](k V)'],
    ['type F int', 'type F = int'],
    ['func F() error', 'func F()'],
    ['type F [3]int', 'type F [4]int'],
    ['func F(a.T)', 'func F(b.T)'],
  ])('%s and %s', (a, b) => {
    expect(shapes(a)).not.toEqual(shapes(b));
  });
});

describe("the grammar's gaps", () => {
  test('new(expr) of Go 1.26 is no syntax error, and nothing moves', () => {
    const { errorLine, declarations } = outline(
      'package a\n\nvar a = new(42)\n\nvar b = new("x")\n\nfunc F() *T { return new(T) }\n',
    );
    expect(errorLine).toBeNull();
    expect(declarations.map(({ name, startLine }) => [name, startLine])).toEqual([
      ['a', 3],
      ['b', 5],
      ['F', 7],
    ]);
  });

  test.each([
    '[]int{1}',
    '[]byte("x")',
    'map[string]int{"a": 1}',
    'struct{ a int }{1}',
    'func() int { return 1 }()',
    'interface{}(x)',
    '<-done',
    '*p',
  ])('new(%s) is read as the expression that it is', (text) => {
    expect(outline(`package a\n\nvar a = new(${text})\n`).errorLine).toBeNull();
  });

  test.each([
    '[]int',
    '[]func(a int) string',
    '[3]struct{ a int }',
    'map[string]struct{}',
    'interface{ M() }',
    'func(a, b int) (c, d int)',
    'chan int',
    '<-chan int',
    'pkg.T[[]int]',
  ])('new(%s) stays the type that it is beside one that is none', (text) => {
    expect(outline(`package a\n\nvar a, b = new(${text}), new(1 + 2)\n`).errorLine).toBeNull();
  });

  test('a list of type parameters may take several lines and hold functions and interfaces', () => {
    const { errorLine, declarations } = outline(
      'package a\n\nfunc (s *Set[K]) Map[\n\tF func(K) int,\n\tS interface{ ~[]E },\n\tE any,\n](f F) {}\n\nfunc B() {}\n',
    );
    expect(errorLine).toBeNull();
    expect(declarations.map(({ name, startLine }) => [name, startLine])).toEqual([
      ['Set.Map', 3],
      ['B', 9],
    ]);
  });

  test('brackets that never close are a syntax error, soon told', () => {
    const { errorLine } = outline(
      `package a\n\nvar a = ${'new('.repeat(5_000)}\n\nfunc (s *Set) Map[${'['.repeat(5_000)}\n`,
    );
    expect(errorLine).not.toBeNull();
  });

  test('a method with type parameters of its own (Go 1.27) keeps its name and signature', () => {
    const { errorLine, declarations } = outline(
      'package a\n\nfunc (s *Set[K]) Map[T any](f func(K) T) []T { return nil }\n',
    );
    expect(errorLine).toBeNull();
    expect(declarations.map((one) => [one.name, one.signature])).toEqual([
      ['Set.Map', 'func (s *Set[K]) Map[T any](f func(K) T) []T'],
    ]);
  });

  test('a missing line feed at the end and one-line groups are no errors', () => {
    expect(outline('package a\nconst ( X = iota; Y )').errorLine).toBeNull();
    expect(outline('package a\nfunc F() {}').errorLine).toBeNull();
  });

  test('a true syntax error is named by its line, and the rest is still read', () => {
    const { errorLine, declarations } = outline('package a\n\nfunc A() {}\n\nfunc B( {\n\nfunc C() {}\n');
    expect(errorLine).toBe(5);
    expect(declarations.map((one) => one.name)).toContain('A');
  });
});
