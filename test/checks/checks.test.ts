// Each check finds what it is for, and leaves alone what looks like it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findBadTitles, titleProblem } from './commit-titles.ts';
import { findSharedNames } from './exported-names.ts';
import { findFolderCircles } from './folder-circles.ts';
import { findLongFunctions, findLongLines } from './lengths.ts';
import { digestOf, EXPONENTIAL, findSlowRegexes } from './regexes.ts';
import type { Offence, SourceText } from './source.ts';

const source = (path: string, ...lines: string[]): SourceText => ({ path, text: lines.join('\n') });
const places = (offences: readonly Offence[]) => offences.map(({ path, line }) => `${path}:${line}`);

describe('names', () => {
  test('a name declared in two files is found in both', () => {
    const files = [
      source('src/a.ts', '', 'export interface Part {}'),
      source('src/b.ts', 'class Part {}', 'export { Part };'),
      source('src/c.ts', 'export const { Part: [Other] } = x;', 'interface Part {}'),
    ];
    expect(findSharedNames(files)).toEqual([
      { path: 'src/a.ts', line: 2, message: '"Part" is also exported by src/b.ts:2' },
      { path: 'src/b.ts', line: 2, message: '"Part" is also exported by src/a.ts:2' },
    ]);
  });

  test('a schema with its type, overloads and re-exports are one declaration', () => {
    const files = [
      source('src/a.ts', 'export const Part = z.string();', 'export type Part = z.infer<typeof Part>;'),
      source('src/b.ts', "export { Part } from './a.ts';", "export * from './a.ts';"),
      source('src/c.ts', "import { Part } from './a.ts';", 'export { Part };'),
      source('src/d.ts', 'export function f(a: 1): 1;', 'export function f(a: any) {}'),
    ];
    expect(findSharedNames(files)).toEqual([]);
  });
});

describe('folders', () => {
  test('two folders side by side that import each other are a circle, types included', () => {
    const files = [
      source('src/room/a/one.ts', "import type { Two } from '../b/two.ts';"),
      source('src/room/b/three.ts', "export { one } from '../a/one.ts';"),
    ];
    expect(findFolderCircles(files)).toEqual([
      {
        path: 'src/room',
        line: null,
        message: [
          'circle a → b → a',
          '    src/room/a/one.ts imports src/room/b/two.ts',
          '    src/room/b/three.ts imports src/room/a/one.ts',
        ].join('\n'),
      },
    ]);
  });

  test('a folder and the file at the root that uses it and is used by it are a circle', () => {
    const files = [
      source('src/room/room.ts', "import { one } from './a/one.ts';"),
      source('src/room/a/one.ts', "import { room } from '../room.ts';"),
    ];
    expect(places(findFolderCircles(files))).toEqual(['src/room:null']);
  });

  test('a file at the root may use a folder that uses another file at the root', () => {
    const files = [
      source('src/room/room.ts', "import { one } from './a/one.ts';"),
      source('src/room/a/one.ts', "import { shared } from '../shared.ts';", "import { x } from './inner/x.ts';"),
      source('src/room/a/inner/x.ts', "import { y } from '../y.ts';", "import 'node:fs';"),
    ];
    expect(findFolderCircles(files)).toEqual([]);
  });

  test('folders further down are told apart from their neighbours at the level above', () => {
    const files = [
      source('src/room/rules/api/one.ts', "import { two } from '../engine/two.ts';"),
      source('src/room/rules/engine/two.ts', "import { three } from '../../graph/three.ts';"),
      source('src/room/graph/three.ts', "import { four } from '../rules/api/four.ts';"),
    ];
    expect(findFolderCircles(files).map(({ path, message }) => [path, message.split('\n')[0]])).toEqual([
      ['src/room', 'circle rules → graph → rules'],
    ]);
  });
});

describe('titles', () => {
  test.each([
    'feat(analyse): finds a lock that is copied',
    'fix(agent,queue): a review is paid once',
    'refactor: each file in its room',
  ])('%s', (title) => expect(titleProblem(title)).toBeNull());

  test.each([
    'finds a lock that is copied',
    'feature(analyse): finds a lock',
    'fix(analyse):finds a lock',
    'fix(): finds a lock',
    `fix(analyse): ${'x'.repeat(60)}`,
  ])('not: %s', (title) => expect(titleProblem(title)).not.toBeNull());

  test('only commits that origin/main lacks are checked, and none where there is no such branch', () => {
    const dir = mkdtempSync(join(tmpdir(), 'titles-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args]);
    try {
      expect(findBadTitles(dir)).toEqual([]);
      git('init', '-q');
      git('commit', '-q', '--allow-empty', '-m', 'Old');
      expect(findBadTitles(dir)).toEqual([]);
      git('update-ref', 'refs/remotes/origin/main', 'HEAD');
      git('commit', '-q', '--allow-empty', '-m', 'fix(cli): a good one');
      git('commit', '-q', '--allow-empty', '-m', 'A\tbad one');
      expect(findBadTitles(dir).map(({ message }) => message)).toEqual([
        'the title "A\tbad one" is not of the form "type(room): what changes"',
      ]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('lengths', () => {
  const long = 'word '.repeat(30);

  test('a long comment and a long string are found', () => {
    const file = source('src/a.ts', `// ${long}`, `const a = '${long}';`, `/** ${long}`, ` * ${long}`, ' */', 'f();');
    expect(places(findLongLines(file))).toEqual(['src/a.ts:1', 'src/a.ts:2', 'src/a.ts:3', 'src/a.ts:4']);
  });

  test('what cannot be broken is excused: a URL, a pattern, a text of several lines', () => {
    const file = source(
      'src/a.ts',
      `// https://example.com/${'x'.repeat(120)}`,
      `const a = /${'word|'.repeat(30)}/;`,
      `const b = \`${long}`,
      `${long}\`;`,
    );
    expect(findLongLines(file)).toEqual([]);
  });

  test('characters are counted, not their parts', () => {
    expect(findLongLines(source('src/a.ts', `// ${'👩 '.repeat(58)}`))).toEqual([]);
  });

  test('a function of more than 40 lines is found', () => {
    const body = Array.from({ length: 39 }, () => '  f();');
    expect(places(findLongFunctions(source('src/a.ts', 'const a = () => {', ...body, '};')))).toEqual(['src/a.ts:1']);
    expect(findLongFunctions(source('src/a.ts', 'function a() {', ...body.slice(1), '}'))).toEqual([]);
  });
});

describe('regexes', () => {
  const files = [source('src/a/b.ts', 'const x = /a/;', 'const y = /(b+)+c/g;')];
  const verdicts = (degree: number) => ({
    [digestOf({ pattern: 'a', flags: '' })]: 1,
    [digestOf({ pattern: '(b+)+c', flags: 'g' })]: degree,
  });
  const messages = (degree: number, characters?: number) =>
    findSlowRegexes(files, verdicts(degree), characters === undefined ? {} : { 'src/a/': [characters, 'why'] });

  test('a pattern that nobody judged is found', () => {
    expect(places(findSlowRegexes(files, {}))).toEqual(['src/a/b.ts:1', 'src/a/b.ts:2']);
  });

  test('a pattern that is not linear needs texts that are short enough for it', () => {
    expect(messages(1)).toEqual([]);
    expect(places(messages(2))).toEqual(['src/a/b.ts:2']);
    expect(messages(2, 60_000)).toEqual([]);
    expect(places(messages(3, 60_000))).toEqual(['src/a/b.ts:2']);
    expect(messages(3, 1_500)).toEqual([]);
    expect(places(messages(EXPONENTIAL, 30))).toEqual(['src/a/b.ts:2']);
  });
});
