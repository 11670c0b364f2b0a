// Finds functions that return nil when a call of theirs fails.
import { splitLines } from '../../../text/lines.ts';
import { childrenOf, type GoNode } from '../../go/parser.ts';
import { descendants, type GoFile, isInNestedFunction, statementsOf } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Questions whose "no" comes as an error, and work that may fail without harm. */
const MAY_FAIL =
  /^(try|is|has|can|maybe|optional|lookup|find|exists|detect|guess|check|best|load|read|parse|ignore|fallback|validate|match|default|walk|visit|close|stop|clean)|orDefault|IfExists|OrNil/i;

const ASKS =
  /(Stat|Lstat|Lookup\w*|Atoi|Parse\w*|Find\w*|Get\w*|Load\w*|Read\w*|Open\w*|Close|Decode\w*|Unmarshal\w*|Remove\w*|LookPath|Cookie|Peek|Recv|Next|Rel|Abs|Glob|Head\w*|Exists\w*|Describe\w*|Resolve\w*|Match\w*)$|prompt|confirm|Write$/i;

export const errorSwallowed: CodeRule = {
  id: 'risk/error-swallowed',
  section: 'risk-mitigation',
  severity: 'high',
  outsideServices: { severity: 'medium', scripts: true },
  report: 'finding',
  judges: 'code',
  title: 'Error swallowed: the function returns nil',
  messages: {
    swallowed: '`{func}` returns nil when `{call}` fails.',
  },
  why: 'The caller continues as if the work had been done, and nothing is logged.',
  exceptions: 'the error is an expected outcome such as "not found", and an `errors.Is` or a comment says so.',
  fix: 'Return the error, wrapped; if one kind is expected, match it with `errors.Is`.',
  tradeOffs: 'Callers see failures that were hidden before.',
  example:
    'if err := s.index.Put(ctx, order); err != nil {\n' +
    '\treturn fmt.Errorf("index order %s: %w", order.ID, err)\n' +
    '}',
  references: ['https://go.dev/doc/effective_go#errors'],
  linters: ['nilerr', 'nilnil'],
  clausePattern:
    /\b(never|not|don't)\b.*\b(swallow|ignore|discard)\w*\b.*\berrors?\b|\berrors?\b.*\b(never|not)\b.*\b(swallowed|ignored|discarded)\b/i,
  prefilters: { file: /err\s*!=\s*nil\s*\{\s*\n\s*return (?:[^\n]*,\s*)?nil\s*\n/ },
  nodes: ['if_statement'],
  check(node, file) {
    if (
      !/^err\s*!=\s*nil$/.test(file.field(node, 'condition').trim()) ||
      node.childForFieldName('alternative') !== null
    )
      return null;
    const block = node.childForFieldName('consequence');
    const statements = statementsOf(block);
    if (statements.length !== 1 || statements[0]!.type !== 'return_statement' || /\/\/|\/\*/.test(file.text(block)))
      return null;
    const values = childrenOf(statements[0]!).flatMap((list) =>
      list.type === 'expression_list' ? childrenOf(list) : [list],
    );
    // An answer that says what went wrong is another way to tell: only empty values are silence.
    const others = values.slice(0, -1).map((value) => file.text(value));
    if (!others.every((value) => /^(nil|""|``|0|false|&?[\w.]+\{\})$/.test(value))) return null;
    const fn = file.functionAround(node);
    if (
      file.text(values.at(-1)) !== 'nil' ||
      fn === null ||
      fn.type === 'func_literal' ||
      !returnsError(fn, values.length, file)
    )
      return null;
    if (others.length > 0 && others.every((value) => value === 'nil') && answersNothing(fn, file)) return null;
    const asked = failedCall(node, file);
    if (asked === null || ASKS.test(asked.name) || MAY_FAIL.test(file.field(fn, 'name')) || isExplained(node, file))
      return null;
    return { node: asked.node, message: 'swallowed', data: { call: asked.name } };
  },
};

/**
 * A function that looks for one thing answers `nil, nil` for what it has seen, and not only beside its errors: "there
 * is none" is one of its answers, and "could not be asked" may be the same. A guard on what it was given is no such
 * answer.
 */
function answersNothing(fn: GoNode, file: GoFile): boolean {
  if (!/^\(\s*(?:\w+\s+)?\*[\w.]+,\s*(?:\w+\s+)?error\s*\)$/.test(file.field(fn, 'result'))) return false;
  const given = new Set(file.parametersOf(fn).map(({ name }) => name));
  return descendants(fn.childForFieldName('body'), 'return_statement').some((one) => {
    if (!/^return\s+nil,\s*nil$/.test(file.text(one)) || isInNestedFunction(one, fn)) return false;
    let at = one.parent;
    while (at !== null && at.id !== fn.id && at.type !== 'if_statement') at = at.parent;
    // The last statement is how a function that only acts ends.
    if (at?.type !== 'if_statement') return false;
    const condition = file.field(at, 'condition');
    return !/\berr\w*\b/i.test(condition) && !(condition.match(/\w+/g) ?? []).some((name) => given.has(name));
  });
}

function returnsError(fn: GoNode, count: number, file: GoFile): boolean {
  const result = fn.childForFieldName('result');
  if (result === null) return false;
  if (result.type !== 'parameter_list') return count === 1 && file.text(result) === 'error';
  const types = childrenOf(result).map((one) => file.text(one.childForFieldName('type') ?? one));
  return types.length === count && types.at(-1) === 'error';
}

/** What was called to get the error; null where that is not in sight. */
function failedCall(node: GoNode, file: GoFile): { readonly node: GoNode; readonly name: string } | null {
  let assignment = node.childForFieldName('initializer');
  if (assignment === null) {
    const siblings = node.parent === null ? [] : childrenOf(node.parent);
    assignment = siblings[siblings.findIndex((one) => one.id === node.id) - 1] ?? null;
  }
  if (assignment === null || !/^(short_var_declaration|assignment_statement)$/.test(assignment.type)) return null;
  const left = assignment.childForFieldName('left');
  const right = assignment.childForFieldName('right');
  const call = right === null ? undefined : childrenOf(right)[0];
  if (call?.type !== 'call_expression' || left === null || file.text(childrenOf(left).at(-1)) !== 'err') return null;
  return { node: assignment, name: file.field(call, 'function').replace(/\s+/g, '') };
}

/** A comment beside or above says why. */
function isExplained(node: GoNode, file: GoFile): boolean {
  const lines = splitLines(file.file.text);
  const row = node.startPosition.row;
  return [lines[row - 1], lines[row], lines[row + 1]].some((line) => /\/\//.test(line ?? ''));
}
