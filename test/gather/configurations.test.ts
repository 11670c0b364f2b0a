// Linters' configurations govern from the base, as documents do: whatever a pull request writes into them.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCheckout } from '../../src/gather/checkout.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { requestFor, snapshotOf } from './asking.ts';

let git: BareRepository;
beforeAll(() => {
  git = new BareRepository();
});
afterAll(() => git.remove());

test('they are read at the tip of the base branch, in every directory but vendor', async () => {
  const files = {
    'go.mod': 'module example.com/shop\n',
    '.golangci.yml': 'linters: {}\n',
    'tools/.go-arch-lint.yml': 'version: 3\n',
    'vendor/x/.golangci.yml': 'linters: { enable: [depguard] }\n',
  };
  const fork = await git.commit('config-fork', files, 'Fork');
  const base = await git.commit('config-base', { ...files, 'arch-go.yml': 'version: 1\n' }, 'Later', { from: fork });
  const head = await git.commit('config-head', { ...files, '.golangci.yml': 'linters: { default: all }\n' }, 'Change', {
    from: fork,
  });
  const snapshot = await snapshotOf(await openCheckout(git.dir), requestFor({ base, head }));
  expect(snapshot.configurations).toEqual([
    { path: '.golangci.yml', commit: base, text: 'linters: {}\n', cut: 0 },
    { path: 'arch-go.yml', commit: base, text: 'version: 1\n', cut: 0 },
    { path: 'tools/.go-arch-lint.yml', commit: base, text: 'version: 3\n', cut: 0 },
  ]);
});
