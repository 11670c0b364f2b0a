// Finds errors that are formatted into another error without %w.
import type { CodeRule } from '../engine/rule.ts';

export const errorNotWrapped: CodeRule = {
  id: 'risk/error-not-wrapped',
  section: 'risk-mitigation',
  severity: 'low',
  report: 'signal',
  judges: 'code',
  title: 'Error is formatted without %w',
  messages: {
    unwrapped: '`{func}` formats `{err}` without `%w`.',
  },
  why: '`errors.Is` and `errors.As` no longer find the cause, so callers compare strings or give up.',
  exceptions: 'the cause is hidden on purpose, at the boundary of an API.',
  fix: 'Use `%w`.',
  tradeOffs: 'The cause becomes part of what callers may rely on.',
  example: 'return fmt.Errorf("load order %s: %w", id, err)',
  references: ['https://go.dev/blog/go1.13-errors'],
  linters: ['errorlint', 'wrapcheck', 'goerr113', 'err113'],
  prefilters: {
    // Most formats have a %w: a file in which all do is not looked at.
    file: /\bfmt\.Errorf\((?!\s*"(?:[^"\\\n]|\\.)*%(?:\[\d+\])?w)/,
  },
  // Most formats have a %w: a file in which all do is not looked at.
  nodes: ['call_expression'],
  check(node, file) {
    if (!file.isCallOf(node, 'fmt', /^Errorf$/)) return null;
    const [format, ...values] = file.argumentsOf(node);
    if (!/_string_literal$/.test(format?.type ?? '') || /%(?:\[\d+\])?w/.test(file.text(format))) return null;
    const verbs = [...file.text(format).matchAll(/%[-+# 0-9.[\]*]*([a-zA-Z%])/g)].filter(([, verb]) => verb !== '%');
    // The type of an error is no cause.
    const cause = values.find(
      (value, at) => value.type === 'identifier' && /^(err|\w+Err)$/.test(file.text(value)) && verbs[at]?.[1] !== 'T',
    );
    if (cause === undefined) return null;
    return { node, message: 'unwrapped', data: { err: file.text(cause) } };
  },
};
