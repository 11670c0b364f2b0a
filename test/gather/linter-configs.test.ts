// Linters' configurations govern from the base, as documents do: whatever a pull request writes into them.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCheckout } from '../../src/gather/checkout.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { requestFor, snapshotOf } from './requests.ts';

let git: BareRepository;
beforeAll(() => {
  git = new BareRepository();
});
afterAll(() => git.remove());

test('an edit of one is a change of the settings where it holds rules about imports, before or after', async () => {
  const rules = 'linters: { enable: [depguard] }\nlinters-settings:\n  depguard:\n    rules: {}\n';
  const from = {
    'go.mod': 'module example.com/shop\n',
    '.golangci.yml': 'linters: {}\n# depguard: not yet\n',
    'tools/.golangci.yml': rules,
    'cmd/.golangci.yaml': 'run: {}\n',
    'arch-go.yml': 'version: 1\n',
  };
  const to = {
    '.golangci.yml': 'linters: { enable: [errcheck, depguard] }\n',
    'tools/.golangci.yml': 'linters: {}\n',
    'cmd/.golangci.yaml': rules,
    'arch-go.yml': 'version: 2\n',
  };
  const base = await git.commit('rules-base', from, 'Base');
  const head = await git.commit('rules-head', { ...from, ...to }, 'Change', { from: base });
  const snapshot = await snapshotOf(await openCheckout(git.dir), requestFor({ base, head }));
  expect(snapshot.policyChanges.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'settings arch-go.yml',
    'settings cmd/.golangci.yaml',
    'settings tools/.golangci.yml',
  ]);
});

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
