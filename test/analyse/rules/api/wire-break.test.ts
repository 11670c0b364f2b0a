import { wireBreak } from '../../../../src/analyse/rules/api/wire-break.ts';
import { changeRuleTests } from '../change-examples.ts';

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
