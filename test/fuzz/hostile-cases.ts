// Makes hostile texts from a seed: fragments that have fooled readers before, in random order, repeated, nested and cut.
import { FRAGMENTS } from './hostile-text.ts';

/** Characters of the longest text. */
const MAX_LENGTH = 2_000;

const SPECIAL: readonly string[] = [
  ...[
    '\u0000',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u200b',
    '\u200d',
    '\u202e',
    '\u2028',
    '\u2029',
    '\u2066',
    '\ufeff',
  ],
  ...[
    '\ud800',
    '\udc00',
    '\ue000',
    '\ufe0f',
    '\ufffd',
    '\u{1f469}\u200d\u{1f4bb}',
    '\u{e0041}',
    '\u2800',
    '\u0301',
    '\u0130',
  ],
  ...[
    '<!-- ',
    ' -->',
    '<details>',
    '</details>',
    '<img src=x onerror=a>',
    '<a href="javascript:a">',
    '&lt;',
    '&#64;octocat',
  ],
  ...[
    '@octocat',
    '@acme/team',
    '#1',
    'acme/shop#12',
    'GH-12',
    'https://evil.example/a?b=c',
    'www.evil.example',
    'a@evil.example',
  ],
  ...['/architect review', '/architect ', '\n/architect dismiss A1 x\n', '<!-- architect:finding v1 {"id":"a"} -->'],
  ...[
    '---\n',
    'name: a\n',
    'tools: [Read]\n',
    'key: &a [*a]\n',
    '*a',
    '&a ',
    '[[[[',
    '{{{{',
    '<<: *a\n',
    '!!js/function ',
    '? ',
  ],
  ...[
    'diff --git a/x b/x\n',
    '--- a/x\n',
    '+++ b/x\n',
    '@@ -1,3 +1,4 @@\n',
    '@@ -0,0 +1 @@\n',
    '+a\n',
    '-a\n',
    '\\ No newline\n',
  ],
  ...[
    'package a\n',
    'func F() {\n',
    '}\n',
    'type T struct {',
    '`json:"a"`',
    "'\\''",
    '/*',
    '*/',
    '//go:build a && b\n',
    '"\\',
    ';;',
  ],
  ...[
    'module a\n',
    'go 1.22\n',
    'require (\n',
    ')\n',
    'replace a => ../b\n',
    'use ./a\n',
    'syntax = "proto3";\n',
    'message A {',
    '= 1;',
  ],
  ...[
    '$a$',
    '$$',
    '--\n',
    'CREATE TABLE a (',
    'DROP COLUMN a;',
    '-- +goose Down\n',
    "''",
    '-- a.go --\n',
    '# A\n',
    '## Status\n',
    'Accepted\n',
  ],
  ...[
    'Status: accepted\n',
    '- [x] ',
    '| a | b |\n| - | - |\n',
    '~~a~~',
    '> ',
    '    ',
    '\t',
    '```go\n',
    '```\n',
    '~~~\n',
    '![a](b)',
    '(?<a>',
    '(a+)+$',
  ],
  ...[
    'AKIAIOSFODNN7EXAMPLE',
    'ghp_0123456789abcdefghijABCDEFGHIJ0123',
    'password = "hunter22hunter"',
    'postgres://a:b@c/d',
    'eyJhbGciOi.eyJzdWIi.c2ln',
  ],
];

const PIECES: readonly string[] = [...FRAGMENTS, ...SPECIAL];

/** A stream of numbers from 0 to below 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The text of a seed. */
export function hostileCase(seed: number): string {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const piece = () => (random() < 0.06 ? String.fromCharCode(below(0x10000)) : PIECES[below(PIECES.length)]!);
  // Few different pieces make the texts in which pieces meet again and again.
  const chosen = Array.from({ length: 1 + below(12) }, piece);
  let text = '';
  for (let left = 1 + below(40); left > 0 && text.length < MAX_LENGTH; left -= 1) {
    const next = chosen[below(chosen.length)]!;
    text += random() < 0.1 ? next.repeat(1 + below(60)) : next;
  }
  return text.slice(0, MAX_LENGTH);
}
