import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { parallelSharesState, readAfterSleep } from '../../../src/analyse/rules/racing-tests.ts';
import { snapshotOf } from '../tree.ts';
import { ruleTests } from './examples.ts';

const file = (body: string, ...more: string[]): string =>
  `package relay\n\nimport (\n\t"sync"\n\t"testing"\n\t"time"\n)\n\nfunc TestOne(t *testing.T) {\n${body}\n}\n${more.join('\n')}`;

ruleTests(readAfterSleep, {
  found: {
    'a value that a goroutine brings': file(
      '\tvar got string\n\tgo func() { got, _ = receive() }() // want\n\ttime.Sleep(wait)\n\tif got != "late" {\n\t\tt.Fatal(got)\n\t}',
    ),
    'an error, in a subtest': file(
      '\tt.Run("late", func(t *testing.T) {\n\t\tvar err error\n\t\tgo func() { // want\n\t\t\terr = run()\n\t\t}()\n\t\tstop()\n\t\ttime.Sleep(time.Second)\n\t\tcheck(t, err)\n\t})',
    ),
  },
  silent: {
    'a channel between': file(
      '\tgot := make(chan string, 1)\n\tgo func() { got <- receive() }()\n\ttime.Sleep(wait)\n\tcheck(t, <-got)',
    ),
    'a group that is waited for': file(
      '\tvar group sync.WaitGroup\n\tvar got string\n\tgroup.Add(1)\n\tgo func() {\n\t\tdefer group.Done()\n\t\tgot = receive()\n\t}()\n\ttime.Sleep(wait)\n\tgroup.Wait()\n\tcheck(t, got)',
    ),
    'a variable of the goroutine itself': file(
      '\terr := open()\n\tgo func() {\n\t\terr := run()\n\t\terr = report(err)\n\t}()\n\ttime.Sleep(wait)\n\tcheck(t, err)',
    ),
    'one that is written anew before it is read': file(
      '\tvar err error\n\tgo func() { err = run() }()\n\ttime.Sleep(wait)\n\terr = stop()',
    ),
    'a lock that both take': file(
      '\tvar mu sync.Mutex\n\tvar got string\n\tgo func() {\n\t\tmu.Lock()\n\t\tgot = receive()\n\t\tmu.Unlock()\n\t}()\n\ttime.Sleep(wait)\n\tmu.Lock()\n\tcheck(t, got)',
    ),
  },
});

const parallel = (name: string, body: string): string => `func ${name}(t *testing.T) {\n\tt.Parallel()\n${body}\n}\n`;
const tests = (...functions: string[]): string => `package shop\n\nimport "testing"\n\n${functions.join('\n')}`;

ruleTests(parallelSharesState, {
  found: {
    'an entry of a map': tests(
      parallel('TestOne', '\tDefault["tea"] = 100 // want\n\tcheck(t, Default.Total("tea"))'),
      parallel('TestTwo', '\tcheck(t, Default.Total("tea"))'),
    ),
    'a hook': tests(
      parallel('TestOne', '\tnow = func() int { return 1 } // want\n\tcheck(t, Age())'),
      parallel('TestTwo', '\tnow = func() int { return 2 } // want\n\tcheck(t, Age())'),
    ),
  },
  silent: {
    'a test that runs alone': tests(
      'func TestOne(t *testing.T) {\n\tDefault["tea"] = 100\n}\n',
      parallel('TestTwo', '\tcheck(t, Default.Total("tea"))'),
    ),
    'a value of its own': tests(
      parallel('TestOne', '\tprices := Prices{}\n\tprices["tea"] = 100\n\tcheck(t, prices)'),
      parallel('TestTwo', '\tprices := Prices{}\n\tprices["tea"] = 900\n\tcheck(t, prices)'),
    ),
    'a variable that only one of them uses': tests(
      parallel('TestOne', '\tDefault["tea"] = 100\n\tcheck(t, Default.Total("tea"))'),
      parallel('TestTwo', '\tcheck(t, New().Total("tea"))'),
    ),
    'subtests that are parallel among themselves': tests(
      'func TestOne(t *testing.T) {\n\tDefault["tea"] = 100\n\tt.Run("a", func(t *testing.T) {\n\t\tt.Parallel()\n\t})\n}\n',
      'func TestTwo(t *testing.T) {\n\tDefault["tea"] = 900\n\tt.Run("a", func(t *testing.T) {\n\t\tt.Parallel()\n\t})\n}\n',
    ),
  },
});

test('what parallel tests write is shared where the package declares it, in whichever file', async () => {
  const rulesOf = async (declared: string) => {
    const head = `-- go.mod --\nmodule example.com/shop\n-- shop.go --\npackage shop\n\n${declared}\n-- shop_test.go --\n${tests(
      parallel('TestOne', '\tDefault["tea"] = 100\n\tcheck(t, Default)'),
      parallel('TestTwo', '\tcheck(t, Default)'),
    )}`;
    const before = '-- go.mod --\nmodule example.com/shop\n';
    return (await analyse(snapshotOf({ before, head }), () => {})).findings.map(({ rule }) => rule);
  };
  expect(await rulesOf('var Default = Prices{}')).toEqual(['testing/parallel-shares-state']);
  expect(await rulesOf('var (\n\tlimit = 3\n\tDefault Prices\n)')).toEqual(['testing/parallel-shares-state']);
  expect(await rulesOf('func Default() {}')).toEqual([]);
});
