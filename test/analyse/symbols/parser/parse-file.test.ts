// The parser of symbols beside the parser of trees: on one text both must see the same declarations and the same calls.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Interner } from '../../../../src/analyse/go/interner.ts';
import { openParser } from '../../../../src/analyse/go/parser.ts';
import { KEYWORDS } from '../../../../src/analyse/go/token.ts';
import { type FileIndex, UseKind } from '../../../../src/analyse/symbols/file-index.ts';
import { lastName, useCount, usedOnLine, usedTerm, useKindOf } from '../../../../src/analyse/symbols/packed.ts';
import { parseFile } from '../../../../src/analyse/symbols/parser/parse-file.ts';

/** Every kind of declaration, type, statement and expression of the language's specification (Go 1.26). */
const EVERYTHING = `package all

import (
	"fmt"
	. "strings"
	io2 "io"
	_ "embed"
)

import "os"

const (
	a = iota
	b
	c, d = 1 << 3, 'x'
)

const pi float64 = 3.14e-2 + 0x1p-2 + 1_000 + 0b11 + 0o7 + 1i

var (
	x, y int = first(), second()
	table   = map[string][]*entry{"a": {{name: "b"}, {name: named()}}, key(): nil}
	grid    = [...][2]int{{1, 2}, 1: {3, size()}}
	raw     = \`a "raw" // string\`
	hook    = func(n int) (err error) { return wrap(n) }
)

type (
	entry struct {
		name, other string \`json:"name"\`
		*os.File
		embedded
		fn func(a, b int, rest ...string) (int, error)
		ch <-chan chan<- struct{}
		io2.Reader
	}
	alias      = map[[4]byte]interface{ Close() error }
	embedded   struct{}
	number     interface{ ~int | ~int64 | float64 }
	Stack[T any, N number] struct{ items []T }
	Pair[K comparable, V any] = struct{ Key K; Value V }
	Seq[V any] func(yield func(V) bool)
)

type Store interface {
	fmt.Stringer
	Get(id string) (*entry, error)
	Put(context, ...entry)
}

type context any

func main() {}

func noBody(x int) uintptr

func init() { setup(); defer teardown(); go func() { work() }() }

func (s *Stack[T, N]) Push(v T) *Stack[T, N] { s.items = append(s.items, v); return s }

func (Stack[_, _]) Len() int { return 0 }

func Map[T, U any](in []T, f func(T) U) (out []U) {
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

func statements(in chan int, s Store, v any) (result int, err error) {
	if n, err := parse("1"); err != nil && !ready(n) {
		return 0, fmt.Errorf("parse: %w", err)
	} else if n > limit() {
		goto done
	} else {
		n++
	}
outer:
	for i, j := 0, length(); i < j; i, j = i+1, j-1 {
		switch k := compute(i); {
		case k == 1, check(k):
			fallthrough
		case k > 2:
			continue outer
		default:
			break outer
		}
	}
	for range 3 {
		tick()
	}
	for more() {
		for {
			break
		}
	}
	for i := range iterate(s) {
		_ = i
	}
	switch t := v.(type) {
	case nil:
	case int, *entry, func(int) error, []map[string]Stack[int, int]:
		use(t)
	case interface{ Close() error }:
		t.Close()
	}
	select {
	case n := <-in:
		take(n)
	case in <- produce():
	case <-timeout(1):
	default:
	}
	var local struct{ f func() }
	local.f()
	p := &entry{name: "n", fn: callback}
	p.fn(1, 2, strings(p)...)
	q := new(entry)
	_, _ = q.Read(make([]byte, 0, capacity()))
	arr := []int{1, 2, 3}[lower():upper():3]
	arr[index()], *pointer() = arr[0], -x^y&^3
	f := Map[int, string]
	f(arr, (func(int) string)(convert))
	_ = (*entry)(nil).fn
	_ = interface{}(boxed())
	_ = Stack[Pair[string, int], int]{items: nil}.Len()
	_ = struct{ X, Y int }{X: abscissa(), Y: 2}
	_ = v.(fmt.Stringer).String()
	_ = <-channel() + <-in
	type inner struct{ Stack[int, int] }
	func() { deferred(inner{}) }()
	{
		block()
	}
done:
	return x, s.Get2("a").Chain().
		Further(Repeat("b", 2))
}
`;

const parser = await openParser();
const read = (text: string): { names: Interner; index: FileIndex | null } => {
  const names = new Interner(KEYWORDS);
  return { names, index: parseFile(text, names, true) };
};

test('declarations are those of the tree, with their lines', () => {
  const { names, index } = read(EVERYTHING);
  const ours = index!.declarations.map(({ name, startLine, endLine }) => `${names.text(name)} ${startLine}-${endLine}`);
  const theirs = parser.parse(EVERYTHING, ({ root, errorLine }) => {
    expect(errorLine).toBeNull();
    const kinds = ['function_declaration', 'method_declaration', 'type_spec', 'type_alias', 'var_spec', 'const_spec'];
    return root.descendantsOfType(kinds).flatMap((node) => {
      const isLocal = (at: typeof node): boolean =>
        at?.parent != null && (/^(block|func_literal)$/.test(at.parent.type) || isLocal(at.parent));
      if (node === null || isLocal(node)) return [];
      return node.childrenForFieldName('name').flatMap((name) => {
        const lines = `${node.startPosition.row + 1}-${node.endPosition.row + 1}`;
        return name === null || !name.isNamed || name.text === '_' ? [] : [`${name.text} ${lines}`];
      });
    });
  });
  expect(ours.filter((one) => !one.startsWith('_ ')).sort()).toEqual(theirs.sort());
});

test('calls are those of the tree, each by the name that is called and its line', () => {
  const { names, index } = read(EVERYTHING);
  const ours = new Set<string>();
  for (let use = 0; use < useCount(index!); use++) {
    const name = lastName(index!, usedTerm(index!, use));
    if (useKindOf(index!, use) === UseKind.Call && name >= 0)
      ours.add(`${names.text(name)} ${usedOnLine(index!, use)}`);
  }
  const theirs = parser.parse(EVERYTHING, ({ root }) =>
    root.descendantsOfType('call_expression').flatMap((call) => {
      const callee = call?.childForFieldName('function');
      const name = callee?.type === 'selector_expression' ? callee.childForFieldName('field') : callee;
      return name != null && /identifier$/.test(name.type) ? [`${name.text} ${name.startPosition.row + 1}`] : [];
    }),
  );
  // Conversions and builtins are no calls of anything that is declared, and names of the function itself are looked up where they stand.
  const own = /^(append|make|new|f|interface|main) /;
  const missing = theirs.filter((one) => !own.test(one) && !ours.has(one));
  const extra = [...ours].filter((one) => !own.test(one) && !theirs.includes(one));
  expect({ missing, extra }).toEqual({ missing: [], extra: [] });
});

test('whatever a text holds, it is read to an end', () => {
  const token = fc.constantFrom(...KEYWORDS, ...'{}()[],.;:=*&<-~|"`\'\n'.split(''), ':=', '...', 'x', '0', '//', '/*');
  const broken = fc
    .tuple(fc.nat(EVERYTHING.length), fc.nat(400), fc.array(token, { maxLength: 6 }))
    .map(([at, cut, put]) => EVERYTHING.slice(0, at) + put.join(' ') + EVERYTHING.slice(at + cut));
  fc.assert(
    fc.property(
      fc.oneof(
        broken,
        fc.array(token, { maxLength: 60 }).map((all) => all.join(' ')),
        fc.string(),
      ),
      (text) => {
        const { index } = read(text);
        const lines = text.split('\n').length;
        for (const { startLine, endLine } of index?.declarations ?? []) {
          expect(startLine).toBeLessThanOrEqual(endLine);
          expect(endLine).toBeLessThanOrEqual(lines);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a text that ends too early is not read on in the one before it', () => {
  const lines = EVERYTHING.split('\n');
  const names = new Interner(KEYWORDS);
  for (let count = 1; count < lines.length; count++) {
    parseFile(EVERYTHING, names, true);
    const { declarations: declared } = parseFile(`${lines.slice(0, count).join('\n')}\n\ttype`, names, true)!;
    for (const { endLine } of declared) expect(endLine).toBeLessThanOrEqual(count + 1);
  }
});

test('what nests too deep is left out', () => {
  expect(read(`package a\nvar x = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`).index).toBeNull();
  expect(read(`package a\nvar x ${'[]'.repeat(100_000)}int\n`).index).toBeNull();
});
