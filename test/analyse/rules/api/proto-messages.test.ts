import { expect, test } from '@jest/globals';
import { readProto } from '../../../../src/analyse/rules/api/proto-messages.ts';

test('messages of a .proto file, one within another', () => {
  const text =
    'package a.b;\nmessage A {\n  message B { repeated string s = 1; }\n  enum E { X = 0; }\n  B b = 2;\n  reserved 3, 5 to 6;\n}\nservice S { rpc Do(A) returns (A); }\n';
  const { messages, package: name } = readProto(text);
  expect([
    name,
    [...messages].map(([key, { fields, reserved }]) => [
      key,
      fields.map((one) => `${one.line} ${one.type} ${one.name} ${one.number}`),
      [...reserved],
    ]),
  ]).toEqual([
    'a.b',
    [
      ['A', ['5 B A.b 2'], [3, 5, 6]],
      ['A.B', ['3 repeated string A.B.s 1'], []],
    ],
  ]);
});
