// Finds errors that are compared with == instead of errors.Is.
import { importsPlainly, replaceNode } from '../engine/edits.ts';
import { withoutComments } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Sentinels that their packages promise to return bare. */
const BARE =
  /^(io\.EOF|io\.ErrUnexpectedEOF|http\.ErrServerClosed|EOF|filepath\.Skip\w+|fs\.Skip\w+|bufio\.Err\w+|http\.ErrNoCookie|redis\.Nil)$/;

const SENTINEL = /^(?:\w+\.)?[eE]rr[A-Z]\w*$|^(?:context\.(?:Canceled|DeadlineExceeded))$/;

export const errorCompared: CodeRule = {
  id: 'risk/error-compared',
  section: 'risk-mitigation',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Error is compared with == instead of errors.Is',
  messages: {
    compared: '`{func}` compares `{err}` with `{sentinel}`.',
    switched: '`{func}` switches on `err`, so it misses a wrapped `{sentinel}`.',
  },
  why: 'Once any layer in between wraps the error with `%w`, the comparison is false and the case is missed.',
  exceptions: 'the error is documented to be returned unwrapped, like `io.EOF` from a Reader.',
  fix: 'Use `errors.Is`.',
  tradeOffs: '',
  example: 'if errors.Is(err, ErrNotFound) {\n\treturn nil\n}',
  references: ['https://pkg.go.dev/errors#Is'],
  linters: ['errorlint', 'goerr113', 'err113'],
  prefilters: {
    file: /[!=]=\s*(?:\w+\.)?(?:[eE]rr[A-Z]|Canceled|DeadlineExceeded)|(?:\b[eE]rr[A-Z]\w*|Canceled|DeadlineExceeded)\s*[!=]=|\bswitch\s+err\s*\{/,
  },
  nodes: ['binary_expression', 'expression_switch_statement'],
  check(node, file) {
    if (node.type === 'expression_switch_statement') {
      if (file.field(node, 'value').trim() !== 'err') return null;
      const sentinel = /\bcase\s+((?:\w+\.)?[eE]rr[A-Z]\w*)/.exec(withoutComments(file.text(node)))?.[1];
      if (sentinel === undefined || BARE.test(sentinel)) return null;
      return { node, message: 'switched', data: { sentinel } };
    }
    if (!/^[!=]=$/.test(file.field(node, 'operator'))) return null;
    const sides = [file.field(node, 'left'), file.field(node, 'right')];
    const error = sides.find((side) => /^(err|\w+Err|e)$/.test(side));
    const sentinel = sides.find((side) => SENTINEL.test(side) && side !== error);
    if (error === undefined || sentinel === undefined || BARE.test(sentinel)) return null;
    // What a context answers itself is bare.
    if (
      /^context\./.test(sentinel) &&
      new RegExp(`\\b${error}\\s*:?=\\s*[\\w.]*\\.Err\\(\\)`).test(file.bodyText(file.functionAround(node)))
    )
      return null;
    if (sentinel === 'sql.ErrNoRows' && /\.Scan\(/.test(file.bodyText(file.functionAround(node)))) return null;
    const not = file.field(node, 'operator') === '!=' ? '!' : '';
    const edits = importsPlainly(file, 'errors') ? replaceNode(node, `${not}errors.Is(${error}, ${sentinel})`) : [];
    return { node, message: 'compared', data: { err: error, sentinel }, edits };
  },
};
