// Tests how sentences are built from data, and which cases share one.
import { describe, expect, test } from '@jest/globals';
import {
  exampleFor,
  type Message,
  renderMessage,
  renderMessages,
} from '../../../../src/analyse/rules/engine/message.ts';

describe('one sentence', () => {
  test('names the function and shows values as code, or as plain text outside of backticks', () => {
    const template = '`{func}` of package {package} calls `{call}`.';
    const data = { package: 'store', call: 'os.Exit' };
    expect(renderMessage(template, data, 'Store.Open')).toBe('`Store.Open` of package store calls `os.Exit`.');
    expect(renderMessage(template, data, null)).toBe('Package-level code of package store calls `os.Exit`.');
  });

  test('lists several values', () => {
    expect(renderMessage('Uses `{names}`.', { names: ['a', 'b', 'c'] }, null)).toBe('Uses `a`, `b` and `c`.');
    expect(renderMessage('Uses {names}.', { names: ['a', 'b'] }, null)).toBe('Uses a and b.');
  });

  test('cannot be built without a value', () => {
    expect(() => renderMessage('Uses `{name}`.', {}, null)).toThrow('needs a value for {name}');
  });
});

describe('sentences of several cases', () => {
  const templates = { deferred: '`{func}` defers `{call}` in a loop.', scanned: '`{func}` scans a table.' };
  const deferred = (func: string | null, call: string): Message => ({ message: 'deferred', data: { call }, func });
  const scanned = (func: string): Message => ({ message: 'scanned', data: {}, func });
  const render = (...cases: Message[]) => renderMessages(templates, cases);

  test('cases of a function that differ in the last code span share a sentence', () => {
    expect(render(deferred('f', 'a.Close()'), deferred('f', 'b.Close()'), deferred('f', 'a.Close()'))).toEqual([
      '`f` defers `a.Close()` and `b.Close()` in a loop.',
    ]);
  });

  test('functions with the same sentence are named together', () => {
    expect(render(deferred('f', 'a.Close()'), deferred('g', 'a.Close()'), deferred(null, 'a.Close()'))).toEqual([
      '`f` defers `a.Close()` in a loop. Also in `g` and package-level code.',
    ]);
    expect(render(scanned('f'), scanned('g'))).toEqual(['`f` scans a table. Also in `g`.']);
  });

  test('other messages are sentences of their own', () => {
    expect(render(deferred('f', 'a.Close()'), scanned('f'))).toEqual([
      '`f` defers `a.Close()` in a loop.',
      '`f` scans a table.',
    ]);
  });

  test('what is beyond three names, functions or sentences is counted', () => {
    const calls = ['a', 'b', 'c', 'd', 'e'];
    expect(render(...calls.map((call) => deferred('f', call)))).toEqual([
      '`f` defers `a`, `b` and `c` in a loop.',
      '2 more places have the same problem.',
    ]);
    expect(render(...calls.map((func) => scanned(func)))).toEqual([
      '`a` scans a table. Also in `b`, `c` and `d`.',
      '1 more place has the same problem.',
    ]);
    expect(render(...calls.map((name) => deferred(name, name)))).toHaveLength(4);
  });
});

test('an example is rewritten with the names of the case, and stays as written where the case has none', () => {
  const rule = { example: 'p := sqs.NewListPaginator(c)', exampleData: { service: 'sqs', operation: 'List' } };
  expect(exampleFor(rule, { service: 'iam', operation: 'ListRoles' })).toBe('p := iam.NewListRolesPaginator(c)');
  expect(exampleFor(rule, {})).toBe(rule.example);
  expect(exampleFor({ example: 'x := map[string]int{}' }, { x: 'y' })).toBe('x := map[string]int{}');
});
