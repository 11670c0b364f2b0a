import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockEnd, OpaqueText, opaqueEnd, opaqueStart } from '../../../src/analyse/go/comments-and-literals.ts';
import { silencerOf } from '../../../src/analyse/go/directives.ts';
import { findWord } from '../../../src/analyse/go/find-word.ts';
import { Lexer } from '../../../src/analyse/go/lexer.ts';
import { token } from '../../../src/analyse/go/token.ts';
import { withoutComments } from '../../../src/analyse/go/without-comments.ts';

const NAMES = new Map(Object.entries(token).map(([name, kind]) => [kind, name]));

/** "KIND text@line" of every token. */
function tokensOf(text: string): string[] {
  const lexer = new Lexer(text);
  const tokens: string[] = [];
  while (lexer.next() !== token.EOF)
    tokens.push(`${NAMES.get(lexer.kind)} ${text.slice(lexer.start, lexer.end)}@${lexer.line}`);
  return tokens;
}

describe('the lexer', () => {
  test('ends a statement at the end of its line, before a block comment that spans lines, and at the end of the text', () => {
    expect(tokensOf('a := b /* 1\n2 */ c++ // d\nreturn\n)')).toEqual([
      'IDENT a@1',
      'DEFINE :=@1',
      'IDENT b@1',
      'SEMICOLON @1',
      'IDENT c@2',
      'STEP ++@2',
      'SEMICOLON @2',
      'RETURN return@3',
      'SEMICOLON @3',
      'RPAREN )@4',
      'SEMICOLON @4',
    ]);
  });

  test('reads literals whole: strings with quotes, raw strings over lines, runes, numbers with exponents', () => {
    expect(tokensOf('"a\\"//" `b\n"` \'\\\'\' 1e-5 .5 0x1p-2 0xe+1')).toEqual([
      'STRING "a\\"//"@1',
      'STRING `b\n"`@1',
      "CHAR '\\''@2",
      'NUMBER 1e-5@2',
      'NUMBER .5@2',
      'NUMBER 0x1p@2',
      'OPERATOR -@2',
      'NUMBER 2@2',
      'NUMBER 0xe@2',
      'OPERATOR +@2',
      'NUMBER 1@2',
      'SEMICOLON @2',
    ]);
  });

  test('tells operators that matter from all others', () => {
    expect(tokensOf('a &^= <-b ||... <= && ~').map((one) => one.split('@')[0])).toEqual([
      'IDENT a',
      'ASSIGN &^=',
      'ARROW <-',
      'IDENT b',
      'OPERATOR ||',
      'ELLIPSIS ...',
      'OPERATOR <=',
      'OPERATOR &&',
      'TILDE ~',
    ]);
  });

  test('moves from an opening bracket to the one that closes it', () => {
    const lexer = new Lexer('{ "}" // }\n[(1)] } after');
    lexer.next();
    lexer.skipBlock();
    expect([lexer.kind, lexer.line, lexer.next(), lexer.start]).toEqual([token.RBRACE, 2, token.IDENT, 19]);
    expect(blockEnd('(never closed', 0)).toBe(13);
  });

  test('its tokens follow each other, and their lines are those of the text, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '"',
      "'",
      '`',
      '/',
      '*',
      '\\',
      '(',
      '}',
      '1',
      '.',
      '=',
      '<',
      'é',
      'return',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const lexer = new Lexer(text);
        for (let end = 0; lexer.next() !== token.EOF; end = lexer.end) {
          expect(lexer.start).toBeGreaterThanOrEqual(end);
          expect(lexer.line).toBe(text.slice(0, lexer.start).split('\n').length);
        }
        for (let at = opaqueStart(text, 0); at < text.length; ) {
          const end = opaqueEnd(text, at);
          expect(end).toBeGreaterThan(at);
          at = opaqueStart(text, end);
        }
      }),
    );
  });
});

test('offsets within comments and literals are told from code', () => {
  const text = 'a "b" c // d\ne `f` g';
  const opaque = new OpaqueText(text);
  const code = [...text].filter((char, at) => char !== ' ' && char !== '\n' && !opaque.holds(at));
  expect(code.join('')).toBe('aceg');
});

test('comments are removed, what looks like one in a string is kept', () => {
  expect(withoutComments('a("//b", \'/\', `/*`) // c\n/* d\n */e')).toBe('a("//b", \'/\', `/*`)  \n e');
});

test('a word is found in code alone, as a whole', () => {
  const text = '// log\nvar s = "log" + logs + blog; log.Print(log)';
  expect(findWord(text, 'log', () => true)).toBe(text.indexOf('log.Print'));
  expect(findWord(text, 'log', (end) => text[end] !== '.')).toBe(text.indexOf('log)'));
  expect(findWord(text, 'log', (end) => text[end] === '!')).toBe(-1);
});

test.each([
  ['x() //nolint:errcheck,gosec // reason', ['gosec'], '//nolint:errcheck,gosec // reason'],
  ['x() //nolint', ['gosec'], '//nolint'],
  ['x() //nolint:errcheck', ['gosec'], null],
  ['x() // fine #nosec G101', ['gosec'], '#nosec G101'],
  ['x("//nolint", "#nosec")', ['gosec'], null],
])('%j silences %j with %j', (line, linters, silencer) => {
  expect(silencerOf(line, linters)).toBe(silencer);
});
