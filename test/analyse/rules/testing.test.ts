// Rules about the tests that a change brings, leaves out or takes away.
import { newBehaviourWithoutTest } from '../../../src/analyse/rules/testing/new-behaviour-without-test.ts';
import { newPackageWithoutTests } from '../../../src/analyse/rules/testing/new-package-without-tests.ts';
import { testsRemoved } from '../../../src/analyse/rules/testing/tests-removed.ts';
import { changeRuleTests } from './change-examples.ts';

const mod = '-- go.mod --\nmodule example.com/shop\n';
const pay = (name = 'Pay'): string => `
func ${name}(cents int64) string {
	switch {
	case cents < 0:
		return "refund"
	case cents == 0:
		return "free"
	}
	return "paid"
}
`;
const shop = (...functions: string[]): string => `${mod}-- shop/pay.go --\npackage shop\n${functions.join('')}`;
const tests = (...names: string[]): string =>
  `-- shop/pay_test.go --\npackage shop\n\nimport "testing"\n${names.map((name) => `\nfunc Test${name}(t *testing.T) {\n\tif ${name}(1) != "paid" {\n\t\tt.Fatal()\n\t}\n}\n`).join('')}`;

changeRuleTests(newBehaviourWithoutTest, {
  found: {
    'a function with choices': { before: shop(), head: shop(pay()), want: ['shop/pay.go:3'] },
    'a method': {
      before: shop(),
      head: shop(pay().replace('func Pay', 'func (c *Cart) Pay')),
      want: ['shop/pay.go:3'],
    },
  },
  silent: {
    'one whose package has its tests touched': { before: shop(), head: shop(pay()) + tests('Refund') },
    'one that a test elsewhere names': {
      before: shop(),
      head: `${shop(pay())}-- e2e/all_test.go --\npackage e2e\n\nvar _ = shop.Pay\n`,
    },
    'one that decides nothing': { before: shop(), head: shop('\nfunc Name() string { return "shop" }\n') },
    'one that a syntax error hid before': {
      before: shop(pay().replace('return "paid"', 'return "paid" )(')),
      head: shop(pay()),
    },
    'one that was moved': {
      before: `${shop(pay())}-- shop/b.go --\npackage shop\n`,
      head: `${shop()}-- shop/b.go --\npackage shop\n${pay()}`,
    },
  },
});

changeRuleTests(testsRemoved, {
  found: {
    'a test whose function stays': {
      before: shop(pay(), pay('Refund')) + tests('Pay', 'Refund'),
      head: shop(pay(), pay('Refund')) + tests('Refund'),
      want: ['before shop/pay_test.go:5'],
    },
    'the last test of a package, whatever its name': {
      before: shop(pay()) + tests('Pay').replace('TestPay', 'TestMoney'),
      head: shop(pay()),
      want: ['before shop/pay_test.go:5'],
    },
    'a whole file': { before: shop(pay()) + tests('Pay'), head: shop(pay()), want: ['before shop/pay_test.go:5'] },
  },
  silent: {
    'a test that goes with its function': { before: shop(pay()) + tests('Pay'), head: shop() },
    'a test of something else that called it': {
      before: shop(pay(), pay('Refund')) + tests('Pay', 'Refund').replace('TestPay', 'TestMoney'),
      head: shop(pay(), pay('Refund')) + tests('Refund'),
    },
    'a test of a function that goes, which called another': {
      before: shop(pay(), pay('Refund')) + tests('Pay').replace('TestPay', 'TestRefund'),
      head: shop(pay()),
    },
    'a test that moved': {
      before: shop(pay()) + tests('Pay'),
      head: shop(pay()) + tests('Pay').replace('shop/pay_test.go', 'shop/all_test.go'),
    },
    'a test that a syntax error hides': {
      before: shop(pay()) + tests('Pay'),
      head: shop(pay()) + tests('Pay').replace('t.Fatal()', 't.Fatal())('),
    },
    'a test with another name': {
      before: shop(pay()) + tests('Pay'),
      head: shop(pay()) + tests('Pay').replace('TestPay', 'TestPayment'),
    },
  },
});

const long = (name: string): string =>
  `-- ${name}/${name}.go --\npackage ${name}\n${Array.from({ length: 20 }, (_, index) => pay(`Pay${index}`)).join('')}`;
const tested = (name: string): string => `${long(name)}-- ${name}/${name}_test.go --\npackage ${name}\n`;
const habit = mod + ['a', 'b', 'c', 'd'].map(tested).join('') + long('e');

changeRuleTests(newPackageWithoutTests, {
  found: {
    'a package without, where most have': { before: habit, head: habit + long('f'), want: ['f/f.go:1'] },
    'two of them': { before: habit, head: habit + long('f') + long('g'), want: ['f/f.go:1', 'g/g.go:1'] },
  },
  silent: {
    'a package with tests': { before: habit, head: habit + tested('f') },
    'a small one': { before: habit, head: `${habit}-- f/f.go --\npackage f\n${pay()}` },
    'a module in which few have any': {
      before: mod + ['a', 'b', 'c', 'd'].map(long).join(''),
      head: mod + ['a', 'b', 'c', 'd', 'f'].map(long).join(''),
    },
    'one that a test elsewhere runs through': {
      before: habit,
      head: `${habit + long('f')}-- a/f_test.go --\npackage a\n\nimport _ "example.com/shop/f"\n`,
    },
  },
});
