import { protoBreak } from '../../../../src/analyse/rules/api/proto-break.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod = '-- go.mod --\nmodule example.com/shop\n';
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
