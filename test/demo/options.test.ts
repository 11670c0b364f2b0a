import { describe, expect, test } from '@jest/globals';
import { readOptions } from './options.ts';

describe('The demo’s command line', () => {
  test('without anything shows the sample', () => {
    expect(readOptions([])).toEqual({ repo: null, push: false, scripted: false, page: 'report/demo.html' });
  });

  test('takes a range of any repository', () => {
    expect(readOptions(['--repo', '../x', '--base', 'main'])?.repo).toEqual({
      dir: '../x',
      base: 'main',
      head: 'HEAD',
    });
  });

  test.each([
    [['--base', 'main'], 'add --repo DIR'],
    [['--repo', '.', '--push'], 'prepared for the sample'],
    [['--repo', '.', '--scripted-model'], 'prepared for the sample'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is refused with what to do', (args, words) => {
    expect(() => readOptions(args)).toThrow(words);
  });

  test('tells how it is used when asked', () => {
    expect(readOptions(['--help'])).toBeNull();
  });
});
