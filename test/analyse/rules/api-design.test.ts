// Rules about what clients see: bodies, routes, and the forms of messages.
import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { jsonFieldsOf } from '../../../src/analyse/rules/api/json-fields.ts';
import { protoBreak } from '../../../src/analyse/rules/api/proto-break.ts';
import { readProto } from '../../../src/analyse/rules/api/proto-messages.ts';
import { wireBreak } from '../../../src/analyse/rules/api/wire-break.ts';
import { snapshotOf } from '../tree.ts';
import { changeRuleTests } from './change-examples.ts';

const handler = (body: string): string =>
  `package api\n\nimport (\n\t"encoding/json"\n\t"io"\n\t"net/http"\n)\n\nfunc (h *Handler) Create(w http.ResponseWriter, r *http.Request) {\n${body}\n}\n`;

const bind = (body: string): string =>
  `package api\n\nimport "github.com/gin-gonic/gin"\n\nfunc create(c *gin.Context) {\n${body}\n}\n`;
const binding =
  '\tvar order NewOrder\n\tif err := c.ShouldBindJSON(&order); err != nil {\n\t\treturn\n\t}\n\tplace(order)';

test('a struct that checks itself, in its tags or with a method, may be bound as it stands', async () => {
  const mod = '-- go.mod --\nmodule m\n';
  const run = async (type: string) => {
    const head = `${mod}-- api/a.go --\n${bind(binding)}-- api/order.go --\npackage api\n\n${type}\n`;
    const { facts } = await analyse(snapshotOf({ before: mod, head }), () => {});
    return facts.filter(({ id }) => id.startsWith('rule:api/bound-without-check')).map(({ statement }) => statement);
  };
  expect(await run('type NewOrder struct {\n\tCents int `json:"cents"`\n}')).toEqual([
    '`create` binds a request to `NewOrder`, and neither it nor the handler checks what it holds.',
  ]);
  expect(await run('type NewOrder struct {\n\tCents int `json:"cents" binding:"gt=0"`\n}')).toEqual([]);
  expect(await run('type NewOrder struct{}\n\nfunc (o NewOrder) Validate() error { return nil }')).toEqual([]);
  expect(await run('type Other struct{}')).toEqual([]);
});

test('a body is unbounded where no middleware of the module limits it; who limits one already is named', async () => {
  const mod = '-- go.mod --\nmodule example.com/shop\n';
  const head = (limit: string) =>
    `${mod}-- api/orders.go --\n${handler('\t_ = json.NewDecoder(r.Body).Decode(&order)')}-- api/limit.go --\npackage api\n\n${limit}\n`;
  const run = async (limit: string) =>
    (await analyse(snapshotOf({ before: mod, head: head(limit) }), () => {})).findings.map((one) => one.recommendation);
  expect(await run('')).toEqual([
    'Wrap the body in `http.MaxBytesReader` before it is read, with the largest size that a sound request has.',
  ]);
  expect(
    await run('func one(w http.ResponseWriter, r *http.Request) {\n\tread(http.MaxBytesReader(w, r.Body, 1))\n}'),
  ).toEqual([
    'Wrap the body in `http.MaxBytesReader` before it is read, with the largest size that a sound request has. `api/limit.go` does so at line 4 already.',
  ]);
  const middleware = 'func limit(next http.Handler) http.Handler {\n\treturn http.MaxBytesHandler(next, 1<<20)\n}';
  expect(await run(middleware)).toEqual([]);
  expect(await run('import _ "github.com/aws/aws-lambda-go/lambda"')).toEqual([]);
});

const mod = '-- go.mod --\nmodule example.com/shop\n';
const struct = (path: string, name: string, ...fields: string[]): string =>
  `${mod}-- ${path} --\npackage api\n\n// ${name} is what clients see.\ntype ${name} struct {\n\t${fields.join('\n\t')}\n}\n`;
const id = 'ID string `json:"id"`';

changeRuleTests(wireBreak, {
  found: {
    'a field with another name': {
      before: struct('api/orders.go', 'OrderResponse', id, 'Total int64 `json:"total"`'),
      head: struct('api/orders.go', 'OrderResponse', id, 'Total int64 `json:"total_cents,omitempty"`'),
      want: ['api/orders.go:6'],
    },
    'a field that is gone from a type that a handler answers with': {
      before: `${struct('shop/order.go', 'Order', id, 'Note string `json:"note"`')}\nfunc get(c *gin.Context) { c.JSON(200, Order{ID: "1"}) }\n`,
      head: `${struct('shop/order.go', 'Order', id)}\nfunc get(c *gin.Context) { c.JSON(200, Order{ID: "1"}) }\n`,
      want: ['shop/order.go:4'],
    },
    'a list of something else': {
      before: struct('api/orders.go', 'CreateRequest', id, 'Lines []string `json:"lines"`'),
      head: struct('api/orders.go', 'CreateRequest', id, 'Lines []int `json:"lines"`'),
      want: ['api/orders.go:6'],
    },
    'a number that goes into quotes': {
      before: struct('api/orders.go', 'OrderResponse', id, 'Cents int64 `json:"cents"`'),
      head: struct('api/orders.go', 'OrderResponse', id, 'Cents int64 `json:"cents,string"`'),
      want: ['api/orders.go:6'],
    },
    'a number that becomes text': {
      before: struct('internal/http/orders.go', 'CreateRequest', 'Cents int64 `json:"cents"`', id),
      head: struct('internal/http/orders.go', 'CreateRequest', 'Cents *string `json:"cents"`', id),
      want: ['internal/http/orders.go:5'],
    },
  },
  silent: {
    'a quoted number that becomes text': {
      before: struct('api/orders.go', 'OrderResponse', 'Cents int64 `json:"cents,string"`'),
      head: struct('api/orders.go', 'OrderResponse', 'Cents string `json:"cents"`'),
    },
    'a list of what only its declaration tells': {
      before: struct('api/orders.go', 'OrderResponse', 'Lines []string `json:"lines"`'),
      head: struct('api/orders.go', 'OrderResponse', 'Lines []SKU `json:"lines"`'),
    },
    'a field that is added': {
      before: struct('api/orders.go', 'OrderResponse', id),
      head: struct('api/orders.go', 'OrderResponse', id, 'Total int64 `json:"total"`'),
    },
    'a Go name': {
      before: struct('api/orders.go', 'OrderResponse', id),
      head: struct('api/orders.go', 'OrderResponse', 'OrderID string `json:"id"`'),
    },
    'a wider number, a pointer, another order': {
      before: struct('api/orders.go', 'OrderResponse', id, 'Total int `json:"total"`'),
      head: struct('api/orders.go', 'OrderResponse', 'Total *int64 `json:"total"`', id),
    },
    'a type whose form only its declaration tells': {
      before: struct('api/orders.go', 'OrderResponse', 'Total int64 `json:"total"`'),
      head: struct('api/orders.go', 'OrderResponse', 'Total Money `json:"total"`'),
    },
    'what another service answers': {
      before: struct('internal/clients/stripe/api/charge.go', 'ChargeResponse', id),
      head: struct('internal/clients/stripe/api/charge.go', 'ChargeResponse', 'ID string `json:"charge_id"`'),
    },
    'an answer of somebody else, which is only decoded': {
      before: `${struct('pkg/handler/sync.go', 'GraphResponse', id)}\nfunc ask() {\n\tvar result GraphResponse\n\tjson.NewDecoder(resp.Body).Decode(&result)\n}\n`,
      head: `${struct('pkg/handler/sync.go', 'GraphResponse', 'ID string `json:"key"`')}\nfunc ask() {\n\tvar result GraphResponse\n\tjson.NewDecoder(resp.Body).Decode(&result)\n}\n`,
    },
    'a type that never crosses the wire, as far as is seen': {
      before: struct('shop/order.go', 'Order', id),
      head: struct('shop/order.go', 'Order', 'ID string `json:"order_id"`'),
    },
    'a field that may stand in what is embedded from here on': {
      before: struct('api/orders.go', 'OrderResponse', id, 'Note string `json:"note"`'),
      head: struct('api/orders.go', 'OrderResponse', id, '*Notes'),
    },
    'a package that moved': {
      before: struct('api/orders.go', 'OrderResponse', id),
      head: struct('http/orders.go', 'OrderResponse', id),
      renames: { 'http/orders.go': 'api/orders.go' },
    },
  },
});

test('the JSON form of a struct: tags, structs within, fields that stay at home', () => {
  const declaration = `Order struct {
	ID string \`json:"id,omitempty" db:"id"\` // the key
	Secret string \`json:"-"\`
	Lines []struct {
		Count int \`json:"count"\`
	} \`json:"lines"\`
	Plain bool
	hidden int
}`;
  expect(jsonFieldsOf(declaration).map(({ name, wire, type, offset }) => `${offset} ${name} ${wire} ${type}`)).toEqual([
    '1 ID id string',
    '3 Lines lines []struct',
    '4 Lines.Count lines.count int',
    '6 Plain Plain bool',
  ]);
  expect(jsonFieldsOf('Order struct {\n\tID string\n}')).toEqual([]);
});

const proto = (body: string, pkg = 'shop.v1'): string =>
  `${mod}-- proto/order.proto --\nsyntax = "proto3";\npackage ${pkg};\n\nmessage Order {\n${body}\n}\n`;

changeRuleTests(protoBreak, {
  found: {
    'a field with another number': {
      before: proto('  string id = 1;\n  int64 cents = 2;'),
      head: proto('  string id = 1;\n  int64 cents = 3;'),
      want: ['proto/order.proto:6'],
    },
    'a number with another type': {
      before: proto('  oneof amount {\n    int64 cents = 2;\n  }'),
      head: proto('  oneof amount {\n    string price = 2; // in words\n  }'),
      want: ['proto/order.proto:6'],
    },
    'a field that goes without a trace': {
      before: proto('  string id = 1;\n  map<string, int32> marks = 4 [deprecated = true];'),
      head: proto('  string id = 1;'),
      want: ['before proto/order.proto:6'],
    },
  },
  silent: {
    'a new field': { before: proto('  string id = 1;'), head: proto('  string id = 1;\n  string note = 2;') },
    'a number that is reserved': {
      before: proto('  string id = 1;\n  int64 cents = 2;'),
      head: proto('  reserved 2 to 4;\n  reserved "cents";\n  string id = 1;'),
    },
    'a wider number': { before: proto('  int32 n = 1;'), head: proto('  optional int64 n = 1;') },
    'a package that is not yet stable': {
      before: proto('  int32 n = 1;', 'shop.v1alpha1'),
      head: proto('  string n = 1;', 'shop.v1alpha1'),
    },
    'a type that only its declaration tells': { before: proto('  Kind kind = 1;'), head: proto('  int32 kind = 1;') },
  },
});

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
