// Rules about tests: their habits, what they import, and what a change does to them.

import {
  environmentInTest,
  mockOfConcrete,
  networkInTest,
  sleepInTest,
  testAssertsNothing,
} from '../../../src/analyse/rules/test-habits.ts';
import { testImportInProgram } from '../../../src/analyse/rules/test-imports.ts';
import { behaviourWithoutTest, packageWithoutTests } from '../../../src/analyse/rules/tests-of-change.ts';
import { testsRemoved } from '../../../src/analyse/rules/tests-removed.ts';
import { changeRuleTests } from './change-examples.ts';
import { ruleTests } from './examples.ts';

const file = (imports: string, body: string, name = 'TestOpen'): string =>
  `package store

import (
${imports
  .split(' ')
  .map((path) => `\t"${path}"\n`)
  .join('')})

func ${name}(t *testing.T) {
${body}
}
`;

ruleTests(sleepInTest, {
  found: {
    'a sleep between two steps': file(
      'testing time',
      '\tgo run(t)\n\ttime.Sleep(50 * time.Millisecond) // want\n\tcheck(t)',
    ),
    'in a subtest': file(
      'testing time',
      '\tt.Run("late", func(t *testing.T) {\n\t\ttime.Sleep(time.Second) // want\n\t\tcheck(t)\n\t})',
    ),
  },
  silent: {
    'a loop that looks again': file(
      'testing time',
      '\tfor !done() {\n\t\ttime.Sleep(time.Millisecond)\n\t}\n\tcheck(t)',
    ),
    'time that is not real': file(
      'testing testing/synctest time',
      '\tsynctest.Test(t, func(t *testing.T) { time.Sleep(time.Hour) })',
    ),
    'a slow peer': file(
      'net/http testing time',
      '\tserve(t, func(w http.ResponseWriter, r *http.Request) { time.Sleep(time.Second) })',
    ),
  },
});

ruleTests(environmentInTest, {
  found: {
    Setenv: file('os testing', '\tos.Setenv("REGION", "eu") // want\n\topen(t)'),
    Unsetenv: file('os testing', '\t_ = os.Unsetenv("REGION") // want\n\topen(t)'),
  },
  silent: {
    't.Setenv': file('os testing', '\tt.Setenv("REGION", "eu")\n\topen(t, os.Args)'),
    'a value that is put back': file(
      'os testing',
      '\tos.Setenv("REGION", "eu")\n\tdefer os.Unsetenv("REGION")\n\topen(t)',
    ),
    TestMain:
      'package store\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) {\n\tos.Setenv("REGION", "eu")\n\tos.Exit(m.Run())\n}\n',
  },
});

ruleTests(networkInTest, {
  found: {
    'a host in the world': file(
      'net/http testing',
      '\tresp, err := http.Get("https://api.acme.io/v1/rates") // want\n\tcheck(t, resp, err)',
    ),
    "somebody's AWS account": file(
      'github.com/aws/aws-sdk-go-v2/config testing',
      '\tcfg, err := config.LoadDefaultConfig(t.Context()) // want\n\tcheck(t, cfg, err)',
    ),
  },
  silent: {
    'a server of its own': file(
      'net/http testing',
      '\tresp, err := http.Get(server.URL + "/rates")\n\tcheck(t, resp, err)',
    ),
    'this machine': file(
      'net/http testing',
      '\tresp, err := http.Get("http://localhost:8080/rates")\n\tcheck(t, resp, err)',
    ),
    'a test that is kept apart': file(
      'net/http testing',
      '\tif testing.Short() {\n\t\tt.Skip("network")\n\t}\n\thttp.Get("https://api.acme.io/v1/rates")',
    ),
    'credentials of its own': file(
      'github.com/aws/aws-sdk-go-v2/config testing',
      '\tconfig.LoadDefaultConfig(t.Context(), config.WithCredentialsProvider(fixed))\n\tcheck(t)',
    ),
    'a build tag': `//go:build integration\n\n${file('net/http testing', '\thttp.Get("https://api.acme.io/v1/rates")\n\tcheck(t)')}`,
  },
});

ruleTests(testAssertsNothing, {
  found: {
    'a call whose answer nobody looks at': file('testing', '\tstore := open()\n\t_ = store.Save(order)')
      .replace('func TestOpen', 'func TestSave')
      .replace('(t *testing.T) {', '(t *testing.T) { // want'),
    'only a log': file('testing', '\tgot, err := open().Load("1")\n\tt.Log(got, err)').replace(
      '(t *testing.T) {',
      '(t *testing.T) { // want',
    ),
  },
  silent: {
    'a comparison': file('testing', '\tif open() == nil {\n\t\tt.Fatal("nil")\n\t}'),
    'a helper that is given the test': file('testing', '\tcheck(t, open())'),
    'an assertion library with its own handle': file(
      'testing github.com/matryer/is',
      '\tis := is.New(t)\n\tis.NoErr(open())',
    ),
    'a compile-time check': file('testing', '\tvar _ Store = (*memory)(nil)'),
    'a test that says what it wants': file('testing', '\topen()', 'TestOpenDoesNotPanic'),
    'a test that fails by never ending': file('testing', '\tdone := open()\n\tstop()\n\t<-done'),
    'one for the race detector': file('testing sync', '\tvar group sync.WaitGroup\n\tgroup.Go(open)\n\tgroup.Wait()'),
    'a comment that says so': file('testing', '\t// Must not panic with a nil store.\n\topen()'),
  },
});

ruleTests(mockOfConcrete, {
  found: {
    'a mock': 'package store\n\ntype mockStore struct { // want\n\t*Store\n\tsaved int\n}\n',
    'a fake of another package':
      'package store\n\nimport "example.com/shop/mail"\n\ntype fakeSender struct{ *mail.Sender } // want\n',
  },
  silent: {
    'an interface': 'package store\n\ntype mockStore struct {\n\tReader\n}\n',
    'a field with a name': 'package store\n\ntype stubStore struct {\n\tinner *Store\n}\n',
    'the library of mocks':
      'package store\n\nimport "github.com/stretchr/testify/mock"\n\ntype mockStore struct{ *mock.Mock }\n',
  },
});

ruleTests(testImportInProgram, {
  found: {
    testify:
      'package store\n\nimport "github.com/stretchr/testify/assert" // want\n\nfunc Same(a, b any) bool { return assert.ObjectsAreEqual(a, b) }\n',
    testing: 'package store\n\nimport "testing" // want\n\nfunc Fill(t *testing.T) {}\n',
  },
  silent: {
    'testing.Testing': 'package store\n\nimport "testing"\n\nfunc quiet() bool { return testing.Testing() }\n',
    'a recorder': 'package store\n\nimport "net/http/httptest"\n\nvar r = httptest.NewRecorder()\n',
    'a package for tests': 'package storetest\n\nimport "testing"\n\nfunc Open(t testing.TB) {}\n',
  },
});

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

changeRuleTests(behaviourWithoutTest, {
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

changeRuleTests(packageWithoutTests, {
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
