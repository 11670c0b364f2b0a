import { internalImport } from '../../../../src/analyse/rules/service/internal-import.ts';
import { changeRuleTests } from '../change-examples.ts';

const mod =
  '-- go.mod --\nmodule example.com/shop\n-- order/internal/price/price.go --\npackage price\n-- order/order.go --\npackage order\n';
const file = (path: string, imported: string) =>
  `-- ${path} --\npackage ${path.split('/').at(-2)}\n\nimport _ "${imported}"\n`;
const price = 'example.com/shop/order/internal/price';

changeRuleTests(internalImport, {
  found: {
    'another package of the module': {
      before: mod,
      head: mod + file('cart/cart.go', price),
      want: ['cart/cart.go:3'],
    },
    'another module, and the library of Go itself': {
      before: mod,
      head:
        mod +
        file('cart/cart.go', 'github.com/acme/pay/internal/card') +
        file('cart/more.go', 'crypto/internal/fips140'),
      want: ['cart/cart.go:3', 'cart/more.go:3'],
    },
    'a test from outside': { before: mod, head: mod + file('cart/cart_test.go', price), want: ['cart/cart_test.go:3'] },
    'an internal directory within another': {
      before: mod,
      head: mod + file('order/ship/ship.go', 'example.com/shop/order/internal/price/internal/rate'),
      want: ['order/ship/ship.go:3'],
    },
  },
  silent: {
    'the package beside it, and those below that': {
      before: mod,
      head: mod + file('order/total.go', price) + file('order/ship/fast/fast.go', price),
    },
    'a nested module below the same path': {
      before: mod,
      head: `${mod}-- order/tool/go.mod --\nmodule example.com/shop/order/tool\n${file('order/tool/tool.go', price)}`,
    },
    'code that a test reads and nobody builds': {
      before: mod,
      head: mod + file('cart/test/project/main.go', price),
    },
    'a name that only begins like it': {
      before: mod,
      head: mod + file('cart/cart.go', 'github.com/acme/internals/card'),
    },
    'code that had such imports already, and so is built by something else': {
      before: mod + file('cart/cart.go', price),
      head: mod + file('cart/cart.go', price) + file('cart/more.go', price),
    },
    'the library of Go itself': {
      before: '-- go.mod --\nmodule std\n-- crypto/internal/hash/hash.go --\npackage hash\n',
      head: `-- go.mod --\nmodule std\n-- crypto/internal/hash/hash.go --\npackage hash\n${file('net/net.go', 'internal/abi')}`,
    },
  },
});
