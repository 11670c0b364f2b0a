import { expect, test } from '@jest/globals';
import { analyse } from '../../../src/analyse/analyse.ts';
import { snapshotOf } from '../tree.ts';

const module = (...requires: string[]): string =>
  `-- go.mod --\nmodule example.com/shop\n\ngo 1.24\n\nrequire (\n${requires.map((line) => `\t${line}\n`).join('')})\n-- a.go --\npackage shop\n`;

async function findingsOf(before: string, head: string) {
  const { findings, facts } = await analyse(snapshotOf({ before, head }), () => {});
  return {
    findings: findings.map(({ path, startLine, quote, title }) => `${path}:${startLine} ${quote} | ${title}`),
    facts,
  };
}

const retired = 'github.com/golang/mock v1.6.0';

test('a retired module that go.mod begins to require is told at its line', async () => {
  const { findings, facts } = await findingsOf(
    module('github.com/a/b v1.0.0'),
    module('github.com/a/b v1.0.0', retired),
  );
  expect(findings).toEqual([
    'go.mod:7 github.com/golang/mock v1.6.0 | github.com/golang/mock is a dependency from here on, and its authors have retired it',
  ]);
  expect(facts.map((fact) => fact.id)).toContain('dependency-added:example.com/shop->github.com/golang/mock');
});

test('one that was required before, or only indirectly, is not', async () => {
  expect((await findingsOf(module('github.com/golang/mock v1.5.0'), module(retired))).findings).toEqual([]);
  expect((await findingsOf(module(), module(`${retired} // indirect`))).findings).toEqual([]);
  expect((await findingsOf(module(`${retired} // indirect`), module(retired))).findings).toEqual([]);
});

test('its successor is not', async () => {
  expect((await findingsOf(module(), module('go.uber.org/mock v0.5.0'))).findings).toEqual([]);
});
