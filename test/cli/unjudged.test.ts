// A gate on the command line does not pass on code that was not judged.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { built } from '../support/built.ts';
import { BareRepository } from '../support/github/bare-repository.ts';
import { runNode } from '../support/run-program.ts';
import { SHOP } from '../support/small-shop.ts';

let git: BareRepository;
let program: string;

beforeAll(async () => {
  program = await built('src/cli.ts');
  git = new BareRepository();
  await git.commit('main', SHOP, 'The shop');
  await git.commit('broken', { 'store/a.go': 'package store\n\nfunc A( {\n' }, 'Break it', { from: 'main' });
  await git.commit('words', { 'README.md': '# Shop\n' }, 'Words', { from: 'main' });
}, 60_000);
afterAll(() => git.remove());

function review(head: string, ...args: string[]) {
  return runNode([program, 'review', '--repo', git.dir, '--base', 'main', '--head', head, ...args], git.dir);
}

test('a file that cannot be parsed: exit code 3 under a gate, and its name in every case', async () => {
  const [gated, free, sarif] = await Promise.all([
    review('broken', '--fail-on', 'high'),
    review('broken'),
    review('broken', '--format', 'sarif'),
  ]);
  expect([gated.code, free.code, sarif.code]).toEqual([3, 0, 3]);
  const line = '1 changed Go file was not judged: store/a.go (not parsed: syntax error in line 3).';
  expect(gated.stderr).toContain(line);
  expect(free.stdout.replace(/\s+/g, ' ')).toContain(line);
  expect(free.stdout).not.toContain('No findings');
  expect(JSON.parse(sarif.stdout).runs[0].invocations[0].executionSuccessful).toBe(false);
});

test('SARIF of a change without Go is complete: exit code 0', async () => {
  const [sarif, gated] = await Promise.all([review('words', '--format', 'sarif'), review('words', '--fail-on', 'low')]);
  expect([sarif.code, gated.code]).toEqual([0, 0]);
  expect(JSON.parse(sarif.stdout).runs[0].invocations[0].executionSuccessful).toBe(true);
});

test('SARIF of a run that compared nothing is not to be uploaded: exit code 3', async () => {
  const sarif = await review('main', '--format', 'sarif');
  expect(sarif.code).toBe(3);
  expect(JSON.parse(sarif.stdout).runs[0].invocations[0].executionSuccessful).toBe(false);
});
