import { describe, expect, test } from '@jest/globals';
import { countTypes } from '../../../src/analyse/go/count-types.ts';

const count = (text: string) => {
  const { types, interfaces } = countTypes(`package p\n\n${text}\n`);
  return [types, interfaces];
};

describe('exported types, and the interfaces among them', () => {
  test.each([
    ['type Store interface {\n\tGet(id string) (Item, error)\n}', 1, 1],
    ['type Item struct{ ID string }', 1, 0],
    ['type item struct{}\ntype reader interface{}', 0, 0],
    ['type (\n\tA struct {\n\t\tName string\n\t}\n\tB interface{ M() }\n\n\tc int\n)', 2, 1],
    ['type Set[T comparable] map[T]struct{}', 1, 0],
    ['type Number[T any] interface {\n\t~int | ~float64\n}', 1, 1],
    ['type Any = interface{}', 1, 1],
    ['type List []interface{}\ntype Pair [N]interface{}', 2, 0],
    ['type Values map[string]interface{}\ntype C chan interface{}\ntype F func(x interface{ M() }) error', 3, 0],
    [
      '// type A struct{}\n/* type B interface {\n} */\nconst s = `\ntype C struct {`\nvar r = \'{\'\nvar t = "type D struct{"',
      0,
      0,
    ],
    ['func f() {\n\ttype Local struct{}\n\t_ = Local{}\n}\n\ntype After int', 1, 0],
    ['var X = struct{ A int }{}\nfunc F(type_ int) {}', 0, 0],
  ])('%j', (text, types, interfaces) => {
    expect(count(text)).toEqual([types, interfaces]);
  });

  test('lines are those of the file, comments and literals included', () => {
    expect(countTypes('package p\n\n/* a\nb */\nvar s = `\n\n`\n').lines).toBe(7);
    expect(countTypes('package p').lines).toBe(1);
    expect(countTypes('').lines).toBe(0);
  });
});
