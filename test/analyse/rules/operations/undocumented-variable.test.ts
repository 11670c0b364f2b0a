import { expect, test } from '@jest/globals';
import { analyse } from '../../../../src/analyse/analyse.ts';
import { snapshotOf } from '../../tree.ts';

const mod = '-- go.mod --\nmodule example.com/shop\n';

const lib = (imports: string, body: string, name = 'store'): string =>
  `package ${name}\n\nimport (\n${imports
    .split(' ')
    .map((path) => `\t"${path}"\n`)
    .join('')})\n\n${body}\n`;

const reads = (key: string): string => lib('os', `func key() string { return os.Getenv("${key}") }`);

test('a variable is undocumented where nothing beside the code names it and the code did not read it before', async () => {
  const code = (path: string) => `-- ${path} --\n${reads('SHOP_KEY')}`;
  const run = async (before: string, head: string) => {
    const { facts, couldNotTell } = await analyse(snapshotOf({ before: mod + before, head: mod + head }), () => {});
    return [facts.filter(({ kind }) => kind === 'signal').length, couldNotTell];
  };
  const readme = (text: string) => `-- README.md --\n${text}\n`;
  expect(await run(readme('Set PORT.'), readme('Set PORT.') + code('a/a.go'))).toEqual([1, {}]);
  expect(await run('', readme('Set `SHOP_KEY`.') + code('a/a.go'))).toEqual([0, {}]);
  expect(await run(code('b/b.go'), code('b/b.go') + code('a/a.go'))).toEqual([0, {}]);
});
