// Fixes are written where the lines are still those that were reviewed, and nowhere outside of the work tree.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { applyFixes } from '../../src/cli/apply-fixes.ts';
import type { Finding } from '../../src/domain/finding.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'fixes-'));
  mkdirSync(path.join(root, 'store'));
  writeFileSync(path.join(root, 'store/a.go'), 'one\ntwo\nthree\nfour\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const finding = (file: string, startLine: number, original: string, replacement: string): Finding => {
  const endLine = startLine + original.split('\n').length - 1;
  return { path: file, fix: { startLine, endLine, original, replacement }, otherPlaces: [] } as unknown as Finding;
};
const text = () => readFileSync(path.join(root, 'store/a.go'), 'utf8');

test('several fixes of a file, which keep their places', async () => {
  const report = await applyFixes(root, [
    finding('store/a.go', 1, 'one', 'ONE\nand a half'),
    finding('store/a.go', 3, 'three', 'THREE'),
  ]);
  expect(text()).toBe('ONE\nand a half\ntwo\nTHREE\nfour\n');
  expect(report).toEqual({ applied: ['store/a.go:1', 'store/a.go:3'], left: [] });
});

test('not where the line changed, nor the same lines twice', async () => {
  const report = await applyFixes(root, [
    finding('store/a.go', 2, 'zwei', 'TWO'),
    finding('store/a.go', 3, 'three\nfour', 'THREE'),
    finding('store/a.go', 4, 'four', 'FOUR'),
  ]);
  expect(text()).toBe('one\ntwo\nthree\nFOUR\n');
  expect(report.applied).toEqual(['store/a.go:4']);
  expect(report.left).toHaveLength(2);
});

test('neither outside of the work tree nor through a link', async () => {
  symlinkSync(path.join(root, 'store/a.go'), path.join(root, 'link.go'));
  symlinkSync(tmpdir(), path.join(root, 'tmp'));
  const outside = path.join(tmpdir(), `fixes-outside-${process.pid}.go`);
  writeFileSync(outside, 'one\n');
  const report = await applyFixes(root, [
    finding('link.go', 1, 'one', 'ONE'),
    finding('../fixes-none.go', 1, 'one', 'ONE'),
    finding(`tmp/${path.basename(outside)}`, 1, 'one', 'ONE'),
  ]);
  expect([report.applied, report.left.length, text().slice(0, 3), readFileSync(outside, 'utf8')]).toEqual([
    [],
    3,
    'one',
    'one\n',
  ]);
  rmSync(outside);
});

test('not in a file with bytes that are no text, which would be lost, and with its byte order mark', async () => {
  const file = path.join(root, 'store/b.go');
  const latin = Buffer.from([...Buffer.from('one\n// caf'), 0xe9, 0x0a]);
  writeFileSync(file, latin);
  expect(await applyFixes(root, [finding('store/b.go', 1, 'one', 'ONE')])).toEqual({
    applied: [],
    left: ['store/b.go: not UTF-8'],
  });
  expect(readFileSync(file).equals(latin)).toBe(true);
  writeFileSync(file, '\ufefftop\none\n');
  await applyFixes(root, [finding('store/b.go', 2, 'one', 'ONE')]);
  expect(readFileSync(file, 'utf8')).toBe('\ufefftop\nONE\n');
});
