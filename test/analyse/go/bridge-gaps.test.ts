// Valid Go that the grammar cannot read gives the facts and findings of the same program in plain form.
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from '../../../src/analyse/analyse.ts';
import { bridgeGaps } from '../../../src/analyse/go/bridge-gaps.ts';
import { type GoParser, openParser } from '../../../src/analyse/go/parser.ts';
import { snapshotOf } from '../tree.ts';

const MODULE = '-- go.mod --\nmodule example.com/shop\n\ngo 1.27\n';
/** A finding behind the gap, in the same function and in the next one. */
const inFunction = (statements: string) => `-- shop/shop.go --
package shop

import "net/http"

type set[K any] struct{ keys []K }

func Get(url string, c bool, x any, ch chan int) error {
	f := func() {}
${statements}
	_, err := http.Get(url)
	_, _ = f, err
	return err
}

func Again(url string) {
	_, _ = http.Get(url)
}
`;

let parser: GoParser;
beforeAll(async () => {
  parser = await openParser();
});

async function judge(text: string) {
  const head = `${MODULE}${text}`;
  const { facts, findings, unread, apiChanges, declarations } = await analyse(
    snapshotOf({ before: MODULE, head }),
    () => {},
  );
  const signatures = declarations.map(({ name, signature, startLine, endLine }) => [
    name,
    signature,
    startLine,
    endLine,
  ]);
  return {
    unread,
    signatures,
    apiChanges: apiChanges.map(({ symbol, after, place }) => [symbol, after, place.startLine]),
    facts: facts.map(({ id }) => id),
    findings: findings.map(({ rule, startLine, quote, otherPlaces }) => [
      rule,
      [startLine, ...otherPlaces.map((place) => place.startLine)],
      quote,
    ]),
  };
}

describe('is judged as its plain form', () => {
  test.each([
    ['two semicolons', '\tf() ; ; f()', '\tf() ; f()'],
    ['semicolons in a row', '\tf();;; f();;', '\tf(); f()'],
    ['an empty statement in a clause', '\tselect {\n\tcase <-ch: ; f()\n\t}', '\tselect {\n\tcase <-ch: f()\n\t}'],
    ['switch ; {', '\tswitch ; {\n\tcase c:\n\t\tf()\n\t}', '\tswitch {\n\tcase c:\n\t\tf()\n\t}'],
    [
      'switch ; x',
      '\tswitch ; y := x.(type) {\n\tcase int:\n\t\t_ = y\n\t}',
      '\tswitch y := x.(type) {\n\tcase int:\n\t\t_ = y\n\t}',
    ],
    ['if ; c {', '\tif ; c {\n\t\tf()\n\t}', '\tif c {\n\t\tf()\n\t}'],
    ['else if ; c {', '\tif c {\n\t} else if ; !c {\n\t\tf()\n\t}', '\tif c {\n\t} else if !c {\n\t\tf()\n\t}'],
    ['the label _', '\t_:\n\tfor c {\n\t\tf() ; ; f()\n\t}', '\tl:\n\tfor c {\n\t\tf() ; f()\n\t}'],
    ['a method expression', '\t_ = interface{ M(int) }.M', '\t_ = T.M'],
    ['one in parentheses', '\t_ = (interface{ M(int) }).M', '\t_ = (T).M'],
    ['one on lines of its own', '\t_ = interface {\n\t\tM(int)\n\t}.M', '\t_ = t.\n\n\tT.M'],
    ['new of an expression', '\t_ = new(1 + 2)', '\t_ = neW(1 + 2)'],
    ['for headers beside it', '\tfor ;; {\n\t\tf() ; ; f()\n\t}', '\tfor {\n\t\tf() ; f()\n\t}'],
    [
      'a function in a for header',
      '\tfor f := func() { ; ; }; c; f() {\n\t\t;;\n\t}',
      '\tfor f := func() {}; c; f() {\n\n\t}',
    ],
  ])('%s', async (_, gap, plain) => {
    // Lines that only the gap has are no part of the comparison.
    const lines = (text: string) => text.split('\n').length;
    const padded = plain + '\n'.repeat(Math.max(0, lines(gap) - lines(plain)));
    const [found, expected] = await Promise.all([judge(inFunction(gap)), judge(inFunction(padded))]);
    expect(found).toEqual(expected);
    expect(found.unread).toEqual([]);
    expect(found.findings.map(([rule]) => rule)).toContain('concurrency/http-client-without-timeout');
  });

  test('a method with type parameters', async () => {
    const method = (generic: string) =>
      inFunction('').concat(`
func (s *set[K]) Map${generic}(f func(K) int) { _, _ = http.Get("u") }
`);
    const [found, plain] = await Promise.all([judge(method('[F func() interface{ M() }, T any]')), judge(method(''))]);
    expect(found.unread).toEqual([]);
    expect(found.findings).toEqual(plain.findings);
    expect(found.findings[0]?.[1]).toEqual([10, 16, 19]);
  });
});

describe('a bridge', () => {
  const fragments = [
    ...[
      '"; ; new(1) `x"',
      "';'",
      '`\n; ; new(1)\n`',
      '// ; ; new(1)\n',
      '/* if ; c {\n */',
      ';',
      ' ; ;',
      '\n',
      'f()',
      'if ; c {',
    ],
    ...[
      '}',
      '{',
      '(',
      ')',
      '[',
      ']',
      'interface{ M() }.M',
      'new(1)',
      'new([]int)',
      'func (t T) M[P any](p P) {}',
      'for ;; {',
      'é',
    ],
  ];

  test('keeps length, lines, strings and comments', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 25 }), (parts) => {
        const text = parts.join(' ');
        const bridged = bridgeGaps(text);
        expect(bridged).toHaveLength(text.length);
        for (const [at, char] of [...text].entries())
          if (char === '\n' && text[at] === '\n') expect(bridged[at]).toBe('\n');
      }),
      { numRuns: 500 },
    );
    const opaque = 'var s = "; ; new(1)" + `\n;; if ; c {\n` // ; ; new(1)\n/* switch ; { */ var c = \';\'\n';
    expect(bridgeGaps(opaque)).toBe(opaque);
  });

  test('leaves type assertions, conversions and types of new alone', () => {
    for (const text of [
      'x.(interface{ M() }).M()',
      'f(interface{ M() }(x)).M',
      'new([]int)',
      'new(chan int)',
      'p.new(1)',
    ])
      expect(bridgeGaps(`package a\n\nfunc f() { _ = ${text} }\n`)).toContain(text);
  });
});

describe('around a syntax error', () => {
  const BROKEN = 'func Broken( {\n\tif x {\n\n';

  test('every declaration that parses is judged, and the file is named with the line', async () => {
    const { unread, findings, signatures } = await judge(`-- shop/shop.go --
package shop

import "net/http"

func Get(url string) { _, _ = http.Get(url) }

${BROKEN}
func Again(url string) { _, _ = http.Get(url) }
`);
    expect(unread).toEqual([{ path: 'shop/shop.go', reason: 'partly-parsed', line: 7 }]);
    expect(findings.map(([rule, line]) => [rule, line])).toEqual([
      ['concurrency/response-body-not-closed', [5, 11]],
      ['concurrency/http-client-without-timeout', [5, 11]],
    ]);
    expect(signatures.map(([name]) => name)).toEqual(['Get', 'Again']);
  });

  test('what may stand in the broken declaration is neither removed nor added', async () => {
    const file = (text: string) => `${MODULE}-- shop/shop.go --\npackage shop\n\nfunc Get(url string) {}\n\n${text}`;
    const [whole, broken] = [file('func Broken() {}\n'), file(BROKEN).replace('url string', 'url string, n int')];
    const compare = async (before: string, head: string) => {
      const { apiChanges, declarations } = await analyse(snapshotOf({ before, head }), () => {});
      return [apiChanges.map(({ name, kind }) => [name, kind]), declarations.map(({ name, change }) => [name, change])];
    };
    expect(await compare(whole, broken)).toEqual([[['Get', 'changed']], [['Get', 'modified']]]);
    expect(await compare(broken, whole)).toEqual([[['Get', 'changed']], [['Get', 'modified']]]);
  });

  test('an error in the first lines leaves the declarations behind it', () => {
    parser.parse('package a\n\nimport (\n\nfunc F() {}\n', ({ errorLine }) => expect(errorLine).not.toBeNull());
  });
});
